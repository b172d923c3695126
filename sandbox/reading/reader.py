"""What a reader process does with one file: from its pages to what they say."""

import resource

import cv2

from sandbox.reading.cleaning import cleaned
from sandbox.reading.lines import INVALID_DOC, Page, Reading, unread
from sandbox.reading.ocr import Reader
from sandbox.reading.pages import Unreadable, pages
from sandbox.reading.quality import quality
from sandbox.reading.redacting import as_jpeg, redacted
from sandbox.understanding import reading_of

# The models take most of it; a file that wants more gets a MemoryError, and the machine goes on.
MOST_MEMORY = 3 * 1024**3
PROBLEMS = {
    "UNRECOGNISED": "The text is of no known type of document.",
    INVALID_DOC: "No text could be read.",
}

_reader = None


def prepare():
    """Bound the memory of this process and load the models: once, before the first file."""
    global _reader
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The processes are as many as the cores already.
    cv2.setNumThreads(1)
    _reader = Reader()


def read(path):
    """A Reading of the file at a path, whatever the file contains."""
    read_pages, pictures = [], []
    try:
        for lines, content in pages(path):
            page, picture = _page(lines, content)
            read_pages.append(page)
            pictures.append(picture)
        return _reading(path, read_pages, pictures)
    except Unreadable as error:
        return unread(str(error), len(read_pages))
    except MemoryError:
        return unread("The file takes too much memory to read.", len(read_pages))


def pages_of(path):
    """The Pages of a file as OCR gives them: what `understanding` begins with."""
    return [_page(lines, content)[0] for lines, content in pages(path)]


def _reading(path, read_pages, pictures):
    understood = reading_of(read_pages)
    boxes = understood.secret_boxes
    # Without a number there is no field for the picture to stand in.
    shown = boxes and "aadhaar_number" in understood.fields
    return Reading(
        document_type=understood.kind,
        error_code=understood.error_code,
        problem=PROBLEMS.get(understood.error_code, ""),
        fields=understood.fields,
        pages=len(read_pages),
        redacted=redacted(path, pictures, boxes, _reader.read) if shown else b"",
        lines=tuple(line.text for page in read_pages for line in page.lines),
    )


def _page(lines, content):
    """A Page, and its picture as a JPEG (empty where the text came from a PDF)."""
    if lines is not None:
        width, height = content
        return Page(width, height, lines), b""
    paper = cleaned(content)
    picture, lines = _reader.read(paper)
    return Page(picture.shape[1], picture.shape[0], lines, quality(content, paper)), as_jpeg(picture)
