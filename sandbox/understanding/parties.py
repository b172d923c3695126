"""Who sells and who buys, on an invoice or a delivery order."""

import re

from rapidfuzz import fuzz

from sandbox.understanding import addresses, names
from sandbox.understanding.confidence import GUESSED, LABELLED, PLACED
from sandbox.understanding.labels import Found
from sandbox.understanding.numbers import find
from sandbox.understanding.reading_values import a_name, some_text
from sandbox.understanding.spellings import squeezed

_TITLES = (
    "taxinvoice", "invoice", "originalforrecipient", "duplicate", "cashmemo", "billofsupply",
    "retailinvoice", "specimen", "triplicate", "originalcopy", "page", "gstinvoice", "einvoice",
    "cashbill", "creditbill", "computergenerated",
)  # fmt: skip
_SIGNED = re.compile(r"^\s*for\s*[:,]?\s*(?:m/s\.?\s*)?(.{3,60}?)\s*$", re.IGNORECASE)
_MESSRS = re.compile(r"^\s*m\s?/\s?s\.?\s*", re.IGNORECASE)
# The slash of "M/s" is thin, and so is the "o" of "To".
_MESSRS_MISREAD = re.compile(r"^\s*m\s?[/|1li']?\s?s\b[./]?\s*", re.IGNORECASE)
_TO = re.compile(r"t[oae0c]?")
# Of the head's lines, those up to here may be the seller's name.
HEAD_LINES = 8
# Lines whose heights differ by less are of one size: the first of them is the name.
AS_LARGE = 0.88
# How far the parts of a party go, in heights of its label: down to its address, down to the end of its
# part, and to either side.
TO_ADDRESS, TO_END, TO_THE_LEFT, TO_THE_RIGHT = 10, 14, 3, 12
# How alike a line of the head and the name at the signature must be, in per cent.
SIGNED_ALIKE = 80


def customer(seen):
    """The buyer's name and address."""
    for key in ("customer", "name", "ship_to"):
        for hit in seen.hits(key):
            for text, piece in _name_candidates(seen, hit):
                parsed = a_name(_MESSRS.sub("", text))
                if parsed:
                    found = Found(parsed[0], (piece,), parsed[1])
                    return found, _address(seen, "customer_address", hit, piece)
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


def _address(seen, key, hit, piece):
    """The address of a party: at its own label, at a plain "Address" near its name, or under the name."""
    if own := addresses.at_label(seen, (key,)):
        return own
    for other in seen.hits("address"):
        if _belongs(hit.piece, other.piece, TO_ADDRESS):
            return addresses.at_hit(seen, other)
    return addresses.under(seen, piece)


def seller(seen):
    """The seller's name and address: at their labels, else at the head of the invoice."""
    name, address = dealer(seen)
    name = name or _head(seen)
    return name, address or (name and addresses.under(seen, name.pieces[0]))


def dealer(seen):
    """The dealer's name and address at their labels."""
    for hit in seen.hits("dealer"):
        for text, piece in seen.candidates(hit):
            parsed = some_text(_MESSRS_MISREAD.sub("", text))
            if parsed and (piece is hit.piece or not addresses.ends(seen, piece)):
                name = Found(parsed[0], (piece,), parsed[1])
                return name, _address(seen, "dealer_address", hit, piece)
    return None, addresses.at_label(seen, ("dealer_address",))


def addressee(seen):
    """The dealer of an order: at its labels, or whom the letter is written to."""
    name, address = dealer(seen)
    for piece in seen.paper.in_order if not name else ():
        parsed = _MESSRS_MISREAD.match(piece.text) and some_text(_MESSRS_MISREAD.sub("", piece.text))
        if parsed and any(_TO.fullmatch(squeezed(above.text)) for above in seen.paper.above(piece)):
            return Found(parsed[0], (piece,), parsed[1]), address or addresses.under(seen, piece)
    return name, address


def seller_gstin(seen):
    """The first GSTIN that does not stand in the buyer's part of the invoice."""
    buyers = [hit.piece for key in ("customer", "ship_to") for hit in seen.hits(key)]
    found = []
    for piece in seen.paper.in_order:
        for number in find("gstin", piece.text):
            bought = any(_belongs(buyer, piece, TO_END) for buyer in buyers)
            found.append((bought, number.validity < GUESSED, Found(number.value, (piece,), number.validity)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _belongs(label, piece, reach):
    """Whether a line stands in the part of a paper that a label opens."""
    down = 0 <= piece.top - label.top < reach * label.height
    left, right = label.left - TO_THE_LEFT * label.height, label.right + TO_THE_RIGHT * label.height
    return down and left <= piece.left <= right


def _head(seen):
    """The seller's name: the line of the head that the signature repeats, else the largest one."""
    lines = [
        piece
        for piece in seen.paper.in_order[: HEAD_LINES + 4]
        if piece.page == 0
        and not _titled(piece.text)
        and not addresses.ends(seen, piece)
        and some_text(piece.text)
    ][:HEAD_LINES]
    signed = [squeezed(match[1]) for piece in seen.paper.in_order if (match := _SIGNED.match(piece.text))]
    for piece in lines:
        name = squeezed(_MESSRS.sub("", piece.text))
        if any(fuzz.ratio(name, other) >= SIGNED_ALIKE for other in signed):
            return _named(piece, LABELLED)
    if not lines:
        return None
    tallest = max(piece.height for piece in lines)
    largest = next(piece for piece in lines if piece.height >= AS_LARGE * tallest)
    # A logo is the short form of the name that follows.
    alike = [piece for piece in lines if squeezed(piece.text).startswith(squeezed(largest.text))]
    return _named(max(alike, key=lambda piece: len(piece.text)), PLACED)


def _named(piece, validity):
    return Found(names.tidy(_MESSRS.sub("", piece.text)), (piece,), validity)


def _titled(text):
    plain = squeezed(text)
    return any(plain.startswith(title) for title in _TITLES)
