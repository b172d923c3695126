"""Papers of a purchase: the dealer's invoice, the lender's delivery order, the label of a box."""

import re

from sandbox.understanding import amounts, parties
from sandbox.understanding.confidence import CHECKED, FORM, GUESSED, LABELLED
from sandbox.understanding.labels import Found, Labelled
from sandbox.understanding.likeness import misread
from sandbox.understanding.numbers import find
from sandbox.understanding.purchase_labels import BOX_LABELS, INVOICE_LABELS
from sandbox.understanding.reading_values import (
    a_code,
    a_date,
    a_number,
    an_amount,
    present,
    some_text,
    the_only_date,
)
from sandbox.understanding.spellings import squeezed

# Of several totals on one paper, the first of these is what is to be paid.
TOTALS = ("total_1", "total_2", "total_3", "total_4")

# How many line heights under the titles of a table its first row may begin.
FIRST_ROW = 4
_COLUMN_TITLES = (
    "ofgoods", "services", "andservices", "ofgoodsandservices", "description", "goods", "model", "product",
    "category", "item", "details", "quantity", "amount", "price",
)  # fmt: skip
# An article's number before its name, and a marketplace's behind it.
_ARTICLE_NUMBERS = re.compile(r"^\d{6,}\s+(?=[A-Za-z])|\s*\|\s*B0[A-Z0-9]{8}\b.*$")
# How far below a line the rest of its cell goes on, in line heights, and over how many lines.
WRAPPED, MOST_WRAPPED = 0.7, 2
# Words of these are not of what is to be paid.
_OTHER_AMOUNT = re.compile(
    r"\b(?:balance|tax|loan|advance|received|discount|saved|financed?|emi)\b", re.IGNORECASE
)
# Fewer figures are enough for a serial number that is so long.
LONG_SERIAL = 8
_PRICE = re.compile(r"\d[.,]\d\d\b")
# "S.No.", "Sr. No.", and what becomes of their thin letters: "St. No."
_SERIAL_LABEL = re.compile(r"\W*[s5][a-z]{0,2}\W{0,2}n[o0]\b\W*", re.IGNORECASE)
_SERIAL_FORM = re.compile(r"[A-Z0-9][A-Z0-9-]{5,24}", re.IGNORECASE)


def invoice(paper):
    """Fields of an invoice."""
    seen = Labelled(paper, INVOICE_LABELS)
    dealer, dealer_address = parties.seller(seen)
    customer, customer_address = parties.customer(seen)
    fields = {
        "invoice_number": seen.first(("invoice_number", "bare_number"), a_code),
        "invoice_date": seen.first(("invoice_date", "date"), a_date) or the_only_date(paper),
        "customer_name": customer,
        "customer_address": customer_address,
        "dealer_name": dealer,
        "dealer_address": dealer_address,
        "dealer_gstin": parties.seller_gstin(seen),
        "product": product(seen),
        "total_amount": bill_total(seen),
    }
    return present(fields | piece_numbers(seen))


def close_up(paper):
    """Numbers on the label of a box, which is none of the known types."""
    return piece_numbers(Labelled(paper, BOX_LABELS))


def piece_numbers(seen):
    """The numbers that tell one piece from all others: IMEIs, else a serial number."""
    imeis = _imeis(seen)
    # One alone may be the second, of which the first could not be read.
    second = {hit.piece for hit in seen.hits("imei_2")}
    names = ("imei_2",) if len(imeis) == 1 and imeis[0].pieces[0] in second else ("imei", "imei_2")
    fields = dict(zip(names, imeis, strict=False))
    serial = seen.first(("serial",) if imeis else ("serial", "either"), _serial)
    serial = serial or _serial_in_words(seen)
    if serial and not imeis and (number := a_number("imei")(serial.value)) and number[1] == CHECKED:
        # The label says "IMEI / Serial No", of which the first half was lost.
        return {"imei": serial}
    if serial and serial.value not in {found.value for found in imeis}:
        fields["serial_number"] = serial
    return fields


def _imeis(seen):
    """At most two, those at a label first; without a label only where the check digit is right."""
    found = {}
    labelled = {hit.piece for key in ("imei", "imei_2", "either") for hit in seen.hits(key)}
    serials = {piece for hit in seen.hits("serial") for piece in (hit.piece, *seen.right_of(hit)[:1])}
    for key in ("imei", "imei_2", "either"):
        first = seen.first((key,), a_number("imei"))
        if first:
            found.setdefault(first.value, first)
    for piece in seen.paper.in_order:
        for number in find("imei", piece.text) if piece not in serials else ():
            if number.validity == CHECKED or piece in labelled:
                found.setdefault(number.value, Found(number.value, (piece,), number.validity))
    best = sorted(found.values(), key=lambda one: one.validity < GUESSED)
    return best[:2]


def _serial(text):
    for match in _SERIAL_FORM.finditer(text):
        digits = sum(char.isdigit() for char in match[0])
        if digits >= 3 or (digits and len(match[0]) >= LONG_SERIAL and match[0].isupper()):
            return match[0].upper(), LABELLED
    return None


def _serial_in_words(seen):
    """Bills written by hand put "S.No. ZX91A00423" under the goods; alone, "S.No." is a column's title."""
    for piece in seen.paper.in_order:
        label = _SERIAL_LABEL.match(piece.text)
        parsed = label and _serial(piece.text[label.end() :])
        if parsed and len(parsed[0]) >= LONG_SERIAL and not parsed[0].isdecimal():
            return Found(parsed[0], (piece,), parsed[1])
    return None


def product(seen):
    """What is bought: at its label, or the first row of the table under that label."""
    for hit in seen.hits("product_title") + seen.hits("product") + seen.hits("model"):
        for text, piece in _under_title(seen, hit):
            text = _ARTICLE_NUMBERS.sub("", re.sub(r"^\d{1,2}[.)]?\s+(?=\D)", "", text))
            # A speck where a space was: "Dhara.Washer", "265.L".
            parsed = some_text(re.sub(r"(?<=[a-z]{2})\.(?=[A-Z])|(?<=\d)\.(?=[A-Za-z])", " ", text))
            if parsed and not _column_title(text):
                rest = _rest_of_cell(seen, piece)
                if rest:
                    text = _ARTICLE_NUMBERS.sub("", " ".join((text, *(line.text for line in rest))))
                    parsed = some_text(text) or parsed
                return Found(parsed[0], (piece, *rest), parsed[1])
    return None


def _rest_of_cell(seen, piece):
    """The lines that a narrow column broke a description into, below its first one."""
    rest = []
    while len(rest) < MOST_WRAPPED:
        last = rest[-1] if rest else piece
        below = seen.paper.below(last, reach=WRAPPED)
        if not below or not _goes_on(seen, below[0], last):
            break
        rest.append(below[0])
    return rest


def _goes_on(seen, piece, last):
    """Whether a line is nothing but the rest of the cell above it: no row and no label begins there."""
    row = [other for other in seen.paper.pieces if other is not piece and other.beside(piece)]
    return (
        abs(piece.left - last.left) <= last.height
        and 0.7 <= piece.height / last.height <= 1.4
        and not seen.hits_in(piece)
        and not any(other.right <= piece.left or amounts.find(other.text) for other in row)
        and not re.search(r"\d{6,}|[:@₹%]", piece.text)
        and re.search("[A-Za-z]{2}", piece.text) is not None
        and not _column_title(piece.text)
    )


def _under_title(seen, hit):
    """The texts that a label or the title of a column may stand for; a table's rows begin with a number."""
    if row := _priced(seen, hit):
        yield row.text, row
    yield from seen.candidates(hit)
    for piece in seen.paper.below(hit.piece, reach=FIRST_ROW) if not seen.rest(hit) else ():
        if seen.begins(piece):
            return
        yield piece.text, piece


def _priced(seen, hit):
    """The first row under a column's title, if amounts stand beside it: beside the title stand titles."""
    if seen.rest(hit):
        return None
    for piece in seen.paper.below(hit.piece, reach=FIRST_ROW):
        if seen.begins(piece):
            return None
        if _PRICE.search(" ".join(other.text for other in seen.paper.right_of(piece))):
            return piece if re.search("[A-Za-z]{2}", piece.text) else None
    return None


def _column_title(text):
    plain = squeezed(text)
    return any(plain == title or misread(plain, title) for title in _COLUMN_TITLES)


def bill_total(seen):
    """The total of a bill, whose amount in words is its total and no other of its amounts."""
    found, spoken = total(seen), _spoken(seen)
    if not spoken or (found and int(float(found.value)) == spoken):
        return found
    # Taxes make a total more, never less: smaller words are of another amount.
    more = not found or spoken > float(found.value)
    for piece in seen.paper.in_order if more else ():
        for value in amounts.find(piece.text) if "." in piece.text else ():
            if int(float(value)) == spoken:
                return Found(value, (piece,), CHECKED)
    # The words and the figures say two things.
    return found and Found(found.value, found.pieces, min(found.validity, GUESSED))


def total(seen):
    """What is to be paid: the amount at the strongest label, confirmed by the amount in words."""
    spoken = _spoken(seen)
    guesses = []
    for key in TOTALS:
        found = [amount for hit in seen.hits(key) if (amount := amount_at(seen, hit))]
        for amount in found if spoken else ():
            if int(float(amount.value)) == spoken:
                return Found(amount.value, amount.pieces, CHECKED)
            if _rupee_sign_read(amount.value, spoken):
                return Found(f"{spoken}.{amount.value[-2:]}", amount.pieces, FORM)
        if key != "total_4":
            # Tables of taxes end in a total of their own, which is less.
            guesses += [max(found, key=lambda amount: float(amount.value))] if found else []
    return guesses[0] if guesses else None


def amount_at(seen, hit):
    """The amount at a label: the last one of its row, or one below."""
    row = seen.rest(hit), *(piece.text for piece in seen.right_of(hit))
    pieces = (hit.piece, *seen.right_of(hit))
    for text, piece in reversed(list(zip(row, pieces, strict=True))):
        if parsed := an_amount(text):
            return Found(parsed[0], (piece,), parsed[1] * hit.certainty)
    for piece in seen.below(hit):
        if parsed := an_amount(piece.text):
            return Found(parsed[0], (piece,), parsed[1] * GUESSED)
    return None


def _rupee_sign_read(value, spoken):
    """Whether a sign of the rupee was read as a figure before the amount: 718999.00 for ₹18,999.00."""
    return value.partition(".")[0][1:].lstrip("0") == str(spoken)


def _spoken(seen):
    for piece in seen.paper.in_order:
        if _OTHER_AMOUNT.search(piece.text):
            continue
        if (value := amounts.in_words(piece.text)) and value >= 100:
            return value
    return None
