"""A look at real servers on loopback, well-behaved and not."""

import gzip
import socket
import ssl
import threading
import zlib

import pytest

from tests.atlas.server import Server, answer, endless, hang_up, raw, silence
from tests.atlas.tls import certificate
from tests.processes.running import wait_until
from tests.untrusted.links.conftest import NAME, here, loopback
from tests.untrusted.links.test_content import END, PDF
from untrusted import links
from untrusted.links import Outcome, looking
from untrusted.links.clock import Deadline

OK = b"HTTP/1.1 200 OK\r\n"
HEAD = (PDF + b"x" * 70_000)[:65_536]


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_a_good_document_is_told_with_its_size(look, ranged, server):
    ranged(PDF + b"x" * 70_000 + END)
    found = look("/file?sig=a%2Bb+c;d")

    size = len(PDF) + 70_000 + len(END)
    assert (found.outcome, found.sentence) == (Outcome.GOOD, "PDF, 70 kB")
    assert (found.good, found.size, found.content_type, found.status) == (True, size, "PDF", 206)
    ranges = [seen.headers["range"] for seen in server.seen]
    assert ranges == ["bytes=0-65535", f"bytes={size - 65_536}-{size - 1}"]


def test_nothing_goes_along_but_what_a_plain_request_needs(look, ranged, server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    ranged(b"\xff\xd8\xff" + bytes(99))
    assert look("/file?sig=a%2Bb+c;d").sentence == "JPEG, 102 bytes"

    (seen,) = server.seen
    assert (seen.method, seen.target, seen.body) == ("GET", "/file?sig=a%2Bb+c;d", b"")
    assert seen.headers == {
        "host": f"{NAME}:{server.port}",
        "user-agent": "atlas-portal",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
        "range": "bytes=0-65535",
    }


def test_a_server_without_ranges_is_not_asked_for_the_end(look, server):
    body = PDF + b"x" * 200_000
    server.on("file", answer(body))
    found = look()

    assert (found.outcome, found.size, found.status, len(server.seen)) == (Outcome.GOOD, len(body), 200, 1)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (PDF + END, Outcome.GOOD),
        (PDF, Outcome.BROKEN),
        (PDF + b"x" * 70_000, Outcome.BROKEN),
        (PDF + b"x" * 70_000 + END.replace(b"/Root", b"/Encrypt 7 0 R /Root"), Outcome.ENCRYPTED),
        (b"", Outcome.EMPTY),
        (b"<html>", Outcome.WEB_PAGE),
        (b"PK\x03\x04" + b"x" * 70_000, Outcome.OTHER),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 70_000, Outcome.GOOD),
    ],
)
def test_what_is_there_is_told_by_its_content(look, ranged, body, outcome):
    ranged(body)
    found = look()
    assert (found.outcome, found.size) == (outcome, len(body))


@pytest.mark.parametrize(
    "last",
    [
        answer(b"slow down", 503),
        answer(b"another file", 206, Content_Range="bytes 0-11/12"),
        answer(b"no range", 206),
        hang_up,
    ],
)
def test_where_the_end_cannot_be_had_nothing_is_said_of_it(look, server, last):
    server.on("file", answer(HEAD, 206, Content_Range="bytes 0-65535/9000000"), last)
    found = look()

    assert (found.outcome, found.sentence, len(server.seen)) == (Outcome.GOOD, "PDF, 9.0 MB", 2)


@pytest.mark.deadline
@pytest.mark.deadline
def test_where_the_end_does_not_come_in_time_nothing_is_said_of_it(look, server, monkeypatch):
    server.on("file", answer(HEAD, 206, Content_Range="bytes 0-65535/9000000"), silence)
    seconds, fetch = iter((60, 0.3)), looking.fetch

    def hurried(*where, **how):
        return fetch(*where, **how | {"deadline": Deadline(next(seconds))})

    monkeypatch.setattr(looking, "fetch", hurried)
    found = look()

    assert (found.outcome, found.sentence) == (Outcome.GOOD, "PDF, 9.0 MB")
    assert next(seconds, None) is None


@pytest.mark.parametrize(
    "total", ["bytes 0-99/*", "bytes */*", "nonsense", "bytes 0-99/99999999999999999999"]
)
def test_a_server_that_does_not_know_the_size_is_taken_at_its_word(look, server, total):
    server.on("file", answer(PDF + b"x" * 70_000, 206, Content_Range=total))
    assert look() == links.Look(Outcome.GOOD, "PDF", None, "PDF", 206)


def test_an_empty_file_that_has_no_range_to_give_is_empty(look, server):
    server.on("file", answer(b"", 416, Content_Range="bytes */0"), answer(b"", 416))
    assert look().outcome == Outcome.EMPTY
    assert look().sentence == "The link answers with HTTP 416, not with a document."


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "The link refuses access (401)."),
        (403, "The link refuses access (403)."),
        (404, "There is nothing at this link (404)."),
        (410, "There is nothing at this link (410)."),
        (429, "The server asks to wait (429), so nothing is known of the file."),
        (503, "The server of this link is in trouble (503)."),
        (304, "The link answers with HTTP 304, not with a document."),
        (418, "The link answers with HTTP 418, not with a document."),
    ],
)
def test_a_status_has_its_sentence(look, server, status, words):
    server.on("file", answer(PDF, status))
    found = look()
    assert (found.outcome, found.sentence, found.status) == (Outcome.REFUSED, words, status)


def test_an_answer_without_a_body_is_empty(look, server):
    server.on("file", raw(b"HTTP/1.1 204 No Content\r\n\r\n"))
    assert look().outcome == Outcome.EMPTY


# ── Bounds of time and size


BROKE = f"{NAME} broke the connection before it answered."


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (hang_up, BROKE),
        (raw(b"nonsense\r\n\r\n"), BROKE),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n"), BROKE),
        (raw(b"HTTP/1.1 200 OK\r\na: " + b"x" * 70_000), BROKE),
        (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "The connection broke before the file came."),
        (raw(OK + b"Content-Length: 900\r\n\r\n"), "The connection broke before the file came."),
        (
            raw(OK + b"Content-Length: 900\r\n\r\n%PDF-1.4"),
            "The connection broke before the whole file came.",
        ),
    ],
)
def test_a_server_that_misbehaves_ends_in_a_sentence(look, server, behaviour, words):
    server.on("file", behaviour)
    found = look()

    assert found.sentence == words and not found.good


@pytest.mark.deadline
@pytest.mark.deadline
@pytest.mark.parametrize(
    "behaviour",
    [
        silence,
        endless(b"", b"H", 0.02),
        endless(OK, b"x", 0.02),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
        endless(OK + b"\r\n%PDF-", b"x", 0.02),
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.02),
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n1", b"0", 0.02),
    ],
)
def test_an_answer_that_does_not_end_is_not_waited_for(look, server, behaviour):
    server.on("file", behaviour)
    found = look(timeout=0.4)

    assert found.sentence == "The portal got no answer within 0.4 s." and not found.good
    assert server.left.wait(60)


@pytest.mark.parametrize(
    "head", [OK + b"\r\n", OK + b"Content-Length: 99999999999\r\n\r\n", b"HTTP/1.1 206 Partial\r\n\r\n"]
)
def test_of_a_body_without_end_no_more_is_read_than_was_asked_for(look, server, head):
    server.on("file", endless(head + b"\x89PNG\r\n\x1a\n", b"x" * 65_536, 0))
    assert look().content_type == "PNG"


def test_a_content_length_that_is_too_small_is_taken_at_its_word(look, server):
    server.on("file", raw(OK + b"Content-Length: 20\r\n\r\n\xff\xd8\xff" + b"x" * 900))
    assert look().sentence == "JPEG, 20 bytes"


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_packing_that_was_not_asked_for_never_grows_beyond_the_limit(look, server, packing):
    pack = gzip.compress if packing == "gzip" else zlib.compress
    bomb = pack(PDF + bytes(100_000_000))
    server.on(
        "file", answer(bomb, Content_Encoding=packing), answer(pack(PDF + END), Content_Encoding=packing)
    )

    assert look() == links.Look(Outcome.GOOD, "PDF", None, "PDF", 200)
    assert look().size == len(PDF + END)


@pytest.mark.parametrize("encoding", ["gzip", "br", "x" * 900])
def test_a_packing_that_cannot_be_undone_is_judged_as_it_came(look, server, encoding):
    server.on("file", answer(b"\x00no gzip", Content_Encoding=encoding))
    assert look().sentence == "The link answers with something unknown, not a PDF or an image."


# ── Redirects


def led(*targets, status=302):
    return [answer(b"<html>", status, Location=target) for target in targets]


def test_five_redirects_are_followed_and_no_sixth(look, server, ranged):
    ranged(b"\xff\xd8\xff")
    for hops, outcome in ((5, Outcome.GOOD), (6, Outcome.MISLED)):
        for hop in range(hops):
            server.on(
                f"h{hop}", *led(f"/h{hop + 1}" if hop < hops - 1 else "/file", status=(301, 307)[hop % 2])
            )
        found = look("/h0")
        assert found.outcome == outcome
    assert found.sentence == "The link leads on more than 5 times."


@pytest.mark.parametrize(
    "location", ["file", "//docs.example:{port}/file", "http://docs.example:{port}/file#x"]
)
def test_a_redirect_is_read_as_browsers_read_it(look, server, ranged, location):
    ranged(b"\xff\xd8\xff")
    server.on("go", *led(location.format(port=server.port)))
    assert look("/go?sig=1").good
    assert server.seen[-1].target == "/file"


@pytest.mark.parametrize("location", ["", "http://[broken/", None])
def test_a_redirect_to_nowhere_has_its_sentence(look, server, location):
    there = answer(b"", 302) if location is None else answer(b"", 302, Location=location)
    server.on("file", there)
    assert look().sentence == "The link leads on, but does not say where to."


def test_a_redirect_beyond_ascii_is_followed(look, server, ranged):
    ranged(b"\xff\xd8\xff")
    server.on(
        "go", raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /%C3%BC \xc3\xbc/file\r\n\r\n")
    )
    assert look("/go").good
    assert server.seen[-1].target == "/%C3%BC%20%C3%BC/file"


PRIVATE = [
    "http://127.0.0.2:{port}/file",
    "http://2130706434:{port}/file",
    "http://[::1]:{port}/file",
    "http://[::ffff:127.0.0.2]:{port}/file",
    "http://169.254.169.254/latest/meta-data/iam/",
    "http://localhost:{port}/file",
    "http://metadata.google.internal/computeMetadata/v1/",
]


@pytest.mark.parametrize("location", PRIVATE)
def test_no_redirect_leads_to_a_private_address(look, server, location):
    server.on("go", *led("/on"))
    server.on("on", *led(location.format(port=server.port)))
    found = look("/go")

    assert (found.outcome, len(server.seen), server.connections) == (Outcome.PRIVATE, 2, 2)


@pytest.mark.parametrize("url", ["http://docs.example:22/a", "https://docs.example:8443/a"])
def test_no_door_but_a_web_server_s_is_knocked_at(url, monkeypatch):
    monkeypatch.setattr(looking, "fetch", pytest.fail)
    found = links.look(url, resolve=lambda host, port: ["93.184.216.34"])

    assert (found.outcome, found.sentence) == (Outcome.UNREACHABLE, looking.OTHER_PORT)


def test_no_redirect_leads_to_another_door(look, server):
    server.on("go", *led(f"http://{NAME}:{closed_port()}/file"))

    assert look("/go", ports={server.port}).sentence == looking.OTHER_PORT


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://docs.example/a", "data:text/html,x"])
def test_no_redirect_leads_out_of_the_web(look, server, location):
    server.on("file", *led(location))
    assert look().outcome == Outcome.MISLED


def test_user_and_password_stay_with_the_host_they_are_of(look, server, ranged):
    ranged(b"\xff\xd8\xff")
    server.on("go", *led("/on"))
    server.on("on", *led(f"http://evil:twin@other.example:{server.port}/file"))
    assert look(f"http://asha:s%40crow@{NAME}:{server.port}/go").good

    sent = [seen.headers.get("authorization") for seen in server.seen]
    assert sent == ["Basic YXNoYTpzQGNyb3c="] * 2 + [None]


# ── Addresses


@pytest.fixture
def listener():
    """A socket that counts who comes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def came(listening) -> int:
    try:
        listening.accept()[0].close()
    except BlockingIOError:
        return 0
    return 1 + came(listening)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", NAME]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_by_default_nothing_on_loopback_is_ever_dialled(listener, scheme, host):
    found = links.look(f"{scheme}://{host}:{listener.getsockname()[1]}/a?sig=s", resolve=here, timeout=60)

    assert found.outcome == Outcome.PRIVATE
    assert came(listener) == 0


def test_the_listener_would_have_been_found(listener):
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    rules = {"allowed": loopback, "timeout": 60, "ports": None}
    looking = threading.Thread(target=links.look, args=(url,), kwargs=rules)
    looking.start()
    assert wait_until(lambda: came(listener), "somebody comes") == 1
    looking.join()


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["fe80::1%lo"]])
def test_a_name_that_leads_inside_is_not_dialled(found):
    looked = links.look("https://docs.example/a", resolve=lambda host, port: found)
    assert looked.sentence.startswith("docs.example leads to a private address: Atlas cannot reach it")


def test_a_name_that_changes_between_two_lookups_is_looked_up_once_a_hop(look, ranged, monkeypatch):
    ranged(PDF + b"x" * 70_000 + END)
    asked = []

    def rebinding(host, *args, **kwargs):
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    assert look(resolve=links.lookup).good
    assert asked == [NAME]


def test_each_hop_is_looked_up_and_checked_anew(look, server):
    server.on("go", *led("/file"))
    answers = iter((["127.0.0.1"], ["127.0.0.2"]))
    found = look("/go", resolve=lambda host, port: next(answers))

    assert (found.outcome, len(server.seen)) == (Outcome.PRIVATE, 1)


def test_another_address_of_the_host_is_tried(look, ranged):
    ranged(b"\xff\xd8\xff")
    anywhere = {"allowed": lambda address: True}
    assert look(**anywhere, resolve=lambda host, port: ["127.0.0.9", "::1", "127.0.0.1"]).good
    found = look(**anywhere, resolve=lambda host, port: [f"127.0.0.{last}" for last in (6, 7, 8, 9, 1)])
    assert found.sentence == f"{NAME} refuses the connection."


def failing(error):
    def resolve(host, port):
        raise error

    return resolve


@pytest.mark.parametrize(
    "resolve", [failing(socket.gaierror(-2, "no")), failing(UnicodeError("label")), lambda host, port: []]
)
def test_a_name_that_nobody_knows_has_its_sentence(look, resolve):
    found = look("https://docs.example/a?sig=s3cret", resolve=resolve)
    assert found.sentence == "The portal does not find the host docs.example."


@pytest.mark.deadline
@pytest.mark.deadline
def test_a_lookup_that_hangs_does_not_hold_the_look(look):
    ended, found = threading.Event(), []

    def slow(host, port):
        ended.wait(60)
        found.append(host)
        return ["127.0.0.1"]

    assert look(resolve=slow, timeout=0.2).sentence == "The portal got no answer within 0.2 s."
    assert not found
    ended.set()


def test_where_nobody_listens_it_says_so(look):
    assert look(f"http://docs.example:{closed_port()}/").sentence == "docs.example refuses the connection."


def test_where_the_network_ends_it_says_so(look):
    found = look(
        "http://docs.example/", allowed=lambda address: True, resolve=lambda host, port: ["255.255.255.255"]
    )
    assert found.sentence == "docs.example could not be connected to."


@pytest.mark.deadline
@pytest.mark.deadline
def test_a_connection_that_is_never_taken_ends_in_time(look):
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for sock in (first, second):
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        found = look(f"http://docs.example:{full.getsockname()[1]}/", timeout=0.3)
    assert found.sentence == "The portal got no answer within 0.3 s."


# ── TLS


@pytest.fixture
def secure(tmp_path):
    """A server with a certificate for 127.0.0.1, and the file that vouches for it."""
    cert_path, key_path = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_path, key_path)
    names = []
    context.sni_callback = lambda sock, name, ctx: names.append(name)
    server = Server(wrap=lambda sock: context.wrap_socket(sock, server_side=True))
    server.on("file", answer(b"\xff\xd8\xff"))
    server.trusted, server.names = str(cert_path), names
    yield server
    server.close()


def test_over_tls_it_works_as_well(look, secure):
    assert look(f"https://127.0.0.1:{secure.port}/file", trusted=secure.trusted).sentence == "JPEG, 3 bytes"


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(look, secure):
    found = look(f"https://127.0.0.1:{secure.port}/file")
    assert found.sentence == "The certificate of 127.0.0.1 is not trusted."
    assert secure.seen == []


def test_the_certificate_must_be_the_name_s_although_an_address_is_dialled(look, secure):
    found = look(f"https://docs.example:{secure.port}/file", trusted=secure.trusted)
    assert found.sentence == "The certificate of docs.example is not trusted."
    assert (secure.names, secure.seen) == ([NAME], [])


def test_what_speaks_no_tls_has_its_sentence(look, server):
    found = look(f"https://docs.example:{server.port}/file")
    assert found.sentence == "No secure connection to docs.example could be made."


@pytest.mark.deadline
@pytest.mark.deadline
def test_a_handshake_that_never_ends_does_not_hold_the_look(look, listener):
    found = look(f"https://docs.example:{listener.getsockname()[1]}/", timeout=0.3)
    assert found.sentence == "The portal got no answer within 0.3 s."


def test_from_https_nothing_leads_back_to_http(look, secure, server):
    secure.on("go", *led(f"http://127.0.0.1:{server.port}/file"))
    found = look(f"https://127.0.0.1:{secure.port}/go", trusted=secure.trusted)

    assert found.sentence == "The link leads from https to http, which is not followed."
    assert server.connections == 0


def test_nothing_of_the_query_is_logged_or_told(look, server, caplog):
    caplog.set_level(0)
    told = []
    server.on("file", answer(b"", 403), hang_up, answer(b"<html>"), *led("http://127.0.0.2/?sig=s3cret"))
    for _ in range(4):
        told.append(repr(look("/file?sig=s3cret")))

    assert "s3cret" not in caplog.text + "".join(told)
