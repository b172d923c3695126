"""A lender's delivery order: what it pays for, to whom, and how the price is shared."""

import re
from decimal import Decimal
from itertools import combinations

from sandbox.understanding import amounts, parties
from sandbox.understanding import purchase as goods
from sandbox.understanding.confidence import CHECKED, FORM, GUESSED
from sandbox.understanding.labels import Found, Labelled
from sandbox.understanding.purchase_labels import ORDER_LABELS
from sandbox.understanding.reading_values import (
    a_code,
    a_date,
    a_number,
    anywhere,
    present,
    the_only_date,
)

# A line with an amount alone is a cell; longer ones are sentences.
LONGEST_AMOUNT = 25
# No order has more amounts than a few; sums are looked for among all pairs of them.
MOST_AMOUNTS = 60
# "718.00" is no rupee's sign before 18: nobody lends that.
LEAST_WITH_SIGN = len("7999.00")
_SHARES = {*goods.TOTALS, "loan", "down"}
_SIGNED = re.compile(r"[.,]\d{2,3}\b|rs|inr|₹|/-", re.IGNORECASE)


def delivery_order(paper):
    """Fields of a delivery order."""
    seen = Labelled(paper, ORDER_LABELS)
    dealer, dealer_address = parties.addressee(seen)
    customer, _ = parties.customer(seen)
    if customer and dealer and customer.pieces == dealer.pieces:
        customer = None
    gstin = a_number("gstin")
    fields = {
        "do_number": seen.first(("do_number", "reference"), _order_number),
        "do_date": seen.first(("do_date", "date"), a_date) or the_only_date(paper),
        "customer_name": customer,
        "dealer_name": dealer,
        "dealer_address": dealer_address,
        "dealer_gstin": seen.first(("gstin",), gstin) or anywhere(paper, gstin),
        "product": goods.product(seen),
    }
    return present(fields | shares(seen) | goods.piece_numbers(seen))


def shares(seen):
    """Price, loan and down payment; where the loan and the down payment make the price, all are certain."""
    found = {
        "invoice_amount": goods.total(seen),
        "loan_amount": _at_label(seen, "loan"),
        "down_payment": _at_label(seen, "down"),
    }
    printed = _printed(seen)
    for one, other, whole in _sums(printed):
        sure = _agreed(found, one, other, whole)
        if sure:
            return sure
    return found


def _agreed(found, one, other, whole):
    """The three as a sum that is printed gives them, if no label says otherwise; None else.

    Whichever is not said to be the down payment is the loan, and else the larger one is.
    """
    price, loan, down = found.values()
    larger, smaller = sorted((one, other), key=_number, reverse=True)
    swapped = (loan and _says(loan, smaller)) or (down and _says(down, larger))
    parts = (smaller, larger) if swapped else (larger, smaller)
    labelled = [known for known in (price, loan, down) if known]
    agreeing = sum(
        _says(known, said) for known, said in zip((price, loan, down), (whole, *parts), strict=True) if known
    )
    if agreeing < min(len(labelled), 2):
        return None
    validity = CHECKED if agreeing >= 2 else FORM if agreeing else GUESSED
    return {
        name: Found(said.value, said.pieces, validity)
        for name, said in zip(found, (whole, *parts), strict=True)
    }


def _says(found, said):
    # A sign of the rupee that was read as a figure stands before the amount of the same line.
    return found.pieces == said.pieces or found.value == said.value


def _sums(printed):
    """Every two amounts of a paper that make a third one, the largest first."""
    ordered = sorted(printed, key=_number, reverse=True)
    by_value = {}
    for amount in ordered:
        by_value.setdefault(_number(amount), amount)
    for one, other in combinations(ordered, 2):
        whole = by_value.get(_number(one) + _number(other))
        if whole and len({one.pieces, other.pieces, whole.pieces}) == 3:
            yield one, other, whole


def _printed(seen):
    """The amounts that stand in cells of their own, but for those that a label says to be something else."""
    found = []
    for row in seen.paper.rows:
        keys = {hit.key for piece in row for hit in seen.hits_in(piece)}
        if keys and not keys & _SHARES:
            continue
        for piece in row:
            found += [Found(value, (piece,), FORM) for value in _amounts(piece.text) if Decimal(value) >= 1]
    return found[:MOST_AMOUNTS]


def _amounts(text):
    """The amount of a cell, as read and without its first figure: it may be a misread rupee sign."""
    value = next(reversed(amounts.find(text)), "") if _is_amount(text) else ""
    return [value, value[1:]] if len(value) > LEAST_WITH_SIGN and value[1] != "0" else [value][: len(value)]


def _is_amount(text):
    return len(text) <= LONGEST_AMOUNT and _SIGNED.search(text) is not None


def _number(found):
    return Decimal(found.value)


def _at_label(seen, key):
    return next((amount for hit in seen.hits(key) if (amount := goods.amount_at(seen, hit))), None)


def _order_number(text):
    """A running number; most begin with DO, of which OCR makes D0."""
    parsed = a_code(text)
    return parsed and (re.sub(r"^D0(?=[\d/-])", "DO", parsed[0]), parsed[1])
