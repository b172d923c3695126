"""Whose word counts for who asked and by which name."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

from atlas_portal.proxies import FORWARDED, ProxyMiddleware, client_of, read_networks

PROXY = "10.1.0.9"


@pytest.fixture(autouse=True)
def trusted(settings):
    settings.TRUSTED_PROXIES = read_networks(["10.1.0.0/16", "::1"])


def seen(rf, **meta):
    """The request as the portal sees it."""
    requests = []
    ProxyMiddleware(lambda request: requests.append(request) or HttpResponse())(rf.get("/", **meta))
    return requests[0].META


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 10.1.0.4", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("10.1.0.4", "10.1.0.4"),
        ("unknown", PROXY),
        ("unknown, 10.1.0.4", "10.1.0.4"),
        ("", PROXY),
        ("'; DROP TABLE", PROXY),
    ],
)
def test_the_client_is_the_last_that_is_no_trusted_proxy(forwarded, client):
    assert client_of(PROXY, forwarded) == client


def test_a_trusted_proxy_is_believed(rf):
    meta = seen(
        rf,
        REMOTE_ADDR=PROXY,
        HTTP_X_FORWARDED_FOR="203.0.113.7",
        HTTP_X_FORWARDED_HOST="evil.example, portal.example:8443",
        HTTP_X_FORWARDED_PROTO="https",
    )
    assert (meta["REMOTE_ADDR"], meta["HTTP_HOST"]) == ("203.0.113.7", "portal.example:8443")
    assert meta["HTTP_X_FORWARDED_PROTO"] == "https"


@pytest.mark.parametrize("peer", ["203.0.113.7", "", "unix:"])
def test_nobody_else_is(rf, peer):
    meta = seen(rf, REMOTE_ADDR=peer, **dict.fromkeys(FORWARDED, "198.51.100.1"))
    assert meta["REMOTE_ADDR"] == peer and "HTTP_HOST" not in meta
    assert not meta.keys() & set(FORWARDED)


@pytest.mark.parametrize("text", ["proxy.example", "10.0.0.0/33", ""])
def test_what_is_no_address_is_refused_at_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES takes addresses and networks"):
        read_networks([text])
