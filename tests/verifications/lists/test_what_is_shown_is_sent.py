"""Whatever a sheet shows, a row has it as its id and link, or a word or a fault says what is otherwise."""

import json
from html import escape
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifications.lists import books
from tests.verifications.lists.books import HEADER, Formatted
from untrusted.workbooks import reading
from verifications.lists import sheets, understanding
from verifications.text import canonical, understand

LINK = "https://docs.example/c/{}.pdf?v=1&sig=a{}"
WORDS = st.text("abcXYZ0189-/_.", min_size=1, max_size=12).filter(lambda text: text[0].isalnum())


def padded(number, places):
    return Formatted(number, "0" * places), str(number).zfill(places)


def prefixed(number, places, prefix):
    return Formatted(number, f'"{prefix}"' + "0" * places), prefix + str(number).zfill(places)


# A cell, and the text that it shows; None where a format makes of it what is no id.
NUMBERS = st.integers(0, 10**9)
IDS = st.one_of(
    WORDS.map(lambda text: (text, text)),
    NUMBERS.map(lambda number: (number, str(number))),
    st.builds(padded, NUMBERS, st.integers(1, 8)),
    st.builds(prefixed, NUMBERS, st.integers(1, 6), st.sampled_from(["INV-", "LN/", "No. "])),
    st.builds(
        lambda number, code: (Formatted(number, code), None), NUMBERS, st.sampled_from(["#,##0", "0.00E+00"])
    ),
)
# What became of a link on its way; whether a person has to be told.
WAYS = {
    "as it is": (lambda link: link, False),
    "out of HTML": (escape, True),
    "out of JSON": (lambda link: link.replace("&", r"\u0026"), True),
    "out of a mail's source": (lambda link: link.replace("=", "=3D"), True),
    "wrapped": (lambda link: f"https://www.google.com/url?q={quote(link, safe='')}&sa=D", True),
    "cut short": (lambda link: link[:25] + "…", True),
    "with a space": (lambda link: link.replace("/c/", "/my files/"), True),
}
LINKS = st.builds(lambda number, way: (number, way), st.integers(1, 999), st.sampled_from(sorted(WAYS)))
ROWS = st.lists(st.tuples(IDS, LINKS), min_size=1, max_size=5)


def rows_of(content):
    """The rows of a workbook by their numbers, read in this process."""
    found = json.loads(json.dumps(reading.read(content, sheets.READ_LIMIT)))
    flags = {int(row): {int(at): flag for at, flag in cells.items()} for row, cells in found["flags"].items()}
    sheet = sheets.Sheet(found["kind"], "", [(number, cells) for number, cells in found["rows"]], flags)
    columns, rows = understanding.split(sheet)
    groups = understanding.groups_of(columns, rows, flags, account_name="x", product_types=["POC_CDL"])
    return {row.line: row for group in groups for row in group.rows}


def holds(row, looks, link, way):
    """Whether a row has what was shown, or says that it has not."""
    _, needs_a_word = WAYS[way]
    has_id = row.document_id == looks or (looks is None and row.fault)
    has_word = row.fault or any(not note.calm for note in row.notes)
    return has_id and row.file_url == link and (bool(has_word) or not needs_a_word)


@settings(max_examples=60)
@given(ROWS)
def test_a_workbook_s_rows_are_what_it_shows(written):
    cells = [
        [f"CDL{number}", "Asha Rao", "POC_CDL", cell, WAYS[way][0](LINK.format(serial, serial))]
        for number, ((cell, _), (serial, way)) in enumerate(written)
    ]
    rows = rows_of(books.xlsx(HEADER, *cells))
    assert sorted(rows) == list(range(2, len(written) + 2))
    for line, ((_, looks), (_, way)) in enumerate(written, 2):
        assert holds(rows[line], looks, cells[line - 2][4], way), (rows[line], looks, way)


@settings(max_examples=200)
@given(
    st.lists(st.tuples(WORDS, LINKS), min_size=1, max_size=5, unique_by=lambda row: row[0]),
    st.sampled_from("\t,;"),
)
def test_a_paste_s_rows_are_what_it_shows(written, separator):
    lines = [(name, WAYS[way][0](LINK.format(serial, serial)), way) for name, (serial, way) in written]
    quoted = [[f'"{cell}"' if separator in cell else cell for cell in line[:2]] for line in lines]
    text = "\n".join(separator.join(cells) for cells in (["document id", "url"], *quoted))

    rows = understand(text).rows

    assert len(rows) == len(lines)
    for row, (name, link, way) in zip(rows, lines, strict=True):
        assert holds(row, name, link, way), (row, way)
    again = understand(canonical(rows)).rows
    assert [(row.document_id, row.file_url) for row in again] == [
        (row.document_id, row.file_url) for row in rows
    ]
