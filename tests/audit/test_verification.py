import pytest
from django.db import connection, transaction

from audit import guards, trail, verification
from audit.chain import GENESIS, event_hash
from audit.models import AuditEvent, ChainHead, Reason


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    """Chunks of two, so that five events need three of them."""
    monkeypatch.setattr(verification, "CHUNK", 2)


def _as_dict(position):
    return AuditEvent.objects.values().get(position=position)


def test_an_empty_trail_is_whole(db):
    assert trail.verify() == trail.Verdict(count=0, last_hash=GENESIS)


def test_an_untouched_trail_is_whole_and_names_its_last_hash(five):
    verdict = trail.verify()
    assert verdict.whole
    assert verdict == trail.Verdict(count=5, last_hash=five[4].hash)


def test_details_come_back_from_the_database_as_they_were_hashed(db):
    details = {"z": 1, "a": [None, True, "é", 0.1, 1e-7], "n": -0.0, "big": 2**70, "x": 123456789012345.6}
    with transaction.atomic():
        trail.record("case.created", by=trail.SYSTEM, details=details)
    assert trail.verify().problem == ""


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = '1'",
        "actor_kind = 'user'",
        "action = 'case.discarded'",
        "target_kind = 'batch'",
        "target_id = '7'",
        "case_id = 7",
        "outcome = 'refused'",
        "address = '10.0.0.1'",
        "details = '{\"a\": 1}'",
        "reason_hash = 'ab'",
        "at = '2024-01-01 00:00:00+00:00'",
        "hash = 'ab'",
    ],
)
def test_a_changed_field_is_named(five, tamper, change):
    if connection.vendor == "sqlite":
        change = change.replace("+00:00", "")
    tamper(f"UPDATE audit_auditevent SET {change} WHERE position = 4")
    verdict = trail.verify()
    assert (verdict.count, verdict.broken_at) == (3, 4)
    assert verdict.problem == "Event 4 was changed: its content does not give its hash."
    assert verdict.last_hash == five[2].hash


def test_an_unknown_version_is_named(five, tamper):
    tamper("UPDATE audit_auditevent SET version = 9 WHERE position = 4")
    verdict = trail.verify()
    assert (verdict.broken_at, verdict.problem) == (4, "Event 4 has the unknown version 9.")


def test_a_missing_event_is_named(five, tamper):
    tamper("DELETE FROM audit_auditevent WHERE position = 3")
    verdict = trail.verify()
    assert verdict.broken_at == 3
    assert verdict.problem == "Event 3 is missing: event 4 stands in its place."


def test_a_missing_event_whose_gap_was_closed_is_named(five, tamper):
    tamper("DELETE FROM audit_auditevent WHERE position = 3")
    tamper("UPDATE audit_auditevent SET position = 3 WHERE position = 4")
    tamper("UPDATE audit_auditevent SET position = 4 WHERE position = 5")
    verdict = trail.verify()
    assert verdict.broken_at == 3
    assert verdict.problem == "Event 3 does not follow event 2: one of them was moved or replaced."


def test_events_in_another_order_are_named(five, tamper):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        tamper("UPDATE audit_auditevent SET position = %s WHERE position = %s", [new, old])
    verdict = trail.verify()
    assert verdict.broken_at == 2
    assert verdict.problem == "Event 2 does not follow event 1: one of them was moved or replaced."


def test_an_event_rewritten_with_a_hash_of_its_own_is_named_by_the_next(five, tamper):
    forged = event_hash(_as_dict(2) | {"action": "case.discarded"})
    tamper("UPDATE audit_auditevent SET action = 'case.discarded', hash = %s WHERE position = 2", [forged])
    verdict = trail.verify()
    assert verdict.broken_at == 3
    assert verdict.problem == "Event 3 does not follow event 2: one of them was moved or replaced."


def test_a_beginning_that_was_cut_off_is_named(five, tamper):
    tamper("UPDATE audit_auditevent SET previous_hash = %s WHERE position = 1", ["1" * 64])
    verdict = trail.verify()
    assert verdict.broken_at == 1
    assert "does not follow the beginning of the chain" in verdict.problem


def test_a_removed_tail_is_named(five, tamper):
    tamper("DELETE FROM audit_auditevent WHERE position > 3")
    verdict = trail.verify()
    assert (verdict.count, verdict.broken_at) == (3, 4)
    assert verdict.problem == "Event 4 is missing: the head of the chain counts 5."


def test_a_trail_that_was_emptied_is_named(five, tamper):
    tamper("DELETE FROM audit_auditevent")
    assert trail.verify().broken_at == 1


def test_a_last_event_that_was_rewritten_disagrees_with_the_head(five, tamper):
    forged = event_hash(_as_dict(5) | {"action": "case.discarded"})
    tamper("UPDATE audit_auditevent SET action = 'case.discarded', hash = %s WHERE position = 5", [forged])
    verdict = trail.verify()
    assert verdict.broken_at == 5
    assert verdict.problem == "The head of the chain holds another hash than event 5."


def test_an_event_put_behind_the_head_is_named(five, tamper):
    forged = _as_dict(5) | {"id": 6, "position": 6, "previous_hash": five[4].hash}
    AuditEvent.objects.create(**forged | {"hash": event_hash(forged)})
    verdict = trail.verify()
    assert (verdict.count, verdict.broken_at) == (6, 6)
    assert verdict.problem == "Event 6 stands behind the head of the chain, which counts 5."


def test_a_missing_head_is_named(five, tamper):
    tamper("DELETE FROM audit_chainhead")
    verdict = trail.verify()
    assert verdict.broken_at == 5
    assert verdict.problem == "The head of the chain is missing: nothing says that event 5 is the last."


def test_an_event_written_during_the_walk_breaks_nothing(five, monkeypatch):
    walk = verification._walk

    def slow_walk():
        with transaction.atomic():
            trail.record("case.created", by=trail.SYSTEM)
        yield from walk()

    monkeypatch.setattr(verification, "_walk", slow_walk)
    assert trail.verify().problem == ""
    assert trail.verify().count == 7


def test_a_changed_reason_is_named(five):
    reason = Reason.objects.get()
    reason.text = "The scan is fine."
    reason.save(update_fields=["text"])
    verdict = trail.verify()
    assert (verdict.broken_at, verdict.problem) == (3, "The reason of event 3 was changed.")


def test_a_reason_that_cannot_be_decrypted_is_named(five, sql):
    sql("UPDATE audit_reason SET text = 'spoilt'")
    verdict = trail.verify()
    assert verdict.broken_at == 3
    assert verdict.problem == "The reason of event 3 was changed, or FIELD_ENCRYPTION_KEYS lacks its key."


def test_a_reason_given_afterwards_is_named(five):
    Reason.objects.create(position=2, salt="ab", text="An excuse.")
    verdict = trail.verify()
    assert (verdict.broken_at, verdict.problem) == (2, "Event 2 was given a reason afterwards.")


def test_an_erased_reason_leaves_the_chain_whole(five):
    Reason.objects.update(text=None)
    assert trail.verify().whole
    Reason.objects.all().delete()
    assert trail.verify().whole


def test_a_broken_chain_goes_on_but_stays_broken(five, tamper):
    tamper("UPDATE audit_auditevent SET outcome = 'refused' WHERE position = 2")
    guards.install(connection)
    with transaction.atomic():
        trail.record("case.created", by=trail.SYSTEM)
    assert ChainHead.objects.get().position == 6
    assert trail.verify().broken_at == 2


COLUMNS = [field.column for field in AuditEvent._meta.concrete_fields if field.column != "id"]
ODD = ["''", "77", "'x'", "1.5", "X'00ff'", "'2024-13-45 00:00:00'", "'[1'"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps each column's type.")
@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("column", COLUMNS)
def test_an_emptied_or_retyped_value_is_named(five, sql, tamper, column, value):
    def stored():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT quote({column}) FROM audit_auditevent WHERE id = {five[3].pk}")
            return cursor.fetchone()

    before = stored()
    tamper("PRAGMA ignore_check_constraints = ON")
    tamper(f"UPDATE audit_auditevent SET {column} = {value} WHERE position = 4")
    changed = stored() != before
    verdict = trail.verify()
    tamper("PRAGMA ignore_check_constraints = OFF")

    # A position between two others stands in the place of a later one.
    expected = (1, 2) if (column, value) == ("position", "1.5") else (3, 4)
    assert (verdict.count, verdict.broken_at) == (expected if changed else (5, None))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps each column's type.")
@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("column", ["salt", "text"])
def test_a_retyped_reason_is_named(five, sql, column, value):
    sql(f"UPDATE audit_reason SET {column} = {value}")
    assert trail.verify().broken_at == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps each column's type.")
@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("column", ["position", "hash"])
def test_a_retyped_head_is_named(five, tamper, column, value):
    tamper(f"UPDATE audit_chainhead SET {column} = {value}")
    assert not trail.verify().whole
