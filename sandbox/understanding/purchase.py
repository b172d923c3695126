"""Papers of a purchase: the dealer's invoice, the lender's delivery order, the label of a box."""

import re

from sandbox.understanding import amounts, parties
from sandbox.understanding.confidence import CHECKED, FORM, GUESSED, LABELLED
from sandbox.understanding.labels import Found, Labelled, squeezed
from sandbox.understanding.likeness import misread
from sandbox.understanding.numbers import find
from sandbox.understanding.purchase_labels import BOX_LABELS, INVOICE_LABELS, ORDER_LABELS
from sandbox.understanding.reading_values import (
    a_code,
    a_date,
    a_number,
    an_amount,
    present,
    some_text,
)

# Of several totals on one paper, the first of these is what is to be paid.
TOTALS = ("total_1", "total_2", "total_3", "total_4")

# How many line heights under the titles of a table its first row may begin.
FIRST_ROW = 4
_COLUMN_TITLES = (
    "ofgoods", "services", "andservices", "ofgoodsandservices", "description", "goods", "model", "product",
    "category", "item", "details", "quantity", "amount", "price",
)  # fmt: skip
_SERIAL_FORM = re.compile(r"[A-Z0-9][A-Z0-9-]{5,24}", re.IGNORECASE)


def invoice(paper):
    """Fields of an invoice."""
    seen = Labelled(paper, INVOICE_LABELS)
    dealer, dealer_address = parties.seller(seen)
    customer, customer_address = parties.customer(seen)
    fields = {
        "invoice_number": seen.first(("invoice_number", "bare_number"), a_code),
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
        "do_number": seen.first(("do_number", "reference"), a_code),
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
    for hit in seen.hits("product_title") + seen.hits("product") + seen.hits("model"):
        for text, piece in _under_title(seen, hit):
            text = re.sub(r"^\d{1,2}[.)]?\s+(?=\D)", "", text)
            # A speck where a space was: "Dhara.Washer", "265.L".
            parsed = some_text(re.sub(r"(?<=[a-z]{2})\.(?=[A-Z])|(?<=\d)\.(?=[A-Za-z])", " ", text))
            if parsed and not _column_title(text):
                return Found(parsed[0], (piece,), parsed[1])
    return None


def _under_title(seen, hit):
    """The texts that a label or the title of a column may stand for; a table's rows begin with a number."""
    yield from seen.candidates(hit)
    for piece in seen.paper.below(hit.piece, reach=FIRST_ROW) if not seen.rest(hit) else ():
        if seen.begins(piece):
            return
        yield piece.text, piece


def _column_title(text):
    plain = squeezed(text)
    return any(plain == title or misread(plain, title) for title in _COLUMN_TITLES)


def total(seen):
    """What is to be paid: the amount at the strongest label, confirmed by the amount in words."""
    spoken = _spoken(seen)
    guesses = []
    for key in TOTALS:
        found = [amount for hit in seen.hits(key) if (amount := _amount_at(seen, hit))]
        for amount in found if spoken else ():
            if int(float(amount.value)) == spoken:
                return Found(amount.value, amount.pieces, CHECKED)
            if _rupee_sign_read(amount.value, spoken):
                return Found(f"{spoken}.{amount.value[-2:]}", amount.pieces, FORM)
        if key != "total_4":
            # Tables of taxes end in a total of their own, which is less.
            guesses += [max(found, key=lambda amount: float(amount.value))] if found else []
    return guesses[0] if guesses else None


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
