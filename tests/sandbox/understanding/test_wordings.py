"""Wordings and layouts of shops, lenders and offices beyond the usual ones."""

import pytest

from sandbox.invented import inventing
from sandbox.understanding import reading_of
from tests.sandbox.understanding.drawing import drawn, values

GSTIN = inventing.facts("seller")["gstin"]

LETTER = """
Deccan Bank Financial Services Limited
Ref. No.: 4020HD1187264                                        Date: 14 Aug 2025
To,
M/s. Sai Krupa Electronics
Shop 4, FC Road, Pune - 411005

Sub: Delivery Order for Himshikhar 265 L Double Door Refrigerator
Dear Sir / Madam,
We have sanctioned a consumer durable loan to our customer for purchase of the asset below.
Name of the Borrower           : Asha Kulkarni
Loan Application Number        : 118273645
Make & Model                   : Himshikhar 265 L Double Door Refrigerator
Serial No. / IMEI No.          : 308PRZX014562
Cost of Asset                  : Rs. 26,490.00
Margin Money received by Dealer  : Rs. 6,622.50
Loan Amount                    : Rs. 19,867.50
Yours faithfully,
"""
ADVICE = """
MALABAR FINANCE CORPORATION LIMITED
DELIVERY ADVICE CUM PAYMENT MEMO
D.A. No.            : KTM/2025/4471
Date                : 26.07.2025
Dealer              : Sai Krupa Electronics
Location            : Shop 4, FC Road, Pune - 411005
Kindly deliver the following product to Mr./Ms. Asha Kulkarni
Customer Name       : Asha Kulkarni
Product             : Nimbus X5 8GB/128GB Blue
Invoice Value       : Rs.18,999/-
Initial Payment     : Rs.4,200/-
Net Payable to Dealer  : Rs.14,799/-
"""
RELEASE = """
Hooghly Credit Limited
Disbursement Letter / Release Order
Release Order No.             DO/KOL/25/88121
Release Order Date            21-Oct-25
Supplier Details
Supplier Name                 Sai Krupa Electronics
Supplier Address              Shop 4, FC Road, Pune - 411005
Applicant Details
Applicant Name                Asha Kulkarni
Product Details
Product Description           Nimbus X5 8GB/128GB Blue
Product Price                 INR 18,999.00
Down Payment                  INR 1,899.90
Loan Amount                   INR 17,099.10
"""


@pytest.mark.parametrize(
    ("paper", "number", "date", "amount"),
    [
        (LETTER, "4020HD1187264", "14/08/2025", "26490.00"),
        (ADVICE, "KTM/2025/4471", "26/07/2025", "18999.00"),
        (RELEASE, "DO/KOL/25/88121", "21/10/2025", "18999.00"),
    ],
)
def test_lenders_call_a_delivery_order_by_many_names(paper, number, date, amount):
    read = reading_of([drawn(paper)])
    said = values(read)
    assert read.kind == "DELIVERY_ORDER"
    assert (said["do_number"], said["do_date"], said["invoice_amount"]) == (number, date, amount)
    assert (said["customer_name"], said["dealer_name"]) == ("Asha Kulkarni", "Sai Krupa Electronics")
    assert said["dealer_address"] == "Shop 4, FC Road, Pune - 411005"


@pytest.mark.parametrize(
    "paper",
    [
        f"PROFORMA INVOICE\nInvoice No: 7\nGSTIN: {GSTIN}\nHSN  Qty  Rate  Amount\nGrand Total  18,999.00",
        f"FORM GSTR-3B\nGSTIN of the supplier  {GSTIN}\nLegal name  Sai Krupa\nTrade name, if any  Sai Krupa",
        "Form GST REG-02\nApplication Reference Number (ARN)\nAA3309250118273\nLegal name\nSai Krupa\n"
        "Trade Name, if any\nSai Krupa",
        "POLICY SCHEDULE CUM CERTIFICATE OF INSURANCE / TAX INVOICE\n"
        f"Period of Insurance  2026\nGSTIN: {GSTIN}",
        "CUSTOMER INFORMATION FORM\nFather's Name  Mahesh\nDOB  14/05/1983\n"
        "Permanent Account Number  ZZZPM0832Q",
        "GOVERNMENT OF INDIA\nCertificate of Incorporation\nThe Permanent Account Number (PAN) is ZZZCS1621U",
    ],
)
def test_papers_that_only_look_like_a_known_type_are_of_none(paper):
    read = reading_of([drawn(paper)])
    assert (read.kind, read.error_code) == ("", "UNRECOGNISED")


def test_a_licence_form_of_gst_is_no_return():
    paper = (
        f"Form GST REG-06\nRegistration Certificate\nRegistration Number : {GSTIN}\n1. Legal Name  Sai Krupa"
    )
    assert reading_of([drawn(paper)]).kind == "GST_CERT"


def test_a_shop_whose_name_has_the_word_of_a_label_keeps_it():
    paper = f"""
Tax Invoice                        Invoice Number # JMP-25-26-0098
Sold By: New Jagdamba Mobile Point ,
Ship-from Address: Shop No. 11, Naka Hindola, Lucknow - 226004
GSTIN - {GSTIN}

Product     Title                          Qty    Total
Mobiles     Nimbus X5 8GB/128GB Blue       1      19,999.00
Grand Total                                       19,999.00
"""
    said = values(reading_of([drawn(paper)]))
    assert said["dealer_name"] == "New Jagdamba Mobile Point"
    assert said["product"] == "Nimbus X5 8GB/128GB Blue"


def test_the_first_row_of_a_table_may_begin_with_its_number_and_stand_apart():
    paper = f"""
GST INVOICE
Sai Krupa Electronics
GSTIN : {GSTIN}
Invoice No. : BSR-2231

Sn. Product Name                  HSN        Qty   Amount

1.  Nimbus X5 8GB/128GB Blue      85171300   1     18,999.00
Grand Total                                        18,999.00
Goods once sold will not be taken back
"""
    assert values(reading_of([drawn(paper)]))["product"] == "Nimbus X5 8GB/128GB Blue"


def test_a_food_registration_may_call_the_shop_a_company():
    paper = """
FORM 'A'
Registration Certificate
Issued under Food Safety and Standards Act, 2006
Registration No.            : 21221018000273
Name of the Company / FBO   : Sri Vetri Vel Agencies
Kind of Business            : Petty Retailer
"""
    assert values(reading_of([drawn(paper)]))["business_name"] == "Sri Vetri Vel Agencies"


def test_a_date_before_the_next_label_is_the_value_of_the_one_before():
    paper = """
INDIAN UNION DRIVING LICENCE
DL No.        : ZZ04 20030009182
D.O.B.        : 01-06-1981 B.G.: O+ve
NAME          : ASHA KULKARNI
Valid Till    : 31-05-2031
Licensing Authority, Pune
"""
    assert values(reading_of([drawn(paper)]))["date_of_birth"] == "01/06/1981"
