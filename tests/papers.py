"""Files as they come from scanners, phones and elsewhere."""

import io
import zipfile
from pathlib import Path

import pillow_heif
import pypdfium2
from PIL import Image

SAMPLES = Path(__file__).parent / "samples"


def picture(name, size=(640, 480), colour="teal", mode="RGB", **options):
    """A picture in this format of Pillow's."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, name, **options)
    return out.getvalue()


def jpeg(size=(64, 48), colour="teal", **options):
    return picture("JPEG", size, colour, **options)


def heic(size=(640, 480)):
    """A picture as an iPhone takes it."""
    pillow_heif.register_heif_opener()
    return picture("HEIF", size)


def pdf(pages=1, size=(595, 842)):
    """A PDF of empty pages."""
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(*size)
    document.save(out)
    document.close()
    return out.getvalue()


def locked_pdf():
    """A PDF that asks for a password."""
    return (SAMPLES / "locked.pdf").read_bytes()


def zipped(content=b"hello"):
    """A zip archive with one file in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", content)
    return out.getvalue()


def noisy_jpeg(size):
    """A JPEG of about so many bytes: a picture, and what a camera puts behind it."""
    start = jpeg((640, 480))
    return start + bytes(size - len(start))
