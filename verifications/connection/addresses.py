"""The address of an Atlas: what it must be, and when it is another one."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from untrusted import links

PORTS = {"http": 80, "https": 443}


def check_base_url(value: str) -> None:
    """Raise ValidationError unless the value is the address of an Atlas that the portal may call."""
    try:
        parts = urlsplit(value)
        plain = value.isascii() and value.isprintable() and not set(value) & set(" \"'<>\\?#@")
        # Reading the port raises ValueError where it is none.
        known = plain and parts.scheme in PORTS and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise ValidationError(
            "This is no address of Atlas. An example is https://api.helloatlas.in, with no query."
        )
    if parts.scheme != "https" and not settings.DEBUG:
        raise ValidationError(
            "The address begins with https://, since the secret would travel readable with http://."
        )
    if not settings.ATLAS_PRIVATE_ADDRESSES and links.never_reached(value):
        raise ValidationError(
            "This address lies inside a private network, which the portal does not call. "
            "Enter the public address of Atlas."
        )


def may_be_called(address: str) -> bool:
    """Whether the portal calls an Atlas that was found at this IP address."""
    return settings.ATLAS_PRIVATE_ADDRESSES or links.is_public(ip_address(address))


def origin_of(base_url: str) -> tuple[str, str, int]:
    """Scheme, host and port: whoever answers there reads the secret."""
    parts = urlsplit(base_url)
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


def host_words(base_url: str) -> str:
    """Host and port as an event may hold them, which takes no URL."""
    _, host, port = origin_of(base_url)
    return f"{host[:100]}:{port}"
