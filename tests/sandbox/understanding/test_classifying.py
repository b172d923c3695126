"""What no type may be made of, and how much noise a type bears."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.reading.lines import Page
from sandbox.understanding import reading_of
from tests.growth import assert_grows_with_its_input
from tests.sandbox.understanding import test_business, test_identity, test_purchase
from tests.sandbox.understanding.drawing import drawn

PAPERS = {
    "INVOICE": test_purchase.INVOICES,
    "DELIVERY_ORDER": {"letter": test_purchase.ORDER_LETTER, "form": test_purchase.ORDER_FORM},
    "AADHAAR": {"card": test_identity.AADHAAR_CARD, "letter": test_identity.AADHAAR_LETTER},
    "PAN": {"new": test_identity.NEW_PAN, "old": test_identity.OLD_PAN, "e-PAN": test_identity.E_PAN},
    "DRIVING_LICENSE": {"union": test_identity.UNION_LICENCE, "state": test_identity.STATE_LICENCE},
    "VOTER_ID": {"old": test_identity.OLD_EPIC, "new": test_identity.NEW_EPIC},
    "PASSPORT": {"front": test_identity.PASSPORT},
    "GST_CERT": {"whole": test_business.REG_06, "parts": test_business.REG_06_IN_PARTS},
    "UDYAM_CERT": {"whole": test_business.UDYAM},
    "SHOP_ACT_LICENSE": {
        "MH": test_business.GUMASTA,
        "KA": test_business.KARNATAKA,
        "DL": test_business.DELHI,
    },
    "FSSAI": {"licence": test_business.FSSAI_LICENCE, "registration": test_business.FSSAI_REGISTRATION},
}
EVERY = [(kind, paper) for kind, papers in PAPERS.items() for paper in papers.values()]
CONFUSED = {
    "0": "O",
    "1": "I",
    "5": "S",
    "8": "B",
    "2": "Z",
    "O": "0",
    "I": "1",
    "l": "1",
    "S": "5",
    "m": "rn",
    "c": "e",
}

LETTER = """
To,
The Branch Manager
Dear Sir,
Please find enclosed my Aadhaar and PAN for the loan. The invoice and the delivery order will
follow. My driving licence, passport and voter identity card are with the Election Commission of India.
Yours faithfully,
Asha Kulkarni
"""
LIST = """
Documents required
1. Aadhaar Card
2. PAN Card
3. Passport or Driving Licence
4. GST Registration Certificate
5. Udyam Registration Certificate
"""
LOAN_FORM = f"""
          LOAN APPLICATION FORM
Name: Asha Kulkarni
Date of Birth: 04/09/1987      Gender: Female
Aadhaar Number: {test_identity.AADHAAR}
PAN: ZZZPK1234Z
Passport No: Z1234567
"""
STATEMENT = """
          SAHYOG BANK LIMITED
          STATEMENT OF ACCOUNT
Customer Name: Asha Kulkarni       PAN: ZZZPK1234Z
Date          Particulars       Amount        Balance
01/04/2025    UPI               1,000.00      18,999.00
Opening Balance 19,999.00   Closing Balance 18,999.00
"""
ELECTRICITY = """
     STATE ELECTRICITY DISTRIBUTION COMPANY LIMITED
Bill No: 0012345       Bill Date: 01/04/2025
Consumer No: 012345678      Meter Reading 1200
Units Consumed 140     Sanctioned Load 2 kW
Name: Asha Kulkarni
Total Amount: Rs. 1,240.00
"""
QUOTATION = """
     SAI KRUPA ELECTRONICS
          QUOTATION
Nimbus X5 8GB/128GB      18,999.00
Total 18,999.00
"""


@pytest.mark.parametrize(
    "text",
    [LETTER, LIST, LOAN_FORM, STATEMENT, ELECTRICITY, QUOTATION, "Happy birthday, dear Asha!\nYours, Ravi"],
)
def test_a_paper_that_only_mentions_the_types_is_none_of_them(text):
    understood = reading_of([drawn(text)])
    assert (understood.kind, understood.error_code) == ("", "UNRECOGNISED")


@pytest.mark.parametrize("pages", [[], [Page(100, 100, ())], [drawn("..., -- //")], [drawn("a b")]])
def test_a_paper_without_legible_text_is_invalid(pages):
    assert reading_of(pages).error_code == "INVALID_DOC"


@pytest.mark.parametrize("text", ["1234 5678 9012 3456\n" * 40, "00 11 22 33 44\n18,999.00\n" * 40])
def test_numbers_alone_are_of_no_type(text):
    assert reading_of([drawn(text)]).error_code == "UNRECOGNISED"


def test_an_invoice_that_names_its_delivery_order_is_an_invoice():
    text = test_purchase.TABLED + "\nDelivery Order No.: SCF/DO/2025/118204\nDO Date: 11/09/2025"
    assert reading_of([drawn(text)]).kind == "INVOICE"


def test_an_invoice_with_the_customers_pan_is_an_invoice():
    text = test_purchase.TABLED + "\nCustomer PAN: ZZZPK1234Z\nPermanent Account Number: ZZZPK1234Z"
    assert reading_of([drawn(text)]).kind == "INVOICE"


@pytest.mark.parametrize(("kind", "paper"), EVERY)
def test_lost_spaces_change_no_type(kind, paper):
    glued = "\n".join(
        "  ".join(cell.replace(" ", "") for cell in row.split("  ")) for row in paper.split("\n")
    )
    assert reading_of([drawn(glued)]).kind == kind


@pytest.mark.parametrize(("kind", "paper"), EVERY)
@settings(max_examples=8)
@given(seed=st.integers(0, 10_000))
def test_a_little_noise_changes_no_type(kind, paper, seed):
    assert reading_of([drawn(_noisy(paper, random.Random(seed), 0.04))]).kind == kind


@settings(max_examples=60)
@given(st.lists(st.text(max_size=60), max_size=30))
def test_any_text_is_understood_as_something(texts):
    understood = reading_of([drawn("\n".join(" ".join(text.split()) for text in texts))])
    assert bool(understood.kind) != bool(understood.error_code)
    assert all(0 <= field["confidence_score"] <= 1 for field in understood.fields.values())


@pytest.mark.parametrize(
    "row",
    [
        "Invoice No: 12  Dated 1-4-25  Total 18,999.00  IMEI 001234567890128",
        "9999 " * 12,
        "Address: " + "Road, " * 30,
        "a" * 300,
        "1,2,3,4,5,6,7,8,9,0." * 20,
        "Name Name Name Name Name Name",
        "ZZZPZ" * 40,
    ],
)
@pytest.mark.parametrize(
    "head",
    [
        "TAX INVOICE\nGrand Total",
        pytest.param("Government of India\nDOB: 01/01/1990\nMALE\nAadhaar", marks=pytest.mark.deadline),
    ],
)
def test_five_thousand_lines_take_no_longer_each_than_a_few_hundred(row, head):
    def lines(count):
        page = drawn("\n".join([head] + [row] * count))
        return lambda: reading_of([page])

    def long_lines(times):
        page = drawn("\n".join([head] + [row * times] * 50))
        return lambda: reading_of([page])

    assert_grows_with_its_input(lines, 625)
    assert_grows_with_its_input(long_lines, 1)


def _noisy(text, chance, rate):
    return "".join(_confused(char) if chance.random() < rate else char for char in text)


def _confused(char):
    return "" if char == " " else CONFUSED.get(char, char)


ALLOTMENT = """
     INCOME TAX PAN SERVICES UNIT
ASHA RAMESH KULKARNI                     Date : 04-Feb-2021
Dear Sir / Madam,
Sub: Allotment of Permanent Account Number (PAN)
We are pleased to inform you that the Permanent Account Number allotted to you is ZZZPK1234Z.
"""


def test_a_card_attached_to_its_letter_is_a_card_and_the_letter_alone_is_none():
    assert reading_of([drawn(ALLOTMENT)]).kind == ""
    for card in (test_identity.NEW_PAN, test_identity.OLD_PAN):
        noisy = card.replace("PERMANENT", "PERMAHENT").replace("Permanent", "Permahent")
        assert reading_of([drawn(ALLOTMENT + noisy.replace("DEPARTMENT", "DEPARTMEMT"))]).kind == "PAN"


@pytest.mark.parametrize(
    "text",
    [
        # Made up for samples, as it begins with 1, and on a front of which little is left.
        "Government of India\nRajesh Naidu\nff/ DOB: 13/12/1967\nge/Male\n1429 3260 3110",
        "Govemmemt of Imdla\nff/ DOB: 13/12/1967\nge/Male\n9999 3705 5673",
        "S/O Harish Naidu, Plot No. 34\nMaharashtra - 440035\n9999 3705 5673\n1947",
        "Government of India\nge/Male\nff/ DOB: 13/12/1967\n2788 94771246",
    ],
)
def test_a_card_of_which_little_can_be_read_is_known_by_its_number(text):
    assert reading_of([drawn(text)]).kind == "AADHAAR"


@pytest.mark.parametrize(
    "text", ["9999 3705 5673", "Phone\n999937055673\nMale", "Total 9999 3705 5673 Male 1947"]
)
def test_twelve_figures_alone_are_no_card(text):
    assert reading_of([drawn(text)]).kind == ""
