"""Where a link leads: its parts, the addresses of its host, and which of them may be reached."""

import base64
import functools
import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

from .clock import Deadline
from .shapes import Outcome, Trouble

Address = IPv4Address | IPv6Address
Allowed = Callable[[Address], bool]
Resolve = Callable[[str, int], list[str]]

# What a path and a query may hold as it is; all else is written as per cents.
SAFE = "/?%:=&~+!$,;'@()*[]"
PORTS = {"http": 80, "https": 443}
# Names that only a network of its own answers for (RFC 6761, 6762, 8375, 9476; ICANN on home, corp, mail).
INSIDE = {
    "localhost",
    "local",
    "internal",
    "localdomain",
    "lan",
    "home",
    "corp",
    "mail",
    "intranet",
    "private",
}
INSIDE |= {"home.arpa"}
ATTACH = "Atlas cannot reach it from outside. Attach the file instead."
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
# What Python's `is_global` lets through although nobody's document is there: relays, protocol
# assignments, and the virtual address under which Azure's machines find their host.
_NOT_PUBLIC = [
    ipaddress.ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "3fff::/20")
]
_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether the address is one of the open internet, also where IPv6 carries an IPv4 address in it."""
    if isinstance(address, IPv6Address):
        if carried := _carried(address):
            return is_public(carried)
        if address not in _UNICAST:
            return False
    reserved = any(address.version == net.version and address in net for net in _NOT_PUBLIC)
    return address.is_global and not address.is_multicast and not reserved


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


@dataclass(frozen=True)
class Target:
    """The parts of a link, as a request needs them."""

    scheme: str
    host: str
    port: int
    path: str = field(repr=False)
    authorization: str = field(default="", repr=False)

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


def target_of(url: str) -> Target:
    """The parts of a link; raises Trouble for one that cannot be asked for."""
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme.lower(), parts.port
        query = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
        path = (quote(parts.path, safe=SAFE) or "/") + query
        authorization = _authorization(parts)
    except ValueError:
        raise Trouble(Outcome.UNREACHABLE, "The address in this link cannot be used.") from None
    if scheme not in PORTS:
        raise Trouble(Outcome.MISLED, "Only links that begin with https:// or http:// can be fetched.")
    return Target(scheme, host_of(parts.hostname or ""), port or PORTS[scheme], path, authorization)


@functools.lru_cache(1_000)
def host_of(written: str) -> str:
    """A host in lower case, as ASCII and without a last dot; numbers in any form as an address.

    Raises Trouble for what is no host.
    """
    host = written.lower().rstrip(".")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode().rstrip(".")
        except UnicodeError:
            host = ""
    if literal := literal_of(host):
        return str(literal)
    if not _NAME.fullmatch(host) or len(host) > 253:
        raise Trouble(Outcome.UNREACHABLE, "The host name in this link cannot be used.")
    return host


def _authorization(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    both = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(both.encode()).decode()


def literal_of(host: str) -> Address | None:
    """The address that a host is by itself, decimal, octal and hexadecimal forms too; None for a name."""
    try:
        if _NUMBERS.fullmatch(host):
            return IPv4Address(socket.inet_aton(host))
        return ipaddress.ip_address(host)
    except (ValueError, OSError):
        return None


def never_reached(url: str, *, allowed: Allowed = is_public) -> str:
    """Why nobody outside can ever reach this link, in a sentence; empty if it may be. Asks no network."""
    try:
        parts = urlsplit(url)
        return _inside(host_of(parts.hostname or ""), allowed) if parts.scheme.lower() in PORTS else ""
    except (ValueError, Trouble):
        return ""


@functools.lru_cache(1_000)
def _inside(host: str, allowed: Allowed) -> str:
    if literal := literal_of(host):
        return "" if allowed(literal) else f"{literal} is a private address: {ATTACH}"
    labels = host.split(".")
    if len(labels) == 1 or labels[-1] in INSIDE or ".".join(labels[-2:]) in INSIDE:
        return f"{host} is a name inside a network: {ATTACH}"
    return ""


def lookup(host: str, port: int) -> list[str]:
    """The addresses of a host as this machine finds them; raises OSError or ValueError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def addresses_of(target: Target, *, allowed: Allowed, resolve: Resolve, deadline: Deadline) -> list[Address]:
    """The addresses to dial for a target, every one of them allowed; looked up once.

    Raises Trouble if there are none, or one that is not allowed among them.
    """
    if sentence := _inside(target.host, allowed):
        raise Trouble(Outcome.PRIVATE, sentence)
    if literal := literal_of(target.host):
        return [literal]
    try:
        found = [ipaddress.ip_address(text) for text in _in_time(resolve, target, deadline)]
    except (OSError, ValueError) as error:
        deadline.check()
        raise Trouble(Outcome.UNREACHABLE, f"The portal does not find the host {target.host}.") from error
    if not found:
        raise Trouble(Outcome.UNREACHABLE, f"The portal does not find the host {target.host}.")
    # Not just the allowed ones: a name that mixes both may be there to lead inside.
    if not all(map(allowed, found)):
        raise Trouble(Outcome.PRIVATE, f"{target.host} leads to a private address: {ATTACH}")
    return found


def _in_time(resolve: Resolve, target: Target, deadline: Deadline) -> list[str]:
    """Look a name up in a thread of its own, as the system's lookup knows no time-out."""
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(target.host, target.port))
        except (OSError, ValueError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name="link lookup").start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, Exception):
        raise answer
    return answer
