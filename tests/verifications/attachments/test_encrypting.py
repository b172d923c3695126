"""Files that a version before stored in clear, encrypted while people and Atlas read them."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from audit import trail
from tests import factories, papers
from verifications.attachments import attaching, encrypting, storing
from verifications.models import Attachment, DataKey

STORAGE = Attachment._meta.get_field("file").storage
PICTURE = papers.jpeg((640, 480))


@pytest.fixture
def clear(asha):
    """A file that lies in clear."""
    return factories.clear_attachment(by=asha, content=PICTURE)


def stored():
    return sorted(path.name for path in Path(STORAGE.location).iterdir())


def names_of(attachment):
    return [f"{attachment.pk}.{attachment.key_id}", f"{attachment.pk}.webp.{attachment.key_id}"]


def read(attachment):
    with storing.unsealed(attachment, attachment.file) as file:
        return file.read()


def test_what_lies_in_clear_is_read_encrypted_and_read_again(clear):
    assert (stored(), read(clear)) == ([str(clear.pk), f"{clear.pk}.webp"], PICTURE)

    assert encrypting.encrypt_all(by=trail.COMMAND) == 1

    sealed = Attachment.objects.get()
    assert (stored(), read(sealed)) == (names_of(sealed), PICTURE)
    assert PICTURE[:40] not in (Path(STORAGE.location) / stored()[0]).read_bytes()
    with storing.unsealed(sealed, sealed.thumbnail) as picture:
        assert picture.read()[8:12] == b"WEBP"
    assert trail.events()[0].details == {"files": 1, "left": 0}


def test_whoever_read_the_row_before_finds_the_file_all_the_same(clear):
    encrypting.encrypt_all(by=trail.COMMAND)

    assert clear.key_id is None and read(clear) == PICTURE


def test_a_file_without_a_picture_is_encrypted_too(asha):
    clear = factories.clear_attachment(by=asha)
    Attachment.objects.update(thumbnail="")
    STORAGE.delete(f"{clear.pk}.webp")

    assert encrypting.encrypt_all(by=trail.COMMAND) == 1
    assert stored() == names_of(Attachment.objects.get())[:1]


def test_the_command_says_how_many_it_encrypted(clear):
    out = StringIO()
    call_command("encrypt_stored", stdout=out)
    call_command("encrypt_stored", stdout=out)

    assert out.getvalue().splitlines() == [
        f"{count} files and 0 rows have keys of their own now." for count in (1, 0)
    ]


@pytest.mark.parametrize("fault", ["gone", "another"])
def test_a_file_that_cannot_be_encrypted_stays_and_does_not_keep_the_others(asha, clear, fault, caplog):
    whole = factories.clear_attachment(by=asha)
    STORAGE.delete(str(clear.pk))
    if fault == "another":
        (Path(STORAGE.location) / str(clear.pk)).write_bytes(b"not what was attached")

    with pytest.raises(CommandError, match="1 are left; the log says why"):
        call_command("encrypt_stored", stdout=StringIO())

    assert f"Encrypting the file {clear.pk} failed" in caplog.text
    assert Attachment.objects.get(pk=clear.pk).key_id is None
    assert Attachment.objects.get(pk=whole.pk).key_id is not None


def test_more_files_than_are_asked_for_at_a_time(asha, monkeypatch):
    monkeypatch.setattr(encrypting, "AT_ONCE", 2)
    for _ in range(5):
        factories.clear_attachment(by=asha)

    assert encrypting.encrypt_all(by=trail.COMMAND) == 5
    assert len(stored()) == 10 and not Attachment.objects.in_clear().exists()


def test_of_two_runs_at_once_one_gives_way(clear, monkeypatch):
    write, asked = storing.write, []

    def slow(stored, key, content):
        asked.append(key)
        if len(asked) == 1:
            # The other run comes while this one is at it, and is quicker.
            assert encrypting.encrypt_all(by=trail.COMMAND) == 1
        write(stored, key, content)

    monkeypatch.setattr(storing, "write", slow)

    assert encrypting.encrypt_all(by=trail.COMMAND) == 0
    sealed = Attachment.objects.get()
    assert (stored(), read(sealed)) == (names_of(sealed), PICTURE)
    assert list(DataKey.objects.all()) == [sealed.key]


def test_of_two_runs_at_once_the_one_that_comes_late_takes_its_copy_back(clear, monkeypatch):
    copy, copies = encrypting._copy, []

    def slow(attachment, key):
        copy(attachment, key)
        copies.append(key)
        if len(copies) == 1:
            assert encrypting.encrypt_all(by=trail.COMMAND) == 1

    monkeypatch.setattr(encrypting, "_copy", slow)

    assert encrypting.encrypt_all(by=trail.COMMAND) == 0
    sealed = Attachment.objects.get()
    assert (stored(), read(sealed), sealed.key) == (names_of(sealed), PICTURE, copies[1])


def test_a_run_that_comes_after_another_leaves_the_file_alone(clear):
    found = Attachment.objects.get()
    encrypting.encrypt_all(by=trail.COMMAND)
    sealed = Attachment.objects.get()

    assert encrypting._encrypted(found) is False
    assert Attachment.objects.get().key_id == sealed.key_id and stored() == names_of(sealed)


def test_a_file_whose_encrypting_broke_off_is_removed_whole(clear, monkeypatch):
    def broken(key, stored):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(encrypting, "_digest", broken)
    assert encrypting.encrypt_all(by=trail.COMMAND) == 0 and len(stored()) == 4

    attaching._discard(Attachment.objects.get())

    assert (stored(), DataKey.objects.count()) == ([], 0)


def test_the_key_of_a_file_is_never_changed(asha):
    factories.attachment(by=asha)
    other = DataKey.objects.fresh()

    for key in (other, None):
        with pytest.raises(DatabaseError, match="key of an attached file"), transaction.atomic():
            Attachment.objects.update(key=key)
