"""The scheduler's loop, one round at a time."""

import io
import threading
from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from atlas_portal import patience
from tests import factories
from tests.processes.running import wait_until
from verifications.management.commands import watch
from verifications.models import AtlasAccount, Batch, Case, Exchange
from verifications.sending import calling
from verifications.upkeep import sweeping
from verifications.watching import flows, looks, loop


@pytest.fixture
def one_round(monkeypatch):
    """A function that lets the scheduler go round once; its threads keep no connection."""
    monkeypatch.setattr(watch.signal, "signal", lambda *args: None)
    monkeypatch.setattr(loop, "close_old_connections", connections.close_all)
    return lambda: call_command("watch", "--once", "--threads", "2", stdout=io.StringIO())


@pytest.mark.django_db(transaction=True)
def test_the_scheduler_looks_at_a_case_that_is_due(transactional_db, account, asha, wakeups, one_round):
    batch = factories.batch(account=account, by=asha)
    calling.send(batch.pk)
    case = Case.objects.get(pk=batch.case_id)
    assert case.look_at is not None and case.looked_at is None
    one_round()
    case.refresh_from_db()
    assert case.looked_at is not None and case.look_claimed_until is None
    assert case.master_status != ""


@pytest.mark.django_db(transaction=True)
def test_the_scheduler_wakes_for_a_batch_whose_wake_up_was_lost(
    transactional_db, account, asha, wakeups, one_round
):
    batch = factories.batch(account=account, by=asha)
    wakeups.clear()
    Batch.objects.update(woken_at=batch.created_at.replace(year=2020))
    one_round()
    assert wakeups == [("send_batch", batch.pk)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken_at", ["ask", "store"])
def test_one_broken_flow_does_not_end_the_watch(
    transactional_db, account, asha, wakeups, one_round, monkeypatch, caplog, broken_at
):
    batch = factories.batch(account=account, by=asha)
    Case.objects.update(look_at=batch.created_at, flow_uuid="LOS-1")

    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(looks, broken_at, broken)
    one_round()
    case = Case.objects.get()
    assert case.looked_at is None and case.look_claimed_until is not None
    assert "failed; its claim runs out" in caplog.text


@pytest.mark.parametrize("away", [OperationalError("away"), InterfaceError("closed")])
def test_the_watch_goes_on_when_the_database_does_not_answer(db, monkeypatch, caplog, away):
    handlers, swept = {}, []

    def sweep():
        swept.append(len(caplog.messages))
        if len(swept) < 3:
            raise away
        handlers[watch.signal.SIGTERM](watch.signal.SIGTERM, None)

    monkeypatch.setattr(watch.signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(watch, "TICK", 0.001)
    monkeypatch.setattr(sweeping, "sweep", sweep)
    monkeypatch.setattr(watch.connection, "close", lambda: None)
    call_command("watch", "--threads", "2", stdout=io.StringIO())

    assert swept == [0, 1, 2]
    assert caplog.messages[0].startswith("The database does not answer; asked again in 0.01 s.")
    assert caplog.messages[-1] == "The database answers again." and "Traceback" not in caplog.text


def test_the_watch_goes_round_until_it_is_asked_to_end(db, monkeypatch):
    rounds, handlers = [], {}
    monkeypatch.setattr(watch.signal, "signal", handlers.__setitem__)

    def sweep():
        rounds.append("swept")
        if len(rounds) == 2:
            handlers[watch.signal.SIGTERM](watch.signal.SIGTERM, None)

    monkeypatch.setattr(loop, "TICK", 0)
    monkeypatch.setattr(sweeping, "sweep", sweep)
    call_command("watch", "--threads", "2", stdout=io.StringIO())
    assert len(rounds) == 2


@pytest.fixture
def watching_loop(monkeypatch):
    """The scheduler's loop, to be gone round by hand; calls to Atlas stand still until `held` is set."""
    held, ask = threading.Event(), looks.ask

    def wait(look):
        assert held.wait(60)
        ask(look)

    monkeypatch.setattr(looks, "ask", wait)
    monkeypatch.setattr(loop, "close_old_connections", connections.close_all)
    watch = loop.Watch(3, sweep=sweeping.sweep, clean=sweeping.clean)
    watch.held = held
    yield watch
    held.set()
    watch.end(now=True)


@pytest.fixture
def due(transactional_db, account, asha, wakeups):
    """Eight flows that are due."""
    for _ in range(8):
        calling.send(factories.batch(account=account, by=asha).pk)
    return Case.objects.filter(look_at__isnull=False)


def test_a_watch_that_ends_gives_back_what_it_has_not_asked(due, watching_loop):
    watching_loop.go_round()
    assert due.filter(look_claimed_until__isnull=False).count() == 6  # two at work, four to follow
    watching_loop.held.set()
    watching_loop.end(now=True)
    assert not Case.objects.filter(look_claimed_until__isnull=False).exists()
    assert Case.objects.filter(looked_at__isnull=False).count() in range(2, 7)


def test_no_more_is_claimed_than_a_lane_has_room_for(due, watching_loop):
    for _ in range(2):
        watching_loop.go_round()
    assert due.filter(look_claimed_until__isnull=False).count() == 6
    assert watching_loop.lanes.room(AtlasAccount.objects.get().pk) == 0


def test_between_two_sweeps_is_none(due, watching_loop):
    watching_loop.sweep, watching_loop.swept = pytest.fail, float("inf")
    watching_loop.go_round()
    assert due.filter(look_claimed_until__isnull=False).exists()


def test_what_waits_in_a_lane_is_given_back_once_the_account_is_out(due, watching_loop):
    watching_loop.go_round()
    AtlasAccount.objects.update(outage_since=timezone.now(), probe_at=timezone.now() + timedelta(hours=1))
    watching_loop.go_round()
    assert due.filter(look_claimed_until__isnull=False).count() == 2


def test_nothing_is_claimed_while_too_much_waits_to_be_stored(due, watching_loop, monkeypatch):
    monkeypatch.setattr(loop, "MOST_UNSTORED", 0)
    watching_loop.news = [Future()]
    watching_loop.go_round()
    assert not due.filter(look_claimed_until__isnull=False).exists()


def test_what_came_back_is_kept_until_the_database_answers(due, watching_loop, monkeypatch):
    def away(asked):
        raise OperationalError("away")

    store = looks.store_together
    monkeypatch.setattr(looks, "store_together", away)
    watching_loop.held.set()
    with pytest.raises(OperationalError):
        for _ in range(40):
            watching_loop.go_round()
    assert watching_loop.unstored
    monkeypatch.setattr(looks, "store_together", store)
    watching_loop.end(now=True)
    assert Case.objects.filter(looked_at__isnull=False).exists()


def test_after_a_cut_no_flow_waits_for_a_claim_that_nobody_holds(due, watching_loop, monkeypatch):
    claim = flows.claim_due

    def lost(*args, **kwargs):
        claim(*args, **kwargs)
        raise OperationalError("the answer to the commit was lost")

    monkeypatch.setattr(flows, "claim_due", lost)
    with pytest.raises(OperationalError):
        watching_loop.go_round()
    assert due.filter(look_claimed_until__isnull=False).exists()

    monkeypatch.setattr(flows, "claim_due", lambda *args, **kwargs: [])
    watching_loop.go_round()
    assert not due.filter(look_claimed_until__isnull=False).exists()


def test_news_that_could_not_be_stored_are_stored_once_the_database_answers(due, watching_loop, monkeypatch):
    store, failed = looks._store_news, []

    def away_once(look):
        if look.case.pk not in failed:
            failed.append(look.case.pk)
            raise OperationalError("away")
        return store(look)

    def all_stored():
        watching_loop.go_round()
        return not Case.objects.filter(results_at=None).exists()

    monkeypatch.setattr(looks, "_store_news", away_once)
    watching_loop.held.set()
    wait_until(all_stored, "all results are stored")

    assert len(failed) == 8
    assert not Case.objects.filter(look_claimed_until__isnull=False).exists()


def test_a_look_that_is_stored_again_writes_its_calls_once(due, monkeypatch):
    (look,) = flows.claim_due(AtlasAccount.objects.get(), 1)
    looks.ask(look)
    with monkeypatch.context() as patch:
        patch.setattr(looks.progress, "lock", away)
        with pytest.raises(OperationalError):
            looks.store(look)
    written = Exchange.objects.count()

    looks.store(look)

    assert Exchange.objects.count() == written
    look.case.refresh_from_db()
    assert look.case.looked_at and look.case.look_claimed_until is None


def away(*args, **kwargs):
    raise OperationalError("away")
