"""Downloads from real servers on loopback: what is kept, and every way to fail."""

import gzip
import socket
import ssl
import threading
import zlib

import pytest

from sandbox.reading.addresses import may_fetch_from
from sandbox.reading.clock import Clock
from sandbox.reading.connection import _Plain
from sandbox.reading.download import Downloaded, Failed, Rules, download
from tests.sandbox.reading.certificates import make_certificate
from tests.sandbox.reading.conftest import Files, drips, pours, resets, says, serving, writes

HERE = Rules(private_addresses=True, most_bytes=1024 * 1024, most_seconds=60)
HURRIED = Rules(private_addresses=True, most_bytes=1024 * 1024, most_seconds=0.3)
HEAD = b"HTTP/1.1 200 OK\r\n"
BROKEN = "The connection broke before the whole file had come."
NOT_PUBLIC = "leads to a private or reserved address."
NOT_HTTP = "The link's server gave no answer in HTTP."
NOT_A_URL = "The link is not a URL that can be used."
OTHER_SCHEME = "Only links that begin with https:// or http:// can be fetched."


def why(url, path, rules=HERE):
    """The sentence with which a download fails; nothing may be left of it."""
    with pytest.raises(Failed) as failure:
        download(url, path, rules)
    assert not path.exists()
    return str(failure.value)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "file"


def test_a_file_is_stored_as_it_came(files, path):
    files.answers["/a%20b"] = says(b"\x00\xff" * 70_000, Content_Type="Image/JPEG; charset=x")
    assert download(files.url("/a b?sign=é#page"), path, HERE) == Downloaded(140_000, "image/jpeg")
    assert path.read_bytes() == b"\x00\xff" * 70_000


def test_a_file_of_unknown_length_and_type_is_stored(files, path):
    files.answers["/"] = writes(HEAD + b"\r\n", b"%PDF")
    assert download(files.url(), path, HERE) == Downloaded(4, "")
    files.answers["/"] = writes(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\n%PDF\r\n0\r\n\r\n")
    assert download(files.url(), path, HERE) == Downloaded(4, "")


def test_nothing_of_this_machine_goes_along(files, path, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("http_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    files.answers["/"] = says(b"%PDF")
    download(files.url(), path, HERE)
    ((_, headers),) = files.seen
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert headers["Accept-Encoding"] == "identity"


def test_a_links_own_user_and_password_are_used_there_alone(files, path):
    onwards = says(status=302, Location=files.url("/second"))
    files.answers |= {"/first": onwards, "/second": says(b"%PDF")}
    download(files.url("/first", host="a:b%40c@127.0.0.1"), path, HERE)
    assert [headers.get("Authorization") for _, headers in files.seen] == ["Basic YTpiQGM=", None]


@pytest.mark.parametrize("status", [204, 206, 403, 404, 410, 500, 503])
def test_an_answer_that_is_no_file_is_said_by_its_number(files, path, status):
    files.answers["/"] = says(b"" if status == 204 else b"words", status)
    assert why(files.url("/?signature=secret"), path) == f"The link answered {status}."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says(b""), "The link gave an empty file."),
        (writes(HEAD + b"\r\n"), "The link gave an empty file."),
        (says(b"%PDF", Content_Length=5), BROKEN),
        (says(b"", Content_Length=5), BROKEN),
        (writes(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\n%P"), BROKEN),
        (writes(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\n%PDF\r\n"), BROKEN),
        (writes(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"what\r\n"), BROKEN),
        (resets(HEAD + b"Content-Length: 10\r\n\r\n%PDF"), BROKEN),
        (resets(), "The connection broke before there was an answer."),
        (writes(), "The connection broke before there was an answer."),
        (writes(HEAD), "The link gave an empty file."),
        (writes(b"SSH-2.0-OpenSSH_9\r\n"), NOT_HTTP),
        (writes(b"\x00\xff" * 40_000), NOT_HTTP),
        (writes(HEAD + b"A: b\r\n" * 200 + b"\r\n%PDF"), NOT_HTTP),
        (writes(HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\n%PDF!"), NOT_HTTP),
    ],
)
def test_a_broken_answer_is_a_failure(files, path, answer, words):
    files.answers["/"] = answer
    assert why(files.url(), path) == words


@pytest.mark.parametrize(
    "answer",
    [
        says(b"x" * (1024 * 1024 + 1)),
        writes(HEAD + b"Content-Length: 1048577\r\n\r\n"),
        pours(HEAD + b"\r\n", b"x" * 65536),
        pours(
            HEAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"400\r\n" + b"x" * 1024 + b"\r\n",
        ),
    ],
)
def test_a_file_that_is_too_large_is_left(files, path, answer):
    files.answers["/"] = answer
    assert why(files.url(), path) == "The file is larger than 1 MB."


def test_a_file_of_the_very_size_is_taken(files, path):
    files.answers["/"] = says(b"x" * 1024 * 1024)
    assert download(files.url(), path, HERE).bytes == 1024 * 1024


@pytest.mark.deadline
@pytest.mark.parametrize(
    "answer",
    [
        drips(b"", b"H"),
        drips(HEAD, b"A: b\r\n"),
        drips(HEAD + b"Content-Length: 1000000\r\n\r\n", b"x"),
        drips(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drips(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\x00\x00\x00\xff\xff"),
    ],
)
def test_the_time_is_over_the_whole_and_not_for_each_read(files, path, answer):
    files.answers["/"] = answer
    assert why(files.url(), path, HURRIED) == "The file did not come within 0.3 seconds."
    assert files.left.wait(60)


def test_redirects_are_followed_five_times_and_no_more(files, path):
    files.answers |= {f"/{number}": says(status=307, Location=str(number + 1)) for number in range(6)}
    files.answers["/5"] = says(b"%PDF")
    assert download(files.url("/0"), path, HERE).bytes == 4
    path.unlink()
    files.answers["/5"] = says(status=301, Location="/5")
    assert why(files.url("/0"), path) == "The link redirects more than 5 times."


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("", "The link redirects to nowhere."),
        ("file:///etc/passwd", OTHER_SCHEME),
        ("http://[", "The link redirects to a URL that cannot be used."),
        ("http://a b/", NOT_A_URL),
        ("http://169.254.169.254/latest/meta-data/", f"169.254.169.254 {NOT_PUBLIC}"),
        ("//[::ffff:169.254.169.254]/", f"::ffff:169.254.169.254 {NOT_PUBLIC}"),
    ],
)
def test_a_redirect_is_checked_like_the_link_itself(files, path, location, words):
    files.answers["/"] = says(status=302, Location=location)
    assert why(files.url(), path) == words


@pytest.mark.deadline
def test_redirects_share_one_clock(files, path):
    files.answers["/"] = drips(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n", b"\r\n")
    # Each hop takes 20 ms, so that the five of them end before the clock.
    assert why(files.url(), path, HERE) == "The link redirects more than 5 times."
    files.answers["/"] = drips(b"HTTP/1.1 302 Found\r\nLocation: /\r\n", b"A: b\r\n")
    assert why(files.url(), path, HURRIED) == "The file did not come within 0.3 seconds."
    assert files.left.wait(60)


def test_a_redirect_beyond_ascii_is_read_as_utf_8(files, path):
    files.answers["/"] = writes("HTTP/1.1 302 Found\r\nLocation: /बिल\r\nContent-Length: 0\r\n\r\n".encode())
    files.answers["/%E0%A4%AC%E0%A4%BF%E0%A4%B2"] = says(b"%PDF")
    assert download(files.url(), path, HERE).bytes == 4


def test_gzip_that_comes_unasked_is_unpacked(files, path):
    files.answers["/"] = says(gzip.compress(b"%PDF" * 50_000), Content_Encoding="gzip")
    assert download(files.url(), path, HERE).bytes == 200_000
    assert path.read_bytes() == b"%PDF" * 50_000


def bomb(megabytes):
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize(
    ("body", "packing", "words"),
    [
        pytest.param(bomb(30), "gzip", "The file is larger than 1 MB.", id="bomb"),
        pytest.param(gzip.compress(b"%PDF" * 1000)[:-10], "gzip", BROKEN, id="cut off"),
        pytest.param(gzip.compress(b""), "gzip", "The link gave an empty file.", id="empty"),
        pytest.param(b"%PDF", "gzip", "The file comes packed and cannot be unpacked.", id="not packed"),
        pytest.param(b"%PDF", "br", "The file comes packed in a way that was not asked for.", id="brotli"),
        pytest.param(
            b"%PDF", "gzip, gzip", "The file comes packed in a way that was not asked for.", id="twice"
        ),
    ],
)
def test_what_is_packed_stays_within_the_bounds(files, path, body, packing, words):
    files.answers["/"] = says(body, Content_Encoding=packing)
    assert why(files.url(), path) == words


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
    ],
)
def test_this_machine_is_not_even_connected_to_unless_allowed(files, path, host):
    files.answers["/"] = says(b"%PDF")
    assert why(files.url(host=host), path, Rules()) == f"{host.strip('[]')} {NOT_PUBLIC}"
    assert files.connections == 0


def test_a_name_that_leads_elsewhere_by_now_is_told_nothing(files):
    connection = _Plain("files.example", files.server_port)
    connection.goal = ("127.0.0.1", False, Clock(60))
    with pytest.raises(Failed, match=NOT_PUBLIC):
        connection.connect()
    assert files.seen == []


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("8.8.8.8", True, True),
        ("2606:4700::1111", True, True),
        ("64:ff9b::8.8.8.8", True, True),
        ("10.1.2.3", False, True),
        ("172.31.0.1", False, True),
        ("192.168.1.1", False, True),
        ("100.64.0.1", False, True),
        ("::1", False, True),
        ("fd12::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("64:ff9b::10.0.0.1", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::169.254.169.254", False, False),
        ("100.100.100.200", False, False),
        ("fd00:ec2::254", False, False),
        ("fe80::1%lo", False, False),
        ("168.63.129.16", False, False),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("ff02::1", False, False),
        ("240.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("192.0.0.192", False, False),
        ("192.0.2.1", False, False),
        ("198.18.0.1", False, False),
        ("2002:7f00:1::", False, False),
        ("2001:0:7f00:1::", False, False),
        ("::127.0.0.1", False, False),
    ],
)
def test_which_addresses_files_may_come_from(address, public, private):
    assert (may_fetch_from(address, False), may_fetch_from(address, True)) == (public, private)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", OTHER_SCHEME),
        ("invoice.jpg", OTHER_SCHEME),
        ("//127.0.0.1/invoice.jpg", OTHER_SCHEME),
        ("ftp://127.0.0.1/", OTHER_SCHEME),
        ("file:///etc/passwd", OTHER_SCHEME),
        ("javascript:alert(1)", OTHER_SCHEME),
        ("http://", "The link names no host."),
        ("https:///invoice.jpg", "The link names no host."),
        ("http://a b/", NOT_A_URL),
        ("http://[::1", NOT_A_URL),
        ("http://127.0.0.1:99999/", NOT_A_URL),
        ("http://127.0.0.1\r\nX: y/", NOT_A_URL),
        ("http://\x00/", NOT_A_URL),
        (f"http://{'a' * 70}.example/", f"The host {'a' * 70}.example was not found."),
        (f"http://{'a.' * 5000}example/", "The name of the link's host is too long."),
        ("http://nobody..example/", "The host nobody..example was not found."),
    ],
)
def test_a_text_that_is_no_link_is_refused(path, url, words):
    assert why(url, path) == words


def test_a_line_break_in_a_link_stays_in_its_path(files, path):
    files.answers["/%0D%0AX:%20y"] = says(b"%PDF")
    assert download(files.url("/\r\nX: y"), path, HERE).bytes == 4


def test_a_port_on_which_nobody_listens_is_said(path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert why(f"http://127.0.0.1:{port}/", path) == "127.0.0.1 refuses the connection."


@pytest.mark.deadline
def test_a_server_that_takes_connections_and_stays_silent_costs_no_more_than_the_time(path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for scheme in ("http", "https"):
            words = why(f"{scheme}://127.0.0.1:{port}/", path, HURRIED)
            assert words == "The file did not come within 0.3 seconds."


def test_a_disk_that_does_not_take_the_file_is_not_the_links_fault(files, tmp_path):
    files.answers["/"] = says(b"%PDF")
    assert why(files.url(), tmp_path / "missing" / "file") == "The sandbox could not store the file."


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"), "127.0.0.1")


@pytest.fixture
def secure(certificate):
    """A server with TLS, for 127.0.0.1 and no other name."""
    server = Files()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with serving(server):
        server.answers["/"] = says(b"%PDF")
        yield server


def test_a_certificate_that_the_machine_trusts_is_enough(secure, path, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert download(secure.url(scheme="https"), path, HERE).bytes == 4


def test_a_certificate_for_another_name_or_of_nobody_is_not_trusted(secure, path, certificate, monkeypatch):
    assert why(secure.url(scheme="https"), path) == "The certificate of 127.0.0.1 is not trusted."
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    words = why(secure.url(scheme="https", host="localhost"), path)
    assert words == "The certificate of localhost is not trusted."
    assert secure.seen == []


@pytest.mark.deadline
def test_a_drip_ends_in_time_with_tls_too(secure, path, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secure.answers["/"] = drips(HEAD + b"\r\n", b"x")
    assert why(secure.url(scheme="https"), path, HURRIED) == "The file did not come within 0.3 seconds."


def test_https_that_meets_no_tls_is_said(files, path):
    assert why(files.url(scheme="https"), path) == "No secure connection to 127.0.0.1 could be made."


def test_downloads_at_the_same_time_keep_apart(files, tmp_path):
    files.answers |= {f"/{number}": says(bytes([number]) * 100_000) for number in range(8)}
    threads = [
        threading.Thread(target=download, args=(files.url(f"/{number}"), tmp_path / str(number), HERE))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [set((tmp_path / str(number)).read_bytes()) for number in range(8)] == [{n} for n in range(8)]
