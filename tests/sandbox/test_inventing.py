"""Invented results follow from the submission alone."""

import re

import pytest
from stdnum import imei, verhoeff
from stdnum.in_ import gstin

from sandbox.invented import comparing, inventing, recognising

APPLICATIONS = [f"APP-{number}" for number in range(150)]
FLAT_TYPES = sorted(set(inventing.FIELDS) - {"GST_CERT"})


def url(name):
    return f"https://files.example/uploads/{name}?signature=invoice&pan=1"


def document(name, document_id="1"):
    return {"file_url": url(name), "document_id": document_id}


def value(application_id, name, field):
    return inventing.extract(application_id, url(name), "1")[field]["value"]


def scores(application_id, *names):
    documents = [document(name, str(number)) for number, name in enumerate(names)]
    return {
        item["field"]: item["similarity_score"] for item in comparing.cross_checks(application_id, documents)
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Invoice%20(1).PDF", "INVOICE"),
        ("gst-invoice.pdf", "INVOICE"),
        ("delivery-order.jpg", "DELIVERY_ORDER"),
        ("delivery_order.jpg", "DELIVERY_ORDER"),
        ("DO.jpg", "DELIVERY_ORDER"),
        ("aadhaar_front.png", "AADHAAR"),
        ("pan.jpg", "PAN"),
        ("pan2.jpg", "PAN"),
        ("driving-licence.jpg", "DRIVING_LICENSE"),
        ("license.jpg", "DRIVING_LICENSE"),
        ("voter-id.jpg", "VOTER_ID"),
        ("passport.jpg", "PASSPORT"),
        ("gst.pdf", "GST_CERT"),
        ("udyam.pdf", "UDYAM_CERT"),
        ("shop-licence.pdf", "SHOP_ACT_LICENSE"),
        ("fssai-license.pdf", "FSSAI"),
        ("company-document.pdf", "INVOICE"),
        ("scan-0001.pdf", "INVOICE"),
    ],
)
def test_the_type_follows_from_the_file_name(name, kind):
    assert inventing.extract("A", url(name), "1").get("document_type") == kind


def test_the_document_id_tells_the_type_where_the_file_name_does_not():
    assert recognising.document_type(url("scan.pdf"), "LOAN-7/passport") == "PASSPORT"
    assert recognising.document_type(url("voter.pdf"), "LOAN-7/passport") == "VOTER_ID"


@pytest.mark.parametrize("broken", ["", "https://[", "no url at all", "https://files.example"])
def test_any_text_is_taken_as_a_url(broken):
    assert inventing.extract("A", broken, "1")["document_type"] == "INVOICE"


@pytest.mark.parametrize(
    ("name", "error_code"),
    [
        ("unreadable-invoice.jpg", "INVALID_DOC"),
        ("invalid.pdf", "INVALID_DOC"),
        ("selfie.jpg", "UNRECOGNISED"),
        ("unknown-paper.jpg", "UNRECOGNISED"),
    ],
)
def test_some_names_cannot_be_read(name, error_code):
    assert inventing.extract("A", url(name), "7") == {"document_id": "7", "error_code": error_code}


@pytest.mark.parametrize("kind", FLAT_TYPES)
def test_fields_lie_beside_the_type_with_value_and_confidence(kind):
    name = {"SHOP_ACT_LICENSE": "shop.pdf"}.get(kind, f"{kind.lower()}.pdf")
    item = inventing.extract("A", url(name), "7")
    assert (item.pop("document_type"), item.pop("document_id")) == (kind, "7")
    assert item
    for field in item.values():
        assert {"value", "confidence_score"} <= set(field)
        assert 0 <= field["confidence_score"] <= 1


def test_fields_of_a_gst_certificate_lie_in_file_data():
    item = inventing.extract("A", url("gst.pdf"), "7")
    assert set(item) == {"document_type", "document_id", "file_data"}
    assert list(item["file_data"]) == ["gst_number", "legal_name", "address", "constitution_of_business"]


def test_an_aadhaar_card_has_its_documented_fields():
    item = inventing.extract("A", url("aadhaar.jpg"), "1")
    assert set(item) >= {"name", "address", "formatted_address", "aadhaar_number", "date_of_birth"}
    assert item["aadhaar_number"]["redact_url"].startswith("https://sandbox.invalid/")
    parts = {"state", "postcode", "address_line_1", "address_line_2", "city"}
    assert set(item["formatted_address"]["value"]) == parts


def test_a_pan_card_has_its_documented_fields():
    item = inventing.extract("A", url("pan.jpg"), "1")
    assert set(item) >= {"name_as_per_pan", "father_name", "dob", "pan_number", "document_quality_flag"}
    assert item["document_quality_flag"]["value"] in ("original", "xerox_copy", "photo_of_photo")


def test_the_same_submission_gives_the_same_results():
    first = inventing.extract("A", url("invoice.jpg"), "1")
    inventing.facts.cache_clear()
    assert inventing.extract("A", url("invoice.jpg"), "1") == first
    assert inventing.extract("B", url("invoice.jpg"), "1") != first


def test_confidence_is_mostly_high_and_sometimes_low():
    items = [inventing.extract(application_id, url("invoice.jpg"), "1") for application_id in APPLICATIONS]
    found = [
        field["confidence_score"] for item in items for field in item.values() if isinstance(field, dict)
    ]
    low = sum(confidence < 0.8 for confidence in found)
    assert 0.05 < low / len(found) < 0.3


@pytest.mark.parametrize("application_id", APPLICATIONS[:20])
def test_documents_of_one_application_agree(application_id):
    names = ["aadhaar.jpg", "passport.jpg", "voter.jpg", "license.jpg"]
    assert len({value(application_id, name, "name") for name in names}) == 1
    assert (
        value(application_id, "pan.jpg", "name_as_per_pan") == value(application_id, names[0], "name").upper()
    )
    certificate = inventing.extract(application_id, url("gst.pdf"), "1")["file_data"]
    assert certificate["gst_number"]["value"] == value(application_id, "invoice.jpg", "dealer_gstin")


@pytest.mark.parametrize("application_id", APPLICATIONS)
def test_documents_that_agree_score_high_and_mismatches_low(application_id):
    agreeing = scores(application_id, "invoice.jpg", "do.jpg")
    assert min(agreeing.values()) >= 0.8
    assert scores(application_id, "invoice.jpg", "do-mismatch.jpg")["dealer_address"] < 0.7
    assert scores(application_id, "gst.pdf", "mismatch-invoice.jpg")["dealer_address"] < 0.7
    assert scores(application_id, "aadhaar.jpg", "pan_mismatch.jpg")["name"] < 0.7


def test_a_cross_check_compares_one_field_of_two_documents():
    documents = [document("invoice.jpg", "I"), document("do.jpg", "D"), document("selfie.jpg", "S")]
    checks = comparing.cross_checks("A", documents)
    fields = {item["field"] for item in checks}
    assert fields - {"imei", "serial_number"} == {"dealer_name", "dealer_address", "name", "amount"}
    assert len(fields & {"imei", "serial_number"}) == 1
    address = next(item for item in checks if item["field"] == "dealer_address")
    assert (address["document_type_1"], address["document_id_1"]) == ("INVOICE", "I")
    assert (address["document_type_2"], address["document_id_2"]) == ("DELIVERY_ORDER", "D")
    assert address["value_1"] == value("A", "invoice.jpg", "dealer_address")
    assert 0 <= address["similarity_score"] <= 1


def test_only_the_first_hundred_documents_are_compared():
    checks = comparing.cross_checks("A", [document("pan.jpg", str(number)) for number in range(150)])
    assert len(checks) == 100 * 99 / 2
    assert {item["document_id_2"] for item in checks} == {str(number) for number in range(1, 100)}


def test_each_pair_of_documents_is_compared():
    checks = comparing.cross_checks("A", [document("passport.jpg", str(number)) for number in range(4)])
    pairs = {(item["document_id_1"], item["document_id_2"]) for item in checks if item["field"] == "name"}
    assert pairs == {("0", "1"), ("0", "2"), ("0", "3"), ("1", "2"), ("1", "3"), ("2", "3")}


@pytest.mark.parametrize("application_id", APPLICATIONS[:50])
def test_numbers_have_the_right_form_and_are_clearly_invented(application_id):
    known = inventing.facts(application_id)
    aadhaar = known["aadhaar_number"].replace(" ", "")
    device = known.get("imei") or known["serial_number"]
    assert re.fullmatch(r"9999\d{8}", aadhaar)
    assert verhoeff.is_valid(aadhaar)
    assert re.fullmatch(r"00\d{13}", device)
    assert imei.is_valid(device)
    assert re.fullmatch(r"ZZZP[A-Z]\d{4}[A-Z]", known["pan_number"])
    assert re.fullmatch(r"\d{2}ZZZF[A-Z]\d{4}[A-Z]\dZ[0-9A-Z]", known["gstin"])
    assert gstin.is_valid(known["gstin"])
