"""HTTP: reads a request, lets its endpoint answer, writes the answer."""

import re
import socket
import sqlite3
import struct
import sys
import threading
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from sandbox import api, control, pictures, shelf
from sandbox.faults import ENDLESS_PIECE
from sandbox.flowpage import flow_page
from sandbox.guards import is_by_name, is_loopback
from sandbox.home import home
from sandbox.messages import Refusal, Request, coded, in_words, not_allowed
from sandbox.served import description, style

MOST_BYTES = 5 * 1024 * 1024
# Python reads no number of thousands of digits.
MOST_DIGITS = 18
# After such a line the others are not looked at, so they may hold what must be refused.
BROKEN_HEAD = FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
# So much of a body that is too large is read all the same: a client that is still sending would
# otherwise see a broken connection instead of the 413.
MOST_BYTES_DISCARDED = 64 * 1024 * 1024
LATE_SECONDS = 60
DROP_SECONDS = 0.2
ENDLESS_LENGTH = 10**12

ENDPOINTS = {
    ("GET", "/"): home,
    ("GET", "/openapi.json"): description,
    ("GET", "/sandbox.css"): style,
    ("GET", "/papers/"): shelf.index,
    ("POST", "/faults"): control.switch_on,
    ("DELETE", "/faults"): control.switch_off,
    ("POST", "/faults/off"): control.switch_off,
    ("POST", "/v3/verification/authtoken"): api.authtoken,
    ("POST", "/v3/verification/flow/init"): api.flow_init,
    ("POST", "/v3/verification/multiupload"): api.multiupload,
    ("GET", "/v3/verification/status"): api.status,
    ("GET", "/v3/verification/extracts"): api.extracts,
}
# Versions of the API that are no longer served.
WITHDRAWN = re.compile("/v[12]/")
# What lies below these paths is asked for by GET, too.
FOLDERS = {"/flows/": flow_page, "/papers/": shelf.paper, "/redacted/": pictures.picture}


def dispatch(request, sandbox):
    """Find the endpoint of a request and let it answer."""
    endpoint = ENDPOINTS.get((request.method, request.path))
    if endpoint:
        return endpoint(request, sandbox)
    if WITHDRAWN.match(request.path):
        raise coded(410, "API version withdrawn")
    methods = sorted(method for method, path in ENDPOINTS if path == request.path)
    folder = next((name for name in FOLDERS if request.path.startswith(name)), None)
    if methods:
        raise not_allowed(methods)
    if folder is None:
        raise coded(404, "No such endpoint")
    if request.method != "GET":
        raise not_allowed(["GET"])
    return FOLDERS[folder](request, sandbox)


class Server(ThreadingHTTPServer):
    """Listens, with one thread for each connection."""

    request_queue_size = 128

    def __init__(self, address):
        self.stopping = threading.Event()
        self.is_for_this_machine = is_loopback(address[0])
        super().__init__(address, Handler)
        self.url = f"http://{address[0]}:{self.server_port}"

    def start(self, sandbox):
        """Answer for a sandbox, in a thread, until `shutdown`; until now, connections have waited."""
        self.sandbox = sandbox
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()

    def handle_error(self, request, client_address):
        """Report what went wrong, but not that a client has gone."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection: request after request until the client goes or stays silent."""

    protocol_version = "HTTP/1.1"
    timeout = 75
    # What has no version, or no head at all, is not answered without a head.
    default_request_version = "HTTP/1.0"
    # Head and body leave in two writes; Nagle's algorithm would hold the second back for 40 ms.
    disable_nagle_algorithm = True

    def answer_request(self):
        """Read, dispatch, answer; a fault that is on may stand in for each of the three."""
        sandbox = self.server.sandbox
        switched, fault = sandbox.switchboard.take(self.path.partition("?")[0])
        if fault.manner == "cut_before":
            return self._cut()
        try:
            self._require_whole_head()
            self._require_own_name()
            request = self._read()
            answer = fault.instead(switched.value) if fault.instead else dispatch(request, sandbox)
        except Refusal as refusal:
            answer = refusal.answer
        except sqlite3.Error:
            answer = coded(503, "Service unavailable: the storage does not answer").answer
        else:
            answer = fault.change(answer) if fault.change else answer
        leave = {
            "cut_after": self._cut_after,
            "late": self._late,
            "slow": self._slow,
            "endless": self._endless,
        }
        leave.get(fault.manner, self._write_plainly)(answer, switched)

    do_GET = do_POST = do_HEAD = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer_request
    do_TRACE = do_CONNECT = do_QUERY = answer_request

    def _require_whole_head(self):
        if any(isinstance(defect, BROKEN_HEAD) for defect in self.headers.defects):
            self.close_connection = True
            raise coded(400, "Bad header line")

    def _require_own_name(self):
        if self.server.is_for_this_machine and any(map(is_by_name, self.headers.get_all("Host", []))):
            self.close_connection = True
            raise coded(421, "The sandbox is for this machine: ask 127.0.0.1 or localhost")

    def _read(self):
        path, _, query = self.path.partition("?")
        return Request(self.command, path, parse_qs(query), self.headers, self._read_body())

    def _read_body(self):
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            raise coded(411, "Content-Length is required")
        # Two that differ are no number together.
        length = ", ".join(dict.fromkeys(self.headers.get_all("Content-Length", ["0"])))
        if not (length.isascii() and length.isdigit() and len(length) <= MOST_DIGITS):
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

    def _write_plainly(self, answer, switched):
        self._write(answer)

    def _cut(self):
        """Close the connection with a reset, as a crashed host does."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def _cut_after(self, answer, switched):
        self._cut()

    def _late(self, answer, switched):
        self.server.stopping.wait(float(switched.value or LATE_SECONDS))
        self._write(answer)

    def _slow(self, answer, switched):
        self._begin(answer, len(answer.body))
        for place in range(len(answer.body)):
            if self.server.stopping.wait(float(switched.value or DROP_SECONDS)):
                return
            self.wfile.write(answer.body[place : place + 1])

    def _endless(self, answer, switched):
        self._begin(answer, ENDLESS_LENGTH)
        while not self.server.stopping.wait(0.001):
            self.wfile.write(ENDLESS_PIECE)

    def _begin(self, answer, length):
        self.close_connection = True
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def send_error(self, code, message=None, explain=None):
        """Answer what the base class refuses, a broken request, in the same form as all else."""
        self.close_connection = True
        self._write(coded(code, message or HTTPStatus(code).phrase).answer)

    def end_headers(self):
        """Mark every answer, also those that the base class makes."""
        self.send_header("X-Sandbox", "not Atlas")
        super().end_headers()

    def version_string(self):
        """Name no versions."""
        return "Sandbox"

    def log_request(self, code="-", size="-"):
        """Stay quiet: the portal asks for a status many times a second."""
