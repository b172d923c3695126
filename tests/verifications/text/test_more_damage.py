"""Links that came to harm in other ways, each with what is said of it and what is offered."""

from time import process_time
from urllib.parse import quote

import pytest

from verifications.text import editing, understand
from verifications.text.doubts.damage import undamaged

SIGNED = (
    "https://b.s3.ap-south-1.amazonaws.com/k/inv.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AK%2F20251121&X-Amz-Date=20251121T113228Z&X-Amz-Expires=3600&X-Amz-Signature=ab12"
)
A = "https://docs.lender.example/c/inv.pdf"
HERE = quote(f"{A}?v=1&w=2", safe="")


def only(link):
    (row,) = understand(f"7\t{link}").rows
    return row


def said(row):
    return [note.text for note in row.notes]


MENDED = {
    SIGNED.replace("&", r"\x26"): SIGNED,
    SIGNED.replace("&", r"\x26").replace("=", r"\x3d"): SIGNED,
    SIGNED.replace("&", r"\u{26}"): SIGNED,
    SIGNED.replace("&", r"\&").replace("?", r"\?"): SIGNED,
    SIGNED.replace("&", "&amp"): SIGNED,
    SIGNED.replace("%", "%25"): SIGNED,
    f"https://{A}": A,
    A.replace("://", "://https//"): A,
    A.replace("://", "://http//"): A.replace("https", "http"),
    **{
        A + end: A
        for end in ("%E2%80%8B", "%0D%0A", "%20", "%C2%A0", "%22%3E", ".", '"', "')", "\u201d", ",")
    },
    A.replace("inv", "i%EF%BB%BFnv"): A,
    A.replace("/c/", "\\c\\"): A,
    f"{A}?a=(1)]": f"{A}?a=(1)",
}


@pytest.mark.parametrize(("link", "meant"), MENDED.items())
def test_one_press_takes_the_link_that_was_meant(link, meant):
    text = f"7\t{link}\n8\thttps://docs.example/b"
    row = understand(text).rows[0]
    assert (row.file_url, row.mended_url, str(row.verdict)) == (link, meant, "warning")

    mended, _ = editing.edited(text, "", edit="mend", index=0, to=None, cell="", value="", was="")

    row = understand(mended).rows[0]
    assert (row.document_id, row.file_url, said(row)) == ("7", meant, [])


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (SIGNED.replace("&", "%26"), "its “X-Amz-Date” is missing"),
        (SIGNED.replace("&", "+"), "its “X-Amz-Date” is missing"),
        (SIGNED.replace("?", "%3F"), "its “X-Amz-Date” is missing"),
        (SIGNED[: SIGNED.index("&X-Amz-Sig")], "its “X-Amz-Signature” is missing"),
        (SIGNED[: SIGNED.index("nature=")], "its “X-Amz-Signature” is missing"),
        (f"{A}?sv=2022-11-02&se=2031-01-01&sr=b&sp=r", "its “sig” is missing"),
        (f"{A}{A}", "Another link begins inside this one"),
        (f"{A};{A}", "Another link begins inside this one"),
        (A.replace("inv", "in%EF%BF%BDv"), "a character was lost"),
        (A.replace("inv", "in\ufffdv"), "a character was lost"),
        (A.replace("inv", "{{id}}"), "something was to be filled in"),
        (A.replace("inv", "${id}"), "something was to be filled in"),
        (A.replace("inv", "<document_id>"), "something was to be filled in"),
        (f"https://x.example/go?redirect_uri={HERE}", "leads on to another one"),
        (f"https://x.example/login?returnUrl={HERE}", "leads on to another one"),
        (f"https://x.example/?{A}", "leads on to another one"),
        (f"https://url.avanan.click/v2/___{A}___.YXAz", "wrapped this link"),
        ("https://bit.ly./abc", "wrapped this link"),
        ("https://www.dropbox.com/sh/abc/export/inv.pdf?dl=0", "page of Dropbox"),
        ("https://lender.sharepoint.com/:b:/s/download/EAbC?e=1", "page of SharePoint"),
        ("https://drive.google.com/file/d/1/view?export=download", "page of Google Drive"),
        ("https://acrobat.adobe.com/id/urn:aaid:sc:AP:1", "page of Adobe"),
        ("https://mail.google.com/mail/u/0/?ui=2&view=att", "page of Gmail"),
    ],
)
def test_a_link_that_is_not_the_link_says_so(link, words):
    row = only(link)
    assert (row.file_url, row.fault) == (link, "")
    (text,) = said(row)
    assert words in text


@pytest.mark.parametrize(
    "link",
    [
        SIGNED,
        f"{A}?sv=2022-11-02&se=2031-01-01&sr=b&sp=r&sig=a%2Bb%3D",
        f"{A}?se=1&sp=2",
        "https://docs.lender.example/a(1).pdf?b=(2)",
        "https://docs.lender.example/a(1)",
        "https://docs.lender.example/%E0%A4%95%E0%A5%8D%E2%80%8D%E0%A4%B7.pdf",
        "https://docs.lender.example/{0f3a-22}/a.pdf",
        "https://docs.lender.example/x-amz-date/a.pdf?v=1",
        "https://httpbin.example/a.pdf",
        "https://docs.lender.example:65535/a.pdf",
        "https://[::1]:8000/a.pdf",
        "https://docs.lender.example./a.pdf",
        "https://docs_1.lender.example/a.pdf",
        "https://raw.githubusercontent.com/lender/x/main/inv.pdf",
        "https://docs.google.com/uc?export=download&id=1",
    ],
)
def test_a_link_that_is_the_link_is_ready(link):
    row = only(link)
    assert (row.fault, said(row), undamaged(link)) == ("", [], "")


@pytest.mark.parametrize(
    "host",
    ["docs..lender.example", "docs.lender.example:99999", ".docs.example", "docs,lender.example", "a:b"],
)
def test_a_host_that_cannot_be_one_is_a_fault(host):
    assert only(f"https://{host}/a.pdf").fault == "Not a web link"


def test_a_host_with_a_space_behind_it_is_not_mended_into_another_one():
    assert only("https://docs.lender.example /a.pdf").mended_url == ""


@pytest.mark.parametrize(
    "inside", ["https://d.example/x%0A9%20https://e.example/y", "https://", "https://d.example/%09z"]
)
def test_what_is_no_link_inside_another_one_is_not_offered(inside):
    row = only(f"https://www.google.com/url?q={inside.replace('/', '%2F')}")
    assert row.mended_url == ""


def test_a_space_inside_a_wrapped_link_is_mended_with_it():
    assert only("https://www.google.com/url?q=https%3A%2F%2Fd.example%2Fx%20y.pdf").mended_url == (
        "https://d.example/x%20y.pdf"
    )


@pytest.mark.parametrize(
    "sign", ['"', ")", "{a", "\\x", "&am", "%2", "https://", "?x-amz-credential=", "%20"]
)
def test_long_links_cost_little(sign):
    began = process_time()
    for ending in ("", "z"):
        only(f"{A}{sign * (7_900 // len(sign))}{ending}")
    assert process_time() - began < 2


@pytest.mark.parametrize("sign", [")", "]", ".", "%20", "?x-amz-credential=", "{a", "\\x"])
def test_what_is_as_long_as_a_paste_costs_little(sign):
    began = process_time()
    only(f"{A}?b=%{sign * (1_000_000 // len(sign))}")
    assert process_time() - began < 2
