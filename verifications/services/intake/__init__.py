"""From whatever was pasted to documents: pure, touches neither network nor database."""

from verifications.models.document_types import DOCUMENT_TYPES
from verifications.services.intake.clock import expires_at, lasting
from verifications.services.intake.links import (
    file_name,
    link_columns,
    link_fingerprint,
    without_query,
)
from verifications.services.intake.markup import text_of
from verifications.services.intake.reading import LINE_LIMIT, TEXT_LIMIT, understand
from verifications.services.intake.rows import (
    BATCH_LIMIT,
    URL_LENGTH,
    Note,
    Row,
    Understood,
    Verdict,
    has_invisible,
    judged,
)
from verifications.services.intake.suggesting import suggested
from verifications.services.intake.writing import canonical

__all__ = [
    "BATCH_LIMIT",
    "DOCUMENT_TYPES",
    "LINE_LIMIT",
    "TEXT_LIMIT",
    "URL_LENGTH",
    "Note",
    "Row",
    "Understood",
    "Verdict",
    "canonical",
    "expires_at",
    "file_name",
    "has_invisible",
    "judged",
    "lasting",
    "link_columns",
    "link_fingerprint",
    "suggested",
    "text_of",
    "understand",
    "without_query",
]
