"""Servers on loopback that hand out files, well or badly."""

import os
import socket
import struct
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


class Files(ThreadingHTTPServer):
    """Answers each path as a test has told it: with a function that gets the connection's handler.

    `left` is set once a client has gone before its answer was at an end.
    """

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = {}
        self.seen = []
        self.connections = 0
        self.left = threading.Event()
        self.stopping = threading.Event()

    def url(self, path="/", scheme="http", host="127.0.0.1"):
        return f"{scheme}://{host}:{self.server_port}{path}"

    def get_request(self):
        self.connections += 1
        return super().get_request()

    def handle_error(self, request, client_address):
        """Stay quiet: clients go when they have had enough."""
        self.left.set()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.close_connection = True
        self.server.seen.append((self.path, dict(self.headers)))
        self.server.answers[self.path.partition("?")[0]](self)

    def log_message(self, *args):
        """Stay quiet."""


@contextmanager
def serving(server):
    """Serve in a thread, until the end of the block."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def files():
    """A server without TLS."""
    with serving(Files()) as server:
        yield server


def says(body=b"", status=200, **headers):
    """An answer with this status, body and headers, and the body's true length unless another is given."""
    named = {name.replace("_", "-"): str(value) for name, value in headers.items()}

    def answer(handler):
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | named).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def writes(*pieces):
    """An answer of raw bytes, and then the end of the connection."""

    def answer(handler):
        for piece in pieces:
            handler.wfile.write(piece)

    return answer


def drips(head, drop):
    """A beginning at once, and then a drop every 20 ms for ever."""

    def answer(handler):
        handler.wfile.write(head)
        while not handler.server.stopping.wait(0.02):
            handler.wfile.write(drop)

    return answer


def pours(head, piece):
    """A beginning, and then pieces as fast as they are taken, for ever."""

    def answer(handler):
        handler.wfile.write(head)
        while not handler.server.stopping.is_set():
            handler.wfile.write(piece)

    return answer


def resets(head=b""):
    """A beginning, and then a reset, as from a host that crashed."""

    def answer(handler):
        if head:
            handler.wfile.write(head)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return answer


def has_open(pid, path):
    """Whether a process has a file open; of one that has ended, nothing is open."""
    try:
        return path in {os.readlink(fd) for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()}
    except FileNotFoundError:
        return False
