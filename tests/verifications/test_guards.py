import uuid
from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from tests import factories
from verifications import guards
from verifications.models import Batch, CrossCheck, Payload
from verifications.models.states import NEXT

State = Batch.State
LEGAL = [(old, new) for old, following in NEXT.items() for new in sorted(following)]
ILLEGAL = [pair for pair in permutations(State, 2) if pair not in LEGAL]
KEPT = {
    "verifications_case": "A case is never deleted",
    "verifications_batch": "A batch is never deleted",
    "verifications_filerecord": "A file record is never deleted",
    "verifications_payload": "A payload is never changed or deleted",
    "verifications_crosscheck": "A cross-check is never changed or deleted",
    "verifications_credential": "A credential is never deleted",
}


@pytest.fixture
def rows(asha):
    """One row of every guarded table."""
    batch = factories.batch(account=factories.account(), by=asha)
    payload = Payload.objects.create(case=batch.case, kind=Payload.Kind.EXTRACTS, body="{}")
    CrossCheck.objects.create(payload=payload, case=batch.case, position=0)
    return batch


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def put_into(state):
    """Bring the batch into any state as only a database without its guards allows."""
    sending = state == State.SENDING
    guards.take_off()
    Batch.objects.update(
        state=state,
        claim=uuid.uuid4() if sending else None,
        claimed_until="2026-01-01T00:00Z" if sending else None,
        next_try_at="2026-01-01T00:00Z" if state == State.QUEUED else None,
    )
    guards.install(None, "default")


CHANGE = """
UPDATE verifications_batch SET state = %s, claim = CASE WHEN %s = 'sending' THEN %s END,
claimed_until = CASE WHEN %s = 'sending' THEN created_at END,
next_try_at = CASE WHEN %s = 'queued' THEN created_at END
"""


def change(state):
    claim = uuid.uuid4().hex if connection.vendor == "sqlite" else uuid.uuid4()
    sql = CHANGE if connection.vendor == "sqlite" else CHANGE.replace("THEN %s END", "THEN %s::uuid END")
    run(sql, state.value, state.value, claim, state.value, state.value)


@pytest.mark.parametrize(("old", "new"), LEGAL)
def test_the_database_lets_a_batch_go_where_it_may(rows, old, new):
    put_into(old)

    change(new)

    rows.refresh_from_db()
    assert rows.state == new


@pytest.mark.parametrize(("old", "new"), ILLEGAL)
def test_the_database_refuses_every_other_way(rows, old, new):
    put_into(old)

    with (
        pytest.raises(DatabaseError, match="A batch cannot go from that state to this one"),
        transaction.atomic(),
    ):
        change(new)

    rows.refresh_from_db()
    assert rows.state == old


@pytest.mark.parametrize("state", State)
def test_a_batch_may_stay_where_it_is(rows, state):
    put_into(state)

    run("UPDATE verifications_batch SET problem = 'still', state = state")

    rows.refresh_from_db()
    assert (rows.state, rows.problem) == (state, "still")


@pytest.mark.parametrize(("table", "words"), KEPT.items())
def test_what_proves_something_is_never_deleted(rows, table, words):
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        run(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", KEPT)
def test_what_proves_something_is_never_emptied_or_replaced(rows, table):
    emptied = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        emptied = f"TRUNCATE {table} CASCADE"

    with pytest.raises(DatabaseError, match="never"), transaction.atomic():
        run(emptied)


@pytest.mark.parametrize("table", ["verifications_payload", "verifications_crosscheck"])
def test_what_atlas_said_is_never_changed(rows, table):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        run(f"UPDATE {table} SET case_id = case_id")


@pytest.mark.parametrize(
    "column", ["base_url", "client_id", "client_secret", "secret_fingerprint", "version", "account_id"]
)
def test_a_credential_is_never_changed(rows, column):
    value = "7" if column in ("version", "account_id") else "'other'"

    with pytest.raises(DatabaseError, match="only followed by the next"), transaction.atomic():
        run(f"UPDATE verifications_credential SET {column} = {value}")


@pytest.mark.parametrize("column", ["name", "content_type", "size", "sha256", "file"])
def test_an_attached_file_is_never_changed(rows, column):
    factories.attachment(by=rows.sent_by)

    with pytest.raises(DatabaseError, match="An attached file is never changed"), transaction.atomic():
        run(f"UPDATE verifications_attachment SET {column} = '7'")


def test_a_credential_s_token_comes_and_goes(rows):
    run("UPDATE verifications_credential SET token = 'a', token_expires_at = created_at")
    run("UPDATE verifications_credential SET token = NULL, token_expires_at = NULL")

    assert rows.case.account.credential.token is None


def test_rows_that_prove_something_are_protected_from_their_parents(rows):
    for parent in (rows.case.account, rows.case, rows, rows.case.documents.first(), rows.sent_by):
        with pytest.raises(ProtectedError):
            parent.delete()


def test_where_no_table_is_yet_no_guard_is_put_on(db, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    monkeypatch.setattr(guards, "install_guards", pytest.fail)
    guards.install(None, "default")
