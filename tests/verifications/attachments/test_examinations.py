"""Files that take long to look at: nothing of them is used before, and nothing is lost."""

import io
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import trail
from pages.form_keys import sign_key
from tests import factories, papers
from tests.verifications.pages import NEW, PREVIEW, alerts, elements, typed
from untrusted import runner
from untrusted.papers import NOT_TAKEN, NotTaken
from untrusted.papers.examining import NotNow, Paper
from verifications.attachments import attaching, examinations, storing
from verifications.knowing import attached
from verifications.models import Addition, Attachment, Batch, Case, DataKey, Examination
from verifications.text import understand
from verifications.upkeep import sweeping

STORAGE = Attachment._meta.get_field("file").storage
DAY = timedelta(days=1)
NOBODYS = "00000000-0000-4000-8000-000000000000"
PICTURE = papers.jpeg((400, 300))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch, wakeups):
    """No file is looked at within the request."""
    monkeypatch.setattr(examinations, "AT_ONCE_FOR", 0.001)


@pytest.fixture
def bring(asha):
    """A function that brings a file of Asha's."""

    def bring(content=PICTURE, name="invoice.jpg", **options):
        with tempfile.TemporaryFile() as file:
            file.write(content)
            upload = UploadedFile(file, name, "text/html", len(content))
            return examinations.bring(upload, **{"by": asha, "form_key": uuid.uuid4()} | options)

    return bring


def stored():
    """The names of everything in the storage."""
    folder = Path(STORAGE.location)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def names_of(row):
    """The names under which the file of a row lies in the storage, and its picture if it has one."""
    return sorted(f"{name}.{row.key_id}" for name in (row.file.name, row.thumbnail.name) if name)


def read(row, stored):
    with storing.unsealed_under(row.key, stored) as file:
        return file.read()


def ago(span):
    return timezone.now() - span


def test_what_takes_long_is_left_to_a_worker(bring, wakeups, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        examination = bring(name="../scan 1.jpg")

    examination.refresh_from_db()
    assert (examination.name, examination.size, examination.why) == ("scan 1.jpg", len(PICTURE), "")
    assert wakeups == [("examine_file", examination.pk)]
    assert stored() == names_of(examination) and not Attachment.objects.exists()
    assert examination.line == f"\tattached:{examination.uuid}/scan%201.jpg"


def test_a_worker_makes_it_the_attachment_that_the_form_names(bring, asha):
    examination = bring()
    examinations.examine_kept(examination.pk)

    attachment = Attachment.objects.stored().get()
    assert (attachment.pk, attachment.text) == (examination.uuid, examination.text)
    assert (attachment.size, attachment.form_key) == (len(PICTURE), examination.form_key)
    assert (attachment.file, attachment.key) == (examination.file, examination.key)
    assert stored() == names_of(attachment) and len(stored()) == 2
    assert read(attachment, attachment.file) == PICTURE
    assert read(attachment, attachment.thumbnail)[8:12] == b"WEBP"
    assert not Examination.objects.exists() and DataKey.objects.get() == attachment.key
    event = trail.events()[0]
    assert (event.action, event.target_id) == ("attachment.added", str(attachment.pk))
    assert event.actor_id == str(asha.pk)


def test_a_refusal_that_comes_late_is_the_same(bring):
    examination = bring(b"GIF89a" + bytes(60))
    examinations.examine_kept(examination.pk)

    examination.refresh_from_db()
    assert examination.why == NOT_TAKEN and examination.ended_at and not examination.file
    assert stored() == [] and not Attachment.objects.exists() and not DataKey.objects.exists()


def test_a_worker_that_comes_twice_does_it_once(bring):
    examination = bring()
    examinations.examine_kept(examination.pk)
    examinations.examine_kept(examination.pk)

    assert Attachment.objects.count() == 1 and len(stored()) == 2


def test_a_press_that_is_repeated_is_the_same(bring, wakeups):
    key = uuid.uuid4()

    assert bring(form_key=key) == bring(form_key=key) and len(stored()) == 1
    assert bring(form_key=key, name="other.jpg").pk and len(stored()) == 2


@pytest.mark.parametrize("bound", ["MOST_OF_ONE", "MOST"])
def test_only_so_many_wait(bring, monkeypatch, bound):
    monkeypatch.setattr(examinations, bound, 1)
    bring()

    with pytest.raises(NotNow):
        bring(papers.jpeg((9, 9)))
    assert len(stored()) == 1


def test_what_cannot_be_stored_leaves_nothing(bring, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(STORAGE), "save", full)

    with pytest.raises(NotTaken) as refused:
        bring()
    assert str(refused.value) == attaching.NOT_STORED and not Examination.objects.exists()
    assert not DataKey.objects.exists()


@pytest.mark.parametrize("fault", ["gone", "spoilt"])
def test_a_file_that_cannot_be_read_in_the_storage_is_told(bring, fault):
    examination = bring()
    (name,) = stored()
    STORAGE.delete(name)
    if fault == "spoilt":
        STORAGE.save(name, ContentFile(PICTURE))
    examinations.examine_kept(examination.pk)

    examination.refresh_from_db()
    assert examination.why == attaching.NOT_STORED
    assert stored() == [] and not DataKey.objects.exists()


def test_while_others_are_read_it_waits(bring, monkeypatch):
    examination = bring()
    monkeypatch.setattr(runner, "places", runner.Places(at_once=1, waiting=0, each=1))
    with runner.places.one("somebody"):
        examinations.examine_kept(examination.pk)

    examination.refresh_from_db()
    assert (examination.claim, examination.ended_at) == (None, None)
    examinations.examine_kept(examination.pk)
    assert Attachment.objects.stored().exists()


def test_a_claim_keeps_others_away_until_it_runs_out(bring, wakeups, django_capture_on_commit_callbacks):
    examination = bring()
    row = Examination.objects.filter(pk=examination.pk)
    row.update(claim=uuid.uuid4(), claimed_until=timezone.now() + DAY, woken_at=ago(DAY))

    def swept():
        wakeups.clear()
        with django_capture_on_commit_callbacks(execute=True):
            sweeping.sweep()
        return wakeups

    assert swept() == []
    examinations.examine_kept(examination.pk)
    assert not Attachment.objects.exists()
    row.update(claimed_until=ago(DAY))
    assert swept() == [("examine_file", examination.pk)]
    assert swept() == []
    examinations.examine_kept(examination.pk)
    assert Attachment.objects.stored().exists()


@pytest.mark.parametrize("content", [PICTURE, b"GIF89a" + bytes(60)])
def test_the_picture_that_a_killed_worker_left_is_replaced(bring, content):
    examination = bring(content)
    Examination.objects.update(thumbnail="left.webp")
    examination.refresh_from_db()
    storing.write(examination.thumbnail, examination.key, io.BytesIO(b"half"))
    assert len(stored()) == 2
    examinations.examine_kept(examination.pk)

    assert stored() == [name for row in Attachment.objects.stored() for name in names_of(row)]


def test_a_file_without_a_picture_is_attached_without_one(bring):
    examination = bring()
    claimed = examinations._claimed(examination.pk)
    examinations._attach(claimed, Paper("application/pdf", len(PICTURE), "0" * 64, False, b""))

    attachment = Attachment.objects.stored().get()
    assert not attachment.thumbnail and stored() == names_of(attachment)


def test_a_picture_that_cannot_be_stored_refuses_the_file(bring, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    examination = bring()
    monkeypatch.setattr(type(STORAGE), "save", full)
    examinations.examine_kept(examination.pk)

    examination.refresh_from_db()
    assert examination.why == attaching.NOT_STORED
    assert stored() == [] and not DataKey.objects.exists()


@pytest.mark.parametrize("at", ["_store_picture", "_take_place"])
def test_what_a_late_worker_stores_does_not_count(bring, monkeypatch, at):
    step, quicker = getattr(examinations, at), []

    def late(examination, *args):
        if not quicker:
            # Its claim runs out, and another worker comes meanwhile and is through.
            quicker.append(examination)
            Examination.objects.update(claimed_until=ago(DAY))
            examinations.examine_kept(examination.pk)
        step(examination, *args)

    monkeypatch.setattr(examinations, at, late)
    examinations.examine_kept(bring().pk)

    attachment = Attachment.objects.stored().get()
    assert stored() == names_of(attachment) and read(attachment, attachment.file) == PICTURE
    assert read(attachment, attachment.thumbnail)[8:12] == b"WEBP"
    assert trail.events().filter(action="attachment.added").count() == 1


def test_nothing_of_a_waiting_file_stands_in_clear(bring):
    marked = PICTURE + b"Kavitha Ramesh"
    bring(marked)
    (path,) = Path(STORAGE.location).iterdir()

    assert path.stat().st_size > len(marked)
    assert b"Kavitha" not in path.read_bytes() and PICTURE[:20] not in path.read_bytes()


@pytest.mark.parametrize("change", [{"key": None}, {"file": ""}])
def test_the_database_takes_no_waiting_file_without_its_key(bring, change):
    bring()

    with pytest.raises(IntegrityError), transaction.atomic():
        Examination.objects.update(**change)


def test_a_file_that_a_worker_has_attached_meanwhile_is_not_swept(bring):
    old = bring()
    examinations.examine_kept(old.pk)
    examinations._remove(old)

    attachment = Attachment.objects.stored().get()
    assert stored() == names_of(attachment) and DataKey.objects.get() == attachment.key


def test_a_worker_whose_file_is_swept_meanwhile_attaches_nothing(bring):
    old = bring()
    claimed = examinations._claimed(old.pk)
    paper = examinations._looked_at(claimed)
    examinations._remove(old)
    examinations._attach(claimed, paper)

    assert stored() == [] and not Attachment.objects.exists() and not DataKey.objects.exists()


def test_a_late_refusal_changes_nothing(bring, monkeypatch):
    examination = bring(b"GIF89a" + bytes(60))
    others = uuid.uuid4()
    look = examinations._looked_at

    def slowly(row):
        Examination.objects.update(claim=others, claimed_until=timezone.now() + DAY)
        return look(row)

    monkeypatch.setattr(examinations, "_looked_at", slowly)
    examinations.examine_kept(examination.pk)

    examination.refresh_from_db()
    assert (examination.claim, examination.why, examination.ended_at) == (others, "", None)
    assert stored() == names_of(examination)


def test_what_a_worker_left_at_its_end_is_cleared(bring):
    refused = bring()
    Examination.objects.update(ended_at=ago(DAY), why="No.")

    sweeping.clean()

    left = Examination.objects.get()
    assert (left, left.why, left.file.name, left.key) == (refused, "No.", "", None)
    assert stored() == [] and not DataKey.objects.exists()


def test_old_ones_and_those_never_wholly_here_are_removed(bring):
    never, old, refused, new = [bring(papers.jpeg((size, 9))) for size in (6, 7, 8, 9)]
    Examination.objects.filter(pk=never.pk).update(stored_at=None, arrived_at=ago(timedelta(hours=2)))
    STORAGE.delete(*names_of(refused))
    examinations.examine_kept(refused.pk)
    Examination.objects.filter(pk__in=(old.pk, refused.pk)).update(arrived_at=ago(8 * DAY))

    sweeping.clean()

    assert Examination.objects.get() == new and stored() == names_of(new)
    assert DataKey.objects.get() == new.key


def test_one_that_cannot_be_removed_does_not_keep_the_others(bring, monkeypatch, caplog):
    stuck, other = bring(papers.jpeg((7, 7))), bring(papers.jpeg((8, 8)))
    Examination.objects.update(arrived_at=ago(8 * DAY))
    delete = type(STORAGE).delete

    def refuse(self, name):
        if [name] == names_of(stuck):
            raise PermissionError(1, "Operation not permitted")
        delete(self, name)

    monkeypatch.setattr(type(STORAGE), "delete", refuse)
    sweeping.clean()

    assert Examination.objects.get() == stuck and stored() == names_of(stuck) != names_of(other)
    assert DataKey.objects.get() == stuck.key
    assert f"Removing the file of {stuck} failed" in caplog.text


def answer_of(browser, asha, content=PICTURE, name="invoice.jpg"):
    form = {
        "form_key": sign_key(uuid.uuid4(), asha),
        "attachments": SimpleUploadedFile(name, content, "image/jpeg"),
    }
    return browser.post("/cases/new/attachments/", form)


def test_the_page_is_told_that_it_is_still_looked_at(officer, asha):
    answer = answer_of(officer, asha)

    assert answer.status_code == 202
    assert answer.json()["line"] == Examination.objects.get().line and not answer.json()["thumbnail"]


def test_nothing_of_it_is_shown_or_handed_out(officer, asha):
    answer_of(officer, asha)
    key = Examination.objects.get().uuid

    assert officer.get(f"/attachments/{key}/").status_code == 404
    assert officer.get(f"/attachments/{key}/thumbnail/").status_code == 404
    assert officer.get(f"/d/{key}/invoice.jpg").status_code == 404
    assert Attachment.objects.usable(by=asha).count() == 0


def test_a_row_says_so_and_the_page_asks_again_until_there_is_news(officer, asha):
    answer_of(officer, asha)
    examination = Examination.objects.get()
    text = f"7\t{examination.text}"
    page = officer.post(PREVIEW, {"documents_text": text})

    assert "Still being looked at" in page.content.decode()
    assert "0 documents ready, 1 being looked at" in page.content.decode()
    assert 'role="alert"' not in page.content.decode()
    (asks,) = elements(page, "hx-vals")
    assert asks["hx-vals"] == f'{{"waits": "{examination.uuid}"}}' and asks["hx-post"] == PREVIEW
    again = {"documents_text": text, "waits": str(examination.uuid)}
    assert officer.post(PREVIEW, again).status_code == 204

    examinations.examine_kept(examination.pk)
    page = officer.post(PREVIEW, again)
    assert "1 document ready" in page.content.decode() and not elements(page, "hx-vals")


@pytest.mark.parametrize("waits", ["x", NOBODYS, f"{NOBODYS},", ",,"])
def test_whoever_waits_for_nothing_is_told_at_once(officer, db, waits):
    assert officer.post(PREVIEW, {"documents_text": "", "waits": waits}).status_code == 200


def test_a_row_with_another_fault_asks_again_too(officer, asha):
    answer_of(officer, asha)
    page = officer.post(PREVIEW, {"documents_text": Examination.objects.get().line})

    assert "This file is still being looked at" in page.content.decode()
    assert elements(page, "hx-vals")


@pytest.mark.parametrize("before", ["7", ""])
def test_a_refusal_is_told_at_its_row(officer, asha, before):
    answer_of(officer, asha, b"GIF89a" + bytes(60))
    examinations.examine_kept(Examination.objects.get().pk)
    page = officer.post(PREVIEW, {"documents_text": before + Examination.objects.get().line})

    assert NOT_TAKEN in page.content.decode() and not elements(page, "hx-vals")


def test_it_is_sent_only_once_it_is_looked_at(officer, asha, account):
    answer_of(officer, asha)
    examination = Examination.objects.get()
    form = typed(asha, account, action="send", documents_text=f"7\t{examination.text}")
    page = officer.post(NEW, form)

    assert page.status_code == 422 and "A file is still being looked at." in alerts(page)
    assert not Batch.objects.exists()
    examinations.examine_kept(examination.pk)
    assert officer.post(NEW, form).status_code == 302
    assert Batch.objects.get().files.get().attachment_id == examination.uuid


def test_one_that_waits_hides_no_other_fault(officer, asha, account):
    answer_of(officer, asha)
    text = f"7\t{Examination.objects.get().text}\n8\tftp://docs.example/a"
    page = officer.post(NEW, typed(asha, account, action="send", documents_text=text))

    assert "Fix or remove 2 of 2 documents" in alerts(page)


def test_without_a_script_the_saved_draft_tells_and_keeps_it(officer, asha, ravi, account):
    file = SimpleUploadedFile("a.jpg", PICTURE, "image/jpeg")
    form = typed(asha, account, action="draft", documents_text="", attachments=[file])
    page = officer.post(NEW, form, follow=True)
    assert "This file is still being looked at" in page.content.decode()

    examination, case = Examination.objects.get(), Case.objects.get()
    assert list(case.examinations.all()) == [examination]
    examinations.examine_kept(examination.pk)
    # The cleaning keeps what a draft names, and whoever opens the draft may use it.
    assert [file.pk for file in case.attachments.all()] == [examination.uuid]
    assert Attachment.objects.usable(by=ravi, case=case).count() == 1
    assert "still being looked at" not in officer.get(page.request["PATH_INFO"]).content.decode()


def test_another_who_opens_the_draft_is_told_as_well(asha, ravi, account, bring):
    text = f"7\t{bring().text}"
    draft = factories.draft(by=asha, account=account, text=text)
    rows = understand(text).rows

    (strangers,) = attached.note_files(rows, by=ravi)
    assert strangers.fault == "This file is not here" and not strangers.waits
    (row,) = attached.note_files(rows, by=ravi, case=draft)
    assert row.only_waits


def test_what_is_added_later_keeps_it_too(asha, batch, bring):
    examination = bring()
    addition = Addition.objects.create(case=batch.case, person=asha, documents_text="", form_key=uuid.uuid4())
    rows = factories.form(by=asha, account=batch.case.account, text=f"7\t{examination.text}").understood.rows
    attached.keep_named(addition, rows, by=asha, case=batch.case)
    examinations.examine_kept(examination.pk)

    assert [file.pk for file in addition.attachments.all()] == [examination.uuid]
