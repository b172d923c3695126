"""What kind of document a row may be, by its id and file name: a guess, to be shown as one."""

import re
from fnmatch import fnmatchcase

from verifications.text.rows import Row

# Words of file names and ids, whole, in the order in which they are asked.
_WORDS = {
    "DELIVERY_ORDER": "delivery order|delivery note|delivery|do",
    "INVOICE": "tax invoice|invoice|inv|bill",
    "AADHAAR": "aadhaar|aadhar|adhaar|adhar|uidai|uid",
    "DRIVING_LICENSE": "driving licence|driving license|driving|dl",
    "VOTER_ID": "voter|epic",
    "PASSPORT": "passport",
    "GST_CERT": "gst|gstin|gstn",
    "UDYAM_CERT": "udyam|udyog|msme",
    "SHOP_ACT_LICENSE": "shop act|shop licence|shop license|gumasta",
    "FSSAI": "fssai",
    "PAN": "pan card|pan",
}
_LOOKS_LIKE = {
    kind: re.compile(rf"(?<![a-z])(?:{words.replace(' ', ' ?')})(?![a-z])") for kind, words in _WORDS.items()
}
# Most names say nothing, which this finds out in one go.
_ANY = re.compile("|".join(looks.pattern for looks in _LOOKS_LIKE.values()))
_JOINTS = re.compile(r"[^a-z0-9]+")


def guess(row: Row, patterns: dict[str, str]) -> str:
    """The document type that this row may be of, or an empty text.

    `patterns` are id patterns by document type, where a product has them; they are asked first.
    """
    for kind, pattern in patterns.items():
        if row.document_id and fnmatchcase(row.document_id.lower(), pattern.lower()):
            return kind
    # Capitals inside a name begin a word: panCard.jpg.
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", f"{row.file_name[:200]} / {row.document_id}")
    words = _JOINTS.sub(" ", parted.lower())
    if not _ANY.search(words):
        return ""
    return next(kind for kind, looks in _LOOKS_LIKE.items() if looks.search(words))
