"""Cards of people: PAN, driving licence, voter's card."""

import re

from sandbox.understanding import addresses, dates, names
from sandbox.understanding.confidence import FORM, LABELLED, PLACED, REPAIRED
from sandbox.understanding.labels import Found, Labelled
from sandbox.understanding.numbers import TO_DIGIT
from sandbox.understanding.reading_values import (
    a_date,
    a_gender,
    a_name,
    a_number,
    anywhere,
    in_time,
    present,
    the_last_date,
)
from sandbox.understanding.spellings import Labels, squeezed

_BIRTH = ("date of birth", "dob", "d o b", "birth date", "date of birth age", "year of birth")
_FATHER = (
    "father's name", "fathers name", "father name", "name of father", "s/d/w of", "s/d/w", "s/w/d of",
    "s/w/d", "son daughter wife of", "son/daughter/wife of", "s/o", "d/o", "w/o", "s o d o w o",
    "father's / husband's name", "relation name",
)  # fmt: skip

PAN_LABELS = Labels(
    {
        "name": ("name",),
        "father": _FATHER,
        "birth": (*_BIRTH, "date of birth incorporation", "date of incorporation formation"),
        "other": ("signature", "permanent account number", "permanent account number card", "gender"),
    }
)
LICENCE_LABELS = Labels(
    {
        "number": (
            "dl no", "d l no", "driving licence no", "licence no", "license no", "licence number", "no",
        ),
        "name": ("name", "holder's name", "name of holder"),
        "father": _FATHER,
        "birth": _BIRTH,
        "address": ("address", "add", "permanent address", "present address", "addr"),
        "valid": ("valid till", "valid upto", "validity", "valid until", "validity nt", "valid till nt",
                  "validity tr", "date of expiry", "valid to", "validity non transport", "expiry date"),
        "valid_from": ("valid from", "is valid from", "vehicle is valid from"),
        "issue": ("doi", "date of issue", "issue date", "issued on", "date of first issue"),
        "other": ("blood group", "bg", "cov",
                  "form 7", "badge no", "emergency contact", "organ donor", "authorisation to drive",
                  "signature", "issuing authority", "licencing authority", "licensing authority"),
    }
)  # fmt: skip
VOTER_LABELS = Labels(
    {
        "number": ("epic no", "epic number", "identity card no", "card no"),
        "name": ("elector's name", "electors name", "name", "elector name", "name of elector"),
        "father": (*_FATHER, "husband's name", "husbands name", "mother's name", "guardian's name"),
        "birth": _BIRTH,
        "address": ("address", "residential address"),
        "gender": ("gender", "sex", "gender sex", "sex gender"),
        "other": (
            "age as on", "age", "electoral registration officer", "assembly constituency",
            "part no", "assembly constituency no and name", "part no and name", "date",
            "facsimile signature", "note", "serial no",
        ),
    }
)  # fmt: skip

# State, office (its branches add a letter), year, running number; blanks or dashes as the state likes it.
_D, _GAP = "[0-9OISB]", "[ /-]"
_LICENCE = re.compile(
    rf"(?<![A-Z0-9])([A-Z]{{2}})({_GAP}?{_D}{{2}}{_GAP}{{0,3}})([A-Z]?{_GAP}?)((?:19|20){_D}{{2}}{_GAP}{{0,2}}{_D}{{7}})(?!\w)"
)
_OLD_EPIC = re.compile(r"(?<![A-Z0-9])([A-Z]{2}/\d{1,3}/\d{1,3}/\d{5,7})(?!\d)")


def pan(paper):
    """Fields of a PAN card, old or new."""
    seen = Labelled(paper, PAN_LABELS)
    born = seen.first(("birth",), a_date) or anywhere(paper, a_date)
    name, father = seen.first(("name",), a_name), seen.first(("father",), a_name)
    if not (name and father):
        name, father = _names_over(paper, born, name, father)
    fields = {"name_as_per_pan": name, "father_name": father, "dob": born}
    return present(fields | {"pan_number": anywhere(paper, a_number("pan"))})


def driving_licence(paper):
    """Fields of a driving licence, whichever state's."""
    seen = Labelled(paper, LICENCE_LABELS)
    # Where a label is lost: one is born before one drives, and a licence ends after it was issued.
    first, second, third = in_time(paper, 3) or (None, None, None)
    return present(
        {
            "name": seen.first(("name",), a_name),
            "father_name": seen.first(("father",), a_name),
            "address": addresses.at_label(seen, ("address",)),
            "license_number": seen.first(("number",), _licence_number) or anywhere(paper, _licence_number),
            "date_of_birth": seen.first(("birth",), a_date) or first,
            "issue_date": seen.first(("issue",), a_date) or second,
            "valid_till": seen.first(("valid",), the_last_date) or _end_of_validity(seen) or third,
        }
    )


def voter_card(paper):
    """Fields of a voter's card."""
    seen = Labelled(paper, VOTER_LABELS)
    return present(
        {
            "name": seen.first(("name",), a_name),
            "father_name": seen.first(("father",), a_name),
            "epic_number": anywhere(paper, a_number("epic")) or anywhere(paper, _old_epic),
            "address": addresses.at_label(seen, ("address",)),
            "date_of_birth": seen.first(("birth",), a_date),
            "gender": seen.first(("gender",), a_gender),
        }
    )


def _end_of_validity(seen):
    """Typed licences run on in a sentence: "is valid from … to …"."""
    for hit in seen.hits("valid_from"):
        row = [hit.piece, *seen.paper.right_of(hit.piece)]
        if len(dates.find(text := " ".join(piece.text for piece in row))) == 2:
            return Found(the_last_date(text)[0], tuple(row), FORM)
    return None


def _names_over(paper, born, name, father):
    """Old cards have no labels: the holder's and the father's name stand over the date of birth."""
    if born is None:
        return name, father
    date_line = born.pieces[0]
    over = [
        piece
        for piece in paper.in_order
        if piece.middle < date_line.top and piece.page == date_line.page and _name_line(piece)
    ]
    known = {found.pieces[0] for found in (name, father) if found}
    free = [piece for piece in over if piece not in known][-(2 - len(known)) :]
    if not known and len(free) == 2:
        return _placed(free[0]), _placed(free[1])
    if free and name is None:
        return _placed(free[0]), father
    if free and father is None and not known.isdisjoint(over):
        return name, _placed(free[-1])
    return name, father


def _name_line(piece):
    # What Devanagari becomes in a Latin model mixes in digits and signs, or is short.
    return (
        names.looks_like_name(names.repaired(piece.text))
        and len(squeezed(piece.text)) >= 4
        and not dates.find(piece.text)
    )


def _placed(piece):
    return Found(names.repaired(piece.text), (piece,), PLACED)


def _licence_number(text):
    match = _LICENCE.search(text.upper())
    if not match:
        return None
    office, rest = (match[part].translate(TO_DIGIT) for part in (2, 4))
    repairs = sum(a != b for a, b in zip(office + rest, match[2] + match[4], strict=True))
    digits = office + match[3] + rest
    if digits.isdecimal():
        # As the states' common system prints it.
        digits = f"{office} {rest}"
    return match[1] + re.sub(r"\s+", " ", digits), FORM * REPAIRED**repairs


def _old_epic(text):
    match = _OLD_EPIC.search(text.upper())
    return (match[1], LABELLED) if match else None
