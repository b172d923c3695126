import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from untrusted import links
from untrusted.links.addresses import literal_of, target_of
from untrusted.links.shapes import Trouble

PUBLIC = [
    "8.8.8.8",
    "13.234.0.1",
    "2606:4700::6810:84e5",
    "::ffff:8.8.8.8",
    "2002:808:808::1",
    "64:ff9b::808:808",
]
NOT_PUBLIC = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.0.3",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.14.20",
    "198.18.0.1",
    "198.51.100.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
]
ATTACH = "Atlas cannot reach it from outside. Attach the file instead."


@pytest.mark.parametrize("text", PUBLIC)
def test_an_address_of_the_open_internet_is_public(text):
    assert links.is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_any_other_address_is_not(text):
    assert not links.is_public(ipaddress.ip_address(text))


LOOPBACK = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7F.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "127。0。0。1",
    "①②⑦.0.0.1",
]


@pytest.mark.parametrize("host", LOOPBACK)
def test_an_address_is_known_in_whatever_form_it_is_written(host):
    assert target_of(f"http://u:p@{host}:8000/a").host == "127.0.0.1"
    assert links.never_reached(f"http://{host}/") == f"127.0.0.1 is a private address: {ATTACH}"


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("http://192.168.14.20/scans/0047/voter.jpg?sig=s", "192.168.14.20 is a private address"),
        ("http://[::1]:80/", "::1 is a private address"),
        ("http://[::ffff:10.0.0.1]/", "::ffff:a00:1 is a private address"),
        ("http://[fe80::1%25eth0]/", "fe80::1%25eth0 is a private address"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is a private address"),
        ("https://localhost/a", "localhost is a name inside a network"),
        ("https://LOCALHOST.:8443/a", "localhost is a name inside a network"),
        ("https://a.localhost/a", "a.localhost is a name inside a network"),
        ("http://scanner/a.pdf", "scanner is a name inside a network"),
        ("http://scanner.local/a.pdf", "scanner.local is a name inside a network"),
        ("http://metadata.google.internal/", "metadata.google.internal is a name inside a network"),
        ("http://box.home.arpa/", "box.home.arpa is a name inside a network"),
    ],
)
def test_what_nobody_outside_can_reach_is_told_without_a_call(link, named, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: pytest.fail("A call."))
    assert links.never_reached(link) == f"{named}: {ATTACH}"
    found = links.look(link)
    assert (found.outcome, found.sentence) == (links.Outcome.PRIVATE, f"{named}: {ATTACH}")


@pytest.mark.parametrize(
    "link",
    [
        "https://docs.example/a",
        "https://8.8.8.8/",
        "https://[2606:4700::1]/",
        "ftp://10.0.0.1/",
        "",
        "x",
        "//",
    ],
)
def test_what_may_be_reached_or_is_no_link_is_not_flagged(link):
    assert links.never_reached(link) == ""


@pytest.mark.parametrize("host", ["docs.example", "1.2.3.4.5", "0x7g", "999.1.1.1", "4294967296", ""])
def test_what_only_looks_like_an_address_is_a_name(host):
    assert literal_of(host) is None


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://MÜNCHEN.example/", "xn--mnchen-3ya.example"),
        ("https://दस्तावेज़.example./", "xn--81bpf5dn1al7e6b.example"),
        ("https://Docs.Example/", "docs.example"),
    ],
)
def test_a_name_is_written_as_it_is_asked_for(link, host):
    assert target_of(link).host == host


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("https://[docs.example/?sig=s", "The address in this link cannot be used."),
        ("https://docs.example:99999/", "The address in this link cannot be used."),
        ("file:///etc/passwd", "Only links that begin with"),
        ("gopher://docs.example/", "Only links that begin with"),
        ("https:///a", "The host name in this link cannot be used."),
        ("https://a..b/", "The host name in this link cannot be used."),
        ("https://a%00.example/", "The host name in this link cannot be used."),
        (f"https://{'a' * 64}.example/", "The host name in this link cannot be used."),
        (f"https://{'a.' * 130}example/", "The host name in this link cannot be used."),
        ("https://\u2488.example/", "The host name in this link cannot be used."),
    ],
)
def test_a_link_that_cannot_be_asked_for_has_its_sentence(link, words):
    found = links.look(link, resolve=lambda host, port: pytest.fail("A call."))
    assert found.sentence.startswith(words)
    with pytest.raises(Trouble):
        target_of(link)


def test_what_is_asked_for_is_the_link_byte_for_byte_but_for_what_http_cannot_say():
    target = target_of("https://docs.example/a%20b;c/ü|.pdf?sig=a%2Bb/+=,;&x=ü y#page=2")
    assert target.path == "/a%20b;c/%C3%BC%7C.pdf?sig=a%2Bb/+=,;&x=%C3%BC%20y"
    assert target_of("https://docs.example?a=1").path == "/?a=1"


def test_the_secrets_of_a_link_are_not_in_what_is_printed():
    target = target_of("https://asha:secret@docs.example/a?sig=s3cret")
    assert "secret" not in repr(target) and "s3cret" not in repr(target) and "Basic" not in repr(target)
    assert target.authorization == "Basic YXNoYTpzZWNyZXQ="


@given(
    st.text(max_size=60), st.sampled_from(["https://", "http://u:p@", "http://docs.example/", "https:", ""])
)
def test_whatever_is_written_in_a_link_nothing_raises(text, before):
    nobody = links.look(before + text, resolve=lambda host, port: [], allowed=lambda address: False)
    assert not nobody.good
    assert isinstance(links.never_reached(before + text), str)


def test_half_a_character_cannot_be_asked_for():
    for link in (
        "https://docs.example/\ud800",
        "https://docs.example/?\ud800",
        "https://\ud800@docs.example/",
    ):
        assert links.look(link).sentence == "The address in this link cannot be used."


@pytest.mark.parametrize("link", ["http://[", "https://docs..example/a", "ftp://localhost/a", "nothing"])
def test_of_what_is_no_link_nothing_is_said(link):
    assert links.never_reached(link) == ""
