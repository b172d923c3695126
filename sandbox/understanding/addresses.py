"""Addresses over several lines: gathered, tidied and taken apart."""

import re

from sandbox.understanding import places
from sandbox.understanding.confidence import LABELLED, PLACED
from sandbox.understanding.labels import Found
from sandbox.understanding.names import RELATION, spaced
from sandbox.understanding.spellings import squeezed

MOST_LINES = 8
# The next line of a block lies nearer than this many line heights.
NEXT_LINE = 1.3
# Labels inside an address, as registrations print it part by part.
PARTS = (
    "building no flat no", "building no", "flat no", "flat door block no", "floor no",
    "name of premises building", "name of premises", "name of the premises building", "road street",
    "road street lane",
    "nearby landmark", "locality sub locality", "city town village", "village town", "district", "state",
    "pin code", "pincode", "pin", "city", "vtc", "po", "sub district", "post office",
)  # fmt: skip
# "Same as above", "as mentioned in 1".
_ELSEWHERE = re.compile(
    r"\s*(?:same|as) (?:as )?(?:above|mentioned|per|in|given)|\s*-?\s*do\s*-", re.IGNORECASE
)
# No line of an address begins with these words alone, nor with the dash before a postcode …
_GOES_ON = re.compile(
    r"\s*(?:[-–—]|(?:street|st|road|rd|lane|marg|nagar|colony|residency|apartments?|house|temple|highway|cross|"
    r"main|block|phase|stage|layout|park|complex|tower|chambers|society|chowk|bazar|bazaar|market|metro|urban|"
    r"rural|suburban|east|west|north|south|building|bhavan|niwas|stand|station|tank|school|hospital|college|"
    r"church|masjid|mandir|ground|garden|cent(?:re|er)|plaza|lines|post|office|pradesh|bengal|nadu)\b"
    r"(?=\s*(?:[,.]|-|$)))",
    re.IGNORECASE,
)
# … and none ends with these, nor with the dash.
_TO_BE_CONTINUED = re.compile(
    r"(?:^|[\s,])(?:no|h\.? ?no|d\.? ?no|near|nr|opp|opposite|beside|behind|flat|plot|shop|door|ward|sector|"
    r"bye|\d+(?:st|nd|rd|th)|[a-z] [a-z]|(?:near|nr|opp|opposite|beside|behind|bh)\.? \w+)\.?\s*$|[-–—]\s*$",
    re.IGNORECASE,
)
# What a shop says of itself between its name and its address.
_TAGLINE = re.compile(
    r"\s*(?:deals? in|dealers? (?:in|of)|authori[sz]ed dealer|prop\b|an? iso)", re.IGNORECASE
)
_PART_LABEL = re.compile(
    r"^(?:vtc|p\.?o|sub ?district|district|dist|state|pin ?code|pin|village|city|town|post office)\s?[:.]\s*",
    re.IGNORECASE,
)
_PIN = re.compile(r"[\s,:-]*\bpin(?: ?code)?\b[\s:.-]*(?=\d|$)", re.IGNORECASE)
# The comma behind the name of father or husband may be read as a point; that of an initial is none.
_RELATIVE = re.compile(r".*?(?:[,;:]|(?<=[A-Za-z]{3})\.(?= ))")
# "Addees: Plot No. 34": a label of which too little is left.
_OWN_LABEL = re.compile(r"^\s*add[a-z]{0,6}\s*:\s*", re.IGNORECASE)
_SPECK_IN_NUMBER = re.compile(r"(?<=\d)\.(?=\d)")
_PIN_AT_END = re.compile(r"\bpin(?: ?code)?[\s:.-]*$", re.IGNORECASE)
_NO_ADDRESS = re.compile(
    r"@|www\.|https?:|\b(?:ph|phone|mob|mobile|tel|email|e-mail|gstin?|gst no|fax|pan)\b\s*(?:no)?\W*[:.]|"
    r"\b(?:mobile|phone|tel(?:ephone)?|contact) ?(?:no|number)?\W*\+?\d",
    re.IGNORECASE,
)


def at_label(seen, keys):
    """The address at one of the labels; None where there is none."""
    for key in keys:
        for hit in seen.hits(key):
            if found := at_hit(seen, hit):
                return found
    return None


def at_hit(seen, hit):
    """The address at one label; None where there is none."""
    return gathered(seen, *_first(seen, hit), validity=LABELLED)


def gathered(seen, text, piece, lefts, validity=PLACED):
    """The address that begins with a text of a line and goes on below it, down to its postcode."""
    if piece is None:
        return None
    texts, pieces = [text], [piece]
    while len(pieces) < MOST_LINES and not _complete(texts):
        following = _next(seen, pieces[-1], lefts)
        if following is None:
            break
        texts.append(_row_text(seen, following))
        pieces.append(following)
    value = tidy(texts)
    if not _looks_like_address(value):
        return None
    return Found(value, tuple(pieces), max(validity, LABELLED) if places.postcode(value) else validity)


def under(seen, piece):
    """The address that follows a name without a label of its own; None where there is none."""
    for below in seen.paper.below(piece, reach=1.5):
        if _TAGLINE.match(below.text):
            return under(seen, below)
        if ends(seen, below):
            return None
        return gathered(seen, below.text, below, (below.left, piece.left))
    return None


def tidy(texts):
    """Lines as one, without the name of father or husband that identity papers put before an address."""
    texts = [text.replace(";", ",") for text in texts]
    texts[:1] = [_OWN_LABEL.sub("", text) for text in texts[:1]]
    parts = [spaced(re.sub(r"\s+", " ", text).strip(" ,;:|*")) for text in texts]
    if parts and (relation := RELATION.match(parts[0])):
        name = _RELATIVE.match(parts[0], relation.end())
        parts[0] = parts[0][name.end() :] if name else ""
    parts = [_PART_LABEL.sub("", part.strip(), count=1) for part in _joined(parts, texts).split(",")]
    value = ", ".join(part for part in parts if part.strip(" ,."))
    value = re.sub(r"\s*,(?:\s*,)*\s*", ", ", value).strip(" ,.;")
    # A speck at the end of a word is no point; abbreviations keep theirs.
    value = re.sub(r"(?<=[A-Za-z]{3}[aeiou])\.(?=,|$)|(?<=[a-z]{5})\.(?=,|$)", "", value)
    value = places.with_postcode_repaired(_SPECK_IN_NUMBER.sub("", value))
    return re.sub(r"([A-Za-z])\s?[-–—][\s.]*(?=[1-9]\d{2}\s?\d{3}$)", r"\1 - ", value)


def _joined(parts, texts):
    """The lines as one: with commas between them, but for words that the width of the paper broke apart."""
    whole = parts[0] if parts else ""
    for before, part, text in zip(texts, parts[1:], texts[1:], strict=False):
        broken = not before.rstrip().endswith(",") and (
            _GOES_ON.match(text) or _TO_BE_CONTINUED.search(before)
        )
        whole += (" " if broken else ", ") + part
    return whole


def formatted(address):
    """An address taken apart as Atlas gives it."""
    postcode = places.postcode(address)
    rest = re.sub(r"(?i)\bpin\s?(?:code)?\b", "", address.replace(postcode, "") if postcode else address)
    parts = [part.strip(" -–—.:") for part in rest.split(",")]
    parts = [part for part in parts if part and squeezed(part) != "india"]
    state, city = _state(parts), ""
    if len(parts) > 1 or not state:
        city = parts.pop() if parts else ""
    return {
        "state": state,
        "postcode": postcode,
        "address_line_1": ", ".join(parts[:2]),
        "address_line_2": ", ".join(parts[2:]),
        "city": city,
    }


def _state(parts):
    for place in range(len(parts) - 1, -1, -1):
        if state := places.state(parts[place]):
            # Delhi is a city as well; it stays one where no other part says so.
            if state != "Delhi" or any("delhi" in part.lower() for part in parts[:place]):
                del parts[place]
            return state
    return ""


def _first(seen, hit):
    """The first text of an address at its label, its line, and the left edges of the lines to come."""
    rest = seen.whole_rest(hit)
    if any(char.isalnum() for char in rest):
        # The lines below begin where the value does, behind the colon.
        share = hit.piece.text.find(rest, hit.end) / max(len(hit.piece.text), 1)
        indented = hit.piece.left + share * (hit.piece.right - hit.piece.left)
        return rest, hit.piece, (hit.piece.left, indented)
    if right := seen.right_of(hit):
        first = _top_of_cell(seen, right[0])
        return _row_text(seen, first), first, (first.left,)
    if below := seen.below(hit):
        return _row_text(seen, below[0]), below[0], (below[0].left,)
    return "", None, ()


def _top_of_cell(seen, piece):
    """A label stands at the middle of its cell, the address may begin above it."""
    for above in seen.paper.above(piece, reach=0.8):
        row = [other for other in seen.paper.right_of(above)] + [above]
        before = [other for other in seen.paper.pieces if other.right <= above.left and other.beside(above)]
        # With its postcode the address of the cell above ends.
        if places.postcode(above.text):
            return piece
        if above.starts_with(piece) and not any(seen.begins(other) for other in row + before):
            return above
    return piece


def _next(seen, last, lefts):
    for piece in seen.paper.below(last, reach=NEXT_LINE):
        near = any(abs(piece.left - left) <= 1.5 * piece.height for left in lefts)
        centred = abs(piece.left + piece.right - last.left - last.right) <= piece.height
        flush_right = abs(piece.right - last.right) <= 0.5 * piece.height
        if near or centred or flush_right:
            return None if ends(seen, piece) else piece
    return None


def ends(seen, piece):
    """Whether a line is no more part of the address above it."""
    key = seen.begins(piece)
    return bool((key and key != "address_part") or _NO_ADDRESS.search(piece.text))


def _row_text(seen, piece):
    """A line with what stands close behind it in its row: OCR breaks lines at wide spaces."""
    texts, last = [piece.text], piece
    for other in seen.paper.right_of(piece):
        if other.left - last.right > 1.5 * piece.height or seen.begins(other) or other.left < last.right:
            break
        texts.append(other.text)
        last = other
    return " ".join(texts)


def _complete(texts):
    return bool(places.postcode(places.with_postcode_repaired(texts[-1].rstrip(" .,"))))


def _looks_like_address(value):
    return len(value) >= 8 and sum(map(str.isalpha, value)) >= 5 and not _ELSEWHERE.match(value)


def _part_at(seen, hit):
    """What one part of an address says: of "PUNE, Pin 411051" both, even if the number is below."""
    right = seen.right_of(hit)[:1]
    text = seen.rest(hit) or next((piece.text for piece in right), "")
    if _PIN_AT_END.search(text):
        below = seen.paper.below(right[0] if right else hit.piece, reach=0.8)
        text += " " + next((piece.text for piece in below if places.postcode(piece.text)), "")
    return _PIN.sub(", ", text)


def in_parts(seen):
    """An address printed part by part ("Road/Street: …", "PIN Code: …"), as one; None where it is not."""
    found, labels = [], set()
    for hit in seen.hits("address_part"):
        for part in _part_at(seen, hit).split(","):
            # District and town often have one name.
            if squeezed(part) and not any(squeezed(part) == squeezed(known) for known, _ in found):
                found.append((part.strip(" :"), hit.piece))
                labels.add(hit)
    # "City Hospital" in the middle of an address is no label.
    if len(labels) < 3:
        return None
    value = tidy([text for text, _ in found])
    return Found(value, tuple(piece for _, piece in found), LABELLED)
