"""One judgement of what a file is, for links that are looked at and for files that are attached."""

import pytest

from untrusted.kinds import Kind, Other, kind_of, other_of
from untrusted.links.content import recognised
from untrusted.papers import NotTaken, taken

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def heif(*brands):
    box = b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:])
    return (len(box) + 4).to_bytes(4, "big") + box + b"\x00\x00\x00\x08mdat" + b"heic" * 9


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (PDF, "PDF"),
        (b"\r\n" + b"junk" * 100 + PDF, "PDF"),
        (b"junk" * 300 + PDF, ""),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        (b"II*\x00\x08", "TIFF"),
        (b"MM\x00*\x00", "TIFF"),
        (b"II+\x00\x08", "TIFF"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "WebP"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", ""),
        (heif(b"heic", b"mif1", b"heic"), "HEIC"),
        (heif(b"mif1", b"mif1", b"heic"), "HEIC"),
        (heif(b"avif", b"mif1", b"avif"), ""),
        (heif(b"isom", b"mp41"), ""),
        (b"\xff\xd8", ""),
        (b"", ""),
    ],
)
def test_a_type_is_known_by_its_first_bytes(head, name):
    kind = kind_of(head)
    assert (kind.words if kind else "") == name


@pytest.mark.parametrize(
    "head",
    [
        b"\n" + PDF,
        heif(b"mif1", b"mif1", b"heic"),
        heif(b"msf1", b"hevc"),
        b"II+\x00\x08\x00\x00\x00",
        b"MM\x00+\x00\x08\x00\x00",
        b"RIFF\x24\x00\x00\x00WEBPVP8 ",
        b"PK\x03\x04",
        b"<!doctype html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        heif(b"avif", b"mif1", b"avif"),
        b"GIF89a",
        b"plain text",
        b"\x00\x01\x02",
    ],
)
def test_what_is_good_behind_a_link_is_taken_as_a_file_and_the_other_way_round(head):
    behind_a_link = recognised(head, declared="", size=len(head)).good
    try:
        attached = taken(head) in Kind
    except NotTaken:
        attached = False

    assert behind_a_link == attached


@pytest.mark.parametrize(
    ("head", "other"),
    [
        (b"PK\x05\x06", Other.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Other.OFFICE),
        (b"Rar!\x1a\x07", Other.ARCHIVE),
        (b"BM\x36", Other.BITMAP),
        (b"\xef\xbb\xbf <!-- a --><html>", Other.PAGE),
        (b"<?xml version='1.0'?><svg>", Other.DRAWING),
        (b"hello", Other.TEXT),
        (b"\xff\xfe\x00", Other.UNKNOWN),
        (b"a\x00b", Other.UNKNOWN),
    ],
)
def test_what_is_not_taken_has_a_name(head, other):
    assert kind_of(head) is None and other_of(head) is other
