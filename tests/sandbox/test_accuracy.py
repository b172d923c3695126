"""The figures of `make accuracy`, over readings that a test has made up."""

import io
import json

import pytest

from sandbox.accuracy import labelled, print_report, scores_by, verdicts
from sandbox.reading.lines import Reading

LABELS = {
    "set": "branch",
    "title": "A branch",
    "papers": [
        {
            "file": "bill.jpg",
            "document_type": "INVOICE",
            "error_code": "",
            "manner": "photo",
            "fields": {"invoice_number": "SE/0412", "customer_name": "Asha Rao", "total_amount": "18999.00"},
            "key_fields": ["invoice_number", "total_amount"],
        },
        {
            "file": "pan.jpg",
            "document_type": "PAN",
            "error_code": "",
            "manner": "scan",
            "fields": {"name_as_per_pan": "ASHA RAO"},
            "key_fields": [],
        },
        {
            "file": "box.jpg",
            "document_type": "",
            "error_code": "UNRECOGNISED",
            "manner": "photo",
            "fields": {},
            "key_fields": [],
        },
    ],
    "mismatches": [],
}


def said(**values):
    return {name: {"value": value, "confidence_score": 0.9} for name, value in values.items()}


def readings(name="Asha Rao", pan_name="ASHA RAO", **changes):
    bill = {"invoice_number": "SE/0412", "customer_name": name, "total_amount": "18999.00"} | changes
    return {
        "bill.jpg": Reading("INVOICE", fields=said(**bill)),
        "pan.jpg": Reading("PAN", fields=said(name_as_per_pan=pan_name)),
        "box.jpg": Reading(error_code="UNRECOGNISED"),
    }


def rows(read, key="manner"):
    by_path = {f"/papers/{name}": reading for name, reading in read.items()}
    scores = scores_by(key, [(Folder("/papers"), LABELS)], by_path)
    return {name: score.row() for name, score in scores.items()}


class Folder(str):
    def __truediv__(self, name):
        return f"{self}/{name}"


def test_a_perfect_reading_is_right_in_everything():
    assert rows(readings())["all"] == ("3", "100.0 %", "100.0 %", "100.0 %", "0.0 %")


def test_what_is_wrong_is_counted_where_it_belongs():
    found = rows(readings(total_amount="18990.00", name="Asha Raq"))
    # One of two key numbers, two of three fields, two wrong characters of 23.
    assert found["photo"] == ("2", "100.0 %", "33.3 %", "50.0 %", "8.7 %")
    assert found["scan"] == ("1", "100.0 %", "100.0 %", "–", "0.0 %")


def test_a_field_that_was_not_read_counts_as_all_of_its_characters():
    read = readings()
    read["pan.jpg"] = Reading(error_code="INVALID_DOC")
    assert rows(read, "document_type")["PAN"] == ("1", "0.0 %", "0.0 %", "–", "100.0 %")


def test_a_planted_mismatch_is_found_and_another_difference_is_a_false_alarm():
    planted = LABELS | {"mismatches": [{"field": "name", "document_1": "bill.jpg", "document_2": "pan.jpg"}]}
    differs = readings(pan_name="VIKRAM CHAUHAN")
    assert verdicts(planted, differs) == (1, 1, [])
    assert verdicts(planted, readings()) == (0, 1, [])
    assert verdicts(LABELS, differs) == (0, 0, ["branch: name, bill.jpg and pan.jpg"])


@pytest.mark.parametrize("wrong", [False, True])
def test_the_report_says_it_all(wrong):
    read = {f"/papers/{name}": reading for name, reading in readings(total_amount="1.00").items()}
    out = io.StringIO()
    print_report([(Folder("/papers"), LABELS)], read, out, wrong=wrong)
    assert "Planted mismatches found: 0 of 0. False alarms: 0, in 3 pairs of papers." in out.getvalue()
    assert ("total_amount is “18999.00”, read “1.00”" in out.getvalue()) == wrong


def test_labelled_papers_are_found_in_folders_of_folders(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "labels.json").write_text(json.dumps(LABELS))
    assert labelled([tmp_path]) == [(tmp_path / "a" / "b", LABELS)]
