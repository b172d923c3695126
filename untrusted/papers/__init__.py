"""What a file is by its content, and whether the portal takes it.

Files come from anywhere, and what reads them is C code: `python -m untrusted.papers` does it in a
process of its own. Nothing here knows Django, the database or a setting.
"""

LARGEST = 25 * 1024 * 1024
MOST_POINTS = 100_000_000
# The longest edge of a thumbnail: enough points to know a document by, too few to read its numbers.
EDGE = 200

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
TIFF, WEBP, HEIC = "image/tiff", "image/webp", "image/heic"

EMPTY = "This file is empty."
BROKEN = "This file is damaged or not complete. If it opens on your computer, save it anew and attach that."
TOO_LONG = "This file takes too long to read. Print it to a new PDF, or save it anew, and attach that."
TOO_MUCH = "This file takes too much memory to read. Save it smaller, and attach that."
TWO_THINGS = "This file is two things at once: a document and an archive. Save it anew and attach that."
NOT_TAKEN = (
    "This is no PDF, JPEG, PNG, TIFF, WebP or HEIC file, whatever its name says. Save it as one of these."
)
ARCHIVE = "This is an archive or an office document. Take the files out of it, or save it as a PDF."
WEB_PAGE = "This is a web page or a drawing, not a document. Print it to a PDF and attach that."

_STARTS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
_ZIP_END = b"PK\x05\x06"
# What the end of a zip archive takes at the most: its record, and a comment.
TAIL = 22 + 65_535
# Every PDF says that it ends, within its last kilobyte or so.
_PDF_END = 4096


class Refused(Exception):
    """A file that the portal does not take; the text may be shown."""


def too_large(size: int) -> str:
    """The sentence about a file of so many bytes."""
    return f"This file has {size / 1024 / 1024:,.1f} MB; {LARGEST // 1024 // 1024} MB is the most."


def kind_of(head: bytes) -> str:
    """The content type of what begins with these bytes. Raises Refused for what is not taken."""
    if not head:
        raise Refused(EMPTY)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and _HEIC_BRANDS & _brands(head):
        return HEIC
    if head.startswith(_ARCHIVES):
        raise Refused(ARCHIVE)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        raise Refused(WEB_PAGE)
    raise Refused(NOT_TAKEN)


def _brands(head: bytes) -> set[bytes]:
    """The brands that the first box of an ISO media file names: the one it is, and the compatible."""
    size = int.from_bytes(head[:4], "big")
    return {head[8:12], *(head[at : at + 4] for at in range(16, min(size, len(head)), 4))}


def check_end(kind: str, tail: bytes) -> None:
    """Raise Refused for a file whose end says that it is another thing too, or not all there."""
    at = tail.rfind(_ZIP_END)
    if at >= 0 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
        raise Refused(TWO_THINGS)
    if kind == PDF and b"%%EOF" not in tail[-_PDF_END:]:
        raise Refused(BROKEN)
