"""Numbers with a form: found, repaired, validated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.invented import inventing
from sandbox.understanding import numbers
from sandbox.understanding.confidence import CHECKED, DOUBTED, FORM

FACTS = inventing.facts("numbers")
GSTIN = FACTS["gstin"]
AADHAAR = FACTS["aadhaar_number"].replace(" ", "")
IMEI = "001234567890128"


def values(kind, text):
    return [number.value for number in numbers.find(kind, text)]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("pan", "PAN: ZZZPS1234Z", "ZZZPS1234Z"),
        ("pan", "PANZZZPS1234Z", "ZZZPS1234Z"),
        ("pan", "ZZZ PS 1234 Z", None),
        ("pan", "ZZZP5I23AZ", None),
        ("pan", "zzzps1234z", "ZZZPS1234Z"),
        ("pan", "ZZZP5123AZ", None),
        ("gstin", f"GSTIN/UIN: {GSTIN}", GSTIN),
        ("gstin", f"GSTIN{GSTIN}", GSTIN),
        ("imei", f"IMEI1:{IMEI}", IMEI),
        ("imei", "IMEI 00 123456 789012 8", IMEI),
        ("imei", "IMEI/SN O0I234567890128", IMEI),
        ("epic", "ZZZ1234567", "ZZZ1234567"),
        ("epic", "222Z1234567", None),
        ("passport", "Passport No. Z1234567", "Z1234567"),
        ("passport", "21234567", None),
        ("fssai", "Lic. No. 12131385107795", "12131385107795"),
        ("udyam", "UDYAM-MH-12-1234567", "UDYAMMH121234567"),
        ("udyam", "UDYAM MH 12 1234567", "UDYAMMH121234567"),
        ("aadhaar", f"{AADHAAR[:4]} {AADHAAR[4:8]} {AADHAAR[8:]}", AADHAAR),
        ("aadhaar", f"{AADHAAR[:4]}{AADHAAR[4:8]}{AADHAAR[8:]}", AADHAAR),
        ("aadhaar", "VID : 9999 1234 5678 9012", None),
        ("vid", "VID : 9999 1234 5678 9012", "9999123456789012"),
    ],
)
def test_a_number_is_found_in_its_surroundings(kind, text, value):
    assert values(kind, text) == ([value] if value else [])


def test_letters_read_as_digits_are_put_right_where_the_form_asks_for_letters():
    assert values("gstin", GSTIN.replace("Z", "2", 1).replace("1Z", "IZ")) == [GSTIN]


def test_the_check_digit_says_which_of_two_readings_is_right():
    noisy = GSTIN[:-1] + GSTIN[-1].translate(numbers.TO_DIGIT)
    assert values("gstin", noisy) == [GSTIN]


@pytest.mark.parametrize("kind, number", [("gstin", GSTIN), ("aadhaar", AADHAAR), ("imei", IMEI)])
def test_a_wrong_digit_is_doubted(kind, number):
    wrong = number[:9] + str((int(number[9]) + 1) % 10) + number[10:]
    assert numbers.find(kind, number)[0].validity == CHECKED
    assert numbers.find(kind, wrong)[0].validity == DOUBTED


LOOK_ALIKE = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}
LOOK_ALIKE |= {letter: digit for digit, letter in LOOK_ALIKE.items()}


@given(chance=st.randoms(use_true_random=False), kind=st.sampled_from(("gstin", "aadhaar", "imei", "pan")))
def test_a_character_read_as_its_look_alike_is_put_right(chance, kind):
    number = {"gstin": GSTIN, "aadhaar": AADHAAR, "imei": IMEI, "pan": "ZZZPS1258Z"}[kind]
    place = chance.choice([place for place, char in enumerate(number) if char in LOOK_ALIKE])
    noisy = number[:place] + LOOK_ALIKE[number[place]] + number[place + 1 :]
    assert values(kind, f"No. {noisy}") == [number]


@given(st.text(max_size=200), st.sampled_from(sorted(numbers.KINDS)))
def test_any_text_can_be_searched(text, kind):
    for number in numbers.find(kind, text):
        assert 0 <= number.start < number.end <= len(text)
        assert 0 < number.validity <= 1


def test_a_form_without_a_check_digit_is_less_than_certain():
    assert numbers.find("pan", "ZZZPS1234Z")[0].validity == FORM


def test_a_repair_costs_confidence():
    assert numbers.find("pan", "ZZZPS1Z34Z")[0].validity < FORM


def test_the_best_of_several_lines_is_the_checked_one():
    wrong = IMEI[:-1] + "3"
    assert numbers.best("imei", [wrong, IMEI, "nothing"]).value == IMEI
