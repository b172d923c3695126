"""Files stored and removed, and that nothing is left half-way."""

import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError
from django.db.models import ProtectedError
from django.utils import timezone

from audit import trail
from tests import factories, papers
from untrusted.papers import NotTaken
from verifications.attachments import attaching, storing
from verifications.models import Attachment, Case, DataKey, Document
from verifications.upkeep import sweeping

DAY = timedelta(days=1)
STORAGE = Attachment._meta.get_field("file").storage


@pytest.fixture
def attach(asha):
    """A function that attaches a file of Asha's."""

    def attach(content=None, name="invoice.jpg", **options):
        content = papers.jpeg() if content is None else content
        with tempfile.TemporaryFile() as file:
            file.write(content)
            upload = UploadedFile(file, name, "text/html", len(content))
            return attaching.attach(upload, **{"by": asha, "form_key": uuid.uuid4()} | options)

    return attach


def stored():
    """The names of everything in the storage."""
    folder = Path(STORAGE.location)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def names_of(attachment):
    """The names under which a file and its picture are stored."""
    return [f"{attachment.pk}.{attachment.key_id}", f"{attachment.pk}.webp.{attachment.key_id}"]


def aged(attachment, age):
    Attachment.objects.filter(pk=attachment.pk).update(uploaded_at=timezone.now() - age)


def test_a_file_is_stored_under_its_key_and_is_on_the_trail(attach, asha):
    content = papers.jpeg((400, 300))
    key = uuid.uuid4()
    attachment = attach(content, "../../etc/invoice.jpg", form_key=key)

    attachment.refresh_from_db()
    assert stored() == names_of(attachment)
    assert (attachment.name, attachment.content_type) == ("invoice.jpg", "image/jpeg")
    assert (attachment.size, attachment.form_key, attachment.uploaded_by) == (len(content), key, asha)
    with storing.unsealed(attachment, attachment.file) as file:
        assert file.read() == content
    event = trail.events()[0]
    assert (event.action, event.target_id, event.actor_id) == (
        "attachment.added",
        str(attachment.pk),
        str(asha.pk),
    )
    assert event.details == {"bytes": len(content), "type": "image/jpeg"}


def test_what_lies_on_the_disk_is_for_the_portal_alone(attach):
    path = Path(STORAGE.location) / names_of(attach())[0]

    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0


def test_a_pdf_with_a_password_has_no_picture_and_says_so(attach):
    attachment = attach(papers.locked_pdf(), "statement.pdf")

    assert attachment.asks_password and not attachment.thumbnail
    assert stored() == names_of(attachment)[:1]


def test_the_same_file_once_more_on_one_form_is_one(attach, ravi):
    key = uuid.uuid4()
    first = attach(form_key=key)

    assert attach(form_key=key) == first
    assert attach(form_key=key, name="again.jpg") != first
    assert attach(form_key=key, by=ravi) != first
    assert attach() != first


def test_a_refused_file_leaves_nothing(attach):
    with pytest.raises(NotTaken):
        attach(b"<html>")

    assert (stored(), Attachment.objects.count(), len(trail.events()[:9])) == ([], 0, 0)


@pytest.mark.parametrize("breaks", ["file", "thumbnail", "row"])
def test_what_cannot_be_stored_leaves_nothing(attach, monkeypatch, breaks, caplog):
    save = STORAGE.save

    def full(name, content, **options):
        if (".webp" in name) == (breaks == "thumbnail"):
            raise OSError(28, "No space left on device")
        return save(name, content, **options)

    def refuse(*args, **options):
        raise DatabaseError("gone")

    if breaks == "row":
        monkeypatch.setattr(attaching.trail, "record", refuse)
    else:
        monkeypatch.setattr(STORAGE, "save", full)

    with pytest.raises(NotTaken, match="This file could not be stored"):
        attach()
    assert (stored(), Attachment.objects.count(), DataKey.objects.count()) == ([], 0, 0)
    assert "Storing a file failed." in caplog.text


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Users\\asha\\scan.pdf": "scan.pdf",
    "inv\x00oi\rce\t\n.pdf": "invoice.pdf",
    "gpj.\u202eexe.pdf": "gpj.exe.pdf",
    "\u200bआधार कार्ड.jpg": "आधार कार्ड.jpg",
    "x" * 1000 + ".pdf": "x" * 296 + ".pdf",
    "x" * 1000: "x" * 300,
    "..": "no name",
    "\x07": "no name",
}


@pytest.mark.parametrize(("given", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_a_name_is_kept_without_what_could_mislead(given, kept):
    assert attaching.clean_name(given) == kept


def test_an_unused_file_is_removed_after_days(asha):
    old, young = factories.attachment(by=asha), factories.attachment(by=asha)
    aged(old, 8 * DAY)
    aged(young, 6 * DAY)

    assert attaching.remove_unused() == 1
    assert list(Attachment.objects.all()) == [young]
    assert stored() == names_of(young)
    assert list(DataKey.objects.all()) == [young.key]


def test_the_hourly_cleaning_removes_unused_files(asha):
    aged(factories.attachment(by=asha), 8 * DAY)

    sweeping.clean()

    assert stored() == []


def test_what_a_process_left_half_stored_is_removed_soon(asha):
    half = factories.attachment(by=asha, stored_at=None)
    recent = factories.attachment(by=asha, stored_at=None)
    aged(half, timedelta(hours=2))

    assert attaching.remove_unused() == 1
    assert list(Attachment.objects.all()) == [recent]


def test_a_row_whose_file_was_never_written_is_removed(asha):
    attachment = factories.attachment(by=asha, stored_at=None)
    STORAGE.delete(names_of(attachment)[0])
    aged(attachment, DAY)

    assert attaching.remove_unused() == 1 and not Attachment.objects.exists()


def test_a_used_file_is_never_removed(asha, account, wakeups):
    drafted, sent = factories.attachment(by=asha), factories.attachment(by=asha)
    factories.draft(by=asha, account=account, text=f"1\t{drafted.text}")
    batch = factories.batch(by=asha, account=account, text=f"1\t{sent.text}")
    batch.case.attachments.clear()
    Attachment.objects.update(uploaded_at=timezone.now() - 400 * DAY)

    assert attaching.remove_unused() == 0
    with pytest.raises(ProtectedError):
        sent.delete()
    assert Document.objects.get().attachment == sent and Case.objects.count() == 2


def test_a_file_that_someone_comes_to_use_meanwhile_stays(asha, account):
    attachment = factories.attachment(by=asha)
    aged(attachment, 8 * DAY)
    found = Attachment.objects.get()
    factories.draft(by=asha, account=account, text=f"1\t{attachment.text}")

    assert attaching._give_up(found) is False
    assert Attachment.objects.stored().get() == attachment


def test_a_sweep_leaves_what_someone_came_to_use(asha, monkeypatch):
    attachment = factories.attachment(by=asha)
    aged(attachment, 8 * DAY)
    monkeypatch.setattr(attaching, "_give_up", lambda attachment: False)

    assert attaching.remove_unused() == 0 and len(stored()) == 2


def test_two_sweeps_remove_a_file_once(asha):
    attachment = factories.attachment(by=asha)
    found = Attachment.objects.get()
    attachment.delete()

    assert attaching._give_up(found) is False


def test_a_file_that_cannot_be_removed_does_not_keep_the_others(asha, monkeypatch, caplog):
    stuck, _ = factories.attachment(by=asha), factories.attachment(by=asha)
    Attachment.objects.update(uploaded_at=timezone.now() - 8 * DAY)
    delete = STORAGE.delete

    def refuse(name):
        if name.startswith(str(stuck.pk)):
            raise OSError(5, "Input/output error")
        delete(name)

    monkeypatch.setattr(STORAGE, "delete", refuse)

    assert attaching.remove_unused() == 1
    assert list(Attachment.objects.all()) == [stuck] and f"{stuck}" in caplog.text
    monkeypatch.undo()
    assert attaching.remove_unused() == 1 and stored() == []
