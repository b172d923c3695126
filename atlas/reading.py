"""Judging and reading answers: status, headers and bytes in, data or one of the four errors out."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from .errors import AtlasError, Refused, Unconfirmed, Unreachable
from .extracts import extracts_from
from .ids import named
from .redaction import redact_body, redact_text
from .shapes import Extracts, Receipt, Reply, Status, Token
from .values import first, number, objects, parse, text

MAX_MESSAGE = 500
MAX_CODE = 100
# A mistaken header could else hold a batch back for days.
MAX_RETRY_AFTER = 3600.0
TOKEN_SECONDS = 3600.0  # what Atlas documents; counts where an answer does not say
MAX_TOKEN_SECONDS = 86_400.0

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
# Bounded, as the page is whatever stands before Atlas.
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,2000})", re.IGNORECASE)
# It goes into a header, where a line break would begin one of its own.
_TOKEN = re.compile(r"[!-~]{1,16384}")


def error_words(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Find code and message in an error's body, in any form; each is empty where there is none."""
    if "html" in content_type.lower() or body.lstrip().startswith(b"<"):
        title = _TITLE.search(body[:100_000])
        return "", _clean(unescape(title[1].decode("utf-8", "replace"))) if title else ""
    try:
        said = parse(body)
    except ValueError:
        return "", _clean(redact_body(body, 4 * MAX_MESSAGE))
    if isinstance(said, dict):
        return _words_of_object(said, body)
    return "", _clean(said if isinstance(said, str) else redact_body(body, 4 * MAX_MESSAGE))


def _words_of_object(said: dict[str, Any], body: bytes) -> tuple[str, str]:
    # Three forms are seen (D), and servers before Atlas have an object under "error".
    inner = said.get("error")
    if isinstance(inner, dict):
        said = {**said, **inner, "error": None}
    code = _clean(text(first(said, ("error_code", "code"))), MAX_CODE)
    keys = ("error_message", "error", "reason", "message", "detail")
    words = list(dict.fromkeys(text(said.get(key)) for key in keys))
    message = ": ".join(word for word in words if word)
    return code, _clean(message or redact_body(body, 4 * MAX_MESSAGE))


def _clean(words: str, limit: int = MAX_MESSAGE) -> str:
    # Redaction goes first: half a token at the cut would no longer look like one.
    words = " ".join(_CONTROL.sub(" ", redact_text(words)).split())
    return words if len(words) <= limit else words[: limit - 1] + "…"


def retry_after(reply: Reply) -> float | None:
    """Give the seconds Atlas asks us to wait, in either form of Retry-After, at most one hour."""
    value = reply.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", value, re.ASCII):
        return min(float(value), MAX_RETRY_AFTER)
    try:
        when = parsedate_to_datetime(value)
        # Python gives a date of the zone -0000 no zone at all.
        seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)) - reply.began
    except (ValueError, OverflowError):
        return None
    return min(max(seconds.total_seconds(), 0.0), MAX_RETRY_AFTER)


def check(reply: Reply, *, repeatable: bool) -> None:
    """Raise what a reply means unless it is a whole 2xx; nothing is lost by repeating a `repeatable` call."""
    if not reply.connected:
        raise Unreachable(f"Could not connect to Atlas: {reply.trouble}.")
    # Before the status: an answer that broke off proves nothing, were it a 4xx or a 2xx.
    if reply.trouble:
        raise _not_read(reply.trouble, reply, repeatable)
    status = reply.status or 0
    if 200 <= status < 300:
        return
    code, message = error_words(reply.body, reply.headers.get("content-type", ""))
    # No limit of rate is documented (?); what is turned away at the door was not taken.
    if status == 429:
        raise Unreachable("Atlas asks us to wait (429).", status, retry_after(reply))
    # Atlas read it and said no: 400, 401 and 409 are documented, 410 in the general table (D: error-codes).
    if 400 <= status < 500:
        raise Refused(status, code or str(status), message or f"HTTP {status}")
    # Never followed: the token would go along to wherever it leads.
    if 300 <= status < 400:
        raise _not_read(f"Atlas answered with a redirect ({status}).", reply, repeatable)
    # 5xx: 503 means that a dependency is down (D: error-codes), not that nothing was taken.
    words = f": {message.rstrip('.')}" if message else ""
    raise _not_read(f"Atlas answered with HTTP {status}{words}.", reply, repeatable)


def _not_read(words: str, reply: Reply, repeatable: bool) -> AtlasError:
    if repeatable:
        return Unreachable(words, reply.status, retry_after(reply) if reply.status == 503 else None)
    return Unconfirmed(words, reply.status)


def read_token(reply: Reply) -> Token:
    """Read the answer to authtoken."""
    said = _object(reply, "a token")
    value = said.get("access_token")
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise Unreachable(f"Atlas answered without a usable token ({reply.status}).", reply.status)
    seconds = number(said.get("expires_in"))
    # From when the call began, so that it is never taken for fresh too long.
    seconds = TOKEN_SECONDS if seconds is None else min(max(seconds, 0.0), MAX_TOKEN_SECONDS)
    return Token(value, reply.began + timedelta(seconds=seconds))


def read_flow(reply: Reply) -> str:
    """Read the answer to flow/init: an opaque `flow_uuid`."""
    flow_uuid = text(_object(reply, "a flow").get("flow_uuid"))
    if not flow_uuid:
        raise Unreachable(f"Atlas answered without a flow_uuid ({reply.status}).", reply.status)
    return flow_uuid


def read_receipts(reply: Reply, sent: Iterable[str]) -> tuple[Receipt, ...]:
    """Read the answer to multiupload, entries as they came; it must name one of the `sent` document ids.

    An id that differs from one of ours in the form of its letters alone is given as ours.
    """
    check(reply, repeatable=False)
    try:
        entries = parse(reply.body)
    except ValueError:
        entries = None
    if not isinstance(entries, list):
        raise Unconfirmed(f"Atlas's answer could not be read ({reply.status}).", reply.status)
    said = [_receipt(entry) for entry in objects(entries)]
    meant = named((receipt.document_id for receipt in said), sent := set(sent))
    receipts = tuple(replace(receipt, document_id=meant[receipt.document_id]) for receipt in said)
    # An empty list, or one of strangers, tells nothing of ours: they may have been taken all the same.
    if sent.isdisjoint(receipt.document_id for receipt in receipts):
        raise Unconfirmed(f"Atlas's answer names none of our documents ({reply.status}).", reply.status)
    return receipts


def _receipt(entry: dict[str, Any]) -> Receipt:
    document_id, file_uuid, batch_id = (
        text(entry.get(key)) for key in ("document_id", "file_uuid", "batch_id")
    )
    return Receipt(document_id, file_uuid, batch_id, entry)


def read_status(reply: Reply) -> Status:
    """Read the answer to status; unknown words stay as they came."""
    raw = _object(reply, "a status")
    return Status(
        upload=text(raw.get("upload_status")),
        processing=text(raw.get("processing_status")),
        # The missing c is Atlas's own spelling.
        crosscheck=text(first(raw, ("crossheck_status", "crosscheck_status"))),
        master=text(raw.get("master_status")),
        raw=raw,
    )


def read_extracts(reply: Reply) -> Extracts:
    """Read the answer to extracts."""
    return extracts_from(_object(reply, "extracts"))


def _object(reply: Reply, wanted: str) -> dict[str, Any]:
    check(reply, repeatable=True)
    try:
        found = parse(reply.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        words = f"Atlas answered with something that is not {wanted} ({reply.status})."
        raise Unreachable(words, reply.status)
    return found
