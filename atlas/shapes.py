"""What goes to Atlas and what comes back, as values.

`repr()` never shows a secret, a signed URL or what was read from a document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as about
from datetime import datetime, timedelta
from typing import Any

from .ids import named

# More than a call takes by the default time-outs, lest a token ends on its way.
FRESH_MARGIN = timedelta(seconds=60)


@dataclass(frozen=True)
class Credentials:
    """Where Atlas is, and who we are to it."""

    base_url: str
    client_id: str
    client_secret: str = about(repr=False)


@dataclass(frozen=True)
class Timeouts:
    """Seconds: `connect` for name lookup, TCP and TLS together, `read` for all that follows."""

    connect: float
    read: float


@dataclass(frozen=True)
class Token:
    """What proves to Atlas who is calling; `expires_at` is in UTC."""

    value: str = about(repr=False)
    expires_at: datetime

    def fresh(self, now: datetime) -> bool:
        """Say whether the token outlives a call that starts now."""
        return now + FRESH_MARGIN < self.expires_at


@dataclass(frozen=True)
class FlowRequest:
    """What opens a flow. Whoever knows the two URLs can deliver results, so they are secret."""

    product_type: str
    application_id: str
    auth_url: str = about(repr=False)
    callback_url: str = about(repr=False)
    flow_params: Mapping[str, Any] | None = about(default=None, repr=False)


@dataclass(frozen=True)
class Upload:
    """One document to send; the URL may carry a signature."""

    document_id: str
    file_url: str = about(repr=False)


@dataclass(frozen=True)
class Receipt:
    """One entry of the answer to multiupload, as it came; what is missing is empty."""

    document_id: str
    file_uuid: str
    batch_id: str
    raw: dict[str, Any] = about(repr=False)


@dataclass(frozen=True)
class Status:
    """How far Atlas is with a flow, in its own words; what is missing is empty."""

    upload: str
    processing: str
    crosscheck: str
    master: str
    raw: dict[str, Any] = about(repr=False)

    @property
    def ended(self) -> bool:
        """Say whether Atlas is done with what it has so far."""
        return self.master in ("SUCCESS", "FAILED")


@dataclass(frozen=True)
class Field:
    """One extracted field; `value` is whatever JSON came, `extra` what stood beside it.

    `confidence` is from 0 to 1, and None where none came; `confidence_said` is what came in its place,
    a percentage or no number at all.
    """

    name: str
    value: Any = about(repr=False)
    confidence: float | None
    extra: dict[str, Any] = about(repr=False)
    confidence_said: str = about(default="", repr=False)


@dataclass(frozen=True)
class DocumentRead:
    """What Atlas read from one document."""

    document_id: str
    document_type: str
    error_code: str
    fields: tuple[Field, ...]
    raw: dict[str, Any] = about(repr=False)


@dataclass(frozen=True)
class Check:
    """Atlas's comparison of one field on two documents; what cannot be found in it is empty.

    `document_a` and `document_b` say the types where Atlas gives them, else whatever it names them by.
    `similarity` is from 0 to 1, and None where Atlas gave no score; `similarity_said` is what came in
    its place, a percentage or no number at all.
    """

    field: str
    document_a: str
    document_b: str
    document_id_a: str
    document_id_b: str
    similarity: float | None
    value_a: str = about(repr=False)
    value_b: str = about(repr=False)
    raw: dict[str, Any] = about(repr=False)
    similarity_said: str = about(default="", repr=False)

    @property
    def percent(self) -> float | None:
        """Give the similarity as 0–100, whichever of 0–1 and 0–100 Atlas used."""
        return None if self.similarity is None else round(self.similarity * 100, 2)


@dataclass(frozen=True)
class Extracts:
    """All that Atlas found in a flow, and how its documents compare."""

    documents: tuple[DocumentRead, ...]
    checks: tuple[Check, ...]
    raw: dict[str, Any] = about(repr=False)

    def of(self, ours: Iterable[str]) -> "Extracts":
        """The same with the ids of these documents as we write them; `raw` stays as it came."""
        meant = named((document.document_id for document in self.documents), ours)
        if all(said == own for said, own in meant.items()):
            return self
        documents = (replace(each, document_id=meant[each.document_id]) for each in self.documents)
        checks = (
            replace(
                check,
                document_id_a=meant.get(check.document_id_a, check.document_id_a),
                document_id_b=meant.get(check.document_id_b, check.document_id_b),
            )
            for check in self.checks
        )
        return replace(self, documents=tuple(documents), checks=tuple(checks))


@dataclass(frozen=True)
class Reply:
    """What came back over the wire, before anyone judges it.

    `status` is None where no answer began. `trouble` says why it is not whole, `connected` whether
    the request may have left, `began` when the call started (UTC). Header names are in lower case.
    """

    status: int | None
    headers: Mapping[str, str] = about(repr=False)
    body: bytes = about(repr=False)
    began: datetime
    connected: bool = True
    trouble: str = ""


@dataclass(frozen=True)
class Call:
    """One request as it may be stored: redacted, with the SHA-256 of the true body."""

    endpoint: str
    method: str
    url: str
    body: str
    sha256: str


@dataclass(frozen=True)
class Answer:
    """What came of a call, as it may be stored: redacted, with SHA-256 and size of the true body."""

    status: int | None
    body: str
    sha256: str
    seconds: float
    size: int
    error: str
