"""What a file is, by its bytes and not by its name; pure."""

import codecs
import re

from .shapes import Look, Outcome

SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
)
# Brands of ISO/IEC 23008-12 (HEIF) whose images are coded as HEVC; AVIF has some of its own.
HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
OTHERS = (
    (b"PK\x03\x04", "a zip archive or an Office file"),
    (b"PK\x05\x06", "a zip archive or an Office file"),
    (b"\xd0\xcf\x11\xe0", "an Office file"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a bitmap"),
)
# A PDF may begin a little late (ISO 32000-1, annex H, note 13).
PDF_WITHIN = 1024
_PAGE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|title|meta|style|div|form|center|h1)\b", re.IGNORECASE
)
_PASSWORD = re.compile(rb"""type\s*=\s*["']?password""", re.IGNORECASE)
# In a trailer alone a reference follows the word; it names how the whole file is encrypted.
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def recognised(head: bytes, *, declared: str, size: int | None, status: int | None = None) -> Look:
    """What a file is by its first bytes; `declared` is the server's Content-Type."""
    if not head:
        return Look(Outcome.EMPTY, "The file behind this link is empty.", size, status=status)
    if name := kind_of(head):
        words = f"{name}, {in_words(size)}" if size else name
        return Look(Outcome.GOOD, words, size, name, status)
    if _is_page(head, declared):
        page = "login page" if _PASSWORD.search(head) else "web page"
        sentence = f"The link answers with a {page}, not a document."
        return Look(Outcome.WEB_PAGE, sentence, size, "web page", status)
    what = _other(head)
    return Look(Outcome.OTHER, f"The link answers with {what}, not a PDF or an image.", size, "", status)


def kind_of(head: bytes) -> str:
    """The name of a type that Atlas takes, or an empty text."""
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            return name
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WebP"
    if b"%PDF-" in head[:PDF_WITHIN]:
        return "PDF"
    brands = _brands(head)
    return "HEIC" if brands & HEIC and b"avif" not in brands else ""


def pdf_trouble(head: bytes, tail: bytes | None) -> tuple[Outcome, str] | None:
    """What is wrong with a PDF as far as its first and last bytes say; `tail` None: they are not known."""
    if _ENCRYPT.search(head) or (tail and _ENCRYPT.search(tail)):
        return Outcome.ENCRYPTED, "This PDF is protected; Atlas may not be able to open it."
    if tail is not None and b"%%EOF" not in tail and b"startxref" not in tail:
        return Outcome.BROKEN, "The end of this PDF is missing; it may be broken."
    return None


def in_words(size: int) -> str:
    """A size in bytes as people say it."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1e3:.0f} kB" if size < 999_500 else f"{size / 1e6:.1f} MB"


def _brands(head: bytes) -> set[bytes]:
    if head[4:8] != b"ftyp":
        return set()
    box = head[8 : min(int.from_bytes(head[:4], "big"), 256)]
    return {box[at : at + 4] for at in range(0, len(box), 4) if at != 4}


def _is_page(head: bytes, declared: str) -> bool:
    text = head[:8192].removeprefix(codecs.BOM_UTF8).lstrip()
    while text.startswith((b"<!--", b"<?xml")):
        text = text.partition(b"-->" if text.startswith(b"<!--") else b"?>")[2].lstrip()
    return bool(_PAGE.match(text)) or declared.lower().startswith(("text/html", "application/xhtml"))


def _other(head: bytes) -> str:
    for signature, words in OTHERS:
        if head.startswith(signature):
            return words
    if b"avif" in _brands(head):
        return "an AVIF image"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "something unknown"
    return "something unknown" if b"\x00" in head else "text"
