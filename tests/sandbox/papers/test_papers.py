"""Papers say what their labels say, with numbers that are right and nobody's."""

import re

import pytest
from stdnum import imei, verhoeff
from stdnum.in_ import aadhaar, epic, gstin, pan

from sandbox.papers import SETS
from sandbox.papers.layouts import udyam
from sandbox.papers.numbers import check_digit
from tests.sandbox.papers.reading import says, text_of

# Sets that differ in one thing share the other papers: each is looked at once.
PAPERS = {paper: f"{name}/{paper.file}" for name, paper_set in SETS.items() for paper in paper_set.papers}
TYPES = {
    "INVOICE", "DELIVERY_ORDER", "AADHAAR", "PAN", "DRIVING_LICENSE", "VOTER_ID", "PASSPORT", "GST_CERT",
    "UDYAM_CERT", "SHOP_ACT_LICENSE", "FSSAI", "",
}  # fmt: skip
CHECKS = {
    "dealer_gstin": (gstin.is_valid, r"\d\dZZZ.*"),
    "gst_number": (gstin.is_valid, r"\d\dZZZ.*"),
    "pan_number": (pan.is_valid, r"ZZZP.*"),
    "aadhaar_number": (aadhaar.is_valid, r"9999 .*"),
    "epic_number": (epic.is_valid, r"ZZZ.*"),
    "imei": (imei.is_valid, r"00\d{13}"),
    "imei_2": (imei.is_valid, r"00\d{13}"),
}


def values(field):
    return sorted({paper.facts[field] for paper in PAPERS if field in paper.facts})


def printed_apart(paper, name):
    """A value's parts where a layout prints them apart: else it must stand there whole."""
    if paper.document_type == "PASSPORT" and name == "name":
        return paper.facts[name].split()
    if paper.layout is udyam.with_cells and name == "address":
        return paper.facts[name].split(", ")
    return [paper.facts[name]]


@pytest.mark.parametrize("paper", PAPERS, ids=PAPERS.values())
def test_a_paper_says_all_that_its_label_says_and_that_it_is_a_specimen(paper):
    text = text_of(paper.drawn())
    for name, value in paper.facts.items():
        assert says(text, value) or all(says(text, part) for part in printed_apart(paper, name)), value
    assert "SPECIMEN" in text


@pytest.mark.parametrize("paper", PAPERS, ids=PAPERS.values())
def test_a_paper_is_drawn_alike_each_time(paper):
    assert paper.drawn() == paper.drawn()


@pytest.mark.parametrize("field", CHECKS)
def test_numbers_have_right_check_digits_and_belong_to_nobody(field):
    is_valid, series = CHECKS[field]
    numbers = values(field)
    assert numbers
    assert all(is_valid(number) and re.fullmatch(series, number) for number in numbers), numbers


def test_other_numbers_are_from_places_that_do_not_exist():
    assert all(re.fullmatch(r"UDYAM-[A-Z]{2}-00-\d{7}", number) for number in values("udyam_number"))
    licences = values("license_number")
    assert len(licences) == 6
    assert all(re.fullmatch(r"ZZ\d\d 2019\d{7}|[A-Z]{2}/ZZ/SE/\d{6}|199\d{11}", one) for one in licences)


def test_a_passport_repeats_its_facts_in_a_machine_readable_zone_with_right_check_digits():
    passports = [paper for paper in PAPERS if paper.document_type == "PASSPORT"]
    assert passports
    for paper in passports:
        first, second = paper.details["mrz"]
        assert len(first) == len(second) == 44
        given, _, family = paper.facts["name"].rpartition(" ")
        assert first.rstrip("<") == f"P<IND{family}<<{given.replace(' ', '<')}"
        assert second[:9].rstrip("<") == paper.facts["passport_number"]
        for field, digit in ((second[:9], 9), (second[13:19], 19), (second[21:27], 27), (second[28:42], 42)):
            assert check_digit(field) == second[digit]
        assert check_digit(second[:10] + second[13:20] + second[21:43]) == second[43]
        assert says(text_of(paper.drawn()), first + second)


def test_check_digits_are_those_of_the_standards_own_example():
    # ICAO 9303 part 4, appendix B: the specimen of Utopia.
    assert (check_digit("L898902C3"), check_digit("740812"), check_digit("120415")) == ("6", "2", "9")
    assert check_digit("L898902C3674081221204159ZE184226B<<<<<1") == "0"


def test_every_type_is_drawn_and_invoices_have_three_layouts():
    assert {paper.document_type for paper in PAPERS} == TYPES
    layouts = {paper.layout for paper in PAPERS if paper.document_type == "INVOICE"}
    assert len(layouts) == 3


def test_aadhaar_numbers_pass_verhoeff():
    assert all(verhoeff.is_valid(number.replace(" ", "")) for number in values("aadhaar_number"))
