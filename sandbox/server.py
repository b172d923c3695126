"""HTTP: reads a request, lets its endpoint answer, writes the answer."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from sandbox import api
from sandbox.home import home
from sandbox.messages import Refusal, Request, coded, in_words

MOST_BYTES = 5 * 1024 * 1024
# So much of a body that is too large is read all the same: a client that is still sending would
# otherwise see a broken connection instead of the 413.
MOST_BYTES_DISCARDED = 64 * 1024 * 1024

ENDPOINTS = {
    "/": ("GET", home),
    "/v3/verification/authtoken": ("POST", api.authtoken),
    "/v3/verification/flow/init": ("POST", api.flow_init),
    "/v3/verification/multiupload": ("POST", api.multiupload),
    "/v3/verification/status": ("GET", api.status),
    "/v3/verification/extracts": ("GET", api.extracts),
}


def dispatch(request, sandbox):
    """Find the endpoint of a request and let it answer."""
    if request.path not in ENDPOINTS:
        raise coded(404, "No such endpoint")
    method, endpoint = ENDPOINTS[request.path]
    if request.method != method:
        raise coded(405, f"Method not allowed, use {method}")
    return endpoint(request, sandbox)


class Server(ThreadingHTTPServer):
    """Listens, with one thread for each connection."""

    request_queue_size = 128

    def __init__(self, address, sandbox):
        self.sandbox = sandbox
        super().__init__(address, Handler)

    def handle_error(self, request, client_address):
        """Report what went wrong, but not that a client has gone."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection: request after request until the client goes or stays silent."""

    protocol_version = "HTTP/1.1"
    timeout = 75
    # Head and body leave in two writes; Nagle's algorithm would hold the second back for 40 ms.
    disable_nagle_algorithm = True

    def answer_request(self):
        """Read, dispatch, answer."""
        try:
            request = self._read()
            answer = dispatch(request, self.server.sandbox)
        except Refusal as refusal:
            answer = refusal.answer
        self._write(answer)

    do_GET = do_POST = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer_request

    def _read(self):
        path, _, query = self.path.partition("?")
        return Request(self.command, path, dict(parse_qsl(query)), self.headers, self._read_body())

    def _read_body(self):
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise coded(411, "Content-Length is required")
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            self.close_connection = True
            raise in_words("Invalid header: 'Content-Length' must be a number")
        if int(length) > MOST_BYTES:
            self._discard(int(length))
            raise coded(413, f"Request body is larger than {MOST_BYTES} bytes")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise ConnectionAbortedError("The client went before its request was complete")
        return body

    def _discard(self, length):
        self.close_connection = True
        left = min(length, MOST_BYTES_DISCARDED)
        while left and (chunk := self.rfile.read(min(left, 65536))):
            left -= len(chunk)

    def _write(self, answer):
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def end_headers(self):
        """Mark every answer, also those that the base class makes."""
        self.send_header("X-Sandbox", "not Atlas")
        super().end_headers()

    def version_string(self):
        """Name no versions."""
        return "Sandbox"

    def log_request(self, code="-", size="-"):
        """Stay quiet: the portal asks for a status many times a second."""
