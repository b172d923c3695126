import json

import pytest

from atlas import Field, extracts_from


@pytest.fixture
def extracts(sample):
    return extracts_from(json.loads(sample("extracts_200.json")))


def test_fields_are_read_flat_and_from_file_data(extracts):
    flat, nested, listed, unread = extracts.documents
    assert flat.fields == (Field("dealer_address", "12 MG Road, Pune", 0.93, {}),)
    assert (nested.document_id, nested.document_type) == ("2", "AADHAAR")
    assert [field.name for field in nested.fields] == ["name", "aadhaar_number", "formatted_address"]
    assert {field.name: field.value for field in listed.fields} == {"dob": "1990-02-01", "notes": ["Ramesh"]}
    assert (unread.error_code, unread.fields) == ("UNRECOGNISED", ())


def test_what_stands_beside_a_value_is_kept(extracts):
    number = extracts.documents[1].fields[1]
    assert number.confidence == 0.9
    assert number.extra == {"redact_url": "https://files.example/r.jpg?sig=xyz"}


def test_a_field_of_parts_has_its_parts_as_value(extracts):
    address = extracts.documents[1].fields[2]
    assert address.value == {"city": "Pune", "postcode": {"value": "411001"}}
    assert address.confidence == 0.5


def test_a_check_is_read_under_any_plausible_key(extracts):
    documented, guessed, sparse = extracts.checks
    assert documented.field == "dealer_address"
    assert (documented.document_a, documented.document_b) == ("DELIVERY_ORDER", "INVOICE")
    assert (documented.value_a, documented.value_b, documented.percent) == (
        "12 MG Rd",
        "12 MG Road, Pune",
        87,
    )
    assert (guessed.field, guessed.document_a, guessed.document_b) == ("name", "AADHAAR", "PAN")
    assert (guessed.value_a, guessed.value_b, guessed.percent) == ("Ramesh Kumar", "", 91)
    assert (sparse.field, sparse.document_a, sparse.document_b, sparse.similarity) == ("", "1", "", None)


def test_nothing_read_from_a_document_is_in_a_repr(extracts):
    assert not any(word in repr(extracts) for word in ("Ramesh", "1234 5678", "MG R", "Pune"))


PROPORTIONS = [
    (0.31, 0.31, ""),
    ("0.97", 0.97, ""),
    (1, 1, ""),
    (0, 0, ""),
    (31, 0.31, "31"),
    ("97", 0.97, "97"),
    ("97%", 0.97, "97%"),
    (" 97.5 % ", 0.975, "97.5 %"),
    ("0.5%", 0.005, "0.5%"),
    (100, 1, "100"),
    (-1, None, "-1"),
    (250, None, "250"),
    ("-3%", None, "-3%"),
    ("NaN", None, "NaN"),
    ("inf", None, "inf"),
    ("high", None, "high"),
    ("%", None, "%"),
    ("1e400", None, "1e400"),
    (True, None, ""),
    (None, None, ""),
    ([0.9], None, ""),
]


@pytest.mark.parametrize(("came", "read", "said"), PROPORTIONS)
def test_a_confidence_is_read_in_either_scale_and_is_no_number_out_of_both(came, read, said):
    raw = {"ocr_data": [{"name": {"value": "A", "confidence_score": came}}]}
    (field,) = extracts_from(raw).documents[0].fields
    assert (field.confidence, field.confidence_said) == (read, said)


@pytest.mark.parametrize(("came", "read", "said"), PROPORTIONS)
def test_so_is_a_similarity(came, read, said):
    (check,) = extracts_from({"cross_checks": [{"similarity_score": came}]}).checks
    assert (check.similarity, check.similarity_said) == (read, said)


@pytest.mark.parametrize("raw", [{}, {"ocr_data": None, "cross_checks": "odd"}, {"ocr_data": [[], 1, None]}])
def test_a_payload_without_results_is_empty_and_kept(raw):
    extracts = extracts_from(raw)
    assert (extracts.documents, extracts.checks, extracts.raw) == ((), (), raw)


def test_a_document_alone_counts_as_one():
    (document,) = extracts_from({"ocr_data": {"document_id": "1", "plain": "x"}}).documents
    assert document.fields == (Field("plain", "x", None, {}),)


def test_a_document_of_no_known_type_is_named_by_its_id():
    said = {"field": "imei", "document_type_1": "INVOICE", "document_id_1": "101"}
    said |= {"document_type_2": "", "document_id_2": "close-up"}
    (check,) = extracts_from({"cross_checks": [said]}).checks
    assert (check.document_a, check.document_b) == ("INVOICE", "close-up")


@pytest.mark.parametrize(
    "said",
    [
        {
            "document_type_1": "INVOICE",
            "document_id_1": "101",
            "document_type_2": "INVOICE",
            "document_id_2": 7,
        },
        {"document_a": {"document_type": "INVOICE", "document_id": "101"}, "right": {"document_id": "7"}},
        {"documents": [{"document_id": "101"}, {"document_id": "7"}]},
        {"documents": ["INVOICE", "INVOICE"], "document_ids": ["101", "7"]},
    ],
    ids=["own keys", "objects", "a list of objects", "a list of ids"],
)
def test_a_check_says_which_documents_it_compares(said):
    (check,) = extracts_from({"cross_checks": [said]}).checks
    assert (check.document_id_a, check.document_id_b) == ("101", "7")


def test_a_type_is_no_id():
    (check,) = extracts_from({"cross_checks": [{"document_1": "INVOICE", "document_2": "PAN"}]}).checks
    assert (check.document_id_a, check.document_id_b) == ("", "")
