"""Passports: the page with the photo and the last page with the address."""

from sandbox.understanding import addresses, mrz, names
from sandbox.understanding.confidence import CHECKED, FORM, GUESSED, LABELLED, PLACED
from sandbox.understanding.labels import Found, Labelled
from sandbox.understanding.reading_values import a_date, a_name, a_number, anywhere, in_time, present
from sandbox.understanding.spellings import Labels

LABELS = Labels(
    {
        "surname": ("surname", "last name"),
        "given": ("given name", "given names", "given name s", "first name"),
        "number": ("passport no", "passport number"),
        "nationality": ("nationality",),
        "birth": ("date of birth",),
        "issue": ("date of issue",),
        "expiry": ("date of expiry", "valid until"),
        "address": ("address",),
        "other": ("sex", "place of birth", "place of issue", "country code", "type",
                  "name of father", "name of father legal guardian", "name of mother", "name of spouse",
                  "old passport no with date and place of issue", "file no", "signature"),
        "address_part": ("pin", "pin code"),
    }
)  # fmt: skip
_NATIONALITIES = {"IND": "INDIAN"}


def fields(paper):
    """Fields of a passport; what its machine-read lines confirm by a check digit is certain."""
    seen = Labelled(paper, LABELS)
    zone, pieces = _zone(paper)
    number = seen.first(("number",), a_number("passport")) or anywhere(paper, a_number("passport"))
    born, expiry, issued = (seen.first((key,), a_date) for key in ("birth", "expiry", "issue"))
    born = _checked("date_of_birth", born, zone, pieces)
    expiry = _checked("date_of_expiry", expiry, zone, pieces)
    # The label of a date may be lost, but their order is that of a life.
    first, second, third = in_time(paper, 3) or (None, None, None)
    return present(
        {
            "name": _name(seen, zone, pieces),
            "surname": seen.first(("surname",), a_name),
            "given_names": seen.first(("given",), a_name),
            "passport_number": _checked("passport_number", number, zone, pieces),
            "date_of_birth": born or first,
            "date_of_issue": issued or second,
            "date_of_expiry": expiry or third,
            "nationality": seen.first(("nationality",), _nationality) or _nation(zone, pieces),
            "address": addresses.at_label(seen, ("address",)),
        }
    )


def _zone(paper):
    tail = paper.in_order[-12:]
    return mrz.read([piece.text for piece in tail]), tuple(tail[-2:])


def _checked(name, printed, zone, pieces):
    """The printed value, or the zone's where its check digit is right and the printed one differs."""
    if zone is None or name not in zone.sound or not getattr(zone, name):
        return printed
    value = getattr(zone, name)
    same = printed is not None and printed.value == value
    return Found(value, printed.pieces if same else pieces, CHECKED)


def _name(seen, zone, pieces):
    surname, given = seen.first(("surname",), a_name), seen.first(("given",), a_name)
    printed = [found for found in (given, surname) if found]
    coded = zone and names.tidy(f"{zone.given_names} {zone.surname}")
    if len(printed) == 2:
        value = " ".join(found.value for found in printed)
        sure = coded and value.upper() == coded
        lines = tuple(piece for found in printed for piece in found.pieces)
        return Found(value, lines, FORM if sure else LABELLED)
    if coded:
        return Found(coded, pieces, PLACED)
    # Half of a name is no name that could be compared.
    return Found(printed[0].value, printed[0].pieces, GUESSED) if printed else None


def _nationality(text):
    word = text.strip().split("/")[-1].strip(" .:")
    return (word, LABELLED) if word.isalpha() and 4 <= len(word) <= 20 else None


def _nation(zone, pieces):
    if zone is None:
        return None
    return Found(_NATIONALITIES.get(zone.nationality, zone.nationality), pieces, FORM)
