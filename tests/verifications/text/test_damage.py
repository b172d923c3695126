"""Links that are not the link: each says what became of it, and offers the one that was meant."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifications.text import editing, understand
from verifications.text.doubts.damage import undamaged

CASES = Path(__file__).parents[2] / "cases"
SIGNED = (
    "https://b.s3.ap-south-1.amazonaws.com/k/inv.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Date=20251121T113228Z&X-Amz-Expires=3600&X-Amz-Signature=ab12"
)
END = datetime(2025, 11, 21, 12, 32, 28, tzinfo=UTC)
A = "https://docs.example/a.pdf"


def case(name):
    return understand((CASES / name).read_text())


def only(text):
    (row,) = understand(text).rows
    return row


def said(row):
    return [note.text for note in row.notes]


DAMAGED = {
    "html": SIGNED.replace("&", "&amp;"),
    "html, twice": SIGNED.replace("&", "&amp;amp;"),
    "html, by number": SIGNED.replace("&", "&#38;"),
    "html, by a number of base 16": SIGNED.replace("&", "&#x26;"),
    "html, the equals signs too": SIGNED.replace("&", "&amp;").replace("=", "&equals;"),
    "json": SIGNED.replace("&", r"\u0026"),
    "json, the equals signs too": SIGNED.replace("&", r"\u0026").replace("=", r"\u003d"),
    "json, slashes": SIGNED.replace("/k/", r"\/k\/"),
    "a mail's source": SIGNED.replace("=", "=3D"),
    "a mail's source of html": SIGNED.replace("=", "=3D").replace("&", "&amp;"),
}


@pytest.mark.parametrize("link", DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("form", ["1 {}", "1\t{}", "{}\t1", "document_id,file_url\n1,{}", "<{}>"])
def test_a_damaged_link_says_so_and_offers_what_was_meant(link, form):
    row = only(form.format(link))

    assert row.file_url == link
    assert row.mended_url == SIGNED
    assert row.expires_at == END
    assert any("belongs" in text for text in said(row))


def test_slashes_of_json_are_no_other_kind_of_link():
    row = only("1 " + A.replace("/", "\\/"))
    assert (row.fault, row.mended_url) == ("Damaged link", A)
    assert row.todo == "This link has “\\/” where “/” belongs"


UNHARMED = [
    f"{A}?a=1&b=2",
    f"{A}?copy=1&copy=2&reg=3",
    f"{A}?a=1&b;c",
    f"{A}?q=a&unknown;",
    f"{A}?model=3D",
    f"{A}?a=3Dfoo&b=2",
    f"{A}?a=10&b=20",
    f"{A}?token=abc%3D%3D",
    "https://docs.example/a..b/c.pdf",
    "https://docs.example/a%20b.pdf",
    "https://docs.example/C:\\scans",
]


@pytest.mark.parametrize("link", UNHARMED)
def test_what_only_looks_like_damage_is_left_alone(link):
    assert (undamaged(link), said(only(f"1\t{link}"))) == ("", [])


@given(st.text(alphabet="ab=&;?#3D26xu0\\/….%amp", max_size=40))
def test_mending_ends(rest):
    mended = undamaged(A + rest)
    assert not mended or len(mended) <= 3 * len(A + rest)


def test_one_press_takes_the_link_that_was_meant():
    text = f"1 {DAMAGED['html']}\n2 {A}"

    mended, _ = editing.edited(text, "", edit="mend", index=0, to=None, cell="", value="", was="")

    assert [(row.document_id, row.file_url) for row in understand(mended).rows] == [("1", SIGNED), ("2", A)]
    for index in (1, 2, -1):
        again, _ = editing.edited(text, "", edit="mend", index=index, to=None, cell="", value="", was="")
        assert again == text


def test_the_links_of_html_are_warned_of():
    rows = case("paste-amp-entity.txt").rows
    assert [row.document_id for row in rows] == ["1", "2", "3", "4"]
    assert [str(row.verdict) for row in rows] == ["warning"] * 4
    assert {row.expires_at for row in rows} == {END}


def test_ends_of_other_signers_are_seen():
    ends = [row.expires_at for row in case("paste-expired-other-signers.txt").rows]
    assert [end.year for end in ends] == [2019, 2016, 2023, 2019]


def test_a_link_that_was_cut_short_is_warned_of():
    rows = case("paste-link-cut-by-ellipsis.txt").rows
    assert [str(row.verdict) for row in rows] == ["warning", "warning"]
    assert all("cut short" in text for row in rows for text in said(row))


@pytest.mark.parametrize(
    "text",
    [
        "1 https://docs.example/inv…",
        "1\thttps://docs.example/inv…",
        "1\thttps://docs.example/inv...",
        "1 https://docs.example/…/inv.pdf",
        "document_id,file_url\n1,https://docs.example/inv...",
        "Dear Asha, please find it here: https://docs.example/inv… and thank you",
        "Dear Asha, please find it here: https://docs.example/inv...",
        '[{"document_id": "1", "file_url": "https://docs.example/inv…"}]',
    ],
)
def test_cut_short_wherever_it_stands(text):
    row = only(text)
    assert ["cut short" in text for text in said(row)] == [True]
    assert str(row.verdict) != "ok"


def test_spaces_do_not_cut_a_link():
    row = only((CASES / "paste-space-in-link.txt").read_text())
    link = "https://docs.lender.example/cases/Asha Rao/invoice 1.pdf"
    assert (row.document_id, row.file_url, row.fault) == ("1", link, "Spaces in the link")
    assert row.mended_url == link.replace(" ", "%20")
    assert row.suggested_id == ""


@pytest.mark.parametrize(
    ("text", "document_id", "link"),
    [
        ("INV-1 https://docs.example/Asha Rao.pdf", "INV-1", "https://docs.example/Asha Rao.pdf"),
        ("1: https://docs.example/a b/c d", "1", "https://docs.example/a b/c d"),
        ("1\thttps://docs.example/a b/c.pdf", "1", "https://docs.example/a b/c.pdf"),
        ("https://docs.example/my scans/pan card.jpg", "", "https://docs.example/my scans/pan card.jpg"),
        ("1 https://docs.example/a b.pdf?sig=1", "1", "https://docs.example/a b.pdf?sig=1"),
        ("id,url\n1,https://docs.example/a b.pdf", "1", "https://docs.example/a b.pdf"),
    ],
)
def test_a_path_with_spaces_is_one_link_and_a_fault(text, document_id, link):
    row = only(text)
    assert (row.document_id, row.file_url, row.fault) == (document_id, link, "Spaces in the link")
    assert row.mended_url == link.replace(" ", "%20")


def test_mending_a_line_with_spaces_keeps_its_id():
    text = (CASES / "paste-space-in-link.txt").read_text()
    mended, _ = editing.edited(text, "", edit="mend", index=0, to=None, cell="", value="", was="")
    row = only(mended)
    assert (row.document_id, row.fault) == ("1", "")
    assert row.file_url == "https://docs.lender.example/cases/Asha%20Rao/invoice%201.pdf"


@pytest.mark.parametrize(
    ("text", "document_id"),
    [
        ("https://docs.example/a.pdf INV/2025/7", "INV/2025/7"),
        ("https://docs.example/a.pdf 101", "101"),
        ("https://docs.example/a pan.pdf", "pan.pdf"),
    ],
)
def test_one_word_behind_a_link_may_be_its_id(text, document_id):
    row = only(text)
    assert (row.document_id, row.fault) == (document_id, "")


def test_a_file_name_behind_a_link_is_doubted():
    assert said(only("https://docs.example/Asha Rao.pdf")) == [
        "“Rao.pdf” behind the link is read as its id. Does the link go on with it?"
    ]


def test_in_a_letter_a_space_is_asked_about():
    text = "Dear Asha, please look at\nhttps://docs.example/Asha Rao/invoice 1.pdf\nKind regards, Ravi"
    assert said(only(text)) == ["Does it go on behind the space, with “Rao/invoice 1.pdf”?"]


def test_characters_that_nobody_sees_are_taken_out_by_a_press():
    row = only("101 https://docs.example/a\u200b.pdf")
    assert (row.fault, row.mended_url) == ("Hidden characters", A)


def test_a_signature_that_was_cut_off_is_missed():
    link = "https://b.s3.amazonaws.com/a.pdf?X-Amz-Date=20990101T000000Z&X-Amz-Expires=60"
    assert said(only(f"1\t{link}")) == [
        "This link is signed, and its “X-Amz-Signature” is missing or damaged. Copy it anew"
    ]


@pytest.mark.parametrize(
    "link", ["X-Amz-Signature=ab", "X-Amz-Expires=900&X-Amz-Signature=ab", "Signature=ab"]
)
def test_a_signature_of_fewer_parameters_is_no_damage(link):
    assert said(only(f"1\t{A}?{link}")) == []
