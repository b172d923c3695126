"""What a file is by its content, and what is not taken."""

import io
from base64 import b64decode
from pathlib import Path

import pytest
from PIL import Image

from tests import papers
from untrusted.kinds import Kind
from untrusted.papers import (
    ARCHIVE,
    BROKEN,
    EDGE,
    EMPTY,
    NO_END,
    NOT_TAKEN,
    TWO_THINGS,
    WEB_PAGE,
    NotTaken,
)
from untrusted.papers.reading import examined

CASES = Path(__file__).parents[2] / "cases"
BIG_ENDIAN_TIFF = b"MM\x00*" + bytes(20)
AVIF = b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(40)


def read(content):
    return examined(io.BytesIO(content))


def small(content):
    """The thumbnail of a file."""
    return Image.open(io.BytesIO(b64decode(read(content)["thumbnail"]))).convert("RGB")


TAKEN = {
    "jpeg": (lambda: papers.jpeg((640, 480)), Kind.JPEG),
    "grey jpeg": (lambda: papers.picture("JPEG", mode="L", colour=9), Kind.JPEG),
    "cmyk jpeg": (lambda: papers.picture("JPEG", mode="CMYK", colour=(9, 9, 9, 9)), Kind.JPEG),
    "jpeg with what a camera puts behind it": (lambda: papers.jpeg() + bytes(5000), Kind.JPEG),
    "png": (lambda: papers.picture("PNG"), Kind.PNG),
    "png with a palette": (lambda: papers.picture("PNG", mode="P", colour=3), Kind.PNG),
    "png of 16 bits": (lambda: papers.picture("PNG", mode="I;16", colour=30_000), Kind.PNG),
    "png with transparency": (lambda: papers.picture("PNG", mode="RGBA", colour=(9, 9, 9, 0)), Kind.PNG),
    "tiff": (lambda: papers.picture("TIFF"), Kind.TIFF),
    "fax": (lambda: papers.picture("TIFF", mode="1", colour=1, compression="group4"), Kind.TIFF),
    "tiff of more than 4 GB by its form": (lambda: papers.picture("TIFF", big_tiff=True), Kind.TIFF),
    "webp": (lambda: papers.picture("WEBP"), Kind.WEBP),
    "heic": (papers.heic, Kind.HEIC),
    "heic of brand mif1": (lambda: papers.heic().replace(b"ftypheic", b"ftypmif1"), Kind.HEIC),
    "pdf": (papers.pdf, Kind.PDF),
    "pdf behind a newline": (lambda: b"\n" + papers.pdf(), Kind.PDF),
    "long page": (lambda: papers.pdf(1, (1, 14_400)), Kind.PDF),
}


@pytest.mark.parametrize(("make", "kind"), TAKEN.values(), ids=TAKEN)
def test_a_document_is_known_by_its_content_and_has_a_small_picture(make, kind):
    found = read(make())

    assert (found["content_type"], found["asks_password"]) == (kind.content_type, False)
    picture = Image.open(io.BytesIO(b64decode(found["thumbnail"])))
    assert picture.format == "WEBP" and max(picture.size) <= EDGE


REFUSED = {
    "empty": (lambda: b"", EMPTY),
    "text": (lambda: b"Dear sir or madam", NOT_TAKEN),
    "random bytes": (lambda: bytes(range(1, 255)) * 9, NOT_TAKEN),
    "gif": (lambda: papers.picture("GIF"), NOT_TAKEN),
    "avif": (lambda: AVIF, NOT_TAKEN),
    "zip or xlsx": (papers.zipped, ARCHIVE),
    "empty zip": (lambda: b"PK\x05\x06" + bytes(18), ARCHIVE),
    "old office": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ARCHIVE),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", WEB_PAGE),
    "svg": (lambda: b"\xef\xbb\xbf\n <svg xmlns='http://www.w3.org/2000/svg'/>", WEB_PAGE),
    "a pdf that begins too late": (lambda: b"\n" * 1100 + papers.pdf(), NOT_TAKEN),
    "html behind a pdf's first letters": (lambda: b"%PDF-1.7\n<html>%%EOF", BROKEN),
    "html behind a png's first letters": (lambda: b"\x89PNG\r\n\x1a\n<html>" * 9, BROKEN),
    "html behind a jpeg's first letters": (lambda: b"\xff\xd8\xff<script>", NO_END),
    "jpeg and zip": (lambda: papers.jpeg() + papers.zipped(), TWO_THINGS),
    "pdf and zip": (lambda: papers.pdf() + papers.zipped(), TWO_THINGS),
    "half a jpeg": (lambda: papers.jpeg((900, 900))[:-2000], NO_END),
    "half a png": (lambda: papers.picture("PNG")[:-300], BROKEN),
    "half a tiff": (lambda: papers.picture("TIFF")[:900], BROKEN),
    "half a heic": (lambda: papers.heic()[:-90], BROKEN),
    "half a pdf": (lambda: papers.pdf(30)[:-60], BROKEN),
    "tiff of nothing": (lambda: BIG_ENDIAN_TIFF, BROKEN),
    "webp of nothing": (lambda: b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(9), BROKEN),
}


@pytest.mark.parametrize(("make", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_document_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(NotTaken) as refused:
        read(make())

    assert str(refused.value) == sentence


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    with pytest.raises(
        NotTaken, match=r"This picture is 30,000 × 30,000 points; 100 million points is the most"
    ):
        read(papers.picture("PNG", (30_000, 30_000), mode="1", colour=0))


def test_a_pdf_that_asks_for_a_password_is_taken_without_a_picture():
    found = read(papers.locked_pdf())

    assert (found["content_type"], found["asks_password"], found["thumbnail"]) == (
        Kind.PDF.content_type,
        True,
        "",
    )


def test_a_picture_taken_sideways_is_shown_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right when taken

    assert small(papers.jpeg((400, 100), exif=exif)).size == (50, EDGE)


def test_the_small_picture_keeps_nothing_that_the_camera_wrote():
    exif = Image.Exif()
    exif[0x010F] = "Maker of phones"

    assert b"Maker of phones" not in b64decode(read(papers.jpeg(exif=exif))["thumbnail"])


def test_what_is_transparent_is_shown_on_white():
    red, green, blue = small(papers.picture("PNG", mode="RGBA", colour=(0, 0, 0, 0))).getpixel((9, 9))

    assert min(red, green, blue) > 250


@pytest.mark.parametrize("name", ["pdf-leading-bom.pdf", "pdf-leading-newline.pdf"])
def test_shared_files_that_readers_take_are_taken(name):
    assert max(small((CASES / name).read_bytes()).size) > 20


@pytest.mark.parametrize("zeros", [1, 5_000, 70_000, 200_000])
@pytest.mark.parametrize("make", [papers.pdf, papers.motley_jpeg], ids=["pdf", "jpeg"])
def test_zeros_behind_the_end_are_nothing(make, zeros):
    content = make()
    answer = read(content + bytes(zeros))
    assert answer["thumbnail"] == read(content)["thumbnail"]


def test_the_shared_jpeg_without_an_end_is_told_so():
    with pytest.raises(NotTaken) as refused:
        read((CASES / "jpg-without-end-marker.jpg").read_bytes())
    assert str(refused.value) == NO_END
