"""How bytes move: HTTP within bounds of time and size, without redirects, proxies or cookies.

Below requests stand connection classes of ours, for two things that requests hides: whether TCP and
TLS ever stood (until then Atlas cannot have taken anything), and a clock over the whole call where
requests has one per read.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
)

from .shapes import Reply, Timeouts

CHUNK = 65_536
# As many as may call one host at once; a smaller pool would drop connections and open them anew.
POOL_SIZE = 128
HOSTS = 16
HEADERS = {"User-Agent": "atlas-portal", "Accept": "application/json", "Accept-Encoding": "gzip"}
# ValueError too: by it several layers below refuse an address or a header that cannot be used.
FAILURES = (requests.RequestException, HTTPError, http.client.HTTPException, OSError, ValueError)


@dataclass(frozen=True)
class Outgoing:
    """One request; `limit` bounds the bytes of its answer, `fresh` forbids a used connection."""

    method: str
    url: str
    headers: Mapping[str, str | bytes] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    limit: int = 5_000_000
    fresh: bool = False


# Whether the address at the other end of a connection may be called.
Allowed = Callable[[str], bool]


class Transport:
    """Sends requests, from any thread; connections are kept for all but the fresh ones.

    Nothing leaves to an address that is not `allowed`, whatever name led there.
    """

    def __init__(self, timeouts: Timeouts, allowed: Allowed = lambda address: True) -> None:
        self._timeouts = timeouts
        self._allowed = allowed
        self._pooled = _Adapter(pool_connections=HOSTS, pool_maxsize=POOL_SIZE)

    def send(self, outgoing: Outgoing) -> Reply:
        """Send one request once; whatever goes wrong is told in the reply, nothing is raised."""
        journey = _Journey(self._timeouts, self._allowed)
        before = _journey.set(journey)
        adapter = _Adapter() if outgoing.fresh else self._pooled
        try:
            return _send(adapter, outgoing, journey)
        finally:
            _journey.reset(before)
            if outgoing.fresh:
                adapter.close()

    def close(self) -> None:
        """Let go of the kept connections."""
        self._pooled.close()


class _Journey:
    """How far one call came, and until when it may last."""

    def __init__(self, timeouts: Timeouts, allowed: Allowed) -> None:
        self.timeouts = timeouts
        self.allowed = allowed
        self.began = datetime.now(UTC)
        self.connected = False
        self.ends = 0.0
        self.timed_out = False
        self.trouble = "the address or a header of the request cannot be used"

    def leave(self) -> None:
        """Start the clock of the answer, once: from here on the request may reach Atlas."""
        # Said twice on a new connection; a kept one comes here without a connect().
        if not self.connected:
            self.connected = True
            self.ends = time.monotonic() + self.timeouts.read

    @contextmanager
    def bounded(self, sock: socket.socket) -> Iterator[None]:
        """Let one operation of a socket last as long as the call may still last."""
        try:
            seconds = self.ends - time.monotonic()
            if seconds <= 0:
                raise TimeoutError
            sock.settimeout(seconds)
            yield
        except TimeoutError:
            self.timed_out = True
            raise


# urllib3 makes the connections; this is how they find the call they serve.
_journey: ContextVar[_Journey] = ContextVar("journey")


class _TimedReader(io.RawIOBase):
    """A socket's bytes, each read bounded by what is left of the call."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._sock = sock
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        with _journey.get().bounded(self._sock):
            return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        # http.client has a buffer of its own around the socket; nothing was read into it yet.
        self.fp: Any = io.BufferedReader(_TimedReader(sock, self.fp.detach()))


class _Connection(HTTPConnection):
    response_class = _TimedResponse

    def connect(self) -> None:
        journey = _journey.get()
        began = time.monotonic()
        try:
            super().connect()
            # Asked of the connection itself: a name may be looked up anew with another answer.
            peer = self.sock.getpeername()[0]
        except (HTTPError, OSError) as error:
            journey.trouble = _why_not_connected(error, journey.timeouts.connect)
            raise
        if not journey.allowed(peer):
            self.close()
            journey.trouble = "its address lies inside a private network"
            raise NewConnectionError(self, journey.trouble)
        # Name lookup has no time-out, and each address of a name has one of its own. Whoever waited
        # for this call may have given up on it by now, so it must not leave late.
        if time.monotonic() - began > journey.timeouts.connect:
            self.close()
            journey.trouble = _no_answer_within(journey.timeouts.connect)
            raise ConnectTimeoutError(self, journey.trouble)
        journey.leave()

    def send(self, data: Any) -> None:
        # Here, and not by http.client within its send(): the bound needs a socket.
        if self.sock is None:
            self.connect()
        journey = _journey.get()
        journey.leave()
        with journey.bounded(self.sock):
            super().send(data)


# By the order of its bases `super().connect()` above is TCP and TLS, and only then the request may leave.
class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    """Used without a Session, so there are no cookies, redirects, proxies or settings of the environment."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}


def _send(adapter: _Adapter, outgoing: Outgoing, journey: _Journey) -> Reply:
    timeouts = (journey.timeouts.connect, journey.timeouts.read)
    try:
        request = requests.Request(
            outgoing.method, outgoing.url, headers={**HEADERS, **outgoing.headers}, data=outgoing.body
        )
        response = adapter.send(request.prepare(), stream=True, timeout=timeouts, verify=True)
    except FAILURES as error:
        # requests says ConnectionError before and after sending; only our own connection knows which it was.
        trouble = _why_lost(error, journey) if journey.connected else journey.trouble
        return Reply(None, {}, b"", journey.began, connected=journey.connected, trouble=trouble)
    try:
        body, trouble = _receive(response, outgoing.limit, journey)
    finally:
        response.close()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, body, journey.began, trouble=trouble)


def _receive(response: requests.Response, limit: int, journey: _Journey) -> tuple[bytes, str]:
    """Read a body, unpacked, as far as time and size allow; what came before a failure is kept."""
    body = bytearray()
    try:
        # read() waits until a whole chunk is there, and what has come would be lost with a broken connection.
        while piece := response.raw.read1(CHUNK, decode_content=True):
            body += piece
            # Counted unpacked: a small answer may unpack to anything.
            if len(body) > limit:
                return bytes(body[:limit]), f"The answer was larger than {limit / 1e6:g} MB."
    except FAILURES as error:
        return bytes(body), _why_lost(error, journey)
    return bytes(body), ""


def _why_lost(error: Exception, journey: _Journey) -> str:
    if journey.timed_out:
        return f"The answer was lost after {journey.timeouts.read:g} s."
    if isinstance(error, DecodeError):
        return "The answer could not be unpacked."
    return "The connection broke before the answer was complete."


def _why_not_connected(error: Exception, seconds: float) -> str:
    if isinstance(error, NameResolutionError):
        return "name not found"
    if isinstance(error.__cause__, ConnectionRefusedError):
        return "connection refused"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not trusted"
    if isinstance(error, ssl.SSLError):
        return "no secure connection could be made"
    # urllib3 calls every failure of TCP a kind of time-out; the true one has the cause.
    if isinstance(error, TimeoutError) or isinstance(error.__cause__, TimeoutError):
        return _no_answer_within(seconds)
    return "the connection failed"


def _no_answer_within(seconds: float) -> str:
    return f"no answer within {seconds:g} s"
