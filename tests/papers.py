"""Files as they come from scanners, phones and elsewhere."""

import io
import math
import resource
import subprocess
import sys
import tempfile
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


def tangled_pdf(depth=7, times=1):
    """A small PDF that takes long to draw: each form in it draws the one before ten times.

    Deeper than 5 it takes more memory than any file may; of depth 5, each time takes a second or so.
    """
    forms = [b"0 0 500 500 re f"] + [f"/F{number} Do ".encode() * 10 for number in range(depth)]
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    resources = " ".join(f"/F{number} {4 + number} 0 R" for number in range(depth + 1))
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 600]/Resources<</XObject<<{resources}>>>>"
    objects.append(f"{page}/Contents {5 + depth} 0 R>>".encode())
    for number, content in enumerate(forms):
        inner = f"/F{number - 1} {3 + number} 0 R" if number else ""
        head = f"<</Type/XObject/Subtype/Form/BBox[0 0 600 600]/Resources<</XObject<<{inner}>>>>"
        objects.append(f"{head}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream")
    drawn = f"/F{depth} Do ".encode() * times
    objects.append(f"<</Length {len(drawn)}>>stream\n".encode() + drawn + b"\nendstream")
    out = b"%PDF-1.4\n"
    for number, content in enumerate(objects, 1):
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    return out + f"trailer<</Root 1 0 R/Size {len(objects) + 1}>>\n%%EOF".encode()


def slow_pdf():
    """A PDF that is good, and takes three seconds or so to read on this machine: too long for a request."""
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with tempfile.TemporaryFile() as file:
        file.write(tangled_pdf(depth=5))
        file.seek(0)
        subprocess.run([sys.executable, "-m", "untrusted.papers"], stdin=file, stdout=subprocess.DEVNULL)
    once = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began
    return tangled_pdf(depth=5, times=math.ceil(3 / once))


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


def motley_jpeg(**options):
    """A JPEG in which no two places are alike, so that nothing can be missing without a trace."""
    out = io.BytesIO()
    Image.effect_noise((300, 200), 90).save(out, "JPEG", quality=90, **options)
    return out.getvalue()
