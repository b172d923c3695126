"""The rows of a form that name attached files: whose they are, what is noted, and what is sent."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import factories, papers
from verifications.intake import drafts, earlier
from verifications.knowing import attached
from verifications.models import Attachment, Document, WrongState
from verifications.sending import pressing
from verifications.text import understand


@pytest.fixture(autouse=True)
def no_queue(wakeups):
    """Nothing is put into the queue of the folder."""


def rows(*files, ids="123456789"):
    """The rows of a text that names these files."""
    text = "\n".join(f"{each}\t{file.text}" for each, file in zip(ids, files, strict=False))
    return understand(text)


def noted(understood, by, case=None):
    return attached.note_files(understood.rows, by=by, case=case)


def said(row):
    """What a row says: its fault, or its notes."""
    return row.fault or [(note.text, note.reference) for note in row.notes]


@pytest.mark.parametrize(
    "name",
    [
        "scan 1.pdf",
        "a,b;c|d.pdf",
        "100% “x” 'y'.pdf",
        "आधार कार्ड.jpg",
        "a?b#c.pdf",
        '"q".pdf',
        "<b>.jpg",
        "ß.png",
    ],
)
@pytest.mark.parametrize("before", ["7\t", "\t", "", "7 "])
def test_a_text_names_a_file_whatever_its_name_is(asha, name, before):
    file = factories.attachment(by=asha, name=name)

    (row,) = understand(before + file.text).rows

    assert (row.attachment, row.file_name) == (str(file.pk), name)
    assert row.document_id == before.strip()
    assert row.fault == ("" if before.strip() else "Needs an id")


def test_links_cost_no_query(asha, django_assert_num_queries):
    understood = understand(factories.lines("a.pdf", "b.pdf"))

    with django_assert_num_queries(0):
        assert attached.note_files(understood.rows, by=asha) == understood.rows


def test_five_hundred_files_cost_two_queries(asha, draft):
    files = [factories.attachment(by=asha)] * 500
    understood = rows(*files, ids=[str(number) for number in range(500)])

    with CaptureQueriesContext(connection) as queries:
        attached.note_files(understood.rows, by=asha, case=draft)
    assert len(queries) == 2


def test_one_s_own_file_is_here_and_a_stranger_s_is_not(asha, ravi):
    own, other = factories.attachment(by=asha), factories.attachment(by=ravi)

    found = noted(rows(own, other), asha)

    assert [said(row) for row in found] == [[], "This file is not here"]
    assert found[1].cell == "file_url" and found[1].todo


@pytest.mark.parametrize(
    "key",
    ["a549906f-f818-4903-812f-7aadfdf4eda9", "-" * 36, "0" * 36, "1234567-12345-1234-1234-123456789012"],
)
def test_a_file_that_never_was_is_not_here(asha, key):
    assert said(*noted(understand(f"1\tattached:{key}/a.jpg"), asha)) == "This file is not here"


def test_a_file_that_is_half_stored_is_not_here(asha):
    file = factories.attachment(by=asha, stored_at=None)

    assert said(*noted(rows(file), asha)) == "This file is not here"


def test_whoever_edits_a_draft_may_use_its_files(asha, ravi, account):
    file = factories.attachment(by=asha)
    case = factories.draft(by=asha, account=account, text=f"1\t{file.text}")

    assert said(*noted(rows(file), ravi, case)) == []
    assert said(*noted(rows(file), ravi)) == "This file is not here"


def test_files_attached_on_a_case_s_first_form_are_the_case_s(asha, ravi, account):
    case = factories.draft(by=asha, account=account)
    file = factories.attachment(by=asha, form_key=case.form_key)

    assert said(*noted(rows(file), ravi, case)) == []


def test_what_a_case_has_sent_stays_usable_in_it(asha, ravi, account):
    file = factories.attachment(by=asha)
    case = factories.batch(by=asha, account=account, text=f"1\t{file.text}").case
    case.attachments.clear()

    assert said(*noted(rows(file), ravi, case)) == []


def test_naming_a_stranger_s_file_in_a_draft_does_not_make_it_one_s_own(asha, ravi, account):
    file = factories.attachment(by=ravi)
    case = factories.draft(by=asha, account=account)
    form = factories.form(by=asha, account=account, text=f"1\t{file.text}", version=case.version)

    saved = drafts.save(form, by=asha, case=case)

    assert not saved.attachments.exists()
    assert said(*noted(rows(file), asha, saved)) == "This file is not here"


def test_a_file_taken_out_of_a_draft_is_no_longer_kept_for_it(asha, account):
    file = factories.attachment(by=asha)
    case = factories.draft(by=asha, account=account, text=f"1\t{file.text}")
    assert list(case.attachments.all()) == [file]

    drafts.save(factories.form(by=asha, account=account, version=case.version), by=asha, case=case)

    assert not case.attachments.exists()


def test_the_same_file_twice_is_noted_with_its_line(asha):
    content = papers.jpeg(colour="red")
    first, copy = (factories.attachment(by=asha, content=content) for _ in range(2))
    other = factories.attachment(by=asha)

    found = noted(rows(first, other, copy, first), asha)

    assert [said(row) for row in found] == [
        [],
        [],
        [("The same file as line 1", "")],
        [("The same file as line 1", "")],
    ]
    assert found[2].verdict == "warning"


def test_a_file_sent_before_is_noted_with_its_case(asha, account):
    content = papers.jpeg(colour="red")
    before = factories.attachment(by=asha, content=content)
    case = factories.batch(by=asha, account=account, text=f"1\t{before.text}").case
    now = factories.attachment(by=asha, content=content)

    assert said(*noted(rows(now), asha)) == [("Also in", case.reference)]
    assert said(*noted(rows(before), asha, case)) == []
    assert said(*noted(rows(before, ids="2"), asha, case)) == [("Also in", case.reference)]


def test_a_pdf_that_asks_for_a_password_is_noted(asha):
    file = factories.attachment(by=asha, asks_password=True)

    assert said(*noted(rows(file), asha)) == [(attached.ASKS_PASSWORD, "")]


def test_a_sent_document_is_the_file_and_no_link(asha, account):
    file = factories.attachment(by=asha, name="pan.jpg")
    batch = factories.batch(by=asha, account=account, text=f"1\t{file.text}\n{factories.lines('a.pdf')}")

    document, link = batch.case.documents.all()
    record = batch.files.get(document_id="1")
    assert (document.attachment, document.file_url, document.url_without_query) == (file, None, "")
    assert (document.file_name, document.url_fingerprint) == ("pan.jpg", file.fingerprint)
    assert (record.attachment, record.file_url, record.file_name) == (file, None, "pan.jpg")
    assert record.url_for(asha) == file.text and document.text == file.text
    assert link.attachment is None and link.text == link.file_url


def test_the_name_on_the_line_does_not_rename_the_file(asha, account):
    file = factories.attachment(by=asha, name="pan.jpg")

    batch = factories.batch(by=asha, account=account, text=f"1\tattached:{file.pk}/other.jpg")

    assert batch.files.get().file_name == "pan.jpg"


@pytest.mark.parametrize("file_url", [None, "https://docs.example/a.pdf"])
def test_a_document_is_either_a_link_or_a_file(asha, draft, file_url):
    columns = {"case": draft, "document_id": "9", "position": 0, "file_name": "a", "url_fingerprint": "0"}
    file = factories.attachment(by=asha) if file_url else None

    with pytest.raises(IntegrityError, match="document_is_link_or_attachment"), transaction.atomic():
        Document.objects.create(**columns, file_url=file_url, attachment=file, url_without_query="")


def test_a_link_may_become_a_file_and_the_other_way_round(asha, account, draft):
    file = factories.attachment(by=asha)
    texts = [f"1\t{file.text}", "1\thttps://docs.example/a.pdf"]
    for text in (*texts, *texts[:1]):
        documents = drafts.write_documents(draft, understand(text).rows, by=asha)
        (document,) = Document.objects.filter(case=draft)
        assert documents == [document] and document.text == text.split("\t")[1]


def test_a_file_that_went_away_before_sending_sends_nothing(asha, account):
    file = factories.attachment(by=asha)
    form = factories.form(by=asha, account=account, text=f"1\t{file.text}")
    Attachment.objects.update(stored_at=None)

    with pytest.raises(WrongState, match="The file “invoice.jpg” is not here any more"):
        drafts.submit(form, by=asha)
    assert not Document.objects.exists()


def test_a_case_of_which_nothing_was_taken_opens_again_with_its_files(asha, account):
    file = factories.attachment(by=asha)
    batch = factories.batch(by=asha, account=account, text=f"1\t{file.text}")
    pressing.withdraw(batch, by=asha)

    text = drafts.form_of(batch.case)["documents_text"]
    assert text == f"document_id\tfile_url\texpected_type\n1\t{file.text}\t"


def test_the_same_file_in_another_case_is_a_lookalike(asha, account):
    content = papers.jpeg(colour="red")
    before = factories.attachment(by=asha, content=content)
    case = factories.batch(by=asha, account=account, text=f"1\t{before.text}").case
    now = factories.attachment(by=asha, content=content)
    form = factories.form(by=asha, account=account, text=f"1\t{now.text}")

    assert earlier.lookalikes(form, None) == [case]


def test_a_file_is_sent_again_under_a_new_id(asha, ravi, account):
    file = factories.attachment(by=asha)
    document = factories.batch(by=asha, account=account, text=f"1\t{file.text}").case.documents.get()
    again = {"document_id": "1-2", "file_url": document.text, "form_key": uuid.uuid4(), "by": ravi}

    record = pressing.send_under_new_id(document, **again).files.get()

    assert (record.attachment, record.origin.replaces) == (file, document)


def test_a_stranger_s_file_is_not_sent_under_a_new_id(batch, asha, ravi):
    document = batch.case.documents.first()
    url = factories.attachment(by=ravi).text
    again = {"document_id": "9", "file_url": url, "form_key": uuid.uuid4(), "by": asha}

    with pytest.raises(WrongState, match="is not here any more"):
        pressing.send_under_new_id(document, **again)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("", []),
        ("7\thttps://a.example/b.pdf\n\n", [("7", "https://a.example/b.pdf")]),
        (
            '{"file_urls": [{"document_id": "7", "file_url": "https://a.example/b.pdf"}]}',
            [("7", "https://a.example/b.pdf")],
        ),
        ('{"file_urls": [', [("", "")]),
    ],
)
def test_files_are_appended_to_whatever_was_pasted(asha, text, before):
    files = [factories.attachment(by=asha) for _ in range(2)]

    after, _ = attached.append_files(text, files)

    found = [(row.document_id, row.file_url) for row in understand(after).rows]
    assert found == [*before, *(("", file.text) for file in files)]
