"""The machine-read lines of a passport, whole and damaged."""

import pytest

from sandbox.understanding import mrz

# The specimen of ICAO 9303, part 4, appendix B.
NAMES = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
DATA = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
INDIAN = "Z1234567<1IND8709044F3003116<<<<<<<<<<<<<<<0"


@pytest.mark.parametrize(
    ("text", "digit"), [("L898902C3", "6"), ("740812", "2"), ("120415", "9"), ("ZE184226B<<<<<", "1")]
)
def test_check_digits_are_those_of_the_standard(text, digit):
    assert mrz.check_digit(text) == digit


def test_the_lines_are_read():
    zone = mrz.read([NAMES, INDIAN])
    assert (zone.surname, zone.given_names) == ("ERIKSSON", "ANNA MARIA")
    assert (zone.passport_number, zone.nationality, zone.gender) == ("Z1234567", "IND", "F")
    assert (zone.date_of_birth, zone.date_of_expiry) == ("04/09/1987", "11/03/2030")
    assert zone.sound == {"passport_number", "date_of_birth", "date_of_expiry"}


@pytest.mark.parametrize(
    "line",
    [
        INDIAN.replace("<", "«"),
        INDIAN.replace("<", " <"),
        INDIAN.replace("870904", "87O9O4"),
        INDIAN[:30],
        INDIAN.lower(),
    ],
)
def test_a_noisy_line_is_read_all_the_same(line):
    zone = mrz.read(["anything", line])
    assert zone.passport_number == "Z1234567"
    assert zone.date_of_birth == "04/09/1987"


def test_a_wrong_digit_is_noticed():
    zone = mrz.read([INDIAN.replace("870904", "870905")])
    assert "date_of_birth" not in zone.sound
    assert "passport_number" in zone.sound


@pytest.mark.parametrize("lines", [[], [""], ["P<INDKULKARNI<<ASHA"], ["A" * 44], ["9" * 5_000], ["<" * 44]])
def test_other_lines_are_no_zone(lines):
    assert mrz.read(lines) is None


def test_fillers_read_as_letters_are_no_part_of_a_name():
    zone = mrz.read(["P<INDKULKARNI<<ASHA<RAMESH<<<<<<<KKK<<<<CC<K", INDIAN])
    assert (zone.surname, zone.given_names) == ("KULKARNI", "ASHA RAMESH")


def test_a_name_line_without_the_data_line_is_no_zone():
    assert mrz.read([NAMES]) is None
    assert mrz.read([NAMES, DATA]).passport_number
