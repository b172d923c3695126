"""The client: one method per endpoint of Atlas, and no retry but the one for an expired token."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from . import reading
from .errors import AtlasError, Refused
from .redaction import REMOVED, redact_body, redact_url
from .shapes import (
    Answer,
    Call,
    Credentials,
    Extracts,
    FlowRequest,
    Receipt,
    Reply,
    Status,
    Token,
    Upload,
)
from .transport import Outgoing, Transport

PATHS = {
    "authtoken": "/v3/verification/authtoken",
    "flow_init": "/v3/verification/flow/init",
    "multiupload": "/v3/verification/multiupload",
    "status": "/v3/verification/status",
    "extracts": "/v3/verification/extracts",
}
# A flow of hundreds of documents has tens of thousands of comparisons, more than other answers may hold.
EXTRACTS_LIMIT = 20_000_000
# Shorter secrets would blank out ordinary words of an answer.
SHORTEST_SECRET = 4

T = TypeVar("T")


class TokenStore(Protocol):
    """Where a token outlives the client."""

    def load(self) -> Token | None:
        """Give the last token saved, fresh or not."""

    def save(self, token: Token) -> None:
        """Keep a token for the calls to come."""


class Recorder(Protocol):
    """Writes down every call; each `opened` is followed by exactly one `closed`.

    What it raises passes through to the caller, so a recorder that must not cost an answer does not raise.
    """

    def opened(self, call: Call) -> object:
        """Note a call before it is made, and give a handle to close it by."""

    def closed(self, handle: Any, answer: Answer) -> None:
        """Note what came of a call, also when it failed."""


def request_body(flow_uuid: str, uploads: Sequence[Upload]) -> bytes:
    """Give the exact body of multiupload."""
    files = [{"file_url": upload.file_url, "document_id": upload.document_id} for upload in uploads]
    return _json({"flow_uuid": flow_uuid, "file_urls": files})


class Client:
    """Atlas for one set of credentials, over a transport that all clients of a process share."""

    def __init__(
        self, credentials: Credentials, *, transport: Transport, tokens: TokenStore, recorder: Recorder
    ) -> None:
        self._credentials = credentials
        self._tokens = tokens
        self._recorder = recorder
        self._transport = transport

    def fetch_token(self) -> Token:
        """Ask for a new token, and save it."""
        headers = {
            "Client-Id": self._credentials.client_id.encode(),
            "Client-Secret": self._credentials.client_secret.encode(),
        }
        token = self._call("authtoken", Outgoing("POST", self._url("authtoken"), headers), reading.read_token)
        self._tokens.save(token)
        return token

    def ensure_token(self) -> Token:
        """Give a fresh token, from the store or from Atlas."""
        token = self._tokens.load()
        return token if token and token.fresh(datetime.now(UTC)) else self.fetch_token()

    def open_flow(self, request: FlowRequest) -> str:
        """Open a flow and give its `flow_uuid`; a lost answer costs nothing but an unused flow."""
        fields: dict[str, Any] = {
            "product_type": request.product_type,
            "application_id": request.application_id,
            "auth_url": request.auth_url,
            "callback_url": request.callback_url,
        }
        if request.flow_params is not None:
            fields["flow_params"] = dict(request.flow_params)
        outgoing = partial(self._post, "flow_init", _json(fields))
        return self._call_with_token("flow_init", outgoing, reading.read_flow)

    def multiupload(self, flow_uuid: str, uploads: Sequence[Upload]) -> tuple[Receipt, ...]:
        """Send documents; Unconfirmed means that Atlas may have them, so never repeat it by itself."""
        # A kept connection may be closed by the other side; only a fresh one tells what never left.
        outgoing = partial(self._post, "multiupload", request_body(flow_uuid, uploads), fresh=True)
        read = partial(reading.read_receipts, sent=[upload.document_id for upload in uploads])
        return self._call_with_token("multiupload", outgoing, read)

    def status(self, flow_uuid: str) -> Status:
        """Ask how far Atlas is with a flow."""
        return self._call_with_token("status", partial(self._get, "status", flow_uuid), reading.read_status)

    def extracts(self, flow_uuid: str) -> Extracts:
        """Ask what Atlas found in a flow so far."""
        outgoing = partial(self._get, "extracts", flow_uuid, limit=EXTRACTS_LIMIT)
        return self._call_with_token("extracts", outgoing, reading.read_extracts)

    def _url(self, endpoint: str) -> str:
        return self._credentials.base_url.rstrip("/") + PATHS[endpoint]

    def _post(self, endpoint: str, body: bytes, token: Token, *, fresh: bool = False) -> Outgoing:
        headers = {"Token": token.value, "Content-Type": "application/json"}
        return Outgoing("POST", self._url(endpoint), headers, body, fresh=fresh)

    def _get(self, endpoint: str, flow_uuid: str, token: Token, *, limit: int = Outgoing.limit) -> Outgoing:
        url = f"{self._url(endpoint)}?{urlencode({'flow_uuid': flow_uuid})}"
        return Outgoing("GET", url, {"Token": token.value}, limit=limit)

    def _call_with_token(
        self, endpoint: str, outgoing: Callable[[Token], Outgoing], read: Callable[[Reply], T]
    ) -> T:
        token = self.ensure_token()
        try:
            return self._call(endpoint, outgoing(token), read, token)
        except Refused as error:
            if error.status != 401:
                raise
        # A call that was refused for its token was not taken, so that even multiupload may be made once more.
        # Not by ensure_token(): to the store the token that was just refused is still fresh.
        token = self.fetch_token()
        return self._call(endpoint, outgoing(token), read, token)

    def _call(
        self, endpoint: str, outgoing: Outgoing, read: Callable[[Reply], T], token: Token | None = None
    ) -> T:
        """Make one call on record: noted before it leaves, closed once whatever becomes of it."""
        # Outside the try: a call that could not be noted is not made, and has no handle to close.
        handle = self._recorder.opened(_as_call(endpoint, outgoing))
        began = time.monotonic()
        # Stays so where the process is told to end in the middle of the call.
        reply, error = None, "The call was interrupted."
        try:
            reply = self._transport.send(outgoing)
            found = read(self._without_secrets(reply, token))
            error = ""
            return found
        except AtlasError as failure:
            error = str(failure)
            if isinstance(failure, Refused):
                # `reading` judges an answer without knowing whose it is.
                failure.endpoint = endpoint
            raise
        finally:
            seconds = time.monotonic() - began
            self._recorder.closed(handle, self._as_answer(endpoint, reply, token, seconds, error))

    def _without_secrets(self, reply: Reply, token: Token | None) -> Reply:
        """Keep an error that quotes our secret or token from carrying it into exceptions."""
        if reply.status in range(200, 300):
            return reply
        return replace(reply, body=self._scrub(reply.body, token))

    def _scrub(self, body: bytes, token: Token | None) -> bytes:
        for secret in (self._credentials.client_secret, token.value if token else ""):
            if len(secret) >= SHORTEST_SECRET:
                body = body.replace(secret.encode(), REMOVED.encode())
        return body

    def _as_answer(
        self, endpoint: str, reply: Reply | None, token: Token | None, seconds: float, error: str
    ) -> Answer:
        body = reply.body if reply else b""
        status = reply.status if reply else None
        redacted = redact_body(self._scrub(body, token))
        if endpoint == "authtoken" and body and status in range(200, 300):
            # A token that came in an unknown form has no mark to know it by.
            redacted = REMOVED
        return Answer(status, redacted, _sha256(body), seconds, len(body), error)


def _as_call(endpoint: str, outgoing: Outgoing) -> Call:
    body = redact_body(outgoing.body) if outgoing.body else ""
    return Call(endpoint, outgoing.method, redact_url(outgoing.url), body, _sha256(outgoing.body))


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _json(value: dict[str, Any]) -> bytes:
    # UTF-8 has no form for half a surrogate pair; JSON has one, which backslashreplace happens to write.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace")
