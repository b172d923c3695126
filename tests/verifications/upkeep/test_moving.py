"""Texts that a version before put under the field key itself, moved to keys of their own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import trail
from tests import factories
from tests.stored import put_under_field_key, stored_text
from verifications.models import Addition, Case, Credential, Document, FileRecord, ListContent, Payload
from verifications.models.keys import UNDER_FIELD_KEY
from verifications.upkeep import moving

COLUMNS = (
    (Case, "draft_form"),
    (Document, "file_url"),
    (FileRecord, "file_url"),
    (Addition, "documents_text"),
    (Payload, "body"),
    (ListContent, "text"),
    (Credential, "client_secret"),
    (Credential, "token"),
)


@pytest.fixture
def old(account, asha, batch):
    """A row of everything, each as a version before has left it; and all that they held."""
    factories.draft(account=account, by=asha)
    factories.case_list(account=account, by=asha)
    Addition.objects.create(
        case=batch.case, person=asha, documents_text="9\thttps://docs.example/9", form_key=batch.form_key
    )
    Payload.objects.create(case=batch.case, kind="extracts", body='{"ocr_data": []}')
    credential = account.credential
    credential.token, credential.token_expires_at = "the-token", batch.created_at
    credential.save()
    held = texts()
    for model, column in COLUMNS:
        put_under_field_key(model, column)
    return held


def texts():
    return {
        (model, column, row.pk): getattr(row, column)
        for model, column in COLUMNS
        for row in model.objects.order_by("pk")
    }


def test_everything_moves_to_its_own_key_and_is_read_as_before(old):
    assert all(stored_text(*column).startswith(UNDER_FIELD_KEY) for column in COLUMNS[1:])
    assert texts() == old and moving.count_left() == 9

    assert moving.move_all(by=trail.COMMAND) == 9

    assert texts() == old and moving.count_left() == 0
    assert all(stored_text(*column).startswith("k") for column in COLUMNS[1:])
    draft, sent = Case.objects.get(draft_form__isnull=False), Document.objects.first().case
    assert stored_text(Case, "draft_form", draft.pk).startswith(f"k{draft.key_id}:")
    assert stored_text(Payload, "body").startswith(f"k{sent.key_id}:") and draft.key_id != sent.key_id
    event = trail.events()[0]
    assert (event.action, event.details) == ("texts.moved", {"rows": 9})
    assert moving.move_all(by=trail.COMMAND) == 0


def test_it_goes_on_where_it_was_stopped(old, monkeypatch):
    move, moved = moving._move_row, []

    def stopping(row):
        if len(moved) == 4:
            raise KeyboardInterrupt
        moved.append(row)
        move(row)

    monkeypatch.setattr(moving, "_move_row", stopping)
    with pytest.raises(KeyboardInterrupt):
        moving.move_all(by=trail.COMMAND)
    assert texts() == old and 0 < moving.count_left() < 9
    monkeypatch.undo()

    moving.move_all(by=trail.COMMAND)
    assert texts() == old and moving.count_left() == 0


def test_more_rows_than_are_moved_at_a_time(old, monkeypatch):
    monkeypatch.setattr(moving, "MODELS", dict.fromkeys(moving.MODELS, 1))

    assert moving.move_all(by=trail.COMMAND) == 9 and texts() == old


def test_a_text_that_does_not_open_stays_and_does_not_keep_the_others(old, caplog):
    with connection.cursor() as cursor:
        pk = FileRecord.objects.order_by("pk").first().pk
        cursor.execute("UPDATE verifications_filerecord SET file_url = 'gAAAAspoilt' WHERE id = %s", [pk])

    with pytest.raises(CommandError, match="1 are left; the log says why"):
        call_command("encrypt_stored", stdout=StringIO())

    assert f"A text of FileRecord {pk} stays where it is" in caplog.text and "docs.example" not in caplog.text
    assert moving.count_left() == 1


def test_the_command_moves_what_is_there(old):
    out = StringIO()
    call_command("encrypt_stored", stdout=out)

    assert out.getvalue() == "0 files and 9 rows have keys of their own now.\n"
