"""The document types that Atlas knows (its documentation, concepts/document-types), in one place."""

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


def document_type(text: str) -> str:
    """Atlas's name of the type that is meant: case, spaces and the words on the screen are tolerated.

    Empty where no type is meant.
    """
    return _MEANT.get(text) or _MEANT.get(_plain(text), "")


def _plain(text: str) -> str:
    letters = "".join(filter(str.isalnum, text[:60].casefold()))
    return letters.replace("licence", "license").replace("certificate", "cert")


_MEANT = {name: name for name in DOCUMENT_TYPES} | {_plain(name): name for name in DOCUMENT_TYPES}
