"""Who sells and who buys, on an invoice or a delivery order."""

import re

from sandbox.understanding import addresses, names
from sandbox.understanding.confidence import GUESSED, LABELLED, PLACED
from sandbox.understanding.labels import Found, squeezed
from sandbox.understanding.numbers import find
from sandbox.understanding.reading_values import a_name, some_text

_TITLES = (
    "taxinvoice", "invoice", "originalforrecipient", "duplicate", "cashmemo", "billofsupply",
    "retailinvoice", "specimen", "triplicate", "originalcopy", "page", "gstinvoice", "einvoice",
    "cashbill", "creditbill", "computergenerated",
)  # fmt: skip
_SIGNED = re.compile(r"^\s*for\s*[:,]?\s*(?:m/s\.?\s*)?(.{3,60}?)\s*$", re.IGNORECASE)
_MESSRS = re.compile(r"^\s*m\s?/\s?s\.?\s*", re.IGNORECASE)
# Of the head's lines, those up to here may be the seller's name.
HEAD_LINES = 8


def customer(seen):
    """The buyer's name and address."""
    for key in ("customer", "name", "ship_to"):
        for hit in seen.hits(key):
            for text, piece in _name_candidates(seen, hit):
                parsed = a_name(_MESSRS.sub("", text))
                if parsed:
                    found = Found(parsed[0], (piece,), parsed[1])
                    return found, _customer_address(seen, hit, piece)
    return _over_address(seen) or (_messrs(seen), addresses.at_label(seen, ("customer_address",)))


def _over_address(seen):
    """Under "Billing Address" the name stands first, then the address."""
    for hit in seen.hits("customer_address"):
        for piece in seen.below(hit) if not seen.rest(hit) else ():
            address = addresses.under(seen, piece)
            if address and (parsed := a_name(piece.text)):
                return Found(parsed[0], (piece,), parsed[1]), address
    return None


def _messrs(seen):
    """Small shops write "M/s" and the buyer's name without any label."""
    for piece in seen.paper.in_order[2:]:
        parsed = _MESSRS.match(piece.text) and a_name(_MESSRS.sub("", piece.text))
        if parsed:
            return Found(parsed[0], (piece,), parsed[1] * GUESSED)
    return None


def _name_candidates(seen, hit):
    """Under "Bill To" a label "Name" may follow before the name itself."""
    for following in seen.paper.below(hit.piece)[:2] if not seen.rest(hit) else ():
        for inner in seen.hits_in(following):
            if inner.key == "name":
                yield from seen.candidates(inner)
    yield from seen.candidates(hit)


def _customer_address(seen, hit, piece):
    own = addresses.at_label(seen, ("customer_address",))
    if own:
        return own
    nearest = [
        other
        for other in seen.hits("address")
        if 0 <= other.piece.top - hit.piece.top < 10 * hit.piece.height
    ]
    for other in nearest:
        if other.piece.left >= hit.piece.left - 2 * hit.piece.height:
            return addresses.at_hit(seen, other)
    return addresses.under(seen, piece)


def seller(seen):
    """The seller's name and address: at their labels, else at the head of the invoice."""
    name, address = dealer(seen)
    if name is None or address is None:
        head = _head_line(seen)
        if name is None and head:
            name = _confirmed(seen, head)
        if address is None and name:
            address = addresses.under(seen, name.pieces[0])
    return name, address


def dealer(seen):
    """The dealer's name and address at their labels."""
    for hit in seen.hits("dealer"):
        for text, piece in seen.candidates(hit):
            parsed = some_text(_MESSRS.sub("", text))
            if parsed and not addresses.ends(seen, piece) or parsed and piece is hit.piece:
                name = Found(parsed[0], (piece,), parsed[1])
                return name, _dealer_address(seen, hit, piece)
    return None, addresses.at_label(seen, ("dealer_address",))


def _dealer_address(seen, hit, piece):
    own = addresses.at_label(seen, ("dealer_address",))
    if own:
        return own
    for other in seen.hits("address"):
        if (
            0 <= other.piece.top - hit.piece.top < 6 * hit.piece.height
            and abs(other.piece.left - hit.piece.left) < 400
        ):
            return addresses.at_hit(seen, other)
    return addresses.under(seen, piece)


def seller_gstin(seen):
    """The first GSTIN that does not stand in the buyer's part of the invoice."""
    buyers = [hit.piece for key in ("customer", "ship_to") for hit in seen.hits(key)]
    found = []
    for piece in seen.paper.in_order:
        for number in find("gstin", piece.text):
            bought = any(_in_part_of(buyer, piece) for buyer in buyers)
            found.append((bought, number.validity < GUESSED, Found(number.value, (piece,), number.validity)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _in_part_of(buyer, piece):
    under = 0 < piece.middle - buyer.top < 14 * buyer.height
    return (
        under
        and piece.left >= buyer.left - 3 * buyer.height
        and piece.left <= buyer.right + 12 * buyer.height
    )


def _head_line(seen):
    """The line of the largest letters among the first ones that is no title and no label."""
    lines = [
        piece
        for piece in seen.paper.in_order[: HEAD_LINES + 4]
        if piece.page == 0
        and not _titled(piece.text)
        and not addresses.ends(seen, piece)
        and some_text(piece.text)
    ][:HEAD_LINES]
    return max(lines, key=lambda piece: (round(piece.height / 4), -piece.top), default=None)


def _titled(text):
    plain = squeezed(text)
    return any(plain.startswith(title) or title == plain for title in _TITLES)


def _confirmed(seen, head):
    """The name at the head; the signature's "For …" says whether it is one."""
    value = names.tidy(_MESSRS.sub("", head.text))
    for piece in seen.paper.in_order:
        match = _SIGNED.match(piece.text)
        if match and squeezed(match[1]).startswith(squeezed(value)[:12]):
            return Found(value, (head,), LABELLED)
    return Found(value, (head,), PLACED)
