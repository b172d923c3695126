"""Dates in the many spellings of Indian papers, as DD/MM/YYYY."""

import re
from datetime import date

from rapidfuzz.distance import Levenshtein

from sandbox.understanding.numbers import TO_DIGIT

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_D = r"[0-9OoIlSB|]"
_GAP = r"\s?[-/.,\\]\s?|\s"
_DAY_FIRST = re.compile(
    rf"(?<!\w)(?<!\d[-/.])({_D}{{1,2}})(?:{_GAP})({_D}{{1,2}})(?:{_GAP})({_D}{{4}}|{_D}{{2}})(?!\w|[.,]\d)"
)
_YEAR_FIRST = re.compile(rf"(?<!\w)([12]{_D}{{3}})[-/.]({_D}{{1,2}})[-/.]({_D}{{1,2}})(?!\d)")
_DAY_MONTH_NAME = re.compile(
    rf"(?<!\w)({_D}{{1,2}})(?:st|nd|rd|th)?[-/.,=: ]{{0,3}}([a-z0]{{3,9}})"
    rf"[-/.,=:' ]{{0,3}}({_D}{{4}}|{_D}{{2}})(?!\w)",
    re.IGNORECASE,
)
_MONTH_NAME_DAY = re.compile(
    rf"(?<!\w)([a-z]{{3,9}})\.? ?({_D}{{1,2}})(?:st|nd|rd|th)?,? ?([12]\d{{3}})(?!\w)", re.I
)
# The slashes of a narrow print are lost or read as ones.
_GLUED = re.compile(rf"(?<!\w)({_D}{{2}})[-/.|1]?({_D}{{2}})[-/.|1]?((?:19|20)\d\d)(?!\d)")


def find(text):
    """Every date in a text, as DD/MM/YYYY in the order of the text."""
    found = _find(text)
    # A speck between two digits of the year: 09/01/197.9.
    return found if found or not re.search("[/-]", text) else _find(text.replace(".", ""))


def _find(text):
    found = []
    for pattern, order in (
        (_YEAR_FIRST, (3, 2, 1)),
        (_DAY_FIRST, (1, 2, 3)),
        (_DAY_MONTH_NAME, (1, 2, 3)),
        (_MONTH_NAME_DAY, (2, 1, 3)),
        (_GLUED, (1, 2, 3)),
    ):
        for match in pattern.finditer(text):
            value = _date(*(match[part] for part in order))
            taken = any(match.start() < end and start < match.end() for start, end, _ in found)
            if value and not taken:
                found.append((match.start(), match.end(), value))
    return [value for _, _, value in sorted(found)]


def _date(day, month, year):
    month_number = _month(month)
    day, year = day.upper().translate(TO_DIGIT), year.upper().translate(TO_DIGIT)
    if not (month_number and day.isdecimal() and year.isdecimal()):
        return None
    day_number, year_number = int(day), int(year)
    if year_number < 100:
        year_number += 2000 if year_number < 50 else 1900
    if month_number > 12 >= day_number:
        # An American spelling: the month stands first.
        day_number, month_number = month_number, day_number
    if not 1900 <= year_number <= 2100:
        return None
    try:
        return date(year_number, month_number, day_number).strftime("%d/%m/%Y")
    except ValueError:
        return None


def _month(text):
    digits = text.upper().translate(TO_DIGIT)
    if digits.isdecimal() and len(text) <= 2:
        return int(digits)
    name = text.lower().replace("0", "o")
    if name[:3] in MONTHS:
        return MONTHS.index(name[:3]) + 1
    # "une", "Marh", "Augist": one letter lost or wrong, as long as it can be no other month.
    near = {place for place, month in enumerate(_LONG_MONTHS, 1) if len(name) >= 3 and _misspelt(name, month)}
    return near.pop() if len(near) == 1 else 0


def _misspelt(name, month):
    if len(name) == 3:
        return name == month[1:] or (name[0] == month[0] and Levenshtein.distance(name, month[:3]) <= 1)
    return Levenshtein.distance(name, month) <= (1 if len(month) < 7 else 2)
