import threading

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

from audit import trail
from audit.chain import GENESIS
from audit.models import AuditEvent, ChainHead, Reason


def test_an_event_says_who_did_what_to_what_and_from_where(meera):
    before = timezone.now()
    with transaction.atomic(), trail.acting_from("10.20.4.17"):
        event = trail.record(
            "user.changed",
            by=meera,
            target=meera,
            case=4183,
            outcome="refused",
            details={"fields": ["name"]},
        )
    event.refresh_from_db()
    assert (event.actor_kind, event.actor_id, event.action) == ("user", str(meera.pk), "user.changed")
    assert (event.target_kind, event.target_id, event.case_id) == ("user", str(meera.pk), 4183)
    assert (event.outcome, event.address, event.details) == ("refused", "10.20.4.17", {"fields": ["name"]})
    assert before <= event.at <= timezone.now()


def test_what_is_not_given_stays_empty(db):
    with transaction.atomic():
        event = trail.record("trail.verified", by=trail.SYSTEM)
    assert (event.target_kind, event.target_id, event.case_id) == ("", "", None)
    assert (event.outcome, event.address, event.details, event.reason_hash) == ("done", "", {}, "")


@pytest.mark.parametrize(
    ("by", "kind", "name"),
    [
        (trail.WORKER, "worker", ""),
        (trail.SCHEDULER, "scheduler", ""),
        (trail.ATLAS, "atlas", ""),
        (trail.COMMAND, "command", ""),
        (trail.SYSTEM, "system", ""),
        (trail.ANONYMOUS, "anonymous", ""),
        (AnonymousUser(), "anonymous", ""),
        (trail.Actor("worker", "worker-2"), "worker", "worker-2"),
    ],
)
def test_who_is_no_user_is_named_by_kind_and_process(db, by, kind, name):
    with transaction.atomic():
        event = trail.record("case.checked", by=by)
    assert (event.actor_kind, event.actor_id) == (kind, name)


def test_a_row_as_target_is_named_by_its_kind_and_key(db):
    row = ContentType.objects.get_for_model(AuditEvent)
    with transaction.atomic():
        event = trail.record("case.checked", by=trail.SYSTEM, target=row, case=row)
    assert (event.target_kind, event.target_id, event.case_id) == ("content_type", str(row.pk), row.pk)


def test_a_row_that_is_not_saved_cannot_be_named(db, django_user_model):
    with pytest.raises(ValueError, match="not saved"), transaction.atomic():
        trail.record("case.created", by=trail.SYSTEM, target=Group(name="New"))
    with pytest.raises(ValueError, match="not saved"), transaction.atomic():
        trail.record("case.created", by=django_user_model(username="new"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "x" * 65},
        {"outcome": "x" * 33},
        {"target": ("file", "https://files.example/a.pdf")},
        {"target": ("x" * 65, 1)},
        {"by": trail.Actor("worker", "x" * 65)},
        {"details": {"file_url": "https://files.example/a.pdf"}},
        {"details": {"note": "x" * 129}},
    ],
)
def test_a_url_or_a_long_text_is_refused_and_leaves_no_event(db, wrong):
    arguments = {"action": "case.created", "by": trail.SYSTEM} | wrong
    with pytest.raises(ValueError, match="An audit event"), transaction.atomic():
        trail.record(arguments.pop("action"), **arguments)
    assert not AuditEvent.objects.exists()


def test_a_reason_is_stored_outside_encrypted_and_hashed_in(five, sql):
    reason = Reason.objects.get()
    assert (reason.position, reason.text) == (3, "The scan is blurred.")
    assert len(five[2].reason_hash) == 64
    assert "blurred" not in str(sql("SELECT * FROM audit_reason"))


def test_events_form_a_chain_that_ends_in_the_head(five):
    assert [event.position for event in five] == [1, 2, 3, 4, 5]
    assert [event.previous_hash for event in five] == [GENESIS, *(event.hash for event in five[:-1])]
    head = ChainHead.objects.get()
    assert (head.position, head.hash) == (5, five[-1].hash)


def test_events_come_newest_first_and_of_one_case_if_asked(five, meera):
    with transaction.atomic():
        trail.record("case.checked", by=trail.SYSTEM, case=meera.pk)
    assert [event.position for event in trail.events()] == [6, 5, 4, 3, 2, 1]
    assert [event.position for event in trail.events(case=meera.pk)] == [6]
    assert [event.position for event in trail.events(case=meera)] == [6]
    assert Reason.unsealed(trail.events().get(position=3).sealed) == "The scan is blurred."


def test_rows_of_the_trail_have_names_for_the_shell(five):
    assert str(five[0]) == "1 case.created"
    assert str(Reason.objects.get()) == "Reason of event 3"
    assert str(ChainHead.objects.get()) == f"5 {five[4].hash}"


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_an_error():
    with pytest.raises(transaction.TransactionManagementError, match=r"call record\(\) inside atomic"):
        trail.record("case.created", by=trail.SYSTEM)
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_gap():
    def record_and_fail():
        with transaction.atomic():
            trail.record("case.created", by=trail.SYSTEM, reason="Never happened.")
            raise ZeroDivisionError

    with transaction.atomic():
        trail.record("case.created", by=trail.SYSTEM)
    with pytest.raises(ZeroDivisionError):
        record_and_fail()
    with transaction.atomic():
        trail.record("case.created", by=trail.SYSTEM)
    assert list(AuditEvent.objects.order_by("position").values_list("position", flat=True)) == [1, 2]
    assert not Reason.objects.exists()
    assert trail.verify().whole


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_leave_an_unbroken_chain():
    together = threading.Barrier(6)
    errors = []

    def write(name):
        try:
            together.wait(timeout=60)
            for _ in range(10):
                with transaction.atomic():
                    trail.record("case.checked", by=trail.Actor("worker", name))
        except Exception as error:  # noqa: BLE001  whatever it is, the test must see it
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(f"worker-{number}",)) for number in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=600)
    assert errors == []
    verdict = trail.verify()
    assert (verdict.count, verdict.problem) == (60, "")
    assert AuditEvent.objects.order_by("-position").first().position == 60
