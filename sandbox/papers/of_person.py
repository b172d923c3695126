"""The papers of a person: Aadhaar, PAN, voter ID, driving licence, passport."""

from sandbox.papers.layouts import aadhaar, passport, voter_id
from sandbox.papers.numbers import mrz
from sandbox.papers.paper import Paper


def aadhaar_of(person, layout, manner, **changes):
    """The customer's proof of identity and address."""
    facts = {
        "name": person.name,
        "date_of_birth": person.date_of_birth,
        "gender": person.gender,
        "address": person.address,
        "aadhaar_number": person.numbers["aadhaar"],
    }
    if layout is aadhaar.front:
        del facts["address"]
    details = {
        "relation": "S/O" if person.gender == "Male" else "D/O",
        "father_name": person.father_name,
        "phone": person.numbers["phone"],
        "enrolment": "0000/00000/00000",
        "vid": person.numbers["vid"],
    }
    return Paper("aadhaar", "AADHAAR", layout, manner, facts | changes, details)


def pan_of(person, layout, manner, **changes):
    """The customer's tax number; names stand there in capitals."""
    facts = {
        "name_as_per_pan": person.name.upper(),
        "father_name": person.father_name.upper(),
        "dob": person.date_of_birth,
        "pan_number": person.numbers["pan"],
    }
    return Paper("pan", "PAN", layout, manner, facts | changes)


def voter_id_of(person, manner, **changes):
    """The voter's card, both sides."""
    facts = {
        "name": person.name,
        "father_name": person.father_name,
        "epic_number": person.numbers["epic"],
        "address": person.address,
        "date_of_birth": person.date_of_birth,
    }
    return Paper("voter-id", "VOTER_ID", voter_id.card, manner, facts | changes, {"gender": person.gender})


def driving_licence_of(person, layout, manner, **changes):
    """The licence card's front."""
    facts = {
        "name": person.name.upper(),
        "address": person.address,
        "license_number": person.numbers["licence"],
        "date_of_birth": person.date_of_birth,
        "valid_till": "11/05/2039",
    }
    details = {
        "state": person.address.split(", ")[-1].partition(" - ")[0],
        "father_name": person.father_name.upper(),
        "issued": "12/05/2019",
    }
    return Paper("driving-licence", "DRIVING_LICENSE", layout, manner, facts | changes, details)


def passport_of(person, layout, manner, **changes):
    """The page with the person's data, with or without the last page that has the address."""
    given, _, family = person.name.upper().rpartition(" ")
    facts = {
        "name": person.name.upper(),
        "passport_number": person.numbers["passport"],
        "date_of_birth": person.date_of_birth,
        "date_of_expiry": "17/03/2032",
        "nationality": "INDIAN",
        "address": person.address,
    }
    if layout is passport.data_page:
        del facts["address"]
    facts |= changes
    details = {
        "given": given,
        "family": family,
        "sex": person.gender[0],
        "father_name": person.father_name.upper(),
        "place": person.address.split(", ")[-2].upper(),
        "issued": "18/03/2022",
        "mrz": mrz(person, facts["passport_number"], facts["date_of_expiry"]),
    }
    return Paper("passport", "PASSPORT", layout, manner, facts, details)
