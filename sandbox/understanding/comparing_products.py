"""Whether two descriptions mean the same goods."""

import re

from rapidfuzz import fuzz

from sandbox.understanding.likeness import CONTAINED, DIFFERENT, SAME, misread, unlike
from sandbox.understanding.spellings import squeezed

# They say what sort of thing it is, or its colour, and not which.
_GENERAL = frozenset((
    "smartphone", "phone", "mobile", "handset", "tv", "television", "led", "lcd", "smart", "new",
    "with", "and", "of", "the", "in", "for", "colour", "color", "black", "white", "blue", "green",
    "red", "grey", "gray", "silver", "gold", "midnight", "sea", "graphite", "pack", "pcs", "nos",
    "unit", "set", "machine", "model", "ram", "rom", "storage",
))  # fmt: skip
_MODEL_CODE = re.compile(r"(?=(?:.*[a-z]){2})(?=(?:.*\d){2})[a-z][a-z0-9-]{4,}")
# Each makes another thing of the same maker's model.
_VARIANTS = frozenset(("pro", "neo", "lite", "plus", "max", "ultra", "mini", "prime", "edge", "fe"))
# "8/128" is 8 GB of memory and 128 GB of storage.
_MEMORY = re.compile(r"(?<![\w./])(2|3|4|6|8|12|16|24)\s?/\s?(32|64|128|256|512)(?:\s?gb)?(?![\w.])")
# In a word with figures these look like figures: 9i, 91.
_AS_FIGURES = str.maketrans("ilo", "110")
# Two descriptions with a word of their own each still mean the same where they share this much.
ENOUGH = 0.75


def products(one, other):
    """How alike two descriptions are, 0 to 1; sizes count most, a longer description is alike."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return 0.0
    if a == b:
        return SAME
    if squeezed(one) == squeezed(other):
        # OCR loses spaces and points.
        return SAME
    left, right = _own(a, b), _own(b, a)
    sizes = [any(char.isdigit() for word in own for char in word) for own in (left, right)]
    variants = left & _VARIANTS and right & _VARIANTS
    if left and right and (all(sizes) or variants or _shared(a, b) < ENOUGH):
        # What the longer one says beyond the shorter makes them no less alike.
        return max(unlike(one.lower(), other.lower()), _alike_in_part(one.lower(), other.lower()))
    return CONTAINED if a & b else unlike(one.lower(), other.lower())


def _alike_in_part(one, other):
    return round(DIFFERENT * fuzz.partial_ratio(one, other) / 100, 4)


def _own(words, others):
    """What only the one says; a maker's code may stand on one paper and not on the other."""
    initials = "".join(sorted(word[0] for word in others))
    return {
        word
        for word in words - others - _GENERAL
        if not _MODEL_CODE.fullmatch(word)
        and not (word.isalpha() and any(misread(word, other, shortest=4) for other in others))
        and not (len(word) == 2 and word.isalpha() and all(letter in initials for letter in word))
    }


def _shared(a, b):
    shorter = min((a - _GENERAL, b - _GENERAL), key=len)
    return len(shorter & (a & b)) / len(shorter) if shorter else 1.0


def _words(text):
    text = re.sub(r"[\"”]|(?<=\d)\s?in\b|(?<=\d)''", "inch", text.lower())
    text = _MEMORY.sub(r"\1gb \2gb", text.replace("ultra hd", "uhd"))
    text = re.sub(r"(?<=\d)\s*(?:t|tons?|tr)\b", "ton", text)
    text = re.sub(r"(?<=\d)\s*(?:ltrs?|litres?|liters?)\b", "l", text)
    text = re.sub(r"(?<=\d)\s+(?=(?:gb|tb|kg|l|inch|t|ton|w|cm|g)\b)", "", text)
    words = re.findall(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", text)
    return {word.translate(_AS_FIGURES) if re.search(r"\d", word) else word for word in words}
