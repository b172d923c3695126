"""Aadhaar: letters, cards, fronts and backs; and where its number must be blacked out."""

import re

from sandbox.understanding import addresses, dates, names, numbers
from sandbox.understanding.confidence import FORM, LABELLED, PLACED
from sandbox.understanding.labels import Found, Labelled
from sandbox.understanding.reading_values import a_date, a_gender, anywhere, present
from sandbox.understanding.spellings import Labels

LABELS = Labels(
    {
        "name": ("name",),
        "birth": ("dob", "date of birth", "year of birth", "yob", "birth"),
        "address": ("address", "add"),
        "address_part": ("vtc", "po", "sub district", "district", "state", "pin code"),
        "other": ("mobile", "enrolment no", "enrollment no", "vid", "your aadhaar no", "issue date", "gender",
                  "male", "female", "details as on", "download date", "help", "signature valid"),
    }
)  # fmt: skip
# Behind a Hindi label that came out as letters.
_BIRTH = re.compile(r"d[o0q]b|birth", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(19[2-9]\d|20[0-2]\d)(?!\d)")
_MASKED = re.compile(r"\b[X*]{4}\s?[X*]{4}\s?(\d{4})\b", re.IGNORECASE)
# What digits are misread as counts as well, and whatever may stand between groups of them.
_DIGIT = "[0-9OQDILSBZGT|]"
_DIGITS = re.compile(rf"{_DIGIT}(?:[-. ]?{_DIGIT}){{8,}}")
_GROUPS = re.compile(rf"(?:{_DIGIT}{{4}} ?){{1,3}}")
# Of sixteen or twelve digits, the last four may stay to be seen; a letter or two may have come along.
_SHOWN = 4
_LONGEST = 17
# So many of them must have been read as digits, or it is a word.
_LEAST_READ = 7


def fields(paper):
    """Fields of an Aadhaar letter or card."""
    seen = Labelled(paper, LABELS)
    born = (
        seen.first(("birth",), a_date)
        or anywhere(paper, a_date, keep=lambda piece: _BIRTH.search(piece.text))
        or seen.first(("birth",), _year)
    )
    address = addresses.at_label(seen, ("address",)) or _letter_address(seen)
    split = address and Found(addresses.formatted(address.value), address.pieces, address.validity)
    return present(
        {
            "name": _name(seen, born),
            "date_of_birth": born,
            "gender": anywhere(paper, a_gender),
            "address": address,
            "formatted_address": split,
            "aadhaar_number": anywhere(paper, _number) or anywhere(paper, _masked),
        }
    )


def secret_boxes(paper):
    """Where digits of an Aadhaar number or a VID stand that nobody may see: (page, left, top, right, bottom).

    A number that was misread is blacked out as well: what counts is that it looks like one.
    """
    boxes = []
    for row in paper.rows:
        for piece in row:
            boxes += [_box(piece, start, end) for start, end in _secrets(piece.text)]
        boxes += _broken(row)
    return boxes


def _name(seen, born):
    """The line over the date of birth; a letter repeats it over the address."""
    line = born.pieces[0] if born else next((hit.piece for hit in seen.hits("birth")), None)
    above = seen.paper.above(line, reach=4) if line else []
    found = [piece for piece in above if names.looks_like_name(names.repaired(piece.text))]
    if not found:
        return seen.first(("name",), names.person) or _after_to(seen)
    value = names.repaired(found[0].text)
    again = [piece for piece in seen.paper.pieces if names.repaired(piece.text).lower() == value.lower()]
    return Found(value, (found[0],), FORM if len(again) > 1 else LABELLED)


def _after_to(seen):
    for piece in seen.paper.in_order:
        if re.fullmatch(r"to[,:]?", piece.text.strip(), re.IGNORECASE):
            for below in seen.paper.below(piece, reach=4):
                if names.looks_like_name(names.repaired(below.text)):
                    return Found(names.repaired(below.text), (below,), PLACED)
    return None


def _letter_address(seen):
    """A letter's address has no label: it begins with the name of father or husband."""
    for piece in seen.paper.in_order:
        if names.RELATION.match(piece.text.strip()):
            return addresses.gathered(seen, piece.text, piece, (piece.left,))
    return None


def _year(text):
    match = _YEAR.search(text)
    return (match[1], LABELLED) if match and not dates.find(text) else None


def _number(text):
    found = numbers.best("aadhaar", [text])
    return (_in_fours(found.value), found.validity) if found else None


def _masked(text):
    match = _MASKED.search(text)
    return (f"XXXX XXXX {match[1]}", LABELLED) if match else None


def _in_fours(digits):
    return f"{digits[:4]} {digits[4:8]} {digits[8:]}"


def _secrets(text):
    upper = text.upper()
    for match in _DIGITS.finditer(upper):
        digits = re.sub("[-. ]", "", match[0])
        if _is_number(digits):
            # More than one number: nobody can say which of the digits are the last of one.
            shown = _SHOWN if len(digits) <= _LONGEST else 0
            yield match.start(), _end_of_secret(match, len(digits) - shown)


def _is_number(digits):
    return sum(char.isdigit() for char in digits) >= _LEAST_READ


def _end_of_secret(match, count):
    for place, char in enumerate(match[0]):
        count -= char not in "-. "
        if count == 0:
            return match.start() + place + 1
    return match.end()


def _broken(row):
    """A number whose groups of four were read as lines of their own."""
    groups = [piece for piece in row if _GROUPS.fullmatch(piece.text.strip().upper())]
    digits = "".join(piece.text.replace(" ", "") for piece in groups)
    if len(digits) not in (8, 12, 16) or not _is_number(digits):
        return []
    # Of eight digits alone the last four are not the number's last ones.
    secret = groups if len(digits) == 8 else groups[:-1]
    return [_box(piece, 0, len(piece.text)) for piece in secret]


def _box(piece, start, end):
    """The part of a line from one character to another, a little wider than the letters.

    Of a line that runs down the page it is the whole.
    """
    top = piece.top - piece.page_top
    if piece.height > piece.right - piece.left:
        return piece.page, piece.left, top, piece.right, top + piece.height
    width = (piece.right - piece.left) / max(len(piece.text), 1)
    left = piece.left + start * width - width / 2
    right = piece.left + end * width + width / 2
    return (
        piece.page,
        max(left, piece.left - width),
        top,
        min(right, piece.right + width),
        top + piece.height,
    )
