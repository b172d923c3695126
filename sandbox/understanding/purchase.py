"""Papers of a purchase: the dealer's invoice, the lender's delivery order, the label of a box."""

import re

from sandbox.understanding import amounts, parties
from sandbox.understanding.confidence import CHECKED, FORM, GUESSED, LABELLED
from sandbox.understanding.labels import Found, Labelled, Labels, squeezed
from sandbox.understanding.numbers import find
from sandbox.understanding.reading_values import (
    a_code,
    a_date,
    a_number,
    an_amount,
    present,
    some_text,
)

_IMEI = (
    "imei",
    "imei no",
    "imei number",
    "imei 1",
    "imei1",
    "imei no 1",
    "imei 1 no",
    "imei sr no",
    "imei slot 1",
)
_SERIAL = ("serial no", "serial number", "sr no", "s/n", "sl no", "product serial no", "machine serial no", "sn",
           "serial", "srl no", "unit serial no")  # fmt: skip
_EITHER = ("imei / serial no", "imei/serial number", "serial no / imei", "imei or serial no", "imei/sr no",
           "serial / imei no", "imei serial", "imei / sl no")  # fmt: skip
# Of several totals on one paper, the first of these is what is to be paid.
TOTALS = ("total_1", "total_2", "total_3", "total_4")
_COMMON = {
    "do_number": ("do no", "do number", "delivery order no", "delivery order number", "d o no", "do ref no",
                  "do reference no", "order no", "delivery order ref", "do id"),
    "do_date": ("do date", "date of do", "delivery order date", "date of issue", "do generated on", "issued on"),
    "invoice_number": ("invoice no", "invoice number", "inv no", "bill no", "tax invoice no", "invoice",
                       "bill number", "memo no", "cash memo no", "voucher no", "invoice #", "document no"),
    "invoice_date": ("invoice date", "inv date", "bill date", "date of invoice", "dated", "dt",
                     "invoice dt", "date of issue", "document date"),
    "date": ("date",),
    "customer": ("customer name", "name of customer", "customer", "buyer", "buyer bill to", "bill to", "billed to",
                 "sold to", "buyer's name", "name of buyer", "party name", "applicant name", "name of applicant",
                 "borrower name", "name of borrower", "name of the customer", "name of the applicant", "consumer name",
                 "details of receiver billed to", "details of receiver", "invoice to", "borrower", "applicant",
                 "customer details", "party", "bill to party", "purchaser", "receiver", "billing details"),
    "name": ("name",),
    "customer_address": ("customer address", "billing address", "address of customer", "buyer address", "buyer's address",
                         "residence address", "delivery address", "address of buyer"),
    "ship_to": ("ship to", "shipped to", "consignee", "consignee ship to", "details of consignee shipped to"),
    "address": ("address", "add"),
    "dealer": ("dealer name", "name of dealer", "dealer", "seller", "sold by", "seller name", "supplier", "to",
               "merchant name", "name of the dealer", "supplier name", "store name", "showroom", "retailer"),
    "dealer_address": ("dealer address", "address of dealer", "seller address", "store address", "shop address",
                       "merchant address", "supplier address", "dealer location"),
    "gstin": ("gstin", "gstin/uin", "gst no", "gstin no", "gst in", "gst number", "dealer gstin", "seller gstin",
              "our gstin", "gst registration no"),
    "product": ("product", "product name", "product description", "item", "model name", "asset description",
                "asset", "description of goods", "item description", "description", "particulars", "goods",
                "name of product", "product details", "asset details", "item name", "name of goods",
                "particulars of goods", "description of product", "product service", "product purchased",
                "product / asset", "goods financed", "asset financed", "item details", "goods description"),
    "imei": _IMEI,
    "imei_2": ("imei 2", "imei2", "imei no 2", "imei 2 no", "imei slot 2"),
    "serial": _SERIAL,
    "either": _EITHER,
    "total_1": ("grand total", "invoice value", "invoice total", "total invoice value", "invoice amount", "bill amount",
                "total invoice amount", "amount payable", "net payable", "net amount payable", "total payable",
                "bill total", "invoice value in figures", "product cost", "total invoice amt", "net payable amount",
                "amount of invoice", "value of invoice", "invoice price", "asset cost", "total amount payable"),
    "total_2": ("total amount", "net amount", "total amount after tax", "total value", "net total", "total amt",
                "final amount", "amount incl of tax", "total inclusive of tax", "total incl gst", "total inc gst"),
    "total_3": ("total", "total rs", "total inr"),
    "total_4": ("amount",),
    "words": ("amount in words", "amount chargeable in words", "rupees", "in words", "rupees in words",
              "total in words", "total amount in words", "invoice value in words", "inr", "amount chargeable",
              "total invoice amount in words"),
    "other": ("hsn", "hsn/sac", "hsn code", "qty", "quantity", "rate", "unit price", "per", "disc", "taxable value", "price",
              "cgst", "sgst", "igst", "round off", "sub total", "subtotal", "taxable amount", "gst", "tax", "mrp",
              "phone", "mobile", "mob", "mobile no", "contact", "contact no", "email", "e mail", "pan", "pan no",
              "state", "state name", "state code", "code", "place of supply", "mode terms of payment", "delivery note",
              "reference no and date", "reference no", "other references", "buyer's order no", "dispatch doc no",
              "dispatched through", "destination", "terms of delivery", "delivery note date", "payment mode", "brand",
              "make", "model", "model no", "model code", "colour", "color", "eway bill no", "irn", "ack no", "ack date",
              "loan account no", "loan amount", "loan no", "down payment", "margin money", "tenure", "emi", "scheme",
              "disbursement amount", "net disbursement", "processing fee", "declaration", "terms and conditions",
              "terms & conditions", "bank details", "authorised signatory", "for", "financed by", "finance company",
              "finance", "financier", "sl", "sr", "s no", "dealer code", "valid till", "valid upto", "customer id",
              "advance", "balance", "vehicle no", "reverse charge", "transport", "gst rate", "amount of loan",
              "application no", "application id", "warranty", "subject", "ref", "product category", "product code",
              "product type", "asset category", "item code", "capacity", "finance amount",
              "amount financed", "less down payment", "total tax", "tax amount", "do valid till"),
}  # fmt: skip
# An invoice's lines name the order too ("Order No."), a delivery order's the invoice.
INVOICE_LABELS = Labels({key: phrases for key, phrases in _COMMON.items() if key != "do_date"})
ORDER_LABELS = Labels(
    _COMMON | {"invoice_date": _COMMON["invoice_date"][:4], "do_date": (*_COMMON["do_date"], "dated", "dt")}
)
BOX_LABELS = Labels({"imei": _IMEI, "imei_2": _COMMON["imei_2"], "serial": _SERIAL, "either": _EITHER})

_SERIAL_FORM = re.compile(r"[A-Z0-9][A-Z0-9-]{5,24}", re.IGNORECASE)


def invoice(paper):
    """Fields of an invoice."""
    seen = Labelled(paper, INVOICE_LABELS)
    dealer, dealer_address = parties.seller(seen)
    customer, customer_address = parties.customer(seen)
    fields = {
        "invoice_number": seen.first(("invoice_number",), a_code),
        "invoice_date": seen.first(("invoice_date", "date"), a_date),
        "customer_name": customer,
        "customer_address": customer_address,
        "dealer_name": dealer,
        "dealer_address": dealer_address,
        "dealer_gstin": parties.seller_gstin(seen),
        "product": product(seen),
        "total_amount": total(seen),
    }
    return present(fields | piece_numbers(seen))


def delivery_order(paper):
    """Fields of a delivery order."""
    seen = Labelled(paper, ORDER_LABELS)
    dealer, dealer_address = parties.dealer(seen)
    customer, _ = parties.customer(seen)
    fields = {
        "do_number": seen.first(("do_number",), a_code),
        "do_date": seen.first(("do_date", "date"), a_date),
        "customer_name": customer,
        "dealer_name": dealer,
        "dealer_address": dealer_address,
        "product": product(seen),
        "invoice_amount": total(seen),
    }
    return present(fields | piece_numbers(seen))


def close_up(paper):
    """Numbers on the label of a box, which is none of the known types."""
    return piece_numbers(Labelled(paper, BOX_LABELS))


def piece_numbers(seen):
    """The numbers that tell one piece from all others: IMEIs, else a serial number."""
    imeis = _imeis(seen)
    fields = dict(zip(("imei", "imei_2"), imeis, strict=False))
    serial = seen.first(("serial",) if imeis else ("serial", "either"), _serial)
    if serial and serial.value not in {found.value for found in imeis}:
        fields["serial_number"] = serial
    return fields


def _imeis(seen):
    """At most two, those at a label first; without a label only where the check digit is right."""
    found = {}
    labelled = {hit.piece for key in ("imei", "imei_2", "either") for hit in seen.hits(key)}
    serials = {hit.piece for hit in seen.hits("serial")}
    for key in ("imei", "imei_2", "either"):
        first = seen.first((key,), a_number("imei"))
        if first:
            found.setdefault(first.value, first)
    for piece in seen.paper.in_order if labelled or not serials else ():
        for number in find("imei", piece.text) if piece not in serials else ():
            if number.validity == CHECKED or piece in labelled:
                found.setdefault(number.value, Found(number.value, (piece,), number.validity))
    best = sorted(found.values(), key=lambda one: one.validity < GUESSED)
    return best[:2]


def _serial(text):
    for match in _SERIAL_FORM.finditer(text):
        if sum(char.isdigit() for char in match[0]) >= 3:
            return match[0].upper(), LABELLED
    return None


def product(seen):
    """What is bought: at its label, or the first row of the table under that label."""
    for hit in seen.hits("product"):
        for text, piece in seen.candidates(hit):
            parsed = some_text(re.sub(r"^\d{1,2}[.)]?\s+(?=\D)", "", text))
            if parsed and not _column_title(text):
                return Found(parsed[0], (piece,), parsed[1])
    return None


def _column_title(text):
    return squeezed(text) in (
        "ofgoods",
        "services",
        "andservices",
        "ofgoodsandservices",
        "description",
        "goods",
    )


def total(seen):
    """What is to be paid: the amount at the strongest label, confirmed by the amount in words."""
    spoken = _spoken(seen)
    guess = None
    for key in TOTALS:
        for hit in reversed(seen.hits(key)):
            found = _amount_at(seen, hit)
            if found and spoken and int(float(found.value)) == spoken:
                return Found(found.value, found.pieces, CHECKED)
            if found and spoken and _rupee_sign_read(found.value, spoken):
                return Found(f"{spoken}.{found.value[-2:]}", found.pieces, FORM)
            if found and guess is None and key != "total_4":
                guess = found
    return guess


def _amount_at(seen, hit):
    row = seen.rest(hit), *(piece.text for piece in seen.right_of(hit))
    pieces = (hit.piece, *seen.right_of(hit))
    for text, piece in reversed(list(zip(row, pieces, strict=True))):
        if parsed := an_amount(text):
            return Found(parsed[0], (piece,), parsed[1])
    for piece in seen.below(hit):
        if parsed := an_amount(piece.text):
            return Found(parsed[0], (piece,), parsed[1] * GUESSED)
    return None


def _rupee_sign_read(value, spoken):
    """Whether a sign of the rupee was read as a figure before the amount: 718999.00 for ₹18,999.00."""
    return value.partition(".")[0][1:].lstrip("0") == str(spoken)


def _spoken(seen):
    for piece in seen.paper.in_order:
        if (value := amounts.in_words(piece.text)) and value >= 100:
            return value
    return None
