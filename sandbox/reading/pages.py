"""Opens a file of any kind and gives its pages: their text where there is one, else a picture.

Everything here runs in a reader process, as it hands bytes from anywhere to libraries written in C.
"""

from contextlib import closing

import numpy as np
import pillow_heif
import pypdfium2
from PIL import Image, ImageOps, ImageSequence
from pypdfium2 import raw

from sandbox.reading.lines import Line, in_reading_order

# A longer paper is none of those that a loan needs, and would hold everyone else up.
MOST_PAGES = 40
# The largest phone cameras take 200 million points; drawn at once these would fill the memory.
MOST_POINTS = 200_000_000
# More points than this on the longer edge do not read better, they only take time and memory.
LONGEST_EDGE = 3000
SHORTEST_EDGE = 48
PDF_DOTS_PER_INCH = 200
# A scan's own text layer is a page number or a stamp; a paper says more.
LEAST_LETTERS = 40
# Radians; letters that slant more than this belong to no row.
LEVEL = 0.05
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "HEIF")

pillow_heif.register_heif_opener()
# Limits of our own, with a sentence each.
Image.MAX_IMAGE_PIXELS = None


class Unreadable(Exception):
    """The file is no paper that can be read; the text says why, in a sentence."""


def pages(path):
    """Each page of a file: a tuple of Lines with the page's width and height, or a picture.

    Yields `(lines, (width, height))` for a page with text and `(None, picture)` else, a picture being an
    array of bytes in blue, green, red. Raises Unreadable.
    """
    with path.open("rb") as file:
        start = file.read(1024)
    # The mark of a PDF may come after some bytes that do not belong to it (ISO 32000-1, annex H).
    yield from _pdf(path) if b"%PDF-" in start else _pictures(path)


def _pdf(path):
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Unreadable("The PDF asks for a password.") from None
        raise Unreadable("The PDF is damaged or not complete.") from None
    with closing(document):
        _require_few(len(document))
        for number in range(len(document)):
            try:
                yield _pdf_page(document[number])
            except pypdfium2.PdfiumError:
                raise Unreadable(f"Page {number + 1} of the PDF is damaged.") from None


def drawn_page(path, number):
    """The picture of one page of a PDF whose text was read, in the points that its lines count in."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        page = document[number]
        return _bytes(page.render(scale=_scale(page)).to_pil())


def _scale(page):
    """Points of the picture for each point of the page, which may claim to be a poster of ten metres."""
    return min(PDF_DOTS_PER_INCH / 72, LONGEST_EDGE / max(page.get_size()))


def _pdf_page(page):
    scale = _scale(page)
    width, height = (edge * scale for edge in page.get_size())
    lines = _text_layer(page, scale, height)
    if sum(len(line.text) for line in lines) >= LEAST_LETTERS:
        return lines, (round(width), round(height))
    _require_edge(width, height)
    return None, _bytes(page.render(scale=scale).to_pil())


def _text_layer(page, scale, height):
    # The text of a turned page has the places of the page before it was turned.
    if page.get_rotation():
        return ()
    left, bottom, _, _ = page.get_cropbox()
    with closing(page.get_textpage()) as text:
        pieces = list(_pieces(text))
    letters = "".join(words for words, _ in pieces).replace(" ", "")
    # Fonts without a table of their letters come out as private characters: such a page must be looked at.
    if sum(not letter.isprintable() for letter in letters) > len(letters) / 10:
        return ()
    # Marks without a shape, as stand between letters of several scripts, would tear numbers apart.
    shown = [("".join(filter(str.isprintable, words)).strip(), box) for words, box in pieces]
    return in_reading_order(
        Line(
            words,
            1.0,
            (box[0] - left) * scale,
            height - (box[3] - bottom) * scale,
            (box[2] - left) * scale,
            height - (box[1] - bottom) * scale,
        )
        for words, box in shown
        if words
    )


def _pieces(text):
    """Runs of letters that stand in one row without a wide gap, with their boxes (left, bottom, right, top).

    Slanted letters are left out: they are stamps and watermarks, and lie across the others.
    """
    words, box = "", None
    for index in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        if raw.FPDFText_GetCharAngle(text, index) > LEVEL:
            continue
        place = text.get_charbox(index, loose=True)
        if letter in "\r\n" or (not letter.isspace() and box and _is_apart(box, place)):
            if box:
                yield words, box
            words, box = "", None
        if letter.isspace():
            words += " " if words else ""
        else:
            words += letter
            box = _around(box, place) if box else place
    if box:
        yield words, box


def _is_apart(box, place):
    height = max(box[3] - box[1], 1)
    gap = place[0] - box[2]
    return not -height < gap < height or abs(place[1] - box[1]) > height / 2


def _around(box, place):
    return min(box[0], place[0]), min(box[1], place[1]), max(box[2], place[2]), max(box[3], place[3])


def _pictures(path):
    try:
        with Image.open(path, formats=FORMATS) as file:
            # Only TIFF files hold pages; the others' further frames are films and previews.
            frames = ImageSequence.Iterator(file) if file.format == "TIFF" else [file]
            _require_still(file)
            for frame in frames:
                _require_size(frame)
                yield None, _bytes(_upright(frame))
    except Unreadable:
        raise
    except Image.UnidentifiedImageError:
        raise Unreadable("The file is neither a picture nor a PDF.") from None
    # Pillow's readers answer a broken file with almost any error.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, OverflowError):
        raise Unreadable("The picture is damaged or not complete.") from None


def _require_still(file):
    frames = getattr(file, "n_frames", 1)
    if frames > 1 and file.format not in ("TIFF", "MPO"):
        raise Unreadable("The picture moves; a paper does not.")
    if file.format == "TIFF":
        _require_few(frames)


def _require_size(frame):
    width, height = frame.size
    if width * height > MOST_POINTS:
        raise Unreadable(f"The picture has {width:,} × {height:,} points, which is too many.")
    _require_edge(width, height)


def _require_edge(width, height):
    if min(width, height) < SHORTEST_EDGE:
        raise Unreadable(f"The picture has only {width:.0f} × {height:.0f} points.")


def _require_few(count):
    if count > MOST_PAGES:
        raise Unreadable(f"The file has {count:,} pages; {MOST_PAGES} are read at the most.")


def _upright(frame):
    # A JPEG can be read smaller at once, which saves most of the time and memory of a large photo.
    frame.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    small = _in_bytes(frame)
    small.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.BOX, reducing_gap=None)
    _require_edge(*small.size)
    return ImageOps.exif_transpose(small)


def _in_bytes(frame):
    """A copy with a byte for each colour of a point: others lose their greys when they are made smaller."""
    if frame.mode.startswith(("I", "F")):
        # Scanners fill sixteen bits, twelve of them, or numbers up to one: white is the lightest point.
        values = np.nan_to_num(np.asarray(frame, dtype=np.float32))
        grey = Image.fromarray((values * (255 / max(values.max(), 1e-6))).clip(0, 255).astype(np.uint8))
        grey.info = frame.info
        return grey
    if frame.mode == "1":
        return frame.convert("L")
    if frame.mode == "P":
        return frame.convert("RGBA" if "transparency" in frame.info else "RGB")
    return frame.copy()


def _bytes(picture):
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    return np.ascontiguousarray(np.asarray(picture.convert("RGB"))[..., ::-1])
