"""The whole way from a document's pages to what `extracts` says of it."""

from dataclasses import dataclass, field

from sandbox.understanding import aadhaar, business, classifying, identity, orders, passport, purchase
from sandbox.understanding.confidence import SEEN
from sandbox.understanding.layout import Paper

UNRECOGNISED = "UNRECOGNISED"
INVALID_DOC = "INVALID_DOC"
# Fewer letters and digits than this are specks, not text.
LEAST_LETTERS = 8

READERS = {
    "INVOICE": purchase.invoice,
    "DELIVERY_ORDER": orders.delivery_order,
    "AADHAAR": aadhaar.fields,
    "PAN": identity.pan,
    "DRIVING_LICENSE": identity.driving_licence,
    "VOTER_ID": identity.voter_card,
    "PASSPORT": passport.fields,
    "GST_CERT": business.gst,
    "UDYAM_CERT": business.udyam,
    "SHOP_ACT_LICENSE": business.shop,
    "FSSAI": business.fssai,
}


@dataclass(frozen=True)
class Understood:
    """A document's type or error, its fields as Atlas names them, and what to black out.

    `secret_boxes` are (page index, left, top, right, bottom) in pixels of the upright page.
    """

    kind: str
    error_code: str
    fields: dict = field(default_factory=dict)
    secret_boxes: list = field(default_factory=list)


def reading_of(pages):
    """What a document's pages say."""
    paper = Paper(pages)
    if sum(char.isalnum() for piece in paper.pieces for char in piece.text) < LEAST_LETTERS:
        return Understood("", INVALID_DOC)
    kind = classifying.kind_of(paper)
    if not kind:
        return Understood("", UNRECOGNISED, _as_fields(purchase.close_up(paper)))
    fields = _as_fields(READERS[kind](paper))
    if kind == "PAN":
        fields["document_quality_flag"] = _quality(pages)
    boxes = aadhaar.secret_boxes(paper) if kind == "AADHAAR" else []
    return Understood(kind, "", fields, boxes)


def secret_boxes_of(pages):
    """What to black out on pages of an Aadhaar paper, as `Understood` has it."""
    return aadhaar.secret_boxes(Paper(pages))


def _as_fields(found):
    return {name: one.field for name, one in found.items()}


def _quality(pages):
    """The first page's word for how the picture came about; its points tell it, not its letters."""
    page = pages[0]
    scores = [line.score for line in page.lines] or [0.0]
    return {"value": page.quality, "confidence_score": round(SEEN * sum(scores) / len(scores), 3)}
