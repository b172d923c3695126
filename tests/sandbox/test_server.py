"""HTTP and the process: paths, methods, sizes, starting and ending."""

import ctypes
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys

import pytest

from tests.sandbox.conftest import Lender, clean_environment, flow_parameters

# One byte more is refused as soon as it is there; so nothing is left unread when the connection closes,
# which would cut the answer off.
LONGEST_LINE = 65536


def exchange(url, *chunks):
    """Send raw bytes over a connection of its own; returns all that comes back until it is closed."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        for chunk in chunks:
            connection.sendall(chunk)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_an_unknown_path_is_not_found(lender):
    answer = lender.get("nothing")
    assert answer.status_code == 404
    assert answer.json() == {"error_code": "404", "error_message": "No such endpoint"}


@pytest.mark.parametrize(
    ("method", "path", "use"),
    [
        ("GET", "/v3/verification/multiupload", "POST"),
        ("PUT", "/v3/verification/flow/init", "POST"),
        ("POST", "/v3/verification/status", "GET"),
        ("DELETE", "/v3/verification/extracts", "GET"),
        ("GET", "/v3/verification/authtoken", "POST"),
        ("POST", "/", "GET"),
    ],
)
def test_a_wrong_method_is_not_allowed(lender, method, path, use):
    answer = lender.session.request(method, lender.url + path, timeout=60)
    assert answer.status_code == 405
    assert answer.json() == {"error_code": "405", "error_message": f"Method not allowed, use {use}"}
    assert answer.headers["Allow"] == use


@pytest.mark.parametrize("path", ["/v3/verification/status", "/papers/any/thing.jpg", "/openapi.json"])
@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "QUERY"])
def test_other_methods_are_told_which_one_to_use(lender, method, path):
    answer = lender.session.request(method, lender.url + path, timeout=60)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_several_methods_are_named_together(lender):
    answer = lender.session.get(f"{lender.url}/faults", timeout=60)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "DELETE, POST")


def test_a_head_request_gets_no_body(lender):
    answer = lender.session.head(lender.url, timeout=60)
    assert (answer.status_code, answer.content) == (405, b"")


def test_a_body_over_five_megabytes_is_too_large(lender):
    answer = lender.post("multiupload", data=b"x" * (5 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json() == {
        "error_code": "413",
        "error_message": "Request body is larger than 5242880 bytes",
    }


def test_a_body_of_unknown_length_is_refused(lender):
    answer = lender.post("flow/init", data=iter([b"{}"]))
    assert answer.status_code == 411


def test_a_length_that_is_no_number_is_refused(sandbox_url):
    answer = exchange(sandbox_url, b"POST /v3/verification/authtoken HTTP/1.1\r\nContent-Length: -1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(b"\"Invalid header: 'Content-Length' must be a number\"")


@pytest.mark.parametrize(
    "lines",
    [b"Content-Length: " + b"9" * 5000, b"Content-Length: 0\r\nContent-Length: 30"],
    ids=["of many digits", "two of them"],
)
def test_a_length_that_says_nothing_is_refused(sandbox_url, lines):
    answer = exchange(sandbox_url, b"POST /v3/verification/authtoken HTTP/1.1\r\n" + lines + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"X-Sandbox: not Atlas" in answer


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (b"Host: localhost\r\nHost: attacker.example", 421),
        (b"no header\r\nHost: attacker.example", 400),
        (b" Host: attacker.example", 400),
    ],
)
def test_no_name_hides_behind_other_lines(sandbox_url, lines, status):
    answer = exchange(sandbox_url, b"GET / HTTP/1.1\r\n" + lines + b"\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 %d " % status)


def test_a_request_that_breaks_off_is_not_taken(start, capfd):
    running = start()
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection:
        connection.sendall(b"POST /v3/verification/authtoken HTTP/1.1\r\nContent-Length: 10\r\n\r\n{")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert capfd.readouterr().err == ""


def test_silent_clients_leave_room_for_work(tmp_path):
    command = ["sh", "-c", 'ulimit -S -n 64; exec "$@"', "sh", sys.executable, "-m", "sandbox", "--invent"]
    command += ["--port", "0", "--storage", str(tmp_path / "own.sqlite3")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean_environment()) as process:
        url = process.stdout.readline().split()[-1]
        host, port = url.removeprefix("http://").split(":")
        silent = [socket.create_connection((host, int(port)), timeout=60) for _ in range(100)]
        answer = exchange(url, b"GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n")
        for connection in silent:
            connection.close()
        process.terminate()
    assert answer.startswith(b"HTTP/1.1 404 ")


def test_a_connection_serves_many_requests(sandbox_url):
    first = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert exchange(sandbox_url, first, first, last).count(b"HTTP/1.1 404 ") == 3


def test_an_error_leaves_the_connection_usable(lender):
    lender.post("flow/init", data=b"{")
    assert lender.open_flow()


def test_every_answer_says_that_it_is_not_atlas(lender, sandbox_url):
    answers = [lender.get("nothing"), lender.post("flow/init", json={}), lender.session.get(sandbox_url)]
    answers.append(lender.post("flow/init", json=flow_parameters()))
    assert {answer.headers["X-Sandbox"] for answer in answers} == {"not Atlas"}
    assert b"X-Sandbox: not Atlas" in exchange(sandbox_url, b"BREW / HTTP/1.1\r\n\r\n")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GARBAGE\r\n\r\n", 400),
        (b"BREW / HTTP/1.1\r\n\r\n", 501),
        (b"GET / HTTP/3.0\r\n\r\n", 505),
        (b"GET / SPDY\r\n\r\n", 400),
        (b"GET /" + b"a" * (LONGEST_LINE - 4), 414),
        (b"GET / HTTP/1.1\r\nA: " + b"b" * (LONGEST_LINE - 2), 431),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
        (b"POST /v3/verification/flow/init HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST /v3/verification/flow/init HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    ],
)
def test_a_broken_request_is_refused_in_the_same_form(sandbox_url, request_bytes, status):
    head, _, body = exchange(sandbox_url, request_bytes).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"X-Sandbox: not Atlas" in head
    assert json.loads(body)


def test_a_request_without_a_version_gets_a_whole_answer(sandbox_url):
    answer = exchange(sandbox_url, b"GET /openapi.json\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"X-Sandbox: not Atlas" in answer


def test_the_page_lists_flows_without_anything_personal(start):
    lender = Lender(start("--seconds", "3600", SANDBOX_KNOWN_FLOWS="LOS-<script>").url)
    with lender.session:
        flow = lender.open_flow(application_id="MARK-OF-A-PERSON")
        lender.upload(flow, ["invoice-of-somebody.jpg", "do.jpg"])
        page = lender.session.get(lender.url, timeout=60)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "This is a sandbox, not Atlas." in page.text
    assert "2 flows, 2 files." in page.text
    assert f'<a href="/flows/{flow}">{flow}</a>' in page.text
    assert '<a href="/flows/LOS-%3Cscript%3E">LOS-&lt;script&gt;</a>' in page.text
    assert "In progress" in page.text and "Waiting for files" in page.text
    for hidden in ("<script", "MARK-OF-A-PERSON", "somebody"):
        assert hidden not in page.text


def test_a_restart_keeps_flows_and_tokens(start):
    first = start()
    lender = Lender(first.url)
    with lender.session:
        flow = lender.open_flow()
        lender.upload(flow, ["invoice.jpg"])
        assert first.stop() == 0
        lender.url = start("--seconds", "0").url
        assert lender.get("status", flow_uuid=flow).json()["master_status"] == "SUCCESS"
        assert lender.upload(flow, ["do.jpg"]).status_code == 400


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_at_once_even_with_open_connections(start, number):
    running = start()
    # By itself it would hang up on an idle client after 75 seconds.
    with Lender(running.url).session:
        running.process.send_signal(number)
        assert running.process.wait(timeout=60) == 0
    running.process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_another_thread_takes_ends_it_too(start, number):
    running = start()
    with Lender(running.url).session:
        main = running.process.pid
        other = next(int(task) for task in os.listdir(f"/proc/{main}/task") if int(task) != main)
        assert ctypes.CDLL(None).tgkill(main, other, number) == 0
        assert running.process.wait(timeout=60) == 0
    running.process.stdout.close()


def run_to_its_end(storage, *arguments, **environment):
    """Run a sandbox that is expected to end by itself."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--storage", str(storage), *arguments]
    environment = clean_environment(**environment)
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("debug", ["False", "0", ""])
def test_it_does_not_start_under_production_settings(tmp_path, debug):
    ended = run_to_its_end(tmp_path / "never.sqlite3", DEBUG=debug, SECRET_KEY="a real one")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr == (
        "The sandbox does not start under production settings (DEBUG is off and SECRET_KEY is set).\n"
    )
    assert not (tmp_path / "never.sqlite3").exists()


def test_it_starts_under_other_settings(start):
    assert start(DEBUG="True", SECRET_KEY="s").stop() == 0


def test_a_name_of_another_machine_is_not_answered_to(sandbox_url):
    asked = b"GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n"
    answer = exchange(sandbox_url, asked)
    assert answer.startswith(b"HTTP/1.1 421 ")
    assert b"LOS-" not in answer


def test_it_says_that_it_listens_for_others(tmp_path):
    command = [sys.executable, "-m", "sandbox", "--invent", "--host", "0.0.0.0", "--port", "0"]
    command += ["--storage", str(tmp_path / "open.sqlite3")]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=clean_environment(), **options) as process:
        port = process.stdout.readline().strip().rpartition(":")[2]
        answer = exchange(f"http://127.0.0.1:{port}", b"GET / HTTP/1.0\r\nHost: other.example\r\n\r\n")
        process.terminate()
        said = process.stderr.read()
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert said == "Listens on 0.0.0.0, not on this machine alone: whoever reaches it sees its pages.\n"


def test_it_does_not_open_the_private_network_to_everybody(tmp_path):
    options = ("--invent", "--host", "0.0.0.0", "--private-addresses")
    ended = run_to_its_end(tmp_path / "never.sqlite3", *options)
    assert ended.returncode == 2
    assert "Name clients of your own in SANDBOX_CLIENTS" in ended.stderr
    assert not (tmp_path / "never.sqlite3").exists()


def test_for_others_it_calls_no_lender_in_the_private_network(tmp_path, portal):
    command = [sys.executable, "-m", "sandbox", "--invent", "--host", "0.0.0.0", "--port", "0"]
    environment = clean_environment(SANDBOX_CHECK_AUTH_URL="on")
    command += ["--storage", str(tmp_path / "open.sqlite3")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    lender = Lender(process.stdout.readline().split()[-1].replace("0.0.0.0", "127.0.0.1"))
    with lender.session, process:
        flow = lender.open_flow(auth_url=portal.url("/auth"))
        assert lender.upload(flow, ["invoice.jpg"]).status_code == 422
        process.terminate()
    assert portal.calls == []


def test_a_port_in_use_is_said_in_a_sentence(tmp_path, sandbox_url):
    ended = run_to_its_end(tmp_path / "second.sqlite3", "--port", sandbox_url.rpartition(":")[2])
    assert ended.returncode == 2
    assert "Address already in use" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_two_sandboxes_do_not_share_a_storage(start, tmp_path):
    start()
    ended = run_to_its_end(tmp_path / "own.sqlite3", "--invent", "--port", "0")
    assert ended.returncode == 2
    assert "Another sandbox uses" in ended.stderr


def test_storage_and_seconds_come_from_the_environment_too(tmp_path):
    path = tmp_path / "named.sqlite3"
    command = [sys.executable, "-m", "sandbox"]
    environment = clean_environment(SANDBOX_PORT="0", SANDBOX_STORAGE=str(path))
    environment |= {"SANDBOX_SECONDS": "0", "SANDBOX_INVENT": "on"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    lender = Lender(process.stdout.readline().split()[-1])
    with lender.session, process:
        flow = lender.open_flow()
        lender.upload(flow, ["invoice.jpg"])
        assert lender.get("status", flow_uuid=flow).json()["master_status"] == "SUCCESS"
        process.terminate()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT COUNT(*) FROM files").fetchone() == (1,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_papers_that_a_killed_sandbox_left_are_removed(start, tmp_path):
    folder = tmp_path / "own.sqlite3.files"
    folder.mkdir()
    (folder / "paper.jpg").write_bytes(b"a paper")
    sandbox = start()
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sandbox.stop() == 0
    assert not folder.exists()


def test_a_sandbox_that_invents_loads_nothing_that_reads():
    program = "import sys, sandbox.__main__; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"cv2", "numpy", "onnxruntime", "rapidocr"} & set(done.stdout.split())
