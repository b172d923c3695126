"""Numbers that have a form: found in noisy text, repaired where the form allows, and validated."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from stdnum import imei, verhoeff
from stdnum.in_ import epic, gstin, pan

from sandbox.understanding.confidence import CHECKED, DOUBTED, FORM, REPAIRED

# What OCR takes for one another. Used only where the form says that a letter or a digit must stand.
TO_DIGIT = str.maketrans("OQDILSBZGT|", "00011582671")
TO_LETTER = str.maketrans("0125678", "OIZSGTB")
# Where letters and digits may stand, these are tried, and the check character decides.
_EITHER = {
    "0": "ODQ", "O": "0DQ", "D": "0O", "Q": "0O", "1": "IL", "I": "1L", "L": "1I", "2": "Z", "Z": "2",
    "4": "A", "A": "4", "5": "S", "S": "5", "6": "G", "G": "6", "7": "T", "T": "7", "8": "B", "B": "8",
}  # fmt: skip
_LETTERS = "A-Z0125678"
_DIGITS = "0-9OQDILSBZGT|"
# One slot of a form: a letter, a digit, either. All other characters stand for themselves.
_SLOTS = {
    "A": f"[{_LETTERS}]",
    "9": f"[{_DIGITS}]",
    "*": "[A-Z0-9]",
    "Z": "[Z27]",
    "D": "[DO0]",
    " ": r"[ .:/-]{0,2}",
}


@dataclass(frozen=True)
class Number:
    """A number in a text: its plain value, how far it is validated (0 to 1), and where it stands."""

    value: str
    validity: float
    start: int
    end: int


@dataclass(frozen=True)
class Kind:
    """The form of a number (A letter, 9 digit, * either, blank: a gap that may be there) and its check."""

    form: str
    # True or False where a check digit decides, None where there is none.
    check: callable


def _gstin_ok(value):
    return gstin.is_valid(value)


def _pan_ok(value):
    # PAN's last letter is a check character too, but its rule is not public: only the form is known.
    return None if pan.is_valid(value) else False


def _epic_ok(value):
    # The check digit came with the new numbers: older cards do not keep to it.
    return True if epic.is_valid(value) else None


def _aadhaar_ok(value):
    # None was ever given that begins with 0 or 1, which makes these the ones for samples.
    return verhoeff.is_valid(value) and (True if value[0] not in "01" else None)


def _form_only(value):
    return None


KINDS = {
    "pan": Kind("AAAAA 9999 A", _pan_ok),
    "gstin": Kind("99 AAAAA 9999 A *Z*", _gstin_ok),
    "epic": Kind("AAA 9999999", _epic_ok),
    "imei": Kind("99 9999 99 999999 9", imei.is_valid),
    "passport": Kind("A 9999999", _form_only),
    "fssai": Kind("99999999999999", lambda value: None if value[0] in "12" else False),
    "udyam": Kind("UDYAM AA 99 9999999", _form_only),
    "aadhaar": Kind("9999 9999 9999", _aadhaar_ok),
    "vid": Kind("9999 9999 9999 9999", verhoeff.is_valid),
}


def find(kind, text):
    """The numbers of a kind in a text, in order; each has the form, and its validity says how sure it is."""
    upper = _upper(text)
    if kind == "aadhaar":
        # The first twelve digits of a VID are no Aadhaar number.
        upper = _pattern("vid").sub(lambda vid: " " * len(vid[0]), upper)
    found = _scan(kind, _pattern(kind), upper)
    if not found:
        # Glued to its label ("PANZZZPS1234Z"): any place will do, if nothing else is wrong.
        glued = _scan(kind, _pattern(kind, alone=False), upper)
        found = [number for number in glued if number.validity >= FORM * REPAIRED]
    return found


def fills(kind, text):
    """Whether a line is nothing but a number of a kind, in its groups, whatever its check digit says.

    A gap between two groups may be lost, but not all.
    """
    alone = _in_groups(kind).fullmatch(_upper(text).strip()) if " " in text.strip() else None
    return alone is not None and _mostly_right(KINDS[kind].form.replace(" ", ""), alone[0].replace(" ", ""))


@lru_cache(maxsize=16)
def _in_groups(kind):
    return re.compile("".join(_SLOTS.get(slot, slot) if slot != " " else " ?" for slot in KINDS[kind].form))


def best(kind, texts):
    """The most certain number of a kind in several texts, None where there is none."""
    numbers = [number for text in texts for number in find(kind, text)]
    return max(numbers, key=lambda number: number.validity, default=None)


def _upper(text):
    # Characters whose capital has another length would move every place after them.
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


@lru_cache(maxsize=64)
def _pattern(kind, alone=True):
    body = "".join(_SLOTS.get(slot, slot) for slot in KINDS[kind].form)
    if alone:
        return re.compile(rf"(?<![A-Z0-9])({body})(?![A-Z0-9])")
    # A number is never cut out of a longer row of digits.
    return re.compile(rf"(?=((?<!\d){body}(?!\d)))")


def _scan(kind, pattern, text):
    found = []
    for match in pattern.finditer(text):
        number = _number(kind, match[1], match.start(1))
        if number and not (found and number.start < found[-1].end):
            found.append(number)
        elif number and number.validity > found[-1].validity:
            found[-1] = number
    return found


def _number(kind, raw, start):
    form = KINDS[kind].form.replace(" ", "")
    plain = re.sub(r"[ .:/-]", "", raw)
    if len(plain) != len(form) or not _mostly_right(form, plain):
        return None
    choices = [_choices(slot, char) for slot, char in zip(form, plain, strict=True)]
    # Where either may stand, the check digit says which: both are tried.
    values = ["".join(value) for value in product(*choices)]
    checked = [(KINDS[kind].check(value), value) for value in values]
    verdict, value = min(checked, key=lambda pair: {True: 0, None: 1, False: 2}[pair[0]])
    repairs = sum(a != b for a, b in zip(value, plain, strict=True))
    validity = {True: CHECKED, None: FORM, False: DOUBTED}[verdict] * REPAIRED**repairs
    return Number(value, validity, start, start + len(raw))


def _choices(slot, char):
    if slot == "A":
        return (char.translate(TO_LETTER),)
    if slot == "9":
        return (char.translate(TO_DIGIT),)
    if slot == "*":
        return (char, *_EITHER.get(char, ""))
    return (slot,)


def _mostly_right(form, plain):
    """At least half of the letters and half of the digits must have been read as such."""
    for slot, right in (("A", str.isalpha), ("9", str.isdigit)):
        chars = [char for place, char in zip(form, plain, strict=True) if place == slot]
        if 2 * sum(map(right, chars)) < len(chars):
            return False
    return True
