"""From whatever was pasted to documents: pure, touches neither network nor database."""

from verifications.models.document_types import DOCUMENT_TYPES
from verifications.text.clock import expires_at
from verifications.text.faults import judged
from verifications.text.formats.markup import clipboard_text
from verifications.text.links import file_name, link_columns, link_fingerprint, without_query
from verifications.text.reading import LINE_LIMIT, TEXT_LIMIT, understand
from verifications.text.rows import (
    BATCH_LIMIT,
    STILL_LOOKED_AT,
    URL_LENGTH,
    Note,
    Row,
    Understood,
    Verdict,
    has_invisible,
)
from verifications.text.suggesting import suggested
from verifications.text.writing import canonical

__all__ = [
    "BATCH_LIMIT",
    "STILL_LOOKED_AT",
    "DOCUMENT_TYPES",
    "LINE_LIMIT",
    "TEXT_LIMIT",
    "URL_LENGTH",
    "Note",
    "Row",
    "Understood",
    "Verdict",
    "canonical",
    "clipboard_text",
    "expires_at",
    "file_name",
    "has_invisible",
    "judged",
    "link_columns",
    "link_fingerprint",
    "suggested",
    "understand",
    "without_query",
]
