import gzip
import socket
import ssl
import threading

import pytest

from atlas import Client, Credentials, Timeouts, Unconfirmed, Unreachable
from atlas.transport import Outgoing, Transport, _Journey, _why_not_connected

from .conftest import SECRET, UPLOADS
from .server import Server, answer, endless, hang_up, raw, silence
from .tls import certificate

RECEIPTS = [{"document_id": "1", "file_uuid": "u", "batch_id": "b"}]
ROOM = b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://nonexistent.invalid", "name not found"),
        ("http://127.0.0.1:{closed}", "connection refused"),
        ("https://127.0.0.1:{plain}", "no secure connection could be made"),
        ("nonsense", "the address or a header of the request cannot be used"),
    ],
)
def test_what_never_connected_was_certainly_not_taken(connect, server, tokens, records, url, words):
    server.on("multiupload", answer(RECEIPTS))
    connect(server.url).fetch_token()
    client = connect(url.format(closed=closed_port(), plain=server.port))
    with pytest.raises(Unreachable, match=f"^Could not connect to Atlas: {words}.$") as caught:
        client.multiupload("F-1", UPLOADS)
    assert caught.value.status is None
    assert records.last.status is None
    assert records.last.error == str(caught.value)


def test_nothing_leaves_to_an_address_that_may_not_be_called(server, tokens, records):
    asked = []
    transport = Transport(Timeouts(60, 60), allowed=lambda address: asked.append(address))
    credentials = Credentials(f"http://localhost:{server.port}", "lender-1", SECRET)
    client = Client(credentials, transport=transport, tokens=tokens, recorder=records)
    with pytest.raises(Unreachable, match="^Could not connect to Atlas: its address lies inside a private"):
        client.fetch_token()
    transport.close()
    # The name was no way around it.
    assert (asked, server.asked("authtoken")) == (["127.0.0.1"], [])


@pytest.mark.deadline
@pytest.mark.deadline
def test_a_server_that_takes_no_connection_is_unreachable(connect):
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for sock in (first, second):
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        client = connect(f"http://127.0.0.1:{listener.getsockname()[1]}", connect=0.3)
        with pytest.raises(Unreachable, match="no answer within 0.3 s"):
            client.fetch_token()


@pytest.mark.deadline
@pytest.mark.deadline
def test_a_server_that_never_finishes_tls_is_unreachable(connect):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = connect(f"https://127.0.0.1:{listener.getsockname()[1]}", connect=0.3)
        with pytest.raises(Unreachable, match="no answer within 0.3 s"):
            client.fetch_token()


@pytest.mark.deadline
@pytest.mark.deadline
def test_a_slow_name_lookup_lets_nothing_leave_late(connect, server, monkeypatch):
    true_lookup = socket.getaddrinfo

    def slow_lookup(*args, **kwargs):
        threading.Event().wait(0.2)
        return true_lookup(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slow_lookup)
    with pytest.raises(Unreachable, match="no answer within 0.1 s"):
        connect(server.url, connect=0.1).fetch_token()
    assert server.seen == []


def test_any_other_failure_to_connect_has_words_too():
    assert _why_not_connected(OSError("no route"), 1) == "the connection failed"


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (hang_up, "The connection broke before the answer was complete."),
        (raw(ROOM + b'[{"document_id"'), "The connection broke before the answer was complete."),
        (raw(b"nonsense\r\n\r\n"), "The connection broke before the answer was complete."),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "The connection broke"),
        (answer(b"no gzip", Content_Encoding="gzip"), "The answer could not be unpacked."),
    ],
)
def test_a_lost_answer_leaves_multiupload_unconfirmed_and_a_status_repeatable(
    client, server, behaviour, words
):
    server.on("multiupload", behaviour)
    server.on("status", behaviour)
    with pytest.raises(Unconfirmed, match=f"^{words}"):
        client.multiupload("F-1", UPLOADS)
    with pytest.raises(Unreachable, match=f"^{words}"):
        client.status("F-1")


@pytest.mark.deadline
@pytest.mark.deadline
@pytest.mark.parametrize(
    "behaviour",
    [
        silence,
        endless(ROOM, b"x", 0.02),
        endless(b"HTTP/1.1 200 OK\r\n", b"x", 0.02),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0),
    ],
)
def test_an_answer_that_does_not_end_is_lost_after_the_time_of_the_call(connect, server, client, behaviour):
    server.on("multiupload", behaviour)
    server.on("status", behaviour)
    client.ensure_token()
    hurried = connect(server.url, read=0.3)
    with pytest.raises(Unconfirmed, match=r"^The answer was lost after 0\.3 s\."):
        hurried.multiupload("F-1", UPLOADS)
    assert server.left.wait(60)
    with pytest.raises(Unreachable, match=r"^The answer was lost after 0\.3 s\."):
        hurried.status("F-1")


def test_a_connection_cut_before_the_request_was_read_is_unconfirmed(connect, server):
    client = connect(server.url)
    client.ensure_token()
    server.drop_unread = True
    with pytest.raises(Unconfirmed, match="The connection broke"):
        client.multiupload("F-1", UPLOADS)


@pytest.mark.deadline
@pytest.mark.deadline
def test_a_request_that_nobody_reads_ends_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        outgoing = Outgoing("POST", url, {}, b"x" * 20_000_000, fresh=True)
        reply = Transport(Timeouts(connect=60, read=0.3)).send(outgoing)
    assert (reply.connected, reply.trouble) == (True, "The answer was lost after 0.3 s.")


def test_a_call_whose_time_is_up_touches_no_socket():
    journey = _Journey(Timeouts(connect=1, read=0), bool)
    journey.leave()
    with pytest.raises(TimeoutError), journey.bounded(None):
        pytest.fail("The time was up.")
    assert journey.timed_out


def test_what_came_before_the_cut_is_on_record(connect, server, records):
    server.on("multiupload", raw(ROOM + b'[{"document_id": "1", "batch_id": "B-7"'))
    with pytest.raises(Unconfirmed) as caught:
        connect(server.url).multiupload("F-1", UPLOADS)
    assert caught.value.status == records.last.status == 200
    assert "B-7" in records.last.body
    assert records.last.size == 39


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_without_end_is_cut_at_its_limit(server, packed):
    body = b"0" * 3_000_000
    head = b"Content-Encoding: gzip\r\n" if packed else b""
    server.on(
        "status", raw(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + (gzip.compress(body) if packed else body))
    )
    transport = Transport(Timeouts(60, 60))
    reply = transport.send(Outgoing("GET", server.url + "/status", {}, limit=1_000_000))
    transport.close()
    assert reply.trouble == "The answer was larger than 1 MB."
    assert len(reply.body) == 1_000_000


@pytest.fixture
def tls_server(tmp_path):
    cert_path, key_path = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_path, key_path)
    server = Server(wrap=lambda sock: context.wrap_socket(sock, server_side=True))
    server.cert_path = str(cert_path)
    yield server
    server.close()


def test_an_untrusted_certificate_is_unreachable(connect, tls_server):
    with pytest.raises(Unreachable, match="its certificate is not trusted"):
        connect(f"https://127.0.0.1:{tls_server.port}").fetch_token()
    assert tls_server.seen == []


def test_over_tls_a_cut_after_the_handshake_is_unconfirmed(connect, tls_server, monkeypatch):
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", tls_server.cert_path)
    tls_server.on("multiupload", answer(RECEIPTS), hang_up)
    client = connect(f"https://127.0.0.1:{tls_server.port}")
    assert client.multiupload("F-1", UPLOADS)[0].file_uuid == "u"
    with pytest.raises(Unconfirmed, match="The connection broke"):
        client.multiupload("F-1", UPLOADS)
