"""Amounts of rupees, in figures and in words, as digits with two decimals ("18999.00")."""

import re
from decimal import Decimal

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

# Signs that OCR makes of the rupee sign stand directly before the figures.
_FIGURES = re.compile(
    r"(?<![\w.,])(?:rs\.?|inr|[₹?<{z])?\s?(\d{1,3}(?:[,.]\s?\d{2,3})+|\d+)(?:/-|/=)?(?![\w%])", re.I
)
_CURRENCY = re.compile(r"rs\.?|inr|₹|rupees", re.IGNORECASE)
_UNITS = {
    word: number
    for number, word in enumerate(
        (
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
            "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
            "nineteen",
        )
    )
}  # fmt: skip
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        (
            "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
        ),
        start=2,
    )
} | {"fourty": 40}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "lakh": 100_000, "lac": 100_000, "lakhs": 100_000}
_SCALES |= {"lacs": 100_000, "crore": 10_000_000, "crores": 10_000_000}
# Longer words first: seventeen is not seven.
_VOCABULARY = sorted({*_UNITS, *_TENS, *_SCALES, "only"}, key=len, reverse=True)
_WORD = re.compile("|".join(_VOCABULARY))
_GLUED = re.compile(f"(?:{'|'.join(_VOCABULARY)}|and|rupees)+")
_FILLERS = frozenset(("rupees", "rs", "inr", "and", "in", "words", "amount"))


def find(text):
    """Every amount in a text, in order; plain counts and codes among them, as nothing tells them apart."""
    return [amount for match in _FIGURES.finditer(text) if (amount := _amount(match[1]))]


def plain(value):
    """An amount as a Decimal, whatever its grouping and currency words; None where it is none."""
    found = find(_CURRENCY.sub(" ", str(value)))
    return Decimal(found[-1]) if found else None


def in_words(text):
    """The whole rupees of an amount in words ("Eighteen Thousand Nine Hundred Only"); None if it has none."""
    total, part, hundreds, seen = 0, 0, 0, False
    for word in _words(text):
        if word in _UNITS or word in _TENS:
            part += _UNITS.get(word, 0) + _TENS.get(word, 0)
            seen = True
        elif word == "hundred":
            hundreds, part = 100 * part, 0
        elif word in _SCALES:
            total, part, hundreds = total + (hundreds + part) * _SCALES[word], 0, 0
    return total + hundreds + part if seen and total + hundreds else None


def _words(text):
    """The number words of a text; none where a word among them cannot be read."""
    # The whole rupees end at the "and" before the paise.
    rupees, paise, _ = text.lower().partition("pais")
    text = rupees.rpartition("and")[0] if paise and "and" in rupees else rupees
    words, begun = [], False
    for token in re.findall("[a-z]+", text):
        if token in _FILLERS:
            begun = True
            continue
        read = _number_words(token, fuzzy=begun)
        if not read and words:
            return []
        words += read
        begun = bool(words)
        if "only" in read:
            break
    return words


def _number_words(token, fuzzy):
    if _GLUED.fullmatch(token):
        return _WORD.findall(token)
    wrong = len(token) // 4
    near = process.extractOne(token, _VOCABULARY, scorer=Levenshtein.distance, score_cutoff=wrong)
    return [near[0]] if fuzzy and near else []


def _amount(figures):
    groups = re.split(r"[,.]\s?", figures)
    decimals = groups.pop() if len(groups) > 1 and len(groups[-1]) == 2 else "00"
    whole = "".join(groups).lstrip("0") or "0"
    return f"{whole}.{decimals}" if len(whole) <= 9 else None
