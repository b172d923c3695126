"""Names of people: what looks like one, and what of it counts when two are compared."""

import re
import unicodedata

from sandbox.understanding.confidence import LABELLED

TITLES = frozenset((
    "mr", "mrs", "ms", "miss", "smt", "shri", "sri", "shree", "shrimati", "kumari", "km", "dr",
    "kum", "sh", "late", "prof", "adv", "er", "capt", "col", "sau", "selvi", "thiru", "tmt", "master",
))  # fmt: skip
# What follows is the father's, husband's or mother's name.
RELATION = re.compile(
    r"(?:^|(?<=[\s,(]))(?:(?:s|d|w|c|h)\s?[/|]\s?[o0]\b|(?:son|daughter|wife|care) of\b)[\s.:,-]*",
    re.IGNORECASE,
)
# Words of forms and offices: a line with one of them is no person's name.
_NO_NAMES = frozenset((
    "government", "govt", "india", "department", "income", "tax", "card", "number", "signature", "name",
    "father", "fathers", "date", "birth", "dob", "male", "female", "address", "unique", "identification",
    "authority", "election", "commission", "permanent", "account", "invoice", "licence", "license",
    "transport", "union", "driving", "republic", "passport", "specimen", "electronically", "generated",
    "valid", "issue", "issued", "year", "husband", "mother", "elector", "identity", "sample", "bharat",
    "sarkar", "loan", "amount", "payable", "net", "dealer", "customer", "finance", "product", "total", "bank",
    "branch", "gst", "address", "model", "quantity", "rate", "serial",
))  # fmt: skip
# Printed before the names of customers, and no part of them.
_ADDRESSED = re.compile(
    r"^(?:(?:mrs?|ms|miss|smt|shri|dr)(?:\.\s*|\s+)|m[tif]\.\s*)(?=[a-z]{2})", re.IGNORECASE
)
# No name begins with a small letter when its others are capitals, and a small l looks like a capital I.
_SMALL_L_FIRST = re.compile(r"^l(?=[a-z]{2})")
_FIGURES = str.maketrans("015", "OIS")
# A word with more figures than one in so many letters is none of a name.
_LETTERS_TO_A_FIGURE = 2
_LETTERS = re.compile(r"[^A-Za-z.' ()-]")


def tidy(text):
    """A name as printed, without what OCR adds around it."""
    text = re.sub(r"\s+", " ", text)
    bare = text.strip(" .,:;-_|/\\*'\"()[]")
    # "Nova (8 GB)" keeps the sign that closes what is open.
    return f"{bare})" if bare.count("(") > bare.count(")") and f"{bare})" in text else bare


def spaced(text):
    """A text with the spaces that OCR lost between a small and a capital letter: MohdIrfan."""
    return re.sub(r"(?<=[a-z]{2})(?=[A-Z][a-z])", " ", text)


def looks_like_name(text):
    """Whether a line can be a person's name: a few words of letters and none that forms use."""
    text = tidy(text)
    letters = [char for char in text if char.isalpha()]
    words = re.findall(r"[A-Za-z]+", text)
    if len(letters) < 3 or not 1 <= len(words) <= 7 or _LETTERS.search(text):
        return False
    if len(text) > 60 or any(word.lower() in _NO_NAMES for word in words):
        return False
    return any(len(word) >= 3 and re.search("[aeiouyAEIOUY]", word) for word in words)


def repaired(text):
    """A person's name, tidied, without figures in its words: "1YER" and "lyer" are "IYER" and "Iyer"."""
    words = [_as_letters(word) for word in tidy(text).split(" ")]
    if any(word[:1].isupper() for word in words):
        words = [_SMALL_L_FIRST.sub("I", word) for word in words]
    return " ".join(words)


def _as_letters(word):
    letters, figures = sum(map(str.isalpha, word)), sum(map(str.isdigit, word))
    if not figures or letters < _LETTERS_TO_A_FIGURE * figures:
        return word
    plain = word.translate(_FIGURES)
    return plain.capitalize() if word[1:].islower() else plain


def person(text):
    """A name with its validity for a label's value; None where it is none."""
    text = _ADDRESSED.sub("", spaced(repaired(RELATION.split(text)[0])))
    return (text, LABELLED) if looks_like_name(text) else None


def plain(text):
    """Small Latin letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
