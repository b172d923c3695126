from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests import factories
from tests.atlas.server import answer
from tests.verifications.parts import trail_of
from verifications.models import Batch, Case, Exchange
from verifications.sending import calling, endings
from verifications.upkeep import sweeping

pytestmark = pytest.mark.usefixtures("still")
State = Batch.State


@pytest.fixture
def swept(wakeups, django_capture_on_commit_callbacks):
    """Sweep once; what was found, and whom it woke."""

    def sweep():
        wakeups.clear()
        with django_capture_on_commit_callbacks(execute=True):
            found = sweeping.sweep()
        return found, list(wakeups)

    return sweep


def aged(batch, **ages):
    """Put a batch's times so many seconds into the past."""
    now = timezone.now()
    changes = {name: now - timedelta(seconds=seconds) for name, seconds in ages.items()}
    Batch.objects.filter(pk=batch.pk).update(**changes)


def test_a_batch_that_was_just_queued_is_left_to_its_own_wake_up(queued, swept):
    assert swept() == ((0, 0), [])


def test_a_batch_whose_wake_up_was_lost_is_found(queued, swept):
    aged(queued, next_try_at=6, woken_at=6)

    assert swept() == ((1, 0), [("send_batch", queued.pk)])
    assert swept() == ((0, 0), [])


def test_a_batch_whose_pause_is_over_is_woken_at_once(queued, swept):
    aged(queued, next_try_at=1, woken_at=3)

    assert swept() == ((1, 0), [("send_batch", queued.pk)])


def test_a_batch_that_is_not_due_is_not_woken(queued, swept):
    aged(queued, next_try_at=-60, woken_at=60)

    assert swept() == ((0, 0), [])


@pytest.mark.parametrize(("woken", "again"), [(299, 0), (301, 1)])
def test_the_longer_nobody_answers_the_rarer_it_is_woken(queued, swept, woken, again):
    aged(queued, next_try_at=600, woken_at=woken)

    assert swept()[0] == (again, 0)


def test_those_that_wait_for_their_next_wake_up_do_not_hide_the_others(
    queued, moody, asha, swept, monkeypatch
):
    other = factories.batch(account=moody, by=asha)
    aged(queued, next_try_at=600, woken_at=10)
    aged(other, next_try_at=60, woken_at=60)
    monkeypatch.setattr(sweeping, "AT_ONCE", 1)

    assert swept() == ((1, 0), [("send_batch", other.pk)])


def test_two_sweeps_wake_a_worker_once(queued, swept, monkeypatch):
    aged(queued, next_try_at=60, woken_at=60)
    update = sweeping.Batch.objects.filter

    def slower(*args, **kwargs):
        if "woken_at" in kwargs:
            aged(queued, woken_at=0)  # the other sweep, in between
        return update(*args, **kwargs)

    monkeypatch.setattr(sweeping.Batch.objects, "filter", slower)

    assert swept() == ((0, 0), [])


def test_a_claim_that_stands_is_left_alone(queued, swept):
    calling._claim(queued.pk)

    assert swept() == ((0, 0), [])


def test_a_worker_that_died_before_anything_had_left_costs_nothing(queued, swept):
    calling._claim(queued.pk)
    aged(queued, claimed_until=1)

    assert swept() == ((0, 1), [("send_batch", queued.pk)])

    queued.refresh_from_db()
    assert (queued.state, queued.claim, queued.left_at) == (State.QUEUED, None, None)
    assert queued.problem == "The worker stopped before anything had left."
    assert trail_of(queued.case)[-1] == "batch.queued"


def test_a_worker_that_died_after_the_request_had_left_leaves_it_not_confirmed(queued, swept):
    calling._claim(queued.pk)
    aged(queued, claimed_until=1, left_at=60)

    assert swept() == ((0, 1), [])

    queued.refresh_from_db()
    case = Case.objects.get()
    assert (queued.state, queued.was_unconfirmed, queued.tries) == (State.NOT_CONFIRMED, True, 1)
    assert (case.progress, case.look_at <= timezone.now()) == (Case.Progress.NOT_CONFIRMED, True)
    assert trail_of(case)[-1] == "batch.not_confirmed"


def test_a_sweep_that_comes_second_settles_nothing(queued, swept, monkeypatch):
    calling._claim(queued.pk)
    aged(queued, claimed_until=1)
    settle = endings.settle_expired

    def slower(batch):
        settle(Batch.objects.get(pk=batch.pk))  # the other sweep, in between
        settle(batch)

    monkeypatch.setattr(endings, "settle_expired", slower)

    assert swept()[0] == (0, 0)
    assert trail_of(queued.case).count("batch.queued") == 2


def test_nothing_leaves_once_the_claim_ran_out(queued, server):
    claimed = calling._claim(queued.pk)
    aged(queued, claimed_until=1)

    calling._send_claimed(claimed)

    queued.refresh_from_db()
    assert (queued.state, queued.left_at, server.asked("multiupload")) == (State.SENDING, None, [])


@pytest.mark.parametrize("endpoint", ["authtoken", "multiupload"])
def test_a_worker_that_comes_too_late_leaves_what_the_sweep_has_settled(
    queued, server, monkeypatch, caplog, endpoint
):
    server.on(endpoint, answer({"error": "no"}, status=400))
    claim = calling._claim

    def too_slow(batch_pk):
        claimed = claim(batch_pk)
        batch = Batch.objects.get(pk=batch_pk)
        batch.left_at = timezone.now()
        endings.settle_expired(batch)
        return claimed

    monkeypatch.setattr(calling, "_claim", too_slow)
    monkeypatch.setattr(calling, "_mark_left", lambda batch, credential, files: True)

    calling.send(queued.pk)

    queued.refresh_from_db()
    assert queued.state == State.NOT_CONFIRMED
    assert "batch.rejected" not in trail_of(queued.case)
    assert "ran out before its outcome was known" in caplog.text


def test_sessions_that_have_ended_are_cleaned_up(db):
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=timezone.now() + timedelta(days=1))

    sweeping.clean()

    assert Session.objects.get().session_key == "new"


def test_old_calls_go_but_the_evidence_of_a_batch_stays(batch, settings):
    past = timezone.now() - timedelta(days=settings.EXCHANGE_DAYS + 1)
    for kept in (batch, None):
        Exchange.objects.create(batch=kept, endpoint="status", method="GET", started_at=past)
    young = Exchange.objects.create(endpoint="status", method="GET")

    sweeping.clean()

    assert set(Exchange.objects.all()) == {Exchange.objects.get(batch=batch), young}
