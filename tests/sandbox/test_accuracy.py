"""The figures of `make accuracy`, over readings that a test has made up."""

import io
import json

import pytest

from sandbox.accuracy import COLUMNS, labelled, print_report, scores_by, verdicts
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
            "fields": {
                "invoice_number": "SE/0412",
                "customer_name": "Asha Deshpande",
                "total_amount": "18999.00",
            },
            "key_fields": ["invoice_number", "total_amount"],
        },
        {
            "file": "pan.jpg",
            "document_type": "PAN",
            "error_code": "",
            "manner": "scan",
            "fields": {"name_as_per_pan": "ASHA DESHPANDE"},
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
    return {name: {"value": value, "confidence_score": 0.98} for name, value in values.items()}


def readings(name="Asha Deshpande", pan_name="ASHA DESHPANDE", **changes):
    bill = {"invoice_number": "SE/0412", "customer_name": name, "total_amount": "18999.00"} | changes
    return {
        "bill.jpg": Reading(
            "INVOICE", fields=said(**bill), lines=("No SE/0412", "Rs. " + bill["total_amount"])
        ),
        "pan.jpg": Reading("PAN", fields=said(name_as_per_pan=pan_name)),
        "box.jpg": Reading(error_code="UNRECOGNISED"),
    }


def figures(read, key="manner"):
    by_path = {f"/papers/{name}": reading for name, reading in read.items()}
    scores = scores_by(key, [(Folder("/papers"), LABELS)], by_path)
    return {name: dict(zip(COLUMNS, score.row(), strict=True)) for name, score in scores.items()}


class Folder(str):
    def __truediv__(self, name):
        return f"{self}/{name}"


def test_a_perfect_reading_is_right_in_everything():
    assert figures(readings())["all"] == {
        "papers": "3",
        "type": "100.0 %",
        "fields": "100.0 %",
        "key numbers": "100.0 %",
        "of those that the letters hold": "100.0 %",
        "amounts": "100.0 %",
        "dates": "–",
        "errors in names": "0.0 %",
        "character errors": "0.0 %",
        "cross-checks": "100.0 %",
    }


def test_what_is_wrong_is_counted_where_it_belongs():
    found = figures(readings(total_amount="18990.00", name="Asha Deshpanda"))
    # One of two key numbers, which the letters do not hold, and two of three fields.
    assert found["photo"]["key numbers"] == "50.0 %"
    assert found["photo"]["of those that the letters hold"] == "100.0 %"
    assert (found["photo"]["fields"], found["photo"]["amounts"]) == ("33.3 %", "0.0 %")
    # One wrong character of the 14 of a name, two of all 29.
    assert (found["photo"]["errors in names"], found["photo"]["character errors"]) == ("7.1 %", "6.9 %")
    # The name that was read wrongly is a false alarm for both of its papers.
    assert found["photo"]["cross-checks"] == found["scan"]["cross-checks"] == "0.0 %"
    assert (found["scan"]["fields"], found["scan"]["key numbers"]) == ("100.0 %", "–")


def test_a_field_that_was_not_read_counts_as_all_of_its_characters():
    read = readings()
    read["pan.jpg"] = Reading(error_code="INVALID_DOC")
    pan = figures(read, "document_type")["PAN"]
    assert (pan["type"], pan["fields"], pan["errors in names"]) == ("0.0 %", "0.0 %", "100.0 %")


PLANTED = LABELS | {"mismatches": [{"field": "name", "document_1": "bill.jpg", "document_2": "pan.jpg"}]}
DIFFERS = readings(pan_name="VIKRAM CHAUHAN")


@pytest.mark.parametrize(
    ("labels", "read", "said"),
    [
        (PLANTED, DIFFERS, (True, True)),
        (PLANTED, readings(), (False, True)),
        (LABELS, DIFFERS, (True, False)),
        (LABELS, readings(), (False, False)),
        (PLANTED, {"bill.jpg": Reading("INVOICE"), "pan.jpg": Reading("PAN")}, (False, True)),
    ],
)
def test_a_difference_is_right_where_it_was_planted_and_nowhere_else(labels, read, said):
    [verdict] = verdicts(labels, read)
    assert (verdict.field, verdict.papers) == ("name", {"bill.jpg", "pan.jpg"})
    assert (verdict.differs, verdict.planted) == said
    assert verdict.right == (said[0] == said[1])


def report(labels, read, **options):
    out = io.StringIO()
    by_path = {f"/papers/{name}": reading for name, reading in read.items()}
    print_report([(Folder("/papers"), labels)], by_path, out, **options)
    return out.getvalue()


def test_the_report_names_every_wrong_verdict():
    assert "Planted mismatches found: 1 of 1. False alarms: 0 in 1 cross-checks." in report(PLANTED, DIFFERS)
    assert "branch: not seen, name of bill.jpg and pan.jpg" in report(PLANTED, readings())
    assert "branch: false alarm, name of bill.jpg and pan.jpg" in report(LABELS, DIFFERS)


@pytest.mark.parametrize("wrong", [False, True])
def test_the_report_names_wrong_fields_if_asked(wrong):
    said = report(LABELS, readings(total_amount="1.00"), wrong=wrong)
    assert ("total_amount is “18999.00”, read “1.00”" in said) == wrong


def test_labelled_papers_are_found_in_folders_of_folders(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "labels.json").write_text(json.dumps(LABELS))
    assert labelled([tmp_path]) == [(tmp_path / "a" / "b", LABELS)]
