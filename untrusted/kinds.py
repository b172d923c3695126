"""What a file is by its first bytes, and never by its name: the one judgement of it. Pure.

Of what is taken: PDF (ISO 32000-1, 7.5.2 and annex H, note 13), JPEG, PNG, TIFF and BigTIFF, WebP, and HEIC
(ISO/IEC 23008-12). `HEAD` bytes are enough to tell.
"""

import codecs
import re
from enum import Enum, StrEnum

HEAD = 4096
# A PDF may begin a little late; readers look for it so far.
PDF_WITHIN = 1024


class Kind(Enum):
    """A kind of file that is taken: its name for people, and its content type."""

    PDF = "PDF", "application/pdf"
    JPEG = "JPEG", "image/jpeg"
    PNG = "PNG", "image/png"
    TIFF = "TIFF", "image/tiff"
    WEBP = "WebP", "image/webp"
    HEIC = "HEIC", "image/heic"

    def __init__(self, words: str, content_type: str) -> None:
        self.words = words
        self.content_type = content_type


class Other(StrEnum):
    """A kind of file that is not taken, in words."""

    ZIP = "a zip archive or an Office file"
    OFFICE = "an Office file"
    ARCHIVE = "an archive"
    GIF = "a GIF image"
    BITMAP = "a bitmap"
    AVIF = "an AVIF image"
    PAGE = "a web page"
    DRAWING = "a drawing or XML"
    TEXT = "text"
    UNKNOWN = "something unknown"


_SIGNATURES = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    # BigTIFF, for files that may pass 4 GB.
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
)
_OTHERS = (
    (b"PK\x03\x04", Other.ZIP),
    (b"PK\x05\x06", Other.ZIP),
    (b"\xd0\xcf\x11\xe0", Other.OFFICE),
    (b"Rar!", Other.ARCHIVE),
    (b"7z\xbc\xaf", Other.ARCHIVE),
    (b"\x1f\x8b", Other.ARCHIVE),
    (b"GIF8", Other.GIF),
    (b"BM", Other.BITMAP),
)
# Brands whose images are coded as HEVC; AVIF has some of its own, and names mif1 and msf1 as well.
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
_LONGEST_BOX = 256
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|title|meta|style|div|form|center|h1)\b", re.IGNORECASE
)


def kind_of(head: bytes) -> Kind | None:
    """The kind of what begins with these bytes; None for what is not taken."""
    # Before PDF, whose mark may stand anywhere in the first kilobyte, and so inside of a picture.
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.WEBP
    if b"%PDF-" in head[:PDF_WITHIN]:
        return Kind.PDF
    brands = _brands(head)
    return Kind.HEIC if brands & _HEIC and b"avif" not in brands else None


def other_of(head: bytes) -> Other:
    """What begins with these bytes, of which `kind_of` knows no kind."""
    for signature, other in _OTHERS:
        if head.startswith(signature):
            return other
    if b"avif" in _brands(head):
        return Other.AVIF
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"<"):
        return Other.PAGE if _PAGE.match(_without_prologue(text)) else Other.DRAWING
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return Other.UNKNOWN
    return Other.UNKNOWN if b"\x00" in head else Other.TEXT


def _brands(head: bytes) -> set[bytes]:
    """The brands that the first box of an ISO media file names: the one it is, and the compatible."""
    if head[4:8] != b"ftyp":
        return set()
    box = head[8 : min(int.from_bytes(head[:4], "big"), _LONGEST_BOX)]
    # Behind the first brand stands its version.
    return {box[at : at + 4] for at in range(0, len(box), 4) if at != 4}


def _without_prologue(text: bytes) -> bytes:
    """Markup without the comments and the declaration before its first element."""
    text = text[:8192]
    while text.startswith((b"<!--", b"<?xml")):
        text = text.partition(b"-->" if text.startswith(b"<!--") else b"?>")[2].lstrip()
    return text
