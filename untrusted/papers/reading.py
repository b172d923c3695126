"""Reading a file to its end, as far as it takes to know that it is whole, and drawing its thumbnail."""

import hashlib
import io
import os
from base64 import b64encode
from io import BufferedReader
from typing import Any

import pillow_heif
import pypdfium2
from PIL import Image, ImageOps

from untrusted.kinds import HEAD, Kind
from untrusted.papers import BROKEN, EDGE, MOST_POINTS, NO_END, TAIL, NotTaken, check_end, taken

# Pillow's names of the formats.
FORMATS = {
    Kind.JPEG: "JPEG",
    Kind.PNG: "PNG",
    Kind.TIFF: "TIFF",
    Kind.WEBP: "WEBP",
    Kind.HEIC: "HEIF",
}
_END_OF_JPEG = b"\xff\xd9"
pillow_heif.register_heif_opener()
# All of Pillow at once, since nothing can be loaded any more once the process is confined.
Image.init()
# A limit of our own, with a sentence.
Image.MAX_IMAGE_PIXELS = None


def examined(source: BufferedReader) -> dict[str, Any]:
    """What a file is: its content type, sha256, whether it asks for a password, its thumbnail in base64.

    Raises NotTaken for what the portal does not take, and whatever a library raises that cannot read it.
    """
    kind = taken(source.read(HEAD))
    size = source.seek(0, os.SEEK_END)
    source.seek(max(size - TAIL, 0))
    check_end(kind, source.read(), _ending(source, size))
    source.seek(0)
    picture = _first_page(source) if kind is Kind.PDF else _picture(source, FORMATS[kind])
    source.seek(0)
    return {
        "content_type": kind.content_type,
        "size": size,
        "sha256": hashlib.file_digest(source, "sha256").hexdigest(),
        "asks_password": picture is None,
        "thumbnail": b64encode(_thumbnail(picture)).decode() if picture else "",
    }


def _ending(source: BufferedReader, size: int) -> bytes:
    """The last bytes of a file, without the zeros with which some programs fill up its end."""
    tail = b""
    while size and not tail:
        begin = max(size - TAIL, 0)
        source.seek(begin)
        tail, size = source.read(size - begin).rstrip(b"\0"), begin
    return tail


def _first_page(source: BufferedReader) -> Image.Image | None:
    """The first page, small; None for a PDF that asks for a password."""
    try:
        document = pypdfium2.PdfDocument(source)
        page = document[0]
        picture: Image.Image = page.render(scale=EDGE / max(*page.get_size(), 1)).to_pil()
        return picture
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            return None
        raise NotTaken(BROKEN) from None


def _picture(source: BufferedReader, name: str) -> Image.Image:
    """The picture, read to its end; a JPEG no larger than a thumbnail needs."""
    try:
        picture = Image.open(source, formats=[name])
        width, height = picture.size
        if width * height > MOST_POINTS:
            raise NotTaken(
                f"This picture is {width:,} × {height:,} points; {MOST_POINTS // 1_000_000} million points "
                "is the most. Save it smaller and attach that."
            )
        picture.draft(None, (2 * EDGE, 2 * EDGE))
        picture.load()
    # SyntaxError is Pillow's word for some broken files.
    except (OSError, SyntaxError, ValueError):
        source.seek(0)
        lacks_end = name == "JPEG" and _END_OF_JPEG not in source.read()
        raise NotTaken(NO_END if lacks_end else BROKEN) from None
    return picture


def _thumbnail(picture: Image.Image) -> bytes:
    """The picture upright, small and on white, as WebP without anything that the camera wrote into it."""
    if picture.mode.startswith("I;16"):
        # Pillow's own way to eight bits cuts off at 255 instead of scaling.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
    elif picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    picture.thumbnail((EDGE, EDGE))
    # Turned once it is small: the whole would take as much memory again.
    picture = ImageOps.exif_transpose(picture)
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=75, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()
