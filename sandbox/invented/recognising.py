"""What a file seems to be, from its name: the sandbox never opens it."""

import re
from urllib.parse import unquote, urlsplit

# The first that matches wins. Short words count only when they stand alone ("do" is in "document"),
# and "licence" comes last, because shops and kitchens have licences too.
TYPES = (
    ("DELIVERY_ORDER", r"delivery-?order|\bdo\d*\b"),
    ("INVOICE", r"invoice"),
    ("AADHAAR", r"aadhaar|aadhar"),
    ("PAN", r"\bpan\d*\b|pan-?card"),
    ("VOTER_ID", r"voter"),
    ("PASSPORT", r"passport"),
    ("GST_CERT", r"\bgst"),
    ("UDYAM_CERT", r"udyam"),
    ("SHOP_ACT_LICENSE", r"\bshop"),
    ("FSSAI", r"fssai"),
    ("DRIVING_LICENSE", r"driving|licen[cs]e"),
)
INVALID = r"unreadable|invalid"
UNRECOGNISED = r"unknown|selfie"


def document_type(file_url, document_id):
    """The type by the file's name, else by the document id, else an invoice."""
    for name in (_file_name(file_url), _plain(document_id)):
        for kind, pattern in TYPES:
            if re.search(pattern, name):
                return kind
    return "INVOICE"


def error_code(file_url, document_id):
    """Why the file cannot be read, or None."""
    if _either(INVALID, file_url, document_id):
        return "INVALID_DOC"
    if _either(UNRECOGNISED, file_url, document_id):
        return "UNRECOGNISED"
    return None


def is_mismatch(file_url):
    """Whether the file is to say something else than the others of its application."""
    return "mismatch" in _file_name(file_url)


def _either(pattern, file_url, document_id):
    return re.search(pattern, _file_name(file_url)) or re.search(pattern, _plain(document_id))


def _file_name(file_url):
    # Any text is taken as a URL here, also one that urlsplit refuses (an unclosed bracket).
    try:
        path = urlsplit(file_url).path
    except ValueError:
        path = file_url
    return _plain(unquote(path.rstrip("/").rpartition("/")[2]))


def _plain(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower())
