"""Documents that are being added are kept while they are typed, for their person alone."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import factories, papers
from tests.verifications.pages import alerts, elements, fields, tags
from tests.verifications.parts import trail_of
from verifications.attachments import attaching
from verifications.models import Addition, Attachment, Batch

State = Batch.State
MORE = "201\thttps://docs.example/more.pdf?sig=secret"


@pytest.fixture
def sent(batch, put):
    """A case whose first batch Atlas has accepted."""
    return put(batch, State.ACCEPTED).case


@pytest.fixture
def form(officer, sent):
    """The form of Add documents with one document in it, as its page would send it."""
    return fields(officer.get(page_of(sent))) | {"documents_text": MORE}


def page_of(case):
    return f"/cases/{case.reference}/documents/add/"


def autosave(browser, case, form, **changes):
    return browser.post(f"{page_of(case)}autosave/", form | changes)


def version(answer):
    (field,) = elements(answer, "hx-swap-oob")
    return field["value"]


def test_what_is_typed_is_there_again_when_the_page_is_opened_anew(officer, sent, form):
    answer = autosave(officer, sent, form)
    page = officer.get(page_of(sent))

    assert "Saved for you" in answer.content.decode() and version(answer) == "1"
    assert fields(page)["documents_text"] == MORE and fields(page)["version"] == "1"
    assert [row["data-document-id"] for row in elements(page, "data-row")] == ["201"]
    assert "Saved for you" in page.content.decode()
    (autosaved,) = elements(page, "data-autosave")
    assert autosaved["data-autosave"] == f"{page_of(sent)}autosave/"
    assert sent.batches.count() == 1 and sent.documents.count() == 2


def test_it_is_kept_encrypted(officer, sent, form):
    autosave(officer, sent, form)

    (raw,) = Addition.objects.extra(select={"raw": "documents_text"}).values_list("raw", flat=True)
    assert "secret" not in raw and "docs.example" not in raw


def test_each_change_is_kept_once_and_an_empty_box_keeps_nothing(officer, sent, form):
    autosave(officer, sent, form)
    again = autosave(officer, sent, form, version="1")
    changed = autosave(officer, sent, form, version="1", documents_text="202\thttps://docs.example/b.pdf")
    assert (version(again), version(changed)) == ("1", "2")

    empty = autosave(officer, sent, form, version="2", documents_text=" \n")
    assert version(empty) == "" and not Addition.objects.exists()
    assert "Saved for you" not in empty.content.decode()
    assert autosave(officer, sent, form, documents_text="").status_code == 200


def test_it_is_for_its_person_alone(client, officer, sent, form, ravi, meera):
    autosave(officer, sent, form)
    case = f"/cases/{sent.reference}/"
    assert "You have begun to add documents" in officer.get(case).content.decode()

    for other in (ravi, meera):
        client.force_login(other)
        assert "You have begun to add documents" not in client.get(case).content.decode()
    client.force_login(ravi)
    theirs = fields(client.get(page_of(sent)))
    assert theirs["documents_text"] == ""
    autosave(client, sent, theirs, documents_text="301\thttps://docs.example/c.pdf")
    assert Addition.objects.count() == 2


def test_a_form_of_another_person_is_not_saved_by_itself(client, officer, sent, form, ravi):
    client.force_login(ravi)

    answer = autosave(client, sent, form)

    assert answer.status_code == 409 and "Someone else has signed in" in alerts(answer)
    assert not Addition.objects.exists()


def test_the_second_of_two_tabs_is_told_and_stores_nothing(officer, sent, form):
    other = fields(officer.get(page_of(sent))) | {"documents_text": "202\thttps://docs.example/b.pdf"}
    autosave(officer, sent, form)

    for answer in (autosave(officer, sent, other), officer.post(page_of(sent), other | {"action": "keep"})):
        assert answer.status_code == 409 and "were saved in another tab at" in alerts(answer)
    assert Addition.objects.get().documents_text == MORE


def test_pressing_save_overtakes_the_same_forms_autosave(officer, sent, form):
    autosave(officer, sent, form, documents_text="20")

    answer = officer.post(page_of(sent), form | {"action": "keep"})

    assert answer.url == page_of(sent)
    assert fields(officer.get(answer.url))["documents_text"] == MORE


def test_once_they_are_sent_nothing_is_kept(officer, sent, form):
    autosave(officer, sent, form)

    officer.post(page_of(sent), form | {"version": "1", "action": "send"})
    late = autosave(officer, sent, form, documents_text="late")

    assert sent.batches.count() == 2 and not Addition.objects.exists()
    assert late.status_code == 409 and "were queued in the meantime" in alerts(late)
    assert "You have begun to add documents" not in officer.get(f"/cases/{sent.reference}/").content.decode()


def test_what_another_tab_has_kept_stays_when_this_one_sends(officer, sent, form):
    other = fields(officer.get(page_of(sent)))
    autosave(officer, sent, other, documents_text="202\thttps://docs.example/b.pdf")

    assert officer.post(page_of(sent), form | {"action": "send"}).status_code == 302

    assert Addition.objects.get().documents_text == "202\thttps://docs.example/b.pdf"


@pytest.mark.parametrize("damage", [{"form_key": "x"}, {"version": "x"}, {"version": "0"}])
def test_a_damaged_form_is_told(officer, sent, form, damage):
    assert "This form is damaged" in alerts(autosave(officer, sent, form, **damage))
    pressed = officer.post(page_of(sent), form | {"action": "send"} | damage)
    assert pressed.status_code == 400 and "This form is damaged" in alerts(pressed)
    assert fields(pressed)["documents_text"] == MORE
    assert not Addition.objects.exists() and sent.batches.count() == 1


def test_files_that_it_names_are_not_cleaned_away(officer, sent, asha, form):
    old = timezone.now() - 2 * attaching.UNUSED_FOR
    file = factories.attachment(by=asha, uploaded_at=old)
    autosave(officer, sent, form, documents_text=f"201\t{file.text}")

    assert attaching.remove_unused() == 0
    assert attaching._give_up(file) is False

    autosave(officer, sent, form, version="1", documents_text=MORE)
    assert attaching.remove_unused() == 1 and not Attachment.objects.exists()


def test_a_refused_file_of_what_is_saved_is_told(officer, sent, form):
    file = SimpleUploadedFile("b.gif", b"GIF89a")
    page = officer.post(page_of(sent), form | {"action": "keep", "attachments": file}, follow=True)

    assert "b.gif: This is no PDF" in alerts(page) and fields(page)["documents_text"] == MORE


def test_a_file_without_a_script_is_kept_with_what_was_typed(officer, sent, form):
    file = SimpleUploadedFile("a.jpg", papers.jpeg())
    page = officer.post(page_of(sent), form | {"action": "keep", "attachments": file}, follow=True)

    assert Attachment.objects.get().text in fields(page)["documents_text"]
    assert Addition.objects.get().attachments.count() == 1


def test_an_unsent_draft_has_no_addition(officer, draft):
    where = f"/cases/{draft.reference}/"
    assert "You have begun to add documents" not in officer.get(where, follow=True).content.decode()


def test_without_scripts_the_form_warns_that_going_back_loses_what_was_typed(officer, sent, draft):
    for where in ("/cases/new/", f"/cases/{draft.reference}/edit/", page_of(sent)):
        page = officer.get(where)
        assert tags(page, "noscript") and "Going back or leaving this page loses" in page.content.decode()


def test_what_was_begun_is_thrown_away_by_its_person_with_an_event(officer, sent, form, ravi):
    autosave(officer, sent, form)
    Addition.objects.create(case=sent, person=ravi, documents_text="of Ravi", form_key=uuid.uuid4())
    page = officer.get(page_of(sent))
    assert "Discard what is begun" in page.content.decode()

    answer = officer.post(f"{page_of(sent)}discard/", form, follow=True)

    assert answer.redirect_chain[-1][0] == f"/cases/{sent.reference}/"
    assert "Nothing of it was sent." in answer.content.decode()
    assert "You have begun to add documents" not in answer.content.decode()
    assert [kept.person for kept in Addition.objects.all()] == [ravi]
    assert trail_of(sent)[-1] == "documents.discarded"
    assert fields(officer.get(page_of(sent)))["documents_text"] == ""


def test_what_was_sent_or_thrown_away_meanwhile_is_not_thrown_away(officer, sent, form):
    autosave(officer, sent, form)
    officer.post(page_of(sent), form | {"action": "send"})
    batches = sent.batches.count()

    answer = officer.post(f"{page_of(sent)}discard/", form, follow=True)

    assert f"Nothing is begun for {sent.reference} any more." in alerts(answer)
    assert sent.batches.count() == batches == 2
    assert "documents.discarded" not in trail_of(sent)
    assert "Discard…" not in officer.get(page_of(sent)).content.decode()
