"""The two machine-read lines at the foot of a passport (ICAO 9303, part 4: TD3)."""

import re
import string
from dataclasses import dataclass
from datetime import date

from sandbox.understanding.numbers import TO_DIGIT, TO_LETTER

_VALUES = {char: value for value, char in enumerate(string.digits + string.ascii_uppercase)} | {"<": 0}
# What OCR makes of the filler sign.
_FILLERS = str.maketrans({sign: "<" for sign in "«‹({[＜《≤"})
_NAMES = re.compile(r"^P[A-Z<][A-Z0-9]{3}([A-Z0-9<]{5,})$")
_DATA = re.compile(r"([A-Z0-9<]{9})([0-9OQDISBZGL<])([A-Z0-9]{3})(.{6})(.)([MFX<])(.{6})(.)")


@dataclass(frozen=True)
class Zone:
    """What the zone says; `sound` names the fields whose check digit is right. Dates are DD/MM/YYYY."""

    passport_number: str
    nationality: str
    date_of_birth: str
    gender: str
    date_of_expiry: str
    surname: str
    given_names: str
    sound: frozenset


def read(lines):
    """The zone in a paper's lines; None where there is none."""
    plain = [_plain(line) for line in lines]
    for place, line in enumerate(plain):
        match = len(line) >= 28 and _DATA.match(line)
        zone = _zone(match, plain[max(place - 3, 0) : place]) if match else None
        if zone:
            return zone
    return None


def check_digit(text):
    """The check digit of a text: weights 7, 3, 1; letters count from ten, fillers as nothing."""
    return str(sum(_VALUES.get(char, 0) * (7, 3, 1)[place % 3] for place, char in enumerate(text)) % 10)


def _plain(line):
    return re.sub(r"\s", "", line.upper()).translate(_FILLERS)


def _zone(match, before):
    number, birth, expiry = match[1], match[4].translate(TO_DIGIT), match[7].translate(TO_DIGIT)
    # An Indian number is a letter and seven digits; the letter must not be turned into one.
    number = number[0] + number[1:].translate(TO_DIGIT)
    signs = {"passport_number": (number, match[2]), "date_of_birth": (birth, match[5])}
    signs["date_of_expiry"] = (expiry, match[8])
    sound = {name for name, (text, sign) in signs.items() if check_digit(text) == sign.translate(TO_DIGIT)}
    if not sound:
        return None
    surname, given = _names(before)
    return Zone(
        passport_number=number.rstrip("<"),
        nationality=match[3],
        date_of_birth=_date(birth, past=True),
        gender=match[6],
        date_of_expiry=_date(expiry, past=False),
        surname=surname,
        given_names=given,
        sound=frozenset(sound),
    )


def _names(lines):
    for line in reversed(lines):
        if match := _NAMES.match(line):
            # Fillers at the end are often read as K, C or E.
            names = re.sub(r"(?<=<)[KCELS<]+$", "", match[1]).translate(TO_LETTER)
            surname, _, given = names.partition("<<")
            return surname.replace("<", " ").strip(), given.replace("<", " ").strip()
    return "", ""


def _date(digits, past):
    if not digits.isdecimal():
        return ""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    century = 1900 if past and year > date.today().year % 100 else 2000
    try:
        return date(century + year, month, day).strftime("%d/%m/%Y")
    except ValueError:
        return ""
