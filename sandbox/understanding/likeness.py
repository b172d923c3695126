"""How alike two words or texts are, and what the scores of cross-checks mean."""

import re

from rapidfuzz.distance import Levenshtein

# The portal shows scores under 0.7 as a difference. Verdicts keep well away from it on both sides, so
# that a reading error in a long text does not turn one into the other.
SAME = 1.0
ALIKE = 0.9
CONTAINED = 0.88
DIFFERENT = 0.55
# Values that differ, but may be misread: low, and no alarm. Scores from here to what is alike say that.
UNCERTAIN, LEAST_ALIKE = 0.72, 0.8

# Letters that print and OCR confuse.
_CONFUSED = {
    frozenset(pair)
    for pair in ("mn", "ce", "li", "lt", "ft", "uv", "hb", "gq", "ij", "nr", "ef", "it", "co", "il", "rn")
}


# Groups of letters that look like another letter in small or blurred print: Harish, Hansh.
_LOOKS = (("rn", "m"), ("ri", "n"), ("cl", "d"), ("vv", "w"), ("li", "h"), ("ii", "u"), ("l", "i"))


# What OCR takes for one another in rows of figures, as a dotted or crossed nought for almost anything round.
_CONFUSED_IN_NUMBERS = {
    frozenset(pair)
    for pair in (
        "06", "08", "09", "0O", "0D", "0Q", "38", "56", "58", "68", "89", "17", "1I", "1L", "1T", "7T", "1J",
        "2Z", "5S", "6G", "8B", "IJ", "IT", "IL", "OQ", "OD", "VY", "UV", "MN",
    )
}  # fmt: skip
MOST_CONFUSED = 3


def confused(one, other):
    """Whether two numbers differ in nothing but a few characters that are confused: 8606, 8696."""
    pairs = [frozenset(pair) for pair in zip(one, other, strict=False) if len(set(pair)) == 2]
    return len(one) == len(other) and len(pairs) <= MOST_CONFUSED and _CONFUSED_IN_NUMBERS.issuperset(pairs)


def looks_like(one, other):
    """Whether two words of small letters are the same to the eye: Iyer, lyer, Jyer; Harish, Hansh."""
    return _look(one) == _look(other)


def _look(word):
    word = re.sub("^j", "i", word)
    for letters, look in _LOOKS:
        word = word.replace(letters, look)
    return word


def ratio(one, other):
    """The share of letters that two texts have in common, 0 to 1."""
    return Levenshtein.normalized_similarity(one, other)


def unlike(one, other, most=DIFFERENT):
    """A score for two values that differ: the more alike they look, the nearer to the most it may be."""
    return round(most * ratio(one, other), 4)


def misread(one, other, shortest=5):
    """Whether two words differ by one letter that is easily confused, dropped or doubled."""
    if min(len(one), len(other)) < shortest or abs(len(one) - len(other)) > 1:
        return False
    edits = Levenshtein.editops(one, other)
    if len(edits) != 1:
        return False
    edit = edits[0]
    if edit.tag == "replace":
        return frozenset((one[edit.src_pos], other[edit.dest_pos])) in _CONFUSED
    # A letter more at the end makes another name (Sunit, Sunita); inside it is a slip.
    longer = max(one, other, key=len)
    place = edit.src_pos if edit.tag == "delete" else edit.dest_pos
    return 0 < place < len(longer) - 1 and len(longer) > shortest + 1


def apart(one, other, limit):
    """Whether two words differ by more letters than a limit."""
    return Levenshtein.distance(one, other, score_cutoff=limit) > limit
