"""One table, pasted and uploaded: the same documents, the same faults, in the same sentences."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifications.lists import sheets, understanding
from verifications.lists.sheets import Unreadable
from verifications.text import DOCUMENT_TYPES, understand, vocabulary
from verifications.text.separating import SEPARATORS

CASE = {"application_id": "CDL1", "applicant_name": "Sunil Patil", "product_type": "POC_CDL"}
ASIDE = {"flow_uuid": "LOS-1", "remarks": "late"}
WORDS = {
    role: [word for word, (of, _) in vocabulary._MEANINGS.items() if of == role] for role in vocabulary._WORDS
}
IDS = st.one_of(
    st.sampled_from(["101", "102", "007", "7", "1.23E+11", "-2,5e+7", "#REF!", "123456789012345000", ""]),
    st.sampled_from(
        ['="0042"', "'-5", "'0012", '="a"b', '"PAN"', '7" screen', "a\u200bb", "\u202ex", "x" * 101]
    ),
    st.text(st.sampled_from("aB1 ,;|'\"\n-"), min_size=1, max_size=6),
)
LINKS = st.sampled_from(
    [
        "https://docs.example/a.jpg",
        "http://docs.example/a,b;c|d.pdf?sig=a%2Bb",
        "HTTPS://docs.example/\u0928",
        "https://docs.example/a b",
        "https://docs.example/a\u200bb",
        "ftp://docs.example/a",
        "docs.example/a",
        "https://",
    ]
)
TYPES = st.sampled_from(["", *DOCUMENT_TYPES, "pan", "Driving Licence", "gst certificate", "cheque"])
LINK = "https://docs.example/a.jpg"
AROUND = st.sampled_from(["", "", "", " ", "\u200b", "\xa0", "\ufeff", "\u200e\u2060", "\u3000"])
SPELLINGS = st.sampled_from(
    [str.lower, str.upper, str.title, lambda word: f" {word}.", lambda word: "_".join(word)]
)
DOCUMENTS = st.lists(st.tuples(IDS, LINKS, TYPES), min_size=1, max_size=6)


@st.composite
def tables(draw):
    """The rows of a table: titles, a header with words of the vocabulary, documents, and the header again."""
    more = st.lists(st.sampled_from([*vocabulary.ROLES, *ASIDE]), max_size=2, unique=True)
    roles = draw(st.permutations(["document_id", "file_url", *CASE, *draw(more)]))
    header = [draw(AROUND) + _word(draw, role) + draw(AROUND) for role in roles]
    rows = [header]
    for document in draw(DOCUMENTS):
        said = CASE | ASIDE | dict(zip(vocabulary.ROLES, document, strict=True))
        rows.append([draw(AROUND) + said[role] + draw(AROUND) for role in roles])
        if draw(st.integers(0, 9)) == 0:
            rows.append(header)
    titles = draw(
        st.lists(st.sampled_from([["Documents of November"], ["Branch", "Pune"], [""]]), max_size=2)
    )
    return [*titles, *rows]


def _word(draw, role):
    return draw(SPELLINGS)(draw(st.sampled_from(WORDS.get(role, [role]))))


@st.composite
def texts(draw):
    """A table as a text, with the separator, quotes, line ends and marks of a file that programs write."""
    separator = draw(st.sampled_from(list(SEPARATORS)))
    quoting = draw(st.sampled_from([None, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    table = draw(tables())
    if quoting is None and not any(separator in cell or "\n" in cell for cells in table for cell in cells):
        # As programs write it that know nothing of quotes.
        written = "".join(f"{separator.join(cells)}\n" for cells in table)
    else:
        file = io.StringIO()
        style = {"quoting": quoting or csv.QUOTE_MINIMAL, "lineterminator": "\n"}
        csv.writer(file, delimiter=separator, **style).writerows(table)
        written = file.getvalue()
    before = draw(st.sampled_from(["", "\ufeff"])) + draw(st.sampled_from(["", f"sep={separator}\n"]))
    text = before + written + draw(st.sampled_from(["", "\x1a", "\n\n"]))
    return text.replace("\n", line_end)


def pasted(text):
    understood = understand(text)
    return understood.problem or said(understood.rows)


def uploaded(text):
    try:
        columns, rows = understanding.split(sheets.read_sheet(text.encode()))
    except Unreadable as error:
        return str(error)
    groups = understanding.groups_of(
        columns, rows, {}, account_name="x", product_types=["POC_CDL"], delimited=True
    )
    return said([row for group in groups for row in group.rows])


def said(rows):
    """Everything that is said of rows, lines by their order: in a cell may be several of them."""
    places = {str(row.line): str(place) for place, row in enumerate(rows)}

    def placed(sentence):
        return re.sub(r"(?<=Line )[0-9]+", lambda found: places[found[0]], sentence)

    return [
        (
            (row.document_id, row.file_url, row.expected_type, row.fault, placed(row.todo), row.cell),
            # What a list says of links that come again is told of pasted ones by what knows of earlier cases.
            [placed(note.text) for note in row.notes if "the same link" not in note.text],
        )
        for row in rows
    ]


@settings(deadline=None, max_examples=400)
@given(texts())
def test_what_is_pasted_and_what_is_uploaded_is_understood_alike(text):
    assert uploaded(text) == pasted(text)


@pytest.mark.parametrize("word", [*vocabulary._MEANINGS])
def test_each_word_for_a_document_s_column_is_known_to_both(word):
    role = vocabulary.meaning(word)[0]
    cells = {role: word} | {name: name for name in ["document_id", "file_url", *CASE] if name != role}
    said = CASE | ASIDE | {"document_id": "101", "file_url": LINK, "expected_type": "PAN", "account": "x"}
    text = "\n".join((",".join(cells.values()), ",".join(said[name] for name in cells)))

    assert uploaded(text) == pasted(text)
    assert uploaded(text)[0][0][:2] == ("101", LINK)
