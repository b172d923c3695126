"""Files that are encrypted in chunks, so that a part can be opened without the rest: a STREAM of AES-256-GCM.

A sealed file is a header (version, random prefix) and chunks. The nonce of a chunk is the prefix, its number
and whether it is the last, after Hoang, Reyhanitabar, Rogaway and Vizár (CRYPTO 2015): a chunk that is
missing, moved or of another file does not open, and neither does one under another header or label.
"""

import io
import os
from collections.abc import Iterator
from typing import IO, Protocol, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Plain bytes of a chunk; only the last has fewer.
CHUNK = 65_536
KEY_LENGTH = 32
_TAG = 16
# What it is, and in which version.
_MAGIC = b"portal-sealed\x00\x01"
_PREFIX = 7
HEADER = len(_MAGIC) + _PREFIX


class Damaged(Exception):
    """A sealed file does not open: it was changed, cut or moved, or its key is another."""


class Seekable(Protocol):
    """What a sealed file is read from."""

    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int | None: ...
    def tell(self) -> int: ...
    def close(self) -> None: ...


def new_key() -> bytes:
    """A random key of 32 bytes, for one file."""
    return os.urandom(KEY_LENGTH)


def seal(key: bytes, label: str, plain: IO[bytes]) -> Iterator[bytes]:
    """The sealed file in pieces, of what `plain` holds from where it stands.

    `label` says what it is among what the same key seals, such as a file and its picture.
    """
    prefix = os.urandom(_PREFIX)
    header, cipher = _MAGIC + prefix, AESGCM(key)
    yield header
    number, piece = 0, _filled(plain)
    while following := _filled(plain):
        yield cipher.encrypt(_nonce(prefix, number, False), piece, header + label.encode())
        number, piece = number + 1, following
    yield cipher.encrypt(_nonce(prefix, number, True), piece, header + label.encode())


def _filled(plain: IO[bytes]) -> bytes:
    """The next whole chunk, or what is left; a file may give less at a time than is asked for."""
    piece = plain.read(CHUNK)
    while 0 < len(piece) < CHUNK and (more := plain.read(CHUNK - len(piece))):
        piece += more
    return piece


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Opened(io.RawIOBase):
    """The plain bytes of a sealed file, to read from any place.

    A chunk is opened when it is read, and one is kept. Raises Damaged, when it is made or read, for what does
    not open. Closing it closes the sealed file.
    """

    def __init__(self, key: bytes, label: str, sealed: Seekable) -> None:
        self._sealed, self._cipher, self._label = sealed, AESGCM(key), label.encode()
        sealed.seek(0, os.SEEK_END)
        chunks = sealed.tell() - HEADER
        sealed.seek(0)
        self._header = sealed.read(HEADER)
        self._count = -(-chunks // (CHUNK + _TAG))
        self.size = chunks - self._count * _TAG
        if not self._header.startswith(_MAGIC) or self._count < 1 or self.size < 0:
            raise Damaged
        self._at, self._number, self._chunk = 0, -1, b""

    def check(self, first: int, last: int) -> None:
        """Open every chunk that the bytes from `first` to `last` lie in, and keep none; raises Damaged."""
        for number in range(first // CHUNK, max(last, 0) // CHUNK + 1):
            self._open(number)

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """Where the next byte is read from."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Read from there on next; nothing is opened for it."""
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        return self._at

    def readinto(self, buffer: object, /) -> int:
        """Fill the buffer with what is left of the chunk that the next byte lies in; 0 at the end."""
        number, offset = divmod(self._at, CHUNK)
        if ended := self._at >= self.size:
            # Only the last chunk can tell that this is the end, and not where the file was cut.
            number = self._count - 1
        if number != self._number:
            self._number, self._chunk = number, self._open(number)
        if ended:
            return 0
        view = memoryview(cast(bytearray, buffer))
        piece = self._chunk[offset : offset + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _open(self, number: int) -> bytes:
        self._sealed.seek(HEADER + number * (CHUNK + _TAG))
        sealed = self._sealed.read(CHUNK + _TAG)
        nonce = _nonce(self._header[len(_MAGIC) :], number, number == self._count - 1)
        try:
            return self._cipher.decrypt(nonce, sealed, self._header + self._label)
        except InvalidTag:
            raise Damaged from None

    def close(self) -> None:
        """Close the sealed file too."""
        if not self.closed:
            self._sealed.close()
        super().close()
