import pytest

from untrusted.links import Outcome
from untrusted.links.content import in_words, pdf_trouble, recognised

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
END = b"trailer\n<< /Size 2 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"


def heif(*brands):
    box = b"ftyp" + brands[0] + bytes(4) + b"".join(brands[1:])
    return (len(box) + 4).to_bytes(4, "big") + box + b"\x00\x00\x00\x08mdat" + b"heic" * 9


PAGES = [
    b"<!DOCTYPE html><title>Docs</title>",
    b"\xef\xbb\xbf \r\n<!-- a --><!-- b -->\n<HTML lang=en>",
    b'<?xml version="1.0"?><!doctype  html PUBLIC "-">',
    b"<body onload=x>",
    b"<script>location = '/login'</script>",
    b"<h1>Not found</h1>",
]


@pytest.mark.parametrize("head", PAGES)
def test_a_page_is_none_of_the_documents(head):
    found = recognised(head, declared="application/pdf", size=len(head))
    assert (found.outcome, found.sentence) == (
        Outcome.WEB_PAGE,
        "The link answers with a web page, not a document.",
    )


def test_a_page_that_asks_for_a_password_is_a_login_page():
    found = recognised(b"<html><form><input TYPE = 'password'>", declared="", size=None)
    assert found.sentence == "The link answers with a login page, not a document."


def test_a_page_is_believed_to_be_one_only_where_the_bytes_are_nothing_else():
    assert recognised(b"Hello", declared="Text/HTML; charset=utf-8", size=5).outcome == Outcome.WEB_PAGE
    assert recognised(PDF, declared="text/html", size=5).outcome == Outcome.GOOD


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"PK\x03\x04\x14", "a zip archive or an Office file"),
        (b"\x1f\x8b\x08", "an archive"),
        (b"GIF89a", "a GIF image"),
        (heif(b"avif", b"mif1"), "an AVIF image"),
        (b'{"error": "gone"}', "text"),
        ("ü".encode() * 9 + b"\xc3", "text"),
        (b"\x00\x01\x02", "something unknown"),
        (b"\xfe\xdc\xba", "something unknown"),
        (b"<!--" * 20_000, "text"),
        (b"<!---->" * 9_000 + b"<?xml", "text"),
    ],
)
def test_anything_else_is_named_as_far_as_it_is_known(head, what):
    found = recognised(head, declared="application/pdf", size=None)
    assert (found.outcome, found.sentence) == (
        Outcome.OTHER,
        f"The link answers with {what}, not a PDF or an image.",
    )


def test_what_is_empty_is_no_document():
    assert recognised(b"", declared="application/pdf", size=0).outcome == Outcome.EMPTY


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (999, "999 bytes"),
        (1_000, "1 kB"),
        (811_700, "812 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (1_234_567, "1.2 MB"),
    ],
)
def test_a_size_in_words(size, words):
    assert in_words(size) == words
    assert recognised(PDF, declared="", size=size).sentence == f"PDF, {words}"
    assert recognised(PDF, declared="", size=None).sentence == "PDF"


@pytest.mark.parametrize(
    ("head", "tail", "outcome"),
    [
        (PDF, None, None),
        (PDF, END, None),
        (PDF, b"startxref\n9\n%%E", None),
        (PDF, b"9 0 obj << /EncryptMetadata true >> " + END, None),
        (PDF, END.replace(b"/Root", b"/Encrypt 7 0 R /Root"), Outcome.ENCRYPTED),
        (PDF + b"<< /Encrypt\n12 0 R >>", None, Outcome.ENCRYPTED),
        (PDF, END.replace(b"/Root", b"/Encrypt<</Filter/Standard>> /Root"), Outcome.ENCRYPTED),
        (PDF, b"half of a stream", Outcome.BROKEN),
    ],
)
def test_a_pdf_is_judged_by_its_ends(head, tail, outcome):
    found = pdf_trouble(head, tail)
    assert (found and found[0]) == outcome
