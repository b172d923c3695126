"""One GET of a few bytes from an address that was checked, within a clock; nothing is kept or sent along."""

import functools
import http.client
import io
import socket
import ssl
import zlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from requests.adapters import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from .addresses import PORTS, Address, Target
from .clock import Deadline
from .shapes import Outcome, Trouble

CHUNK = 16_384
# Other addresses of the same host are tried where one does not take the connection.
MOST_ADDRESSES = 4
REDIRECTS = (301, 302, 303, 307, 308)
FAILURES = (HTTPError, http.client.HTTPException, OSError, ValueError)
HEADERS = {
    "User-Agent": "atlas-portal",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
# By zlib's number for what to expect around the data: of gzip, or its own.
PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}


@dataclass(frozen=True)
class Answer:
    """What a server said; its body up to the limit.

    `whole`: the body ended before that, by itself. `cut`: the connection broke in it.
    """

    status: int
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    whole: bool = False
    cut: bool = False


def fetch(
    target: Target,
    addresses: Sequence[Address],
    span: tuple[int, int],
    *,
    deadline: Deadline,
    trusted: str,
) -> Answer:
    """GET the bytes from the first to the last of `span` from one of a target's addresses.

    The body of a redirect is not read. `trusted` is a file of authorities instead of the usual ones.
    Raises Trouble for what went wrong, and TimeoutError once the time is up.
    """
    with closing(_connected(target, addresses, deadline, trusted)) as connection:
        try:
            connection.request(
                "GET",
                target.path,
                headers=_headers(target, span),
                preload_content=False,
                # Unpacked here, as urllib3 knows no limit of what a few bytes may grow to.
                decode_content=False,
            )
            response = connection.getresponse()
        except FAILURES as error:
            deadline.check()
            words = f"{target.host} broke the connection before it answered."
            raise Trouble(Outcome.UNREACHABLE, words) from error
        with closing(response):
            said = {name.lower(): value for name, value in response.headers.items()}
            if response.status in REDIRECTS:
                return Answer(response.status, said)
            return _answered(response, said, span[1] + 1 - span[0], deadline)


def _headers(target: Target, span: tuple[int, int]) -> dict[str, str]:
    host = f"[{target.host}]" if ":" in target.host else target.host
    port = "" if target.port == PORTS[target.scheme] else f":{target.port}"
    headers = {**HEADERS, "Host": host + port, "Range": f"bytes={span[0]}-{span[1]}"}
    return headers | ({"Authorization": target.authorization} if target.authorization else {})


class _TimedReader(io.RawIOBase):
    """A socket's bytes, each read bounded by what is left of the look."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, deadline: Deadline) -> None:
        self._sock = sock
        self._raw = raw
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp: Any = io.BufferedReader(_TimedReader(sock, self.fp.detach(), deadline))


class _Connection(HTTPConnection):
    """A connection to an address that was checked, whatever the host's name says by now."""

    def __init__(self, target: Target, address: Address, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(target.host, target.port, timeout=deadline.left(), **kwargs)
        self._address = address
        self._deadline = deadline
        self.response_class = functools.partial(  # type: ignore[assignment]  # as good as a class here
            _TimedResponse, deadline=deadline
        )

    def _new_conn(self) -> socket.socket:
        sock = socket.socket(socket.AF_INET6 if self._address.version == 6 else socket.AF_INET)
        try:
            sock.settimeout(self._deadline.left())
            # By the number that was checked: looked up anew, the name may lead elsewhere.
            sock.connect((str(self._address), self.port))
            # TLS, and the request, within what is left then.
            sock.settimeout(self._deadline.left())
        except OSError:
            sock.close()
            raise
        return sock


class _TlsConnection(_Connection, HTTPSConnection):
    pass


def _connected(target: Target, addresses: Sequence[Address], deadline: Deadline, trusted: str) -> _Connection:
    trouble: Exception | None = None
    for address in addresses[:MOST_ADDRESSES]:
        if target.scheme == "https":
            connection: _Connection = _TlsConnection(target, address, deadline, ssl_context=_context(trusted))
        else:
            connection = _Connection(target, address, deadline)
        try:
            connection.connect()
            return connection
        except FAILURES as error:
            connection.close()
            deadline.check()
            trouble = error
    raise Trouble(Outcome.UNREACHABLE, _why_not_connected(target.host, trouble)) from trouble


@functools.cache
def _context(trusted: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=trusted or DEFAULT_CA_BUNDLE_PATH)


def _why_not_connected(host: str, error: Exception | None) -> str:
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refuses the connection."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not trusted."
    if isinstance(error, ssl.SSLError):
        return f"No secure connection to {host} could be made."
    return f"{host} could not be connected to."


def _answered(response: HTTPResponse, said: dict[str, str], limit: int, deadline: Deadline) -> Answer:
    """The answer with the first bytes of its body; what came before a cut is kept."""
    body, ended, cut = bytearray(), False, False
    try:
        while len(body) < limit and not ended:
            piece = response.read1(CHUNK, decode_content=False)
            body += piece
            ended = not piece
    except FAILURES as error:
        deadline.check()
        if not body:
            words = "The connection broke before the file came."
            raise Trouble(Outcome.UNREACHABLE, words, response.status) from error
        cut = True
    first, whole = bytes(body[:limit]), ended
    if window := PACKED.get(said.get("content-encoding", "").strip().lower()):
        first, whole = _unpacked(first, window, limit, ended)
    return Answer(response.status, said, first, whole, cut)


def _unpacked(body: bytes, window: int, limit: int, ended: bool) -> tuple[bytes, bool]:
    """A body that was packed unasked, up to the limit however much it grows to, and whether that is all."""
    unpacker = zlib.decompressobj(window)
    try:
        return unpacker.decompress(body, limit), ended and unpacker.eof
    except zlib.error:
        return body, ended
