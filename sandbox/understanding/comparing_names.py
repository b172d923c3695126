"""Whether two names mean the same person, or the same firm."""

import re
from functools import lru_cache

from sandbox.understanding.likeness import (
    ALIKE,
    CONTAINED,
    DIFFERENT,
    SAME,
    apart,
    looks_like,
    misread,
    unlike,
)
from sandbox.understanding.names import RELATION, TITLES, plain, spaced

# How Indian names are spelled one way or another, most telling first.
_SPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"(?<=[a-z]j)oy$", "ay"), (r"(?<=or)e$|(?<=[a-z]nath)a$|(?<=[a-z]{3}esh)a$", ""),
        (r"[ei]nd(?:er|ar|ra)$", "indr"), (r"[ae]rj(?=ee|i)", "arj"), (r"(?<=g)am$", "um"),
        (r"c(?=[aou])", "k"), (r"qu(?=[ei])", "k"),
        (r"x", "ks"), (r"ksh", "ks"), (r"sch|sh", "s"), (r"ph", "f"), (r"w", "v"), (r"chh?", "c"),
        (r"ck|q|kh|k", "k"), (r"gh", "g"), (r"th", "t"), (r"dh", "d"), (r"bh", "b"), (r"jh|z", "j"),
        (r"ee|ey|ie", "i"), (r"oo|ou|au|ow|o", "u"), (r"y(?=[aeiou])", ""), (r"y", "i"), (r"e", "i"),
        (r"aa", "a"), (r"(?<=[^aiu])h(?=[^aiu]|$)", ""), (r"rn", "m"), (r"([a-z])\1+", r"\1"),
        (r"a[iu]", "i"), (r"(?<=.{3})iya$", "ia"),
    )
)  # fmt: skip
_MOHAMMED = re.compile(r"^(?:md|mohd|mhd|mohamm?[ae]d|muhamm?[ae]d|mohammod|mahomed|mohamad|mohamed)$")
_CHAUDHARY = re.compile(r"^ch?(?:au|ou|ow|aw|o)dh?[aeou]*r(?:y|i|ie|ee)$")
_AGARWAL = re.compile(r"^ag+[ae]?r[ae]?[wv]al$")
_KUMAR = {"kr": "kumar"}
# Short, and still no initials.
_SHORT_NAMES = frozenset(("om", "al", "el", "de", "da", "di", "la", "le", "ur", "bi", "jo", "so", "vo", "md"))
# Gujarat's words for brother and sister are added to names on some papers and not on others.
_COURTESY = re.compile(r"(?<=[a-z]{4})(?:bhai|bahen|behn|ben)$")
# They say what a firm deals in: alone they name none.
_TRADES = frozenset((
    "electronics", "electrical", "enterprises", "mobiles", "stores", "traders", "agencies", "company",
    "appliances", "sales", "services", "home", "digital", "world", "center", "shop", "communication",
    "telecom", "brothers", "sons", "retail", "corporation", "gallery", "point", "house", "india",
))  # fmt: skip
_FIRM_WORDS = {
    "pvt": "", "private": "", "ltd": "", "limited": "", "llp": "", "co": "company", "the": "", "and": "",
    "ms": "", "inc": "", "corpn": "corporation", "corp": "corporation", "elect": "electronics",
    "electricals": "electrical", "electronic": "electronics", "ent": "enterprises",
    "enterprise": "enterprises", "bros": "brothers", "mfg": "manufacturing", "intl": "international",
    "dept": "department", "opc": "", "p": "", "l": "", "store": "stores", "mobile": "mobiles",
    "appliance": "appliances", "trader": "traders", "agency": "agencies", "centre": "center",
    "sale": "sales", "service": "services", "shoppe": "shop", "limitedliabilitypartnership": "",
}  # fmt: skip


def people(one, other):
    """How alike two names of people are, 0 to 1."""
    b = _person_words(other)
    a = _seen_as(_person_words(one), b)
    if not a or not b:
        return 0.0
    if sorted(a) == sorted(b):
        return SAME
    return _verdict(_keys(a), _keys(b), one, other, initials=True)


def firms(one, other):
    """How alike two names of firms are, 0 to 1; how a firm is constituted does not count."""
    b = _firm_words(other)
    a = _seen_as(_firm_words(one), b)
    if not a or not b:
        return 0.0
    if a == b:
        return SAME
    return _verdict(_keys(a), _keys(b), one, other, initials=False)


@lru_cache(maxsize=8192)
def key(word):
    """A word reduced to what its spellings have in common."""
    if _MOHAMMED.match(word):
        return "muhamid"
    if _CHAUDHARY.match(word):
        return "cudari"
    if _AGARWAL.match(word):
        return "agarval"
    spelled = word
    for pattern, spelling in _SPELLINGS:
        spelled = pattern.sub(spelling, spelled)
    return spelled or word


_TRADE_KEYS = frozenset(map(key, _TRADES))


def _verdict(a, b, one, other, *, initials):
    a, b = _joined(a, b), _joined(b, a)
    if sorted(a) == sorted(b) or "".join(a) == "".join(b):
        return 0.97
    left, right, shared = _unmatched(a, b, initials)
    if left and right:
        # Each has a part that the other lacks: another family name, another first name.
        return unlike(plain(one), plain(other))
    if not left and not right:
        return ALIKE
    # One is a part of the other: a middle name left out. One name alone says too little of a person.
    own = [word for word in shared if word not in _TRADE_KEYS]
    return CONTAINED if len(shared) >= 2 or (own and not initials) else DIFFERENT


def _unmatched(a, b, initials):
    """What of each has no counterpart, and the words that have one."""
    rest, left, shared = list(b), [], []
    for word in sorted(a, key=len, reverse=True):
        match = next((other for other in _likeliest_first(word, rest) if _alike(word, other, initials)), None)
        if match is None:
            left.append(word)
        else:
            rest.remove(match)
            shared.append(word)
    return left, rest, shared


def _likeliest_first(word, others):
    return sorted(others, key=lambda other: (other != word, len(other) == 1, -len(other)))


def _alike(one, other, initials):
    if one == other:
        return True
    if initials and 1 in (len(one), len(other)):
        return one[0] == other[0]
    if initials:
        # One letter of a short name makes another one: Sumit, Sunit, Sunil.
        return misread(one, other, shortest=7)
    # Firms are seldom told apart by one letter of a long word.
    return misread(one, other) or (min(len(one), len(other)) >= 7 and not apart(one, other, 1))


def _seen_as(words, others):
    """The words, but those of others that they look like in print: Sal, Sai."""
    return [next((other for other in others if _looks_like(word, other)), word) for word in words]


def _looks_like(word, other):
    return min(len(word), len(other)) >= 3 and looks_like(word, other)


def _joined(words, others):
    """Two words written as one, where the other name has them so: Ram Kumar, Ramkumar."""
    joined = list(words)
    for place in range(len(words) - 1):
        both = words[place] + words[place + 1]
        if both in others and words[place] in joined and words[place + 1] in joined:
            joined[joined.index(words[place])] = both
            joined.remove(words[place + 1])
    return joined


def _keys(words):
    return [key(word) for word in words]


def _person_words(name):
    name = RELATION.split(plain(spaced(name)))[0]
    words = re.findall(r"[a-z]+", name.replace("'", ""))
    words = [_KUMAR.get(word, _COURTESY.sub("", word)) for word in words if word not in TITLES]
    return [part for word in words for part in _initials(word)]


def _initials(word):
    """ "KS Reddy" is "K. S. Reddy"."""
    if len(word) == 2 and word not in _SHORT_NAMES or len(word) == 3 and not re.search("[aeiouy]", word):
        return list(word)
    return [word]


def _firm_words(name):
    name = re.sub(r"\bm\s?/\s?s\b\.?", " ", plain(name)).replace("'", "").replace(".", "")
    name = re.sub(r"\(?\bprop(?:rietor)?\b.*$", " ", name)
    words = [_firm_word(word) for word in re.findall(r"[a-z0-9]+", name)]
    return [word for word in words if word]


@lru_cache(maxsize=8192)
def _firm_word(word):
    """A word as all firms spell it, also if a letter of it was misread: Moble, Mobile, Mobiles."""
    if word in _FIRM_WORDS or word in _TRADES:
        return _FIRM_WORDS.get(word, word)
    known = (name for name in (*_FIRM_WORDS, *_TRADES) if misread(word, name, shortest=5))
    near = next(known, word)
    return _FIRM_WORDS.get(near, near)
