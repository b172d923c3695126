"""From whatever was pasted to documents: pure, touches neither network nor database."""

from verifications.services.intake.clock import expires_at, lasting
from verifications.services.intake.links import (
    file_name,
    link_columns,
    link_fingerprint,
    without_query,
)
from verifications.services.intake.reading import LINE_LIMIT, TEXT_LIMIT, understand
from verifications.services.intake.rows import (
    BATCH_LIMIT,
    URL_LENGTH,
    Note,
    Row,
    Understood,
    Verdict,
    judged,
)

__all__ = [
    "BATCH_LIMIT",
    "LINE_LIMIT",
    "TEXT_LIMIT",
    "URL_LENGTH",
    "Note",
    "Row",
    "Understood",
    "Verdict",
    "expires_at",
    "file_name",
    "judged",
    "lasting",
    "link_columns",
    "link_fingerprint",
    "understand",
    "without_query",
]
