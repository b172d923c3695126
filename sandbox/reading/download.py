"""Fetches one file by its link: within its bounds, and only from where it may."""

import zlib
from base64 import b64encode
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.parse import unquote, urljoin

from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

from sandbox.reading.clock import Clock, Failed
from sandbox.reading.connection import DEFAULT_PORTS, connect

PIECE = 64 * 1024
MOST_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)
# As DNS has it.
LONGEST_HOST = 253
MEGABYTE = 1024 * 1024
HEADERS = {"User-Agent": "Sandbox", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
CUT_OFF = "The connection broke before the whole file had come."


@dataclass(frozen=True)
class Rules:
    """From where a file may come, how large it may be and how long it may take from first to last."""

    private_addresses: bool = False
    most_bytes: int = 50 * MEGABYTE
    most_seconds: float = 60.0


@dataclass(frozen=True)
class Downloaded:
    """A file that is here: its size, and what its server calls it ("image/jpeg"; may be empty or wrong)."""

    bytes: int
    content_type: str


def download(url, path, rules):
    """Fetch a file into `path`; returns Downloaded, or raises Failed and leaves no file behind.

    Failed is a sentence for people. It names a host at the most: the rest of a link may be a secret.
    """
    clock = Clock(rules.most_seconds)
    for _ in range(MOST_REDIRECTS + 1):
        target = _target(url)
        with closing(connect(target, rules.private_addresses, clock)) as connection:
            response = _answer(connection, target, clock)
            with closing(response):
                if response.status not in REDIRECTS:
                    return _stored(response, Path(path), rules.most_bytes, clock)
                url = _next(url, response)
    raise Failed(f"The link redirects more than {MOST_REDIRECTS} times.")


def _target(url):
    """The parts of a link, ready for a request."""
    try:
        target = parse_url(url)
    except LocationParseError:
        raise Failed("The link is not a URL that can be used.") from None
    if target.scheme not in DEFAULT_PORTS:
        raise Failed("Only links that begin with https:// or http:// can be fetched.")
    if not target.host:
        raise Failed("The link names no host.")
    # The name stands in what is said of the link, and a server may redirect to any.
    if len(target.host) > LONGEST_HOST:
        raise Failed("The name of the link's host is too long.")
    return target


def _answer(connection, target, clock):
    try:
        connection.request(
            "GET",
            target.request_uri,
            headers=HEADERS | _signed_in(target),
            preload_content=False,
            decode_content=False,
        )
        return connection.getresponse()
    except ConnectionError:
        raise clock.failed("The connection broke before there was an answer.") from None
    except (HTTPError, HTTPException, OSError, ValueError):
        raise clock.failed("The link's server gave no answer in HTTP.") from None


def _signed_in(target):
    """What a link's own `user:password@` asks for; nothing else of this machine goes along."""
    if not target.auth:
        return {}
    return {"Authorization": "Basic " + b64encode(unquote(target.auth).encode()).decode()}


def _next(url, response):
    location = response.headers.get("Location", "")
    if not location:
        raise Failed("The link redirects to nowhere.")
    try:
        # HTTP reads headers as Latin-1; those beyond ASCII are UTF-8 in fact.
        return urljoin(url, location.encode("latin-1").decode("utf-8", "replace"))
    except ValueError:
        raise Failed("The link redirects to a URL that cannot be used.") from None


def _stored(response, path, most, clock):
    if response.status != 200:
        raise Failed(f"The link answered {response.status}.")
    if (response.length_remaining or 0) > most:
        raise _too_large(most)
    size = 0
    try:
        with path.open("wb") as file:
            for piece in _pieces(response, clock):
                size += len(piece)
                if size > most:
                    raise _too_large(most)
                file.write(piece)
        if not size:
            raise Failed("The link gave an empty file.")
    except OSError:
        path.unlink(missing_ok=True)
        raise Failed("The sandbox could not store the file.") from None
    except Failed:
        path.unlink(missing_ok=True)
        raise
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Downloaded(size, content_type)


def _pieces(response, clock):
    """The bytes of an answer as they come, unpacked where they come packed all the same."""
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing in ("", "identity"):
        return _raw_pieces(response, clock)
    if packing in ("gzip", "x-gzip"):
        return _unpacked(_raw_pieces(response, clock))
    raise Failed("The file comes packed in a way that was not asked for.")


def _raw_pieces(response, clock):
    try:
        # read1: what has come so far, so that the bounds hold for a file that drips, too.
        while piece := response.read1(PIECE, decode_content=False):
            yield piece
    except (HTTPError, HTTPException, OSError, ValueError):
        raise clock.failed(CUT_OFF) from None


def _unpacked(pieces):
    """The content of gzip, in pieces no larger than others however small the packed ones are."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for piece in pieces:
            while piece and not unpacker.eof:
                if content := unpacker.decompress(piece, PIECE):
                    yield content
                piece = unpacker.unconsumed_tail
    except zlib.error:
        raise Failed("The file comes packed and cannot be unpacked.") from None
    if not unpacker.eof:
        raise Failed(CUT_OFF)


def _too_large(most):
    return Failed(f"The file is larger than {most / MEGABYTE:g} MB.")
