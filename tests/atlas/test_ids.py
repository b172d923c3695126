"""Ids that Atlas gives back in another form of the same letters."""

import json
from pathlib import Path

import pytest

from atlas import Unconfirmed, extracts_from
from atlas.ids import named
from atlas.reading import read_receipts
from tests.atlas.test_reading import reply

ECHO = json.loads((Path(__file__).parents[1] / "cases" / "atlas-echo-nfc.json").read_text())
OURS, SAID = ECHO["sent"]["document_id"], ECHO["echoed"]["document_id"]
# U+00E9, and an e with U+0301.
ONE, TWO = "caf\u00e9", "cafe\u0301"


@pytest.mark.parametrize(
    ("said", "ours", "meant"),
    [
        ([SAID], [OURS], {SAID: OURS}),
        ([TWO], [ONE], {TWO: ONE}),
        ([ONE], [TWO], {ONE: TWO}),
        ([ONE, TWO], [ONE, TWO], {ONE: ONE, TWO: TWO}),
        ([ONE, TWO], [ONE], {ONE: ONE, TWO: TWO}),
        (["a"], ["b"], {"a": "a"}),
        (["ü"], ["b"], {"ü": "ü"}),
        (["A"], ["a"], {"A": "A"}),
    ],
)
def test_what_is_said_means_what_looks_the_same(said, ours, meant):
    assert named(said, ours) == meant


def test_one_of_several_that_look_the_same_is_left():
    one, two, three = "\u1e69", "s\u0323\u0307", "s\u0307\u0323"
    assert named([two], [one, three]) == {two: two}


def test_a_receipt_has_our_id_and_its_entry_as_it_came():
    body = json.dumps([{"document_id": SAID, "file_uuid": "f", "batch_id": "b"}])
    (receipt,) = read_receipts(reply(200, body), [OURS])
    assert (receipt.document_id, receipt.raw["document_id"]) == (OURS, SAID)


def test_an_answer_about_others_is_still_unconfirmed():
    body = json.dumps([{"document_id": "other", "file_uuid": "f", "batch_id": "b"}])
    with pytest.raises(Unconfirmed):
        read_receipts(reply(200, body), [OURS])


def test_results_have_our_ids():
    check = {
        "field": "name",
        "document_1": "PAN",
        "document_id_1": SAID,
        "document_2": "PAN",
        "document_id_2": "x",
    }
    raw = {"ocr_data": [{"document_id": SAID, "document_type": "PAN"}], "cross_checks": [check]}
    extracts = extracts_from(raw).of([OURS, "y"])
    assert [document.document_id for document in extracts.documents] == [OURS]
    assert [(check.document_id_a, check.document_id_b) for check in extracts.checks] == [(OURS, "x")]
    assert extracts.raw == raw
    assert extracts.of([OURS]) is extracts
