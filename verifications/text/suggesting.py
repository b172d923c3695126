"""Ids for rows that came without one: offered, never taken by themselves."""

import re
from dataclasses import replace

from verifications.models.lengths import DOCUMENT_ID
from verifications.text.rows import Row, Understood

# Names that say nothing of the document, as services that hand out files have them.
_HANDED_OUT = """
    attachment blob content data default doc document download file files get image img index link media
    no-name object open pdf photo preview scan uc untitled upload view
"""
_NOTHING = frozenset(_HANDED_OUT.split())
# Room for a number behind it.
_LENGTH = DOCUMENT_ID - 8
_EXTENSION = re.compile(r"\.[A-Za-z]\w{1,4}$")
_UNSAFE = re.compile(r"[^\w.-]+")
# Long names of hexadecimal digits, or of letters and digits without a break, were made by a machine.
_MACHINE_MADE = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|(?=.*[0-9])(?=.*[a-z])[0-9a-z]{20,}",
    re.IGNORECASE,
)


def suggested(understood: Understood, *, application_id: str = "") -> Understood:
    """Offer an id to each row that needs one: its file's name, else the application id with a number.

    No two suggestions are alike, and none is an id of the text. The rows keep their fault.
    """
    # Without case, as of ids that differ in it alone a person is warned.
    taken = {row.document_id.casefold() for row in understood.rows if row.document_id}
    numbers: dict[str, int] = {}
    rows = list(understood.rows)
    for at, row in enumerate(rows):
        if row.document_id.strip() or not row.file_url or row.source:
            continue
        base = offer = _name(row)
        if not base:
            base = _safe(application_id)[:_LENGTH] or "document"
            numbers.setdefault(base, 0)
        while not offer or offer.casefold() in taken:
            numbers[base] = numbers.get(base, 1) + 1
            offer = f"{base}-{numbers[base]}"
        taken.add(offer.casefold())
        rows[at] = replace(row, suggested_id=offer)
    return replace(understood, rows=tuple(rows))


def _name(row: Row) -> str:
    path = re.split(r"[?#]", row.file_url.partition("://")[2], maxsplit=1)[0]
    if not row.attachment and "/" not in path.rstrip("/"):
        return ""
    name = _safe(_EXTENSION.sub("", row.file_name))[:_LENGTH].strip("-._")
    return "" if name.casefold() in _NOTHING or _MACHINE_MADE.fullmatch(name) else name


def _safe(text: str) -> str:
    return _UNSAFE.sub("-", text).strip("-._")
