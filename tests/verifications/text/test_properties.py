"""What holds for any rows and any text: nothing is lost on the way out and in again, and nothing raises."""

import csv
import html
import io
import json
import shlex

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from verifications.models.document_types import document_type
from verifications.text import DOCUMENT_TYPES, canonical, clipboard_text, editing, understand
from verifications.text.cells import bare, cleaned
from verifications.text.rows import HIDDEN, Row

HEADER = ("Document ID", "File URL", "Expected type")
IDS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30
    )
    .map(cleaned)
    .filter(lambda text: text and not HIDDEN.search(text) and "://" not in text)
)
INSIDE = "abcXYZ019-._~:/?#@!$&'()*+,;=%|[]"
LAST = "abcXYZ019-_=/~"
LINKS = st.builds(
    "{}://{}/{}{}".format,
    st.sampled_from(["https", "http", "HTTPS"]),
    st.sampled_from(["docs.example", "kyc.s3.ap-south-1.amazonaws.com", "10.0.0.1:8443", "u@d.example"]),
    st.text(INSIDE, max_size=60),
    st.sampled_from(LAST),
)
TYPES = st.sampled_from(("", *DOCUMENT_TYPES))
DOCUMENTS = st.lists(st.tuples(IDS, LINKS, TYPES), min_size=1, max_size=8, unique_by=lambda each: each[0])


def of(understood):
    return [(row.document_id, row.file_url, row.expected_type) for row in understood.rows]


def as_csv(delimiter, quoting=csv.QUOTE_MINIMAL):
    def write(documents):
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, quoting=quoting).writerows([HEADER, *documents])
        return text.getvalue()

    return write


def as_entries(documents):
    names = ("document_id", "file_url", "expected_type")
    return [dict(zip(names, each, strict=True)) for each in documents]


def as_request(documents):
    return json.dumps({"flow_uuid": "LOS-1", "file_urls": as_entries(documents)}, indent=1)


def as_html(documents):
    rows = [f'<td>{html.escape(i)}<td><a href="{html.escape(u)}">open</a><td>{t}' for i, u, t in documents]
    return "<table><tr><th>id<th>url<th>type<tr>" + "<tr>".join(rows) + "</table>"


WRITERS = {
    "tsv": lambda documents: "\n".join(map("\t".join, [HEADER, *documents])),
    "quoted tsv": as_csv("\t", csv.QUOTE_ALL),
    "csv": as_csv(","),
    "quoted csv": as_csv(",", csv.QUOTE_ALL),
    "semicolons": as_csv(";"),
    "pipes": as_csv("|"),
    "canonical": lambda documents: canonical(Row(1, i, u, expected_type=t) for i, u, t in documents),
    "request": as_request,
    "list": lambda documents: json.dumps(as_entries(documents), ensure_ascii=False),
    "json lines": lambda documents: "\n".join(map(json.dumps, as_entries(documents))),
    "curl": lambda documents: (
        f"curl -H 'Token: <token>' --data {shlex.quote(as_request(documents))} https://a.example/"
    ),
    "html": as_html,
}


@pytest.mark.parametrize("form", WRITERS)
@settings(deadline=None, max_examples=60)
@given(DOCUMENTS)
@example(
    [("101", "https://docs.example/a,b;c|d.jpg?x=%2B+(1)'&y=2", "PAN"), ('0"0', "http://d.example/a=", "")]
)
def test_what_is_exported_and_pasted_again_is_the_same(form, documents):
    if form in ("tsv", "html"):
        # Neither can say that a quotation mark, or a double space, is meant.
        documents = [(" ".join(i.split()).lstrip('"') or "1", u, t) for i, u, t in documents]

    assert of(understand(WRITERS[form](documents))) == documents


WORDS = st.lists(
    st.sampled_from(
        ["Dear", "Asha,", "see", "the", "invoice", "of", "LN-2041:", "12/05/25", "10:30", "-", "&"]
    )
)
CLOSE = """
    {} <{}> ({}) [{}] "{}" “{}” ‘{}’ «{}» `{}` ({}). <{}>, “{}”. {}. {}, {}; {}! {}? {}: {}… {}।
    [text]({}) *{}*
"""
AROUND = st.sampled_from([*CLOSE.split(), "({}, {{}})", "> {}"])
BALANCED = LINKS.filter(
    lambda link: all(link.count(a) == link.count(b) == 0 for a, b in ("()", "[]")) and ",http" not in link
)


@settings(deadline=None, max_examples=300)
@given(WORDS, WORDS, AROUND, BALANCED, st.sampled_from([" ", "\n", "\xa0", "\r\n"]))
@example(["see"], [], "{}.", "https://docs.example/a_b,c;d|e~f-g_", " ")
@example([], [], "({}).", "https://docs.example/a'b_=", " ")
def test_a_link_in_any_text_comes_out_byte_for_byte(before, after, around, link, space):
    # Alone in its line, or behind the sign of a list, `https://…,101` is a link and its id.
    alone = "\n" in space or not any(map(str.isalnum, "".join(before + after)))
    assume(not (alone and set(",;|") & set(link)))
    text = space.join([*before, around.replace("{{}}", "and").format(link), *after])

    rows = understand(text).rows

    assert [row.file_url for row in rows if row.file_url] == [link]


@pytest.mark.parametrize(
    "link", ["https://d.example/a_(1).jpg", "https://d.example/[2025](3)", "https://d.example/((a))"]
)
@pytest.mark.parametrize(
    "around", ["{}", "({})", "[{}]", "<{}>", "see {}, and", "(see {})", "[text]({})", "({}) [{}]"]
)
def test_balanced_brackets_of_a_link_stay_in_it(link, around):
    rows = understand("Dear Asha, here it is for you: " + around.format(link, link)).rows

    assert {row.file_url for row in rows} == {link}


WHOLE = """
    http://a https://d.example/x https://[ a:b 101 id url type PAN -- <table> <td> </a> <tr> &amp; {}
    sep=; 1.5E+9 {"document_id":"1"} https://a.safelinks.protection.outlook.com/?
"""
ATTACHED = "attached:6f9619ff-8b86-4d01-b42d-00cf4fc964ff/a b"
SPACED = ["curl ", "-d ", "= ", "- ", "1. ", "<a href=", "please look at this", ATTACHED]
HEADERS = ["document_id\tfile_url\n", "id,url\n", "|id|url|\n|--|--|\n"]
PIECES = st.sampled_from([*WHOLE.split(), *SPACED, *HEADERS, *"{[]()<>\"'\t\n\r ,;|\\^*_\ufeff\u200e"])
TEXTS = st.lists(st.one_of(PIECES, PIECES, PIECES, st.text(max_size=3)), max_size=30).map("".join)


def all_of(row):
    return row.document_id, row.file_url, row.expected_type, row.fault, row.source


@settings(deadline=None, max_examples=300)
@given(TEXTS)
@example("https://[\n101\thttps://d.example/x\thttps://a")
@example("101\t1\n{}\tid\turl")
@example('[{"document_id": " 1", "file_url": "\\ud800"}, 5, {"document_id": []}]')
def test_rows_survive_being_written_back(text):
    rows = understand(text).rows

    again = understand(canonical(rows)).rows

    assert list(map(all_of, again)) == list(map(all_of, rows))


PLACES = st.integers(-3, 12)
ANY = st.text(st.one_of(st.characters(), st.sampled_from("\t\n\r\" '{[<")), max_size=20)


@settings(deadline=None)
@given(st.lists(st.builds(Row, st.just(1), ANY, ANY, expected_type=ANY), max_size=5))
@example([Row(1, "document_id", "file_url", expected_type="expected_type"), Row(1, "", "")])
@example([Row(1, "a\tb", 'c"\n\r', expected_type=' "')])
@example([Row(1, "", "", expected_type=", ")])
def test_any_rows_survive_being_written_back(rows):
    again = understand(canonical(rows)).rows

    def meant(row):
        return row.document_id, row.file_url, row.expected_type

    expected = [(i, u, document_type(t) or bare(t)) for i, u, t in map(meant, rows)]
    assert list(map(meant, again)) == expected


@settings(deadline=None, max_examples=200)
@given(
    TEXTS,
    st.integers(-3, 12),
    st.integers(-3, 12),
    st.sampled_from(["document_id", "file_url", "expected_type", "x"]),
    TEXTS,
)
def test_no_text_makes_an_edit_raise(text, index, to, cell, value):
    rows = understand(text).rows
    edits = (
        editing.set_cell(text, index, cell, value),
        editing.remove_row(text, index),
        editing.move_row(text, index, to),
        editing.accept_ids(text, value, index),
    )
    editing.append_rows(text, rows)
    editing.accept_ids(text, value)
    clipboard_text(text)

    if not 0 <= index < len(rows):
        assert {edited for edited, _ in edits} == {text}
