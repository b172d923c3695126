"""A typed HTTP client for Atlas; it knows nothing of the portal."""

from .aadhaar import masked
from .client import Client, Recorder, TokenStore, request_body
from .errors import AtlasError, Refused, Unconfirmed, Unreachable
from .extracts import extracts_from
from .redaction import redact_body, redact_text, redact_url
from .shapes import (
    Answer,
    Call,
    Check,
    Credentials,
    DocumentRead,
    Extracts,
    Field,
    FlowRequest,
    Receipt,
    Status,
    Timeouts,
    Token,
    Upload,
)
from .transport import Transport

__all__ = [
    "Answer",
    "AtlasError",
    "Call",
    "Check",
    "Client",
    "Credentials",
    "DocumentRead",
    "Extracts",
    "Field",
    "FlowRequest",
    "Receipt",
    "Recorder",
    "Refused",
    "Status",
    "Timeouts",
    "Token",
    "TokenStore",
    "Transport",
    "Unconfirmed",
    "Unreachable",
    "Upload",
    "extracts_from",
    "masked",
    "redact_body",
    "redact_text",
    "redact_url",
    "request_body",
]
