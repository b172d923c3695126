"""Starts real sandboxes and talks to them as a lender would."""

import json
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

import pytest
import requests

OURS = ("SANDBOX_", "DEBUG", "SECRET_KEY")
numbers = count(1)


@dataclass
class Running:
    """One sandbox process and where it listens."""

    process: subprocess.Popen
    url: str

    def stop(self):
        """Ask it to end; returns its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(timeout=60)
        finally:
            self.process.kill()
            self.process.stdout.close()


class Lender:
    """A client of one sandbox with a token of its own."""

    def __init__(self, url, client_id="sandbox", secret="sandbox-secret"):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        answer = self.post("authtoken", headers={"Client-Id": client_id, "Client-Secret": secret})
        self.session.headers["Token"] = answer.json()["access_token"]

    def post(self, path, **options):
        """POST to one endpoint."""
        return self.session.post(f"{self.url}/v3/verification/{path}", timeout=60, **options)

    def get(self, path, **parameters):
        """GET one endpoint."""
        return self.session.get(f"{self.url}/v3/verification/{path}", params=parameters, timeout=60)

    def open_flow(self, **changes):
        """Open a flow for a new application; returns its id."""
        return self.post("flow/init", json=flow_parameters(**changes)).json()["flow_uuid"]

    def upload(self, flow_uuid, names, first=1):
        """Submit files by their names, with document ids that count up."""
        entries = [
            {"file_url": f"https://files.example/{name}", "document_id": str(number)}
            for number, name in enumerate(names, start=first)
        ]
        return self.post("multiupload", json={"flow_uuid": flow_uuid, "file_urls": entries})

    def finish(self, flow_uuid, seconds=60):
        """Wait until the flow has ended; returns its last status."""
        ended = ("SUCCESS", "FAILED")
        wait_for(lambda: self.get("status", flow_uuid=flow_uuid).json()["master_status"] in ended, seconds)
        return self.get("status", flow_uuid=flow_uuid).json()


def flow_parameters(**changes):
    """The parameters of `flow/init`, for an application that no other test has."""
    return {
        "product_type": "POC_CDL",
        "application_id": f"APP-{next(numbers)}",
        # Nobody listens on port 9: the callbacks of these flows fail at once, which is harmless.
        "auth_url": "http://127.0.0.1:9/auth",
        "callback_url": "http://127.0.0.1:9/results",
    } | changes


def wait_for(condition, seconds=60):
    """Return the condition's first true value, or fail once its time is over."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.02)
    return value


def draw(url, papers):
    """Have a sandbox draw a set of papers, which on a slow machine takes longer than a link may."""
    assert requests.get(f"{url}/papers/{papers.name}/{papers.papers[0].file}", timeout=600).ok


def clean_environment(**changes):
    """This process's environment without what would change how a sandbox starts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    # Nobody is at the addresses of these flows.
    return kept | {"DEBUG": "on", "SANDBOX_CHECK_AUTH_URL": "off"} | changes


def start_process(storage, *arguments, invent=True, **environment):
    """Start a sandbox on a free port; returns once it listens."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--storage", str(storage), *arguments]
    command += ["--invent"] if invent else []
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=clean_environment(**environment)
    )
    readable, _, _ = select.select([process.stdout], [], [], 60)
    line = process.stdout.readline() if readable else ""
    if not line.startswith("Sandbox (not Atlas) on http://127.0.0.1:"):
        process.kill()
        pytest.fail(f"the sandbox did not start: {line!r}")
    return Running(process, line.split()[-1])


@pytest.fixture
def start(tmp_path):
    """Start sandboxes with settings of a test's own."""
    started = []

    def start_one(*arguments, **options):
        running = start_process(tmp_path / "own.sqlite3", *arguments, **options)
        started.append(running)
        return running

    yield start_one
    for running in started:
        if running.process.returncode is None:
            running.stop()


@pytest.fixture(scope="session")
def sandbox_url(tmp_path_factory):
    """A sandbox that all tests share; its flows take half a second."""
    running = start_process(tmp_path_factory.mktemp("sandbox") / "shared.sqlite3", "--seconds", "0.5")
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def lender(sandbox_url):
    """A client of the shared sandbox."""
    lender = Lender(sandbox_url)
    yield lender
    lender.session.close()


class Portal(ThreadingHTTPServer):
    """Takes callbacks; answers as a test has told it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), PortalHandler)
        self.calls = []
        self.auth_answer = (200, b'{"access_token": "let me in"}')
        self.results_status = 204

    def url(self, path):
        return f"http://127.0.0.1:{self.server_port}{path}"

    def bodies(self, path):
        return [body for called, _, body in self.calls if called == path]


class PortalHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append((self.path, self.headers["Authorization"], body))
        status, answer = (
            self.server.auth_answer if self.path == "/auth" else (self.server.results_status, b"")
        )
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        if 300 <= status < 400:
            self.send_header("Location", self.server.url("/elsewhere"))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST

    def log_message(self, *args):
        """Stay quiet."""


@pytest.fixture
def portal():
    with Portal() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
