"""Labels of another hand, read into the form of our own."""

import json

from sandbox.labelled import labelled

FILES = [
    {
        "folder": "M1",
        "document_id": "M1-1",
        "file": "M1/doc-1.jpg",
        "type": "DELIVERY_ORDER",
        "variant": "photo",
        "fields": {
            "delivery_order_number": "20260318",
            "delivery_order_date": "2026-03-18",
            "total_amount": "52499.00",
            "imei": "868220661035985",
        },
    },
    {
        "folder": "M1",
        "document_id": "M1-2",
        "file": "M1/doc-2.jpg",
        "type": "IMEI",
        "variant": "bad",
        "fields": {"imei": "868220661035986"},
    },
    {
        "folder": "F2",
        "document_id": "F2-1",
        "file": "F2/doc-1.jpg",
        "type": "AADHAAR",
        "variant": "clean",
        "fields": {
            "address": "S/O Harish Naidu, Plot No. 34, Nagpur",
            "formatted_address": {"city": "Nagpur"},
        },
    },
]
MISMATCH = {"pairs": [["M1-1", "M1-2"]], "keys": {"M1-1": "imei", "M1-2": "imei"}}


def write(folder, mismatch=MISMATCH):
    folders = {
        "M1": {"kind": "mismatch", "mismatch": mismatch},
        "F2": {"kind": "consistent", "mismatch": None},
    }
    labels = {"version": 1, "files": FILES, "folders": folders}
    (folder / "labels.json").write_text(json.dumps(labels))


def test_each_loan_is_a_set_with_atlas_names_and_forms(tmp_path):
    write(tmp_path)
    (folder, loan), (_, other) = labelled([tmp_path])
    assert folder == tmp_path and (loan["set"], other["set"]) == ("M1", "F2")
    order, box = loan["papers"]
    assert order["fields"] == {
        "do_number": "20260318",
        "do_date": "18/03/2026",
        "invoice_amount": "52499.00",
        "imei": "868220661035985",
    }
    assert order["key_fields"] == ["do_number", "imei"]
    assert (order["manner"], order["error_code"]) == ("photo", "")
    # The label of a box is none of Atlas's types.
    assert (box["document_type"], box["error_code"]) == ("", "UNRECOGNISED")
    assert other["papers"][0]["fields"] == {"address": "Plot No. 34, Nagpur"}


def test_a_mismatch_is_named_by_the_fact_that_is_compared(tmp_path):
    write(tmp_path, MISMATCH | {"keys": {"M1-1": "total_amount"}})
    (_, loan), (_, other) = labelled([tmp_path])
    assert loan["mismatches"] == [
        {"field": "amount", "document_1": "M1/doc-1.jpg", "document_2": "M1/doc-2.jpg"}
    ]
    assert other["mismatches"] == []


def test_a_field_that_is_not_compared_keeps_its_own_name(tmp_path):
    write(tmp_path, MISMATCH | {"keys": {"M1-1": "delivery_order_date"}})
    (_, loan), _ = labelled([tmp_path])
    assert loan["mismatches"][0]["field"] == "do_date"
