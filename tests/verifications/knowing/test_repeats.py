"""The same link twice, in one text or in a case that was sent before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from verifications.intake import earlier
from verifications.knowing import repeats
from verifications.text import link_fingerprint, understand

AZURE = "?sv=2024-11-04&se=2025-11-24T12:18:00Z&sr=b&sp=r&sig="


def noted(text, case=None):
    return repeats.note_repeats(understand(text).rows, by=None, case=case)


AWS = "X-Amz-Date=20251124T091800Z&X-Amz-Expires=60&X-Amz-Signature="


def notes(rows):
    return [[(note.text, note.reference) for note in row.notes] for row in rows]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("?sig=1", "?sig=2", True),
        (f"?{AWS}1", f"?{AWS.lower()}2", True),
        ("?Expires=1&Signature=2&OSSAccessKeyId=3", "", True),
        (f"{AZURE}a", f"{AZURE}b".replace("24", "25"), True),
        ("?response-content-disposition=inline&token=1", "?token=2#page=3", True),
        ("?id=7&sig=1", "?id=7&sig=2", True),
        ("?id=7&sig=1", "?id=8&sig=1", False),
        ("?se=1", "?se=2", False),
        (f"?versionId=1&{AWS}9", f"?versionId=2&{AWS}9", False),
        ("", "/b.jpg", False),
    ],
)
def test_two_links_are_the_same_whatever_their_signatures(first, second, same):
    links = [f"https://docs.example/a.jpg{end}" for end in (first, second)]
    rows = noted("\n".join(f"{101 + at}\t{url}" for at, url in enumerate(links)))

    assert notes(rows) == [[], [("The same link as line 1", "")] if same else []]
    assert (link_fingerprint(links[0]) == link_fingerprint(links[1])) == same


pytestmark = pytest.mark.django_db


def test_the_second_and_every_later_row_name_the_first():
    rows = noted("\n".join(f"{number}\thttps://docs.example/a.jpg?sig={number}" for number in (1, 2, 3)))
    assert [row.verdict for row in rows] == ["ok", "warning", "warning"]
    assert notes(rows)[2] == [("The same link as line 1", "")]


def test_what_has_no_link_is_like_nothing():
    key = "attached:0b8f4b4e-0000-4000-8000-000000000000/a.pdf"
    with CaptureQueriesContext(connection) as queries:
        rows = noted(f"1\t{key}\n2\t{key}\nabc\ndef\n3\thttps://[bad/\n4\thttps://[bad/")
    assert notes(rows) == [[]] * 6
    assert len(queries) == 0


def test_what_was_sent_before_names_its_case_in_one_query(batch, account, asha):
    factories.batch(account=account, by=asha)
    text = f"{factories.lines('pan.jpg', 'other.jpg', first=7)}\n9\thttps://docs.example/invoice.jpg?sig=new"
    with CaptureQueriesContext(connection) as queries:
        rows = noted(text)

    before = [("Also in", batch.case.reference)]
    assert notes(rows) == [before, [], before]
    assert [row.verdict for row in rows] == ["warning", "ok", "warning"]
    assert len(queries) == 1


def test_what_is_only_a_draft_was_not_sent(draft):
    assert notes(noted(factories.lines("pan.jpg"))) == [[]]


def test_the_case_itself_does_not_count(batch):
    assert notes(noted(factories.lines("pan.jpg"), case=batch.case)) == [[]]


@pytest.mark.parametrize("url", ["pan.jpg?sig=another", "pan.jpg?page=2", "other.jpg"])
def test_the_note_and_the_question_before_sending_agree(batch, account, asha, url):
    form = factories.form(by=asha, account=account, text=f"9\thttps://docs.example/{url}")

    noted = [note.reference for row in form.understood.rows for note in row.notes if note.reference]
    assert noted == [case.reference for case in earlier.lookalikes(form, None)]
