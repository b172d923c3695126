"""What reading gives: lines of text with their places, page by page."""

from dataclasses import dataclass, field

INVALID_DOC = "INVALID_DOC"
ORIGINAL = "original"
XEROX_COPY = "xerox_copy"
PHOTO_OF_PHOTO = "photo_of_photo"


@dataclass(frozen=True)
class Line:
    """One piece of text in one row; a row of a table gives a line for each of its cells.

    The box is in pixels of the upright page; `score` is how sure the reading is, from 0 to 1
    (1 for a PDF's own text).
    """

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float


def in_reading_order(lines):
    """Lines from top to bottom, those of one row from left to right."""
    rows = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        middle = (line.top + line.bottom) / 2
        if rows and rows[-1][0].top <= middle <= rows[-1][0].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return tuple(line for row in rows for line in sorted(row, key=lambda line: line.left))


@dataclass(frozen=True)
class Page:
    """One upright page: its size in pixels and its lines from top to bottom, then left to right."""

    width: int
    height: int
    lines: tuple[Line, ...]
    # Atlas's words for how a picture came about (`document_quality_flag`).
    quality: str = ORIGINAL


@dataclass(frozen=True)
class Reading:
    """What was read of one file; `problem` says in a sentence why it was not.

    `redacted` is a JPEG of a page with an Aadhaar number, without the number. `lines` are the texts that were
    read: what `sandbox.accuracy` measures the fields by. They are kept nowhere.
    """

    document_type: str = ""
    error_code: str = ""
    problem: str = ""
    fields: dict = field(default_factory=dict)
    pages: int = 0
    redacted: bytes = b""
    lines: tuple = ()


def unread(problem, page_count=0):
    """The reading of a file that could not be read."""
    return Reading(error_code=INVALID_DOC, problem=problem, pages=page_count)
