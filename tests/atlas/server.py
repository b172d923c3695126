"""A server on loopback that misbehaves as it is told."""

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJsZW5kZXIifQ.c2lnbmF0dXJlLW9mLXRva2Vu"

TLS_HELLO = b"\x16\x03"

# Seconds after which a server that never ends its answer gives up, so that a test fails and does not hang.
PATIENCE = 60


@dataclass
class Seen:
    """One request as it arrived, and the number of the connection it came on."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int


Behaviour = Callable[[socket.socket, threading.Event], bool]


def answer(body: Any = b"", status: int = 200, **headers: str) -> Behaviour:
    """Answer properly; what is no bytes is sent as JSON."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Type": "application/json", "Content-Length": str(len(sent))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status} Words\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return raw(head.encode() + b"\r\n" + sent, keep=True)


def raw(data: bytes, *, keep: bool = False) -> Behaviour:
    """Send exactly these bytes, then hang up unless told to keep the line."""

    def behave(sock: socket.socket, ended: threading.Event) -> bool:
        sock.sendall(data)
        return keep

    return behave


def hang_up(sock: socket.socket, ended: threading.Event) -> bool:
    """Read the request and close the connection without a word."""
    return False


def silence(sock: socket.socket, ended: threading.Event) -> bool:
    """Never answer."""
    sock.settimeout(0.1)
    gives_up = time.monotonic() + PATIENCE
    while not ended.is_set() and time.monotonic() < gives_up:
        try:
            if not sock.recv(1):
                raise ConnectionResetError
        except TimeoutError:
            continue
    return False


def endless(head: bytes, piece: bytes, pause: float) -> Behaviour:
    """Send pieces, so many seconds apart, for ever."""

    def behave(sock: socket.socket, ended: threading.Event) -> bool:
        gives_up = time.monotonic() + PATIENCE
        sock.sendall(head)
        while not ended.wait(pause) and time.monotonic() < gives_up:
            sock.sendall(piece)
        return False

    return behave


@dataclass
class Server:
    """Listens until it is closed; each endpoint plays its behaviours in turn, the last one for ever.

    `left` is set once a client has gone before its answer was at an end.
    """

    wrap: Callable[[socket.socket], socket.socket] = lambda sock: sock
    drop_unread: bool = False
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ended = threading.Event()
        self.left = threading.Event()
        self._plans: dict[str, list[Behaviour]] = {}
        self.connections = 0
        self.on("authtoken", answer({"access_token": TOKEN, "expires_in": 3600}))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def on(self, endpoint: str, *plan: Behaviour) -> None:
        self._plans[endpoint] = list(plan)

    def asked(self, endpoint: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.target.partition("?")[0].endswith(endpoint)]

    def close(self) -> None:
        """End every answer and listen no more; once more does no harm."""
        if self._ended.is_set():
            return
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(sock, self.connections))
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, number: int) -> None:
        sock.settimeout(PATIENCE)
        try:
            with self.wrap(sock) as line:
                while not self.drop_unread and (seen := self._read(line, number)):
                    self.seen.append(seen)
                    if not self._behaviour(seen.target)(line, self._ended):
                        return
        except OSError:
            self.left.set()
        finally:
            sock.close()

    def _behaviour(self, target: str) -> Behaviour:
        plan = self._plans[target.partition("?")[0].rpartition("/")[2]]
        return plan.pop(0) if len(plan) > 1 else plan[0]

    def _read(self, line: socket.socket, number: int) -> Seen | None:
        data = self._until(line, b"", lambda data: b"\r\n\r\n" in data)
        if data is None:
            return None
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = int(headers.get("content-length", 0))
        body = self._until(line, body, lambda data: len(data) >= size) or b""
        method, target, _ = first.split(" ")
        return Seen(method, target, headers, body, number)

    def _until(self, line: socket.socket, data: bytes, done: Callable[[bytes], bool]) -> bytes | None:
        while not done(data):
            if data.startswith(TLS_HELLO):
                line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return None
            piece = self._received(line)
            if not piece:
                return None
            data += piece
        return data

    def _received(self, line: socket.socket) -> bytes:
        """What comes next; nothing at the end of the connection, or of the server."""
        patience = line.gettimeout()
        # Looks up often for the end.
        line.settimeout(0.1)
        try:
            while not self._ended.is_set():
                try:
                    return line.recv(65_536)
                except TimeoutError:
                    continue
            return b""
        finally:
            line.settimeout(patience)
