"""A connection to the host of a link, made by the clock and to an address that was checked."""

import io
import queue
import socket
import ssl
import threading

from requests.certs import where
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from sandbox.reading.addresses import may_fetch_from
from sandbox.reading.clock import Failed

DEFAULT_PORTS = {"http": 80, "https": 443}
# Where one address of a host does not take the connection, others are tried.
MOST_ADDRESSES = 4
CONNECT_SECONDS = 10


def connect(target, private_addresses, clock):
    """A urllib3 connection to the host of a parsed link; nothing was asked yet. Raises Failed."""
    host = target.host.strip("[]")
    port = target.port or DEFAULT_PORTS[target.scheme]
    addresses = _addresses(host, port, clock)
    if not all(may_fetch_from(address, private_addresses) for address in addresses):
        raise _out_of_bounds(host)
    words = f"{host} could not be connected to."
    for address in addresses[:MOST_ADDRESSES]:
        kind, more = (_Tls, {"ssl_context": _trust()}) if target.scheme == "https" else (_Plain, {})
        connection = kind(host, port, **more)
        connection.goal = address, private_addresses, clock
        try:
            connection.connect()
            connection.sock = _Clocked(connection.sock, clock)
            return connection
        except (HTTPError, OSError, ValueError) as error:
            connection.close()
            words = _not_connected(host, error)
    raise clock.failed(words)


def _addresses(host, port, clock):
    """The addresses of a host, looked up in a thread: the system's look-up knows no time-out."""
    found = queue.SimpleQueue()

    def look_up():
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put([row[4][0] for row in rows])
        # A label that is too long is a UnicodeError, which is a ValueError.
        except (OSError, ValueError):
            found.put([])

    threading.Thread(target=look_up, daemon=True).start()
    try:
        addresses = found.get(timeout=clock.left())
    except (queue.Empty, TimeoutError):
        addresses = []
    if not addresses:
        raise clock.failed(f"The host {host} was not found.")
    return addresses


def _out_of_bounds(host):
    return Failed(f"{host} leads to a private or reserved address.")


class _Plain(HTTPConnection):
    """Connects to `goal`, and to no other address, whatever the name says by now."""

    goal = None

    def _new_conn(self):
        address, private_addresses, clock = self.goal
        connected = socket.create_connection((address, self.port), clock.left(most=CONNECT_SECONDS))
        try:
            # Who is really there, before anything is said: the last word on where this leads.
            if not may_fetch_from(connected.getpeername()[0], private_addresses):
                raise _out_of_bounds(self.host)
            # For TLS and the request.
            connected.settimeout(clock.left())
        except (Failed, OSError):
            connected.close()
            raise
        return connected


class _Tls(_Plain, HTTPSConnection):
    """The same with TLS, verified."""


def _trust():
    """What the machine trusts, which may have its network's own authorities, and the usual ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(where())
    return context


def _not_connected(host, error):
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refuses the connection."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not trusted."
    if isinstance(error, ssl.SSLError):
        return f"No secure connection to {host} could be made."
    return f"{host} could not be connected to."


class _Clocked:
    """A socket of which each read takes no longer than the clock allows, also within one answer's head."""

    def __init__(self, connected, clock):
        self._connected = connected
        self._clock = clock

    def makefile(self, *args, **kwargs):
        raw = self._connected.makefile("rb", buffering=0)
        return io.BufferedReader(_ClockedReader(self._connected, raw, self._clock))

    def __getattr__(self, name):
        return getattr(self._connected, name)


class _ClockedReader(io.RawIOBase):
    def __init__(self, connected, raw, clock):
        self._connected = connected
        self._raw = raw
        self._clock = clock

    def readable(self):
        return True

    def readinto(self, buffer):
        self._connected.settimeout(self._clock.left())
        return self._raw.readinto(buffer)

    def close(self):
        self._raw.close()
        super().close()
