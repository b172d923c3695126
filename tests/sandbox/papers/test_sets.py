"""Sets are what they say: whole loans, one manner, or one thing that does not fit."""

import pytest

from sandbox.papers import SETS
from sandbox.papers.sets import COMPLETE, PROPRIETOR, SCANS

LOANS = ("complete", "scans", "photos", "copies", "initials", "proprietor")
MADE_FROM = {
    "dealer-address-differs": COMPLETE,
    "name-differs": COMPLETE,
    "imei-differs": SCANS,
    "amount-differs": PROPRIETOR,
}
# The fields in which one compared fact stands.
FACTS = {
    "dealer_address": {"dealer_address", "address"},
    "name": {"customer_name", "name", "name_as_per_pan"},
    "imei": {"imei"},
    "amount": {"total_amount", "invoice_amount"},
}


def stated(paper, fact):
    """What a paper states of a compared fact; the address of a person is not the dealer's."""
    dealers = fact != "dealer_address" or paper.document_type not in ("AADHAAR", "PAN")
    return {paper.facts[name].casefold() for name in FACTS[fact] if name in paper.facts and dealers}


@pytest.mark.parametrize("name", LOANS)
def test_a_loan_has_its_six_papers(name):
    types = sorted(paper.document_type for paper in SETS[name].papers)
    assert types == ["", "AADHAAR", "DELIVERY_ORDER", "GST_CERT", "INVOICE", "PAN"]


@pytest.mark.parametrize(("name", "manner"), [("scans", "scan"), ("photos", "photo"), ("copies", "copy")])
def test_a_set_of_one_manner_has_no_other(name, manner):
    assert {paper.manner for paper in SETS[name].papers} == {manner}


def test_the_photos_lie_in_every_way():
    assert {paper.turn for paper in SETS["photos"].papers} == {"", "exif", "side", "over"}


@pytest.mark.parametrize("name", SETS)
def test_a_set_names_each_file_once_and_says_what_it_is_about(name):
    paper_set = SETS[name]
    assert paper_set.name == name and paper_set.title and paper_set.words
    files = [paper.file for paper in paper_set.papers]
    assert len(files) == len(set(files))


@pytest.mark.parametrize(("name", "clean"), MADE_FROM.items(), ids=MADE_FROM)
def test_a_mismatch_differs_from_a_clean_set_in_one_fact_of_one_paper(name, clean):
    assert not clean.mismatches
    changed = [
        (paper, field)
        for paper, before in zip(SETS[name].papers, clean.papers, strict=True)
        for field in paper.facts | before.facts
        if paper.facts.get(field) != before.facts.get(field)
    ]
    assert len(changed) == 1
    paper, _ = changed[0]
    assert {one for _, one, _ in SETS[name].mismatches} == {paper.file}


@pytest.mark.parametrize("name", MADE_FROM)
def test_a_mismatch_names_every_paper_that_is_contradicted(name):
    papers = {paper.file: paper for paper in SETS[name].papers}
    (fact,) = {fact for fact, _, _ in SETS[name].mismatches}
    (culprit,) = {one for _, one, _ in SETS[name].mismatches}
    others = {file for file, paper in papers.items() if file != culprit and stated(paper, fact)}
    assert others == {other for _, _, other in SETS[name].mismatches}
    assert all(stated(papers[culprit], fact).isdisjoint(stated(papers[file], fact)) for file in others)
