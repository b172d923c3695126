"""The text of a draft that a list has made: its form reads what the list showed."""

import csv
import io

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.verifications.lists.books import HEADER, row
from verifications.lists import sheets, understanding
from verifications.text import DOCUMENT_TYPES, canonical, understand

IDS = st.text(st.sampled_from("\"',;|\t\n =+-@0aB\u200b\xa0"), min_size=1, max_size=8)
LINKS = st.sampled_from(["https://docs.example/a,b;c", 'https://docs.example/"a"', "attached:x", "'", ""])
TYPES = st.sampled_from(("", *DOCUMENT_TYPES, "other"))


def shown(documents):
    """The rows as a list shows them that was uploaded as CSV."""
    file = io.StringIO()
    lines = ([*row(document_id, url=url), kind] for document_id, url, kind in documents)
    csv.writer(file).writerows([[*HEADER, "Document type"], *lines])
    columns, rows = understanding.split(sheets.read_sheet(file.getvalue().encode()))
    (group,) = understanding.groups_of(columns, rows, {}, account_name="", product_types=["POC_CDL"])
    return group.rows


def meant(row):
    return row.document_id, row.file_url, row.expected_type, row.fault


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(IDS, LINKS, TYPES), min_size=1, max_size=6))
@example([("document_id", "file_url", ""), ('"1"', "https://docs.example/1", "PAN")])
@example([('"1', "https://docs.example/1", ""), ('2"', "https://docs.example/2", "")])
@example([("a|", "", ""), ("--|", "", "")])
def test_what_a_list_showed_is_what_its_draft_s_form_reads(documents):
    rows = shown(documents)

    assert list(map(meant, understand(canonical(rows)).rows)) == list(map(meant, rows))
