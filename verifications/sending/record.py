"""The record of a batch: what was asked, what came back, and how the two compare."""

from collections.abc import Iterable
from shlex import quote
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from atlas import Upload, redact_body, request_body
from atlas_portal.encryption import Erased
from audit import trail, words
from audit.models import SealedEvent
from pages.bodies import pretty
from verifications.models import Batch, Exchange, FileRecord
from verifications.sending.progress import Standing
from verifications.sending.proof import why_unproven

# Worst first, as a difference is what someone came to see.
WORST_FIRST = {"missing": 0, "repeated": 1, "extra": 2, "waiting": 3, "answered": 4}

ERASED = "(erased)"
MADE_WHEN_SENT = "(made when it is sent)"


class Sendable(Protocol):
    """What has an id and a link to send: a file record, or a row of a form."""

    @property
    def document_id(self) -> str: ...
    @property
    def file_url(self) -> str | None: ...


def record_of(batch: Batch) -> dict[str, Any]:
    """Everything the page of a batch shows."""
    # By the case, whose key then opens every link.
    files = list(batch.case.files.filter(batch=batch).select_related("origin"))
    for file in files:
        file.batch = batch
    request_json = shown_request(batch, files)
    # Polls and tokens are of the case, not of a batch, and belong to its story all the same.
    about = Q(batch=batch) | Q(batch=None, case=batch.case_id)
    exchanges = list(Exchange.objects.filter(about).order_by("started_at", "pk"))
    # The last call is the one whose answer counts.
    call = next((row for row in reversed(exchanges) if row.endpoint == "multiupload"), None)
    siblings = list(Batch.objects.filter(case=batch.case_id))
    return {
        "why_unproven": why_unproven(Standing(batch.case, siblings), batch),
        "batch": batch,
        "case": batch.case,
        "files": sorted(files, key=lambda file: (WORST_FIRST[file.comparison], file.pk)),
        "sent_count": sum(file.was_sent for file in files),
        "answered_count": sum(bool(file.file_uuid) for file in files if file.was_sent),
        "request_json": request_json,
        "curl": curl_command(batch, request_json),
        "call": call,
        "answer": pretty(call.response_body) if call else "",
        "exchanges": exchanges,
        "slowest": max((row.seconds or 0 for row in exchanges), default=0) or 1,
        "states": words.folded(words.in_words(_events_of(batch)[:100])),
    }


def _events_of(batch: Batch) -> QuerySet[SealedEvent]:
    return trail.events().filter(target_kind="batch", target_id=str(batch.pk))


def shown_request(batch: Batch, files: list[FileRecord]) -> str:
    """The exact JSON of the call, with the signatures of its links hidden."""
    sent = (file for file in sorted(files, key=lambda file: file.pk) if file.was_sent)
    return request_of(batch.flow_uuid or batch.case.flow_uuid, sent)


def request_of(flow_uuid: str | None, documents: Iterable[Sendable]) -> str:
    """The exact JSON of a call for these documents, before or after it is made; signatures hidden."""
    uploads = [Upload(document.document_id, _address(document)) for document in documents]
    body = request_body(flow_uuid or "(opened when it is sent)", uploads)
    return pretty(redact_body(body, limit=1_000_000))


def _address(document: Sendable) -> str:
    """The link of a file record or a row; that of an attached file is made when it is sent."""
    try:
        url = document.file_url
    except Erased:
        return ERASED
    return MADE_WHEN_SENT if not url or url.startswith("attached:") else url


def curl_command(batch: Batch, request_json: str) -> str:
    """The call as a curl command; the token is whatever $ATLAS_TOKEN holds."""
    base_url = batch.credential.base_url if batch.credential else "https://…"
    # In quotes the word that ends the text keeps the shell from reading anything in it. No line of JSON
    # is that word.
    return (
        f"curl -sS {quote(f'{base_url}/v3/verification/multiupload')} \\\n"
        '  -H "Token: $ATLAS_TOKEN" -H "Content-Type: application/json" \\\n'
        f"  --data-binary @- <<'REQUEST'\n{request_json}\nREQUEST"
    )
