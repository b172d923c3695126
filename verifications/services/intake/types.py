"""The document types that Atlas tells apart (its documentation, concepts/document-types)."""

import re

DOCUMENT_TYPES = (
    "INVOICE",
    "DELIVERY_ORDER",
    "AADHAAR",
    "PAN",
    "DRIVING_LICENSE",
    "VOTER_ID",
    "PASSPORT",
    "GST_CERT",
    "UDYAM_CERT",
    "SHOP_ACT_LICENSE",
    "FSSAI",
)
_BY_LETTERS = {name.replace("_", ""): name for name in DOCUMENT_TYPES}


def known_type(text: str) -> str:
    """Atlas's name of a type that was written in any case, with spaces or dashes; empty if it has none."""
    return _BY_LETTERS.get(re.sub(r"[\s_-]+", "", text).upper(), "")
