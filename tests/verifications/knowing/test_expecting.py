import pytest

from tests import factories
from verifications.knowing import expecting
from verifications.models import ExpectedDocument, ProductTemplate
from verifications.text import Row, understand
from verifications.text.guessing import guess


@pytest.fixture
def template(db):
    """What POC_CDL expects: an invoice by its id, a PAN, and a passport if there is one."""
    template = ProductTemplate.objects.create(product_type="POC_CDL")
    for position, (name, required, pattern) in enumerate(
        [("INVOICE", True, "inv-*"), ("PAN", True, ""), ("PASSPORT", False, "")]
    ):
        ExpectedDocument.objects.create(
            template=template, position=position, document_type=name, required=required, id_pattern=pattern
        )
    return template


def checklist(*names, product="POC_CDL"):
    return expecting.checklist(understand(factories.lines(*names)).rows, product)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("invoice.jpg", "INVOICE"),
        ("Tax%20Invoice%20(2).pdf", "INVOICE"),
        ("delivery_order-7.pdf", "DELIVERY_ORDER"),
        ("DO.pdf", "DELIVERY_ORDER"),
        ("panCard.jpg", "PAN"),
        ("company.pdf", ""),
        ("expansion.pdf", ""),
        ("aadhar-front.jpg", "AADHAAR"),
        ("dl_back.png", "DRIVING_LICENSE"),
        ("gst-certificate.pdf", "GST_CERT"),
        ("shop-act.pdf", "SHOP_ACT_LICENSE"),
        ("IMG_20261124.jpg", ""),
    ],
)
def test_a_type_is_guessed_from_whole_words_of_the_name(name, kind):
    (row,) = understand(factories.lines(name)).rows

    assert guess(row, {}) == kind


def test_a_pattern_of_ids_is_asked_before_the_name():
    (row,) = understand("INV-77\thttps://docs.example/pan.jpg").rows

    assert guess(row, {"INVOICE": "inv-*"}) == "INVOICE"


def test_a_checklist_says_what_is_here_guessed_or_missing(template):
    rows, expectations = checklist("pan.jpg", "scan.jpg")

    assert [row.guessed_type for row in rows] == ["PAN", ""]
    assert [(each.document_type, each.missing, each.guessed, len(each.rows)) for each in expectations] == [
        ("INVOICE", True, False, 0),
        ("PAN", False, True, 1),
        ("PASSPORT", False, False, 0),
    ]


def test_a_type_that_the_officer_gave_is_no_guess(template):
    rows = [Row(1, "7", "https://docs.example/pan.jpg", expected_type="INVOICE")]

    rows, expectations = expecting.checklist(rows, "POC_CDL")

    assert rows[0].guessed_type == ""
    assert (expectations[0].guessed, expectations[0].missing) == (False, False)
    assert expectations[1].missing


def test_a_product_that_nobody_described_expects_nothing(template):
    rows, expectations = checklist("pan.jpg", product="PROD_CDL")

    assert expectations == []
    assert rows[0].guessed_type == "PAN"


def test_documents_that_the_case_has_count_as_here(template, batch):
    _, expectations = expecting.checklist((), "POC_CDL", case=batch.case)

    assert [each.missing for each in expectations] == [False, False, False]


def test_a_type_that_atlas_has_read_is_no_guess_and_goes_before_the_officer_s(template, batch):
    batch.files.filter(document_id="102").update(document_type="PASSPORT")
    batch.case.documents.filter(document_id="102").update(expected_type="INVOICE")

    _, expectations = expecting.checklist((), "POC_CDL", case=batch.case)

    found = {each.document_type: (each.guessed, len(each.rows)) for each in expectations}
    assert found == {"INVOICE": (True, 1), "PAN": (False, 0), "PASSPORT": (False, 1)}
