"""Delivery orders: the price, the loan and the down payment, and to whom the letter is written."""

import pytest

from sandbox.understanding import reading_of
from sandbox.understanding.confidence import CHECKED, WELL_READ
from tests.sandbox.understanding.drawing import drawn, values

ORDER = """
SAHYOG FINSERV LIMITED                DELIVERY ORDER / 4mke 8r
Delivery Order No / 4mke 33           DO/MH/5703581
DO Date / ftala                       18-Mar-2026
Dealer Name / 9ttan                   Royal Tele Services
Dealer GSTIN                          27KNHFR5566Y1ZT
Customer Name                         Naidu Rajesh Harish
Product                               Nuvio Edge 4 4GB/64GB
IMEI / Serial No.                     868220661035985
Invoice Value                         {price}
Down Payment                          {down}
Loan Amount                           {loan}
Tenure                                10 months
Please deliver the above product to the customer.
"""
LETTER = """
Udaan Capital Private Limited
                    DELIVERY ORDER
DO Na.: D02608081510                          Date: 1 August 2026
{to}
{dealer}
Shop No. 35, Anand Bhavan, Gandhi Road,
Vidya Vihar, Indore, Madhya Pradesh - 452005

Dear Sir / Madam, we have sanctioned a loan to the customer named below.
Kindly deliver the product to the customer after collecting the down payment.
Customer Name        : NITIN ARVIND KHAN
Loan Amount          : Rs. 1,11,920.00
"""


def order(price="52,499.00", down="10,501.00", loan="41,998.00", **labels):
    text = ORDER.format(price=price, down=down, loan=loan)
    for label, read in labels.items():
        text = text.replace(label.replace("_", " ").ljust(38), read.ljust(38))
    return text


def read(text, score=0.98):
    return reading_of([drawn(text, score)])


def shares(text, score=0.98):
    found = values(read(text, score))
    return tuple(found.get(name) for name in ("invoice_amount", "down_payment", "loan_amount"))


SHARED = ("52499.00", "10501.00", "41998.00")


def test_price_loan_and_down_payment_are_read_and_confirm_each_other():
    understood = read(order())
    assert shares(order()) == SHARED
    assert understood.fields["loan_amount"]["confidence_score"] == pytest.approx(0.98 * CHECKED)
    assert values(understood)["do_number"] == "DO/MH/5703581"
    assert values(understood)["do_date"] == "18/03/2026"
    assert values(understood)["dealer_name"] == "Royal Tele Services"
    assert values(understood)["dealer_gstin"] == "27KNHFR5566Y1ZT"


@pytest.mark.parametrize(
    "labels",
    [
        {"Loan_Amount": "Lom Amoum"},
        {"Down_Payment": "wn aymt", "Loan_Amount": "Lo nt"},
        {"Invoice_Value": "vn Vate"},
        {"Invoice_Value": "nv e", "Down_Payment": "D ent", "Loan_Amount": "Lo nt"},
    ],
)
def test_amounts_whose_labels_are_lost_are_told_by_their_sum(labels):
    assert shares(order(**labels)) == SHARED


def test_without_any_label_what_adds_up_is_only_a_guess():
    understood = read(order(Invoice_Value="nv e", Down_Payment="D ent", Loan_Amount="Lo nt"))
    assert understood.fields["loan_amount"]["confidence_score"] < WELL_READ


def test_a_down_payment_above_the_loan_is_told_by_its_label():
    swapped = ("52499.00", "41998.00", "10501.00")
    assert shares(order(down="41,998.00", loan="10,501.00")) == swapped
    assert shares(order(down="41,998.00", loan="10,501.00", Loan_Amount="L nt")) == swapped
    assert shares(order(down="41,998.00", loan="10,501.00", Down_Payment="D ent")) == swapped


@pytest.mark.parametrize("misread", [{"price": "752,499.00"}, {"down": "710,501.00"}, {"loan": "241,998.00"}])
def test_a_sign_of_the_rupee_that_was_read_as_a_figure_is_dropped_where_the_sum_says_so(misread):
    assert shares(order(**misread)) == SHARED


def test_amounts_that_do_not_add_up_stay_what_their_labels_say():
    assert shares(order(down="9,000.00")) == ("52499.00", "9000.00", "41998.00")


def test_an_amount_with_a_label_of_its_own_is_none_of_the_three():
    text = order().replace("Down Payment ", "Processing Fee")
    assert shares(text)[1] is None


@pytest.mark.parametrize("to", ["To,", "Ta.", "T0"])
@pytest.mark.parametrize("dealer", ["M/s Sai Digital Point", "Ms Sai Digital Point", "M's Sai Digital Point"])
def test_a_letters_dealer_is_its_addressee(to, dealer):
    found = values(read(LETTER.format(to=to, dealer=dealer), 0.9))
    assert found["dealer_name"] == "Sai Digital Point"
    assert found["dealer_address"].endswith("Madhya Pradesh - 452005")
    assert found["customer_name"] == "NITIN ARVIND KHAN"


def test_the_number_of_an_order_begins_with_letters():
    assert values(read(LETTER.format(to="To,", dealer="M/s Sai"), 0.9))["do_number"] == "DO2608081510"


def test_the_dealer_is_not_the_customer_of_a_letter_without_one():
    text = LETTER.format(to="To,", dealer="M/s Sai Digital Point").replace("Customer Name ", "")
    assert values(read(text)).get("customer_name") != "Sai Digital Point"


def test_sums_are_looked_for_in_bounded_time():
    rows = "\n".join(f"Row                       {number},{number:03}.00" for number in range(100, 900))
    assert read("DELIVERY ORDER\nDO No. 12\nLoan Amount   5,000.00\n" + rows).kind == "DELIVERY_ORDER"
