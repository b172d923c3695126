"""Where a paper says what it is, and papers close to a known type that are none of them."""

import pytest

from sandbox.understanding import reading_of
from tests.sandbox.understanding.drawing import drawn

SUBJECT_LETTER = """
Sahyog Finance Limited
Ref. No.: 4020117264          Date: 14 Aug 2025
To,
M/s. Sai Krupa Electronics
Sub: Delivery Order for Nimbus 242 L Frost Free Refrigerator
Dear Sir / Madam,
You are requested to deliver the same and send the invoice to us.
Name of the Borrower       : Asha Kulkarni
Cost of Asset              : Rs. 26,490.00
Loan Amount                : Rs. 19,867.50
Yours faithfully,
"""
ADVICE_CUM_MEMO = """
SAHYOG FINANCE LIMITED
DELIVERY ADVICE CUM PAYMENT MEMO
D.A. No.          : KTM/2025/4471       Date   : 26.07.2025
Dealer            : Sai Krupa Electronics
Kindly deliver the following product to Ms. Asha Kulkarni
Invoice Value     : Rs.27,999/-
Initial Payment   : Rs.4,200/-
"""
DELIVERY_INSTRUCTION = """
Sahyog Finance Limited            DELIVERY INSTRUCTION
DI No.            Issued on
GA-22918          2025-11-17
Retailer                          Customer
Sai Krupa Electronics             Asha Kulkarni
Price of goods    Cash payment    Loan amount
Rs 31,990.00      Rs 3,000.00     Rs 28,990.00
"""
CASH_CREDIT_MEMO = """
CASH / CREDIT MEMO
Sai Krupa Electronics
No. 347                   Date 17/11/25
M/s. Asha Kulkarni
S.No. PARTICULARS         Qty.   Rate   Amount
1  Nimbus X5              1      18,999 18,999/-
                                 TOTAL  18,999/-
"""
VOTERS_BACK = """
ZZZ1827365
Gender : Female
Date of Birth / Age : 19-01-1988
Address :
Flat 12, Karve Road, Pune - 411038
Electoral Registration Officer
Assembly Constituency No. and Name :
"""
GUJARAT_SHOP = """
AMDAVAD MUNICIPAL CORPORATION
CERTIFICATE OF REGISTRATION
The Gujarat Shops and Establishments (Regulation of Employment and Conditions of Service) Act, 2019
Registration No.               PII/MEM/118/0000182
Name of Shop / Establishment   Sai Krupa Electronics
Type of Business               Electronics Trading
"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (SUBJECT_LETTER, "DELIVERY_ORDER"),
        (ADVICE_CUM_MEMO, "DELIVERY_ORDER"),
        (DELIVERY_INSTRUCTION, "DELIVERY_ORDER"),
        (CASH_CREDIT_MEMO, "INVOICE"),
        (VOTERS_BACK, "VOTER_ID"),
        (GUJARAT_SHOP, "SHOP_ACT_LICENSE"),
    ],
)
def test_a_title_is_known_in_a_subject_a_joint_heading_or_the_foot(text, kind):
    assert reading_of([drawn(text)]).kind == kind


ACKNOWLEDGED = """
Form GST REG-02
Acknowledgment
Application Reference Number (ARN)    AA0000000118273
Trade Name, if any                    Sai Krupa Electronics
Legal name                            SAI KRUPA TRADERS PRIVATE LIMITED
"""
PROFORMA = """
PROFORMA INVOICE
Sai Krupa Electronics
Bill To: Asha Kulkarni
Description of Goods    HSN        Qty   Amount
Nimbus X5               85171300   1     18,999.00
Grand Total : 18,999.00
"""
CUSTOMERS_FORM = """
CUSTOMER INFORMATION FORM
(Please fill in BLOCK letters)
Name of the Applicant       Asha Kulkarni
Father's Name               Shankar Joshi
Permanent Account Number    ZZZPK1234Z
Loan Amount                 15,000
"""
INCORPORATION = """
GOVERNMENT OF INDIA
Certificate of Incorporation
The Permanent Account Number (PAN) of the company is ZZZCS1234Z
"""
INSURANCE = """
TWO WHEELER POLICY SCHEDULE CUM CERTIFICATE OF INSURANCE / TAX INVOICE
Policy No              3001/118273645
Period of Insurance    From 12/11/2025 To 11/11/2026
Total Premium          1,394.76
IGST 18%               212.76
"""


@pytest.mark.parametrize("text", [ACKNOWLEDGED, PROFORMA, CUSTOMERS_FORM, INCORPORATION, INSURANCE])
def test_a_paper_close_to_a_known_type_is_not_of_it(text):
    assert reading_of([drawn(text)]).kind == ""
