"""What a file is by its content, and whether the portal takes it.

Files come from anywhere, and what reads them is C code: `python -m untrusted.papers` does it in a
process of its own. Nothing here knows Django, the database or a setting.
"""

from untrusted.kinds import Kind, Other, kind_of, other_of

LARGEST = 25 * 1024 * 1024
# A small file may unpack to any number of points; so many fit into the reader's memory at four bytes each.
MOST_POINTS = 100_000_000
# The longest edge of a thumbnail: enough points to know a document by, too few to read its numbers.
EDGE = 200

EMPTY = "This file is empty."
BROKEN = "This file is damaged or not complete. If it opens on your computer, save it anew and attach that."
NO_END = (
    "This picture has no end: it was not copied whole, or its program leaves the end away. "
    "Open it, save it anew, and attach that."
)
TOO_LONG = "This file takes too long to read. Print it to a new PDF, or save it anew, and attach that."
TOO_MUCH = "This file takes too much memory to read. Save it smaller, and attach that."
TWO_THINGS = "This file is two things at once: a document and an archive. Save it anew and attach that."
NOT_TAKEN = (
    "This is no PDF, JPEG, PNG, TIFF, WebP or HEIC file, whatever its name says. Save it as one of these."
)
ARCHIVE = "This is an archive or an office document. Take the files out of it, or save it as a PDF."
WEB_PAGE = "This is a web page or a drawing, not a document. Print it to a PDF and attach that."

_WHY_NOT = {
    Other.ZIP: ARCHIVE,
    Other.OFFICE: ARCHIVE,
    Other.ARCHIVE: ARCHIVE,
    Other.PAGE: WEB_PAGE,
    Other.DRAWING: WEB_PAGE,
}
_ZIP_END = b"PK\x05\x06"
# What the end of a zip archive takes at the most: its record, and a comment.
TAIL = 22 + 65_535
# Every PDF says that it ends, within its last kilobyte or so.
_PDF_END = 4096


class NotTaken(Exception):
    """A file that the portal does not take; the text may be shown."""


def too_large(size: int) -> str:
    """The sentence about a file of so many bytes."""
    return f"This file has {size / 1024 / 1024:,.1f} MB; {LARGEST // 1024 // 1024} MB is the most."


def taken(head: bytes) -> Kind:
    """The kind of what begins with these bytes. Raises NotTaken for what the portal does not take."""
    if not head:
        raise NotTaken(EMPTY)
    if kind := kind_of(head):
        return kind
    raise NotTaken(_WHY_NOT.get(other_of(head), NOT_TAKEN))


def check_end(kind: Kind, tail: bytes, ending: bytes) -> None:
    """Raise NotTaken for a file whose end says that it is another thing too, or not all there.

    `tail` is how it ends, `ending` the same without the zeros with which some programs fill up an end.
    """
    # The length of the comment has to fit: these four bytes alone may stand in any picture.
    at = tail.rfind(_ZIP_END)
    if at >= 0 and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
        raise NotTaken(TWO_THINGS)
    if kind is Kind.PDF and b"%%EOF" not in ending[-_PDF_END:]:
        raise NotTaken(BROKEN)
