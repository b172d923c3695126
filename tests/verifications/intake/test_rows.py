"""Editing rows in place: each edit comes back as the rows and the text that they are now."""

import re
from html import unescape

import pytest

from tests import factories
from tests.verifications.pages import elements, typed
from verifications.text import understand

EDIT = "/cases/new/rows/"
TEXT = factories.lines("a.pdf", "b.pdf", "c.pdf")


@pytest.fixture
def edit(officer, asha, account):
    """Make one edit of a form; returns the answer and the documents that the box names then."""

    def edit(text=TEXT, **fields):
        answer = officer.post(EDIT, typed(asha, account, documents_text=text) | fields)
        assert answer.status_code == 200
        found = re.search(
            r'<div hx-swap-oob="innerHTML:#id_documents_text">(.*?)</div>', answer.content.decode(), re.DOTALL
        )
        rows = understand(unescape(found[1])).rows
        return answer, [(row.document_id, row.file_name, row.expected_type) for row in rows]

    return edit


def test_a_cell_that_is_set_changes_its_row_and_the_text(edit):
    answer, rows = edit(edit="set", index=1, cell="document_id", value="00102", was="102")

    assert rows == [("101", "a.pdf", ""), ("00102", "b.pdf", ""), ("103", "c.pdf", "")]
    assert [row["data-document-id"] for row in elements(answer, "data-row")] == ["101", "00102", "103"]


def test_an_edit_of_a_row_that_has_changed_since_changes_nothing(edit):
    _, rows = edit(edit="set", index=1, cell="document_id", value="9", was="another")

    assert [row[0] for row in rows] == ["101", "102", "103"]


def test_a_row_is_removed_and_another_moved(edit):
    assert [row[0] for row in edit(edit="remove", index=0)[1]] == ["102", "103"]
    assert [row[0] for row in edit(edit="move", index=2, to=0)[1]] == ["103", "101", "102"]


def test_a_type_is_set_and_kept(edit):
    _, rows = edit(edit="set", index=0, cell="expected_type", value="INVOICE", was="")

    assert rows[0] == ("101", "a.pdf", "INVOICE")


def test_suggested_ids_are_taken_only_when_they_are_accepted(edit):
    text = "https://docs.example/invoice.pdf\nhttps://docs.example/pan.pdf"

    answer, rows = edit(text, edit="set", index=5, cell="document_id", value="x", was="")
    assert [row[0] for row in rows] == ["", ""]
    assert "Use the 2 suggested ids" in answer.content.decode()

    _, rows = edit(text, edit="accept", index=1)
    assert [row[0] for row in rows] == ["", "pan"]
    _, rows = edit(text, edit="accept")
    assert [row[0] for row in rows] == ["invoice", "pan"]


def test_a_line_is_added_behind_the_others(edit):
    _, rows = edit(edit="append", value="104\thttps://docs.example/d.pdf")

    assert [row[0] for row in rows] == ["101", "102", "103", "104"]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"edit": "burn"},
        {"edit": "remove", "index": "99"},
        {"edit": "remove", "index": "-1"},
        {"edit": "remove"},
        {"edit": "move", "index": "0"},
        {"edit": "move", "index": "0", "to": "x"},
        {"edit": "set", "index": "0", "cell": "pk", "value": "1"},
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(edit, fields):
    assert [row[0] for row in edit(**fields)[1]] == ["101", "102", "103"]


def test_the_flow_of_pasted_json_moves_into_its_field(edit):
    text = '{"flow_uuid": "LOS-7", "file_urls": [{"document_id": "1", "file_url": "https://docs.example/a"}]}'

    answer, rows = edit(text, edit="set", index=0, cell="document_id", value="2", was="1")

    assert [row[0] for row in rows] == ["2"]
    assert [field["value"] for field in elements(answer, "hx-swap-oob") if "value" in field] == ["LOS-7"]


def test_what_a_rich_clipboard_held_becomes_text(officer):
    html = "<table><tr><td>101</td><td><a href='https://docs.example/a?x=1&amp;y=2'>Invoice</a></td></tr></table>"

    answer = officer.post("/cases/new/pasted/", {"html": html})

    (row,) = understand(answer.content.decode()).rows
    assert (row.document_id, row.file_url) == ("101", "https://docs.example/a?x=1&y=2")
    assert answer["Content-Type"] == "text/plain"
