"""Invoices and delivery orders in the layouts that shops and lenders use."""

import pytest

from sandbox.invented import inventing
from sandbox.understanding import reading_of
from tests.sandbox.understanding.drawing import drawn, values

GSTIN = inventing.facts("seller")["gstin"]
BUYERS_GSTIN = inventing.facts("buyer 3")["gstin"]
IMEI, IMEI_2 = "001234567890128", "004999010640000"

TALLY = f"""
                                   Tax Invoice                            (ORIGINAL FOR RECIPIENT)
Sai Krupa Electronics                        Invoice No.              Dated
Shop 4, Laxmi Plaza, FC Road,                SKE/24-25/118            1-Apr-25
Shivajinagar, Pune - 411005                  Delivery Note            Mode/Terms of Payment
GSTIN/UIN: {GSTIN}
State Name : Maharashtra, Code : 27          Reference No. & Date.    Other References
E-Mail : shop@example.in                     Buyer's Order No.        Dated
Buyer (Bill to)                              Dispatch Doc No.         Delivery Note Date
Asha Kulkarni
Flat 12, Ganga Apartments, Karve Road,
Kothrud, Pune - 411038                       Terms of Delivery
State Name : Maharashtra, Code : 27

Sl   Description of Goods          HSN/SAC    Quantity    Rate         per    Amount
No.
1    Nimbus X5 8GB/128GB Blue      85171300   1 Nos       16,100.85    Nos    16,100.85
     IMEI: {IMEI}
                                   CGST                                       1,449.08
                                   SGST                                       1,449.08
               Less :              Round Off                                  (-)0.01
                                   Total      1 Nos                           Rs. 18,999.00
Amount Chargeable (in words)                                                  E. & O.E
INR Eighteen Thousand Nine Hundred Ninety Nine Only
Company's PAN : ZZZFS1234Z
                                                     for Sai Krupa Electronics
                                                     Authorised Signatory
"""
TABLED = f"""
SAI KRUPA ELECTRONICS                                   TAX INVOICE
Shop 4, Laxmi Plaza, FC Road,
Shivajinagar, Pune - 411005
GSTIN: {GSTIN}    Ph: 00000 12345

Customer Name     Asha Kulkarni                    Invoice Number    SKE/24-25/118
Address           Flat 12, Ganga Apartments,       Invoice Date      01/04/2025
                  Karve Road, Kothrud,             Finance By        Sahyog Finance
                  Pune - 411038
Mobile            00000 54321

#   Item                        IMEI               Qty     Value
1   Nimbus X5 8GB/128GB Blue    {IMEI}    1       16,100.85
                                          Taxable Amount      16,100.85
                                          CGST @ 9%           1,449.08
                                          SGST @ 9%           1,449.08
                                          Grand Total         ?18,999.00
Amount in words: Rupees Eighteen Thousand Nine Hundred Ninety Nine Only
"""
LINED = f"""
              SAI KRUPA ELECTRONICS
        Shop 4, Laxmi Plaza, FC Road,
         Shivajinagar, Pune - 411005
            GSTIN : {GSTIN}
               RETAIL INVOICE
Bill No: SKE/24-25/118                  Date: 01.04.2025
M/s. Asha Kulkarni
Particulars                                     Amount
Nimbus X5 8GB/128GB Blue                        18,999.00
IMEI1: {IMEI}
IMEI2: {IMEI_2}
Total                                           18,999.00
Rupees Eighteen Thousand Nine Hundred Ninety Nine Only
For Sai Krupa Electronics
"""
TWO_COLUMNS = f"""
                               TAX INVOICE
Sold By:                                 Bill To:
Sai Krupa Electronics                    Asha Kulkarni
Shop 4, Laxmi Plaza, FC Road,            Flat 12, Ganga Apartments, Karve Road,
Shivajinagar, Pune - 411005              Kothrud, Pune - 411038
GSTIN: {GSTIN}                   GSTIN: {BUYERS_GSTIN}
Invoice No: SKE/24-25/118                Invoice Date: 01-04-2025

Product Description            HSN         Qty    Total
Nimbus X5 8GB/128GB Blue       85171300    1      18,999.00
IMEI/Serial No: {IMEI}
Invoice Value: Rs. 18,999/-
"""
BY_POST = f"""
               Tax Invoice/Bill of Supply/Cash Memo
Sold By :                                Billing Address :
Sai Krupa Electronics                    Asha Kulkarni
Shop 4, Laxmi Plaza, FC Road,            Flat 12, Ganga Apartments, Karve Road,
Shivajinagar, Pune - 411005              Kothrud, Pune - 411038
GST Registration No: {GSTIN}
Invoice Number : SKE/24-25/118           Invoice Date : 01.04.2025
Sl. No   Description                  Unit Price    Qty   Total Amount
1        Nimbus X5 8GB/128GB Blue     16,100.85     1     18,999.00
         IMEI: {IMEI}
TOTAL:                                                    18,999.00
"""
INVOICES = {"by post": BY_POST, "tally": TALLY, "tabled": TABLED, "lined": LINED, "two columns": TWO_COLUMNS}


@pytest.mark.parametrize("layout", INVOICES)
def test_an_invoice_is_read_whatever_its_layout(layout):
    understood = reading_of([drawn(INVOICES[layout])])
    assert understood.kind == "INVOICE"
    found = values(understood)
    assert found["invoice_number"] == "SKE/24-25/118"
    assert found["invoice_date"] == "01/04/2025"
    assert found["customer_name"] == "Asha Kulkarni"
    assert found["dealer_name"].casefold() == "sai krupa electronics"
    assert found["dealer_address"] == "Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune - 411005"
    assert found["dealer_gstin"] == GSTIN
    assert found["product"] == "Nimbus X5 8GB/128GB Blue"
    assert found["imei"] == IMEI
    assert found["total_amount"] == "18999.00"


@pytest.mark.parametrize("layout", ["by post", "tally", "tabled", "two columns"])
def test_the_customers_address_is_not_the_dealers(layout):
    found = values(reading_of([drawn(INVOICES[layout])]))
    assert found["customer_address"] == "Flat 12, Ganga Apartments, Karve Road, Kothrud, Pune - 411038"


BY_HAND = f"""
SHREE GANESH MOBILE SHOPEE
Main Road, Near Bus Stand, Wai, Satara 412803
Mob. 00000 12345
CASH MEMO
No. 778        Date : 2/7/25
M/s. Sunita Chaudhary
Qty   Particulars            Rate     Amount
1     Nimbus Lite 6/64       11499    11499
      IMEI {IMEI}
                     Total            11499
E. & O. E.           For Shree Ganesh Mobile Shopee
"""


def test_a_small_shops_cash_memo_is_an_invoice():
    understood = reading_of([drawn(BY_HAND)])
    assert understood.kind == "INVOICE"
    assert values(understood) == {
        "invoice_number": "778",
        "invoice_date": "02/07/2025",
        "customer_name": "Sunita Chaudhary",
        "dealer_name": "SHREE GANESH MOBILE SHOPEE",
        "dealer_address": "Main Road, Near Bus Stand, Wai, Satara 412803",
        "product": "Nimbus Lite 6/64",
        "imei": IMEI,
        "total_amount": "11499.00",
    }


def test_the_second_imei_is_kept():
    assert values(reading_of([drawn(LINED)]))["imei_2"] == IMEI_2


def test_the_amount_in_words_makes_the_total_certain():
    spoken, silent = (reading_of([drawn(text)]) for text in (LINED, LINED.replace("Rupees Eight", "Thanks")))
    assert spoken.fields["total_amount"]["confidence_score"] == 0.98
    assert silent.fields["total_amount"]["confidence_score"] < 0.98


def test_the_total_of_the_tax_table_is_not_the_invoices():
    table = (
        "\nHSN/SAC     Taxable Value     CGST       SGST\nTotal       16,100.85         1,449.08   1,449.08"
    )
    found = values(reading_of([drawn(BY_POST + table)]))
    assert found["total_amount"] == "18999.00"


def test_a_rupee_sign_read_as_a_seven_is_taken_off():
    found = values(reading_of([drawn(TABLED.replace("?18,999.00", "718,999.00"))]))
    assert found["total_amount"] == "18999.00"


def test_the_line_with_the_label_wins_over_a_larger_number():
    found = values(reading_of([drawn(TABLED.replace("Mobile            00000 54321", "MRP   24,999.00"))]))
    assert found["total_amount"] == "18999.00"


def test_a_wrong_imei_is_given_with_doubt():
    field = reading_of([drawn(TABLED.replace(IMEI, "001234567890123"))]).fields["imei"]
    assert field["value"] == "001234567890123"
    assert field["confidence_score"] < 0.5


def test_a_serial_number_is_no_imei():
    found = values(
        reading_of([drawn(LINED.replace(f"IMEI1: {IMEI}", "S/N: ZX04E784626").replace("IMEI2", "Ref"))])
    )
    assert found["serial_number"] == "ZX04E784626"
    assert "imei" not in found or found["imei"] == IMEI_2


ORDER_LETTER = f"""
        SAHYOG CONSUMER FINANCE LIMITED
               DELIVERY ORDER
DO No.: SCF/DO/2025/118204            Date: 11 September 2025
To,
M/s Sai Krupa Electronics
Shop 4, Laxmi Plaza, FC Road,
Shivajinagar, Pune - 411005

Dear Sir / Madam,
We have sanctioned a loan to the customer named below. We request you to deliver the
following asset to the customer, and to send us the tax invoice.
Customer Name         Asha Kulkarni
Asset / Product       Nimbus X5 8GB/128GB Blue
IMEI                  {IMEI}
Invoice Value         Rs. 18,999.00
Down Payment          Rs. 3,999.00
Loan Amount           Rs. 15,000.00
Yours faithfully,
For Sahyog Consumer Finance Limited
"""
ORDER_FORM = f"""
Nilgiri Finserv Limited       Delivery Order cum Disbursement Advice
Delivery Order Number                  Delivery Order Date
SCF/DO/2025/118204                     11-09-2025
Application No.                        Product Category
CD294718418                            Consumer Durable

Dealer Name
Sai Krupa Electronics
Dealer Address
Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune - 411005

Customer Name
Asha Kulkarni

Product                        Model         IMEI / Serial No.
Nimbus X5 8GB/128GB Blue       NX5-128       {IMEI}

Particulars                                  Amount (INR)
Invoice Amount                               18,999.00
Less: Margin Money paid by customer          3,999.00
Net Loan Amount payable to dealer            15,000.00
"""
ORDER_ROWS = f"""
          DELIVERY ORDER
DO No : SCF/DO/2025/118204     DO Date : 11/09/2025
Dealer Name : Sai Krupa Electronics
Dealer Address : Shop 4, Laxmi Plaza, FC Road,
Shivajinagar, Pune - 411005
Name of Customer : Asha Kulkarni
Product : Nimbus X5 8GB/128GB Blue
IMEI No : {IMEI}
Invoice No : SKE/24-25/118
Total Invoice Value : Rs 18999
Loan Amount : Rs 15000
"""


@pytest.mark.parametrize("paper", [ORDER_LETTER, ORDER_FORM, ORDER_ROWS])
def test_a_delivery_order_is_read_whatever_its_layout(paper):
    understood = reading_of([drawn(paper)])
    assert understood.kind == "DELIVERY_ORDER"
    assert (
        values(understood).items()
        >= {
            "do_number": "SCF/DO/2025/118204",
            "do_date": "11/09/2025",
            "customer_name": "Asha Kulkarni",
            "dealer_name": "Sai Krupa Electronics",
            "dealer_address": "Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune - 411005",
            "product": "Nimbus X5 8GB/128GB Blue",
            "imei": IMEI,
            "invoice_amount": "18999.00",
        }.items()
    )


BOX = f"""
NIMBUS
Nimbus X5 8GB/128GB
IMEI1: {IMEI}
IMEI2:{IMEI_2}
S/N: ZX04E784626
MRP Rs. 21,848.85
"""


def test_the_label_of_a_box_is_of_no_type_and_still_gives_its_numbers():
    understood = reading_of([drawn(BOX)])
    assert (understood.kind, understood.error_code) == ("", "UNRECOGNISED")
    assert values(understood) == {"imei": IMEI, "imei_2": IMEI_2, "serial_number": "ZX04E784626"}


def test_a_box_without_labels_gives_numbers_with_a_right_check_digit_only():
    understood = reading_of([drawn(f"NIMBUS X5\n{IMEI}\n001234567890123\n8901234567890")])
    assert values(understood) == {"imei": IMEI}


BILL_BOOK = f"""
GSTIN : {GSTIN}                               Mob. 00000 12345
              SAI KRUPA ELECTRONICS
     Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune - 411005
                   TAX INVOICE
Bill No.     26/T/0871                        Date : 1-4-2025
M/s. / Name      Asha Kulkarni
Address          Flat 12, Ganga Apartments, Karve Road, Kothrud
                 Pune 411038
S.No    Particulars                      Rate        Amount
1       Dhara Washer Dryer Front         16100.85    16100.85
        Load 11 kg (White)
        S.No. ZX93EKPRSTW
                                         Total       16100.85
                                         CGST 9 %    1449.08
                                         SGST 9 %    1449.08
Rs. Eighteen Thousand Nine Hundred Ninety Nine only   G. Total    18999.00
                                    For Sai Krupa Electronics
"""


def test_a_bill_book_filled_by_hand_is_read():
    found = values(reading_of([drawn(BILL_BOOK)]))
    assert found["invoice_number"] == "26/T/0871"
    assert found["dealer_name"] == "SAI KRUPA ELECTRONICS"
    assert found["customer_name"] == "Asha Kulkarni"
    assert found["customer_address"] == "Flat 12, Ganga Apartments, Karve Road, Kothrud, Pune 411038"
    assert found["product"] == "Dhara Washer Dryer Front Load 11 kg (White)"
    assert found["serial_number"] == "ZX93EKPRSTW"
    assert found["total_amount"] == "18999.00"


@pytest.mark.parametrize("label", ["Gd. Sum", "Tot. Rs"])
def test_the_amount_in_words_finds_a_total_whatever_its_label(label):
    field = reading_of([drawn(BILL_BOOK.replace("G. Total", label))]).fields["total_amount"]
    assert (field["value"], field["confidence_score"]) == ("18999.00", 0.98)


def test_a_total_that_its_words_deny_is_doubted():
    paper = BILL_BOOK.replace("18999.00", "18,").replace("G. Total", "To pay")
    assert reading_of([drawn(paper)]).fields["total_amount"]["confidence_score"] < 0.7


def test_the_loan_in_words_is_not_the_price():
    paper = ORDER_FORM + "\nLoan Amount (Rupees Fifteen Thousand Nine Hundred Ninety Nine Only)   15,999.00"
    assert values(reading_of([drawn(paper)]))["invoice_amount"] == "18999.00"


MARKETPLACE = f"""
                                                     Tax Invoice/Bill of Supply
Sold By :                                                   Billing Address :
Sai Krupa Electronics                                           Asha Kulkarni
* Shop 4, Laxmi Plaza, FC Road,                     Flat 12, Ganga Apartments,
Shivajinagar, Pune - 411005                               Karve Road, Kothrud,
                                                                 Pune - 411038
GST Registration No: {GSTIN}
Invoice Number : SKE-118                            Invoice Date : 01.04.2025
Sl. No   Description                                  Qty   Total Amount
1        Nimbus X5 8GB/128GB Blue | B0ZZ123456 ( ZZ-85171300 )   1     18,999.00
TOTAL:                                                      18,999.00
"""


def test_a_block_that_ends_at_the_right_edge_is_one_address():
    found = values(reading_of([drawn(MARKETPLACE)]))
    assert found["customer_address"] == "Flat 12, Ganga Apartments, Karve Road, Kothrud, Pune - 411038"
    assert found["dealer_address"] == "Shop 4, Laxmi Plaza, FC Road, Shivajinagar, Pune - 411005"
    assert found["product"] == "Nimbus X5 8GB/128GB Blue"


def test_an_articles_number_is_no_part_of_its_name():
    paper = BILL_BOOK.replace("Dhara Washer", "491297512 Dhara Washer")
    assert values(reading_of([drawn(paper)]))["product"].startswith("Dhara Washer Dryer")


def test_what_the_dealer_is_paid_is_not_the_price():
    paper = ORDER_FORM.replace("Invoice Amount", "Net Payable to Dealer")
    assert values(reading_of([drawn(paper)])).get("invoice_amount") != "18999.00"


@pytest.mark.parametrize("label", ["Balance in words: Rupees", "Rupees"])
def test_smaller_words_than_the_total_are_of_another_amount(label):
    paper = TABLED.replace(
        "Amount in words: Rupees Eighteen Thousand Nine Hundred Ninety Nine Only",
        f"Due 14,999.00\n{label} Fourteen Thousand Nine Hundred Ninety Nine Only",
    )
    assert values(reading_of([drawn(paper)]))["total_amount"] == "18999.00"


def test_the_make_of_an_asset_is_not_its_name():
    paper = ORDER_FORM.replace("Product  ", "Asset Make     NIMBUS\nAsset Model")
    assert "Make" not in values(reading_of([drawn(paper)]))["product"]
