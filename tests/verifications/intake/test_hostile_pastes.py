"""Texts of the largest size, made to take long or to be answered with much: they grow as they are long."""

import pytest

from tests.growth import assert_grows_with_its_input
from tests.verifications.pages import PREVIEW, elements
from verifications.text import TEXT_LIMIT, understand

LINK = "https://a.example/b"
ENTRY = '{"document_id":"1","file_url":"https://a.example/b"}'
# What a text begins with, and what is repeated to its end.
SHAPES = {
    "cells of HTML": ("", "<tr><td>"),
    "cells of a table": ("<table>", "<tr><td>"),
    "tables in tables": ("", "<table><tr><td>"),
    "cells that claim to be wide": ("<table>", "<tr><td rowspan=999 colspan=999>a"),
    "links of HTML": ("", f'<a href="{LINK}">'),
    "tags that never close": ("", "<a "),
    "signs of HTML": ("<p>", "&amp;"),
    "pipes": ("", "|"),
    "rows of pipes": ("", "|" * 500 + "\n"),
    "tables of pipes": ("", "|a|b|\n|-|-|\n"),
    "quotes": ("", '"'),
    "quotes and commas": ("", '",'),
    "rows of commas": ("", "," * 99 + "\n"),
    "brackets of JSON": ("", '[{"a":'),
    "a list of JSON": ("[", f"{ENTRY},"),
    "entries of JSON": ("", f"{ENTRY}\n"),
    "beginnings of links": ("", "https://"),
    "links in one line": ("", "https://a "),
    "links in lines": ("", f"{LINK}\n"),
    "ids and links": ("", f"1 {LINK}\n"),
    "links in a letter": ("Dear all, please see ", f"{LINK} and "),
    "links in brackets": ("", f"[a]({LINK}) "),
    "brackets behind a link": (f"1 {LINK}", ")"),
    "a damaged link": (f"1 {LINK}?", "&amp;"),
    "a mail's source": (f"1 {LINK}?", "a=3D"),
    "links in a link": (f"1 {LINK}?url=", "https%3A%2F%2F"),
    "a link with spaces": (f"1 {LINK}/", "a b/"),
    "a formula": ('=HYPERLINK("', '""'),
    "options of curl": ("curl ", "-d 'a=b' "),
    "quotes of curl": ("curl ", "'"),
    "what nobody sees": ("", "\u200b"),
    "letters from right to left": ("", "\u202e"),
}


def text_of(shape, size):
    begin, part = SHAPES[shape]
    return begin + part * ((size - len(begin)) // len(part))


@pytest.mark.parametrize("shape", SHAPES)
def test_reading_grows_with_the_text(shape):
    assert_grows_with_its_input(lambda size: lambda: understand(text_of(shape, size)), 8_000)


@pytest.mark.parametrize("shape", SHAPES)
def test_no_answer_has_a_megabyte(officer, shape):
    answer = officer.post(PREVIEW, {"documents_text": text_of(shape, TEXT_LIMIT)})
    assert answer.status_code == 200
    assert len(answer.content) < 1_000_000


LONG = {
    "ids": [f"{number}" * 25 + f"\thttps://docs.example/{number}" for number in range(500)],
    "signed links": [f"{number}\thttps://docs.example/{number}?sig={'a&' * 700}" for number in range(500)],
    "faults": ["<\"'" * 30 + f"\thttps://docs.example/{number} {number}" for number in range(500)],
    "wrapped links": [
        f"{number}\thttps://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fdocs.example/{'%26' * 300}"
        for number in range(500)
    ],
}


@pytest.mark.parametrize("lines", LONG.values(), ids=LONG)
def test_many_long_rows_are_shown_as_far_as_there_is_room(officer, lines):
    answer = officer.post(PREVIEW, {"documents_text": "\n".join(lines)})
    shown = len(elements(answer, "data-row"))
    page = answer.content.decode()
    assert len(answer.content) < 1_000_000
    assert shown > 100
    assert (f"{500 - shown} more documents are read and counted" in page) == (shown < 500)


def test_a_batch_of_usual_links_is_shown_whole(officer):
    lines = [
        f"{number}\thttps://docs.example/{number}.jpg?X-Amz-Signature={number:064x}" for number in range(500)
    ]
    answer = officer.post(PREVIEW, {"documents_text": "\n".join(lines)})
    assert len(elements(answer, "data-row")) == 500
    assert "read and counted" not in answer.content.decode()


def test_a_cell_that_is_too_long_is_cut_and_not_edited(officer):
    answer = officer.post(PREVIEW, {"documents_text": f"1 https://docs.example/{'a' * 10_000}"})
    (row,) = elements(answer, "data-row")
    assert row["data-file-url"].endswith("…") and len(row["data-file-url"]) < 300
    assert [cell["data-cell"] for cell in elements(answer, "data-cell") if "readonly" in cell] == [
        "document_id",
        "file_url",
        "expected_type",
    ]
