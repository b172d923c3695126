"""Proxies in front of the portal: only those that are trusted are believed who asked, how, and for whom."""

import ipaddress
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
FORWARDED = tuple(f"HTTP_X_FORWARDED_{name}" for name in ("FOR", "HOST", "PORT", "PROTO"))


class ProxyMiddleware:
    """Put the client's address and the name it asked for in the place of the proxy's.

    It stands before all that asks for either. Whoever is no trusted proxy may write anything into
    X-Forwarded-…, so from others it is taken away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if not _is_trusted(meta.get("REMOTE_ADDR", "")):
            for name in FORWARDED:
                meta.pop(name, None)
            return self.get_response(request)
        meta["REMOTE_ADDR"] = client_of(meta["REMOTE_ADDR"], meta.get("HTTP_X_FORWARDED_FOR", ""))
        # The last is what our own proxy wrote; those before came from outside.
        if host := _last(meta.get("HTTP_X_FORWARDED_HOST", "")):
            meta["HTTP_HOST"] = host
        return self.get_response(request)


def read_networks(texts: Iterable[str]) -> list[Network]:
    """The addresses and networks of TRUSTED_PROXIES; raises ImproperlyConfigured for what is neither."""
    try:
        return [ipaddress.ip_network(text, strict=False) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES takes addresses and networks, separated by commas: {error}."
        ) from None


def client_of(peer: str, forwarded: str) -> str:
    """Who asked a trusted proxy: the last address in X-Forwarded-For that is not a trusted proxy itself."""
    client = peer
    # From the end, as each proxy adds whom it heard from; what stands before may be invented.
    for text in reversed(forwarded.split(",")):
        address = _address(text.strip())
        if address is None:
            break
        client = address
        if not _is_trusted(address):
            break
    return client


def _last(values: str) -> str:
    return values.rpartition(",")[2].strip()


def _address(text: str) -> str | None:
    """An address as a proxy writes it, without its port."""
    host = text[1:].partition("]")[0] if text.startswith("[") else text
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _is_trusted(address: str) -> bool:
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(number in network for network in settings.TRUSTED_PROXIES)
