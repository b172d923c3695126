"""One asks, another confirms: once, in time, and never their own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.models import AuditEvent
from confirmations import asking
from confirmations.models import Confirmation

State = Confirmation.State


@pytest.fixture
def asked(done, joseph, kavita, asha):
    """Joseph has asked for a red kite."""
    return asking.ask("kite.colour", asha, {"what": "red"}, by=joseph)


def _events():
    rows = AuditEvent.objects.filter(action__startswith="confirmation.").order_by("position")
    return [(event.action, event.actor_id, event.outcome) for event in rows]


def _late():
    Confirmation.objects.update(expires_at=timezone.now())


def test_what_is_asked_for_waits_and_is_unreadable_in_the_database(asked, done, joseph, asha):
    assert (asked.state, asked.asked_by, done) == (State.ASKED, joseph, [])
    assert asked.expires_at - asked.asked_at == timedelta(days=7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM confirmations_confirmation")
        assert "red" not in cursor.fetchone()[0]
    event = AuditEvent.objects.latest("position")
    assert (event.action, event.target_kind, event.target_id) == ("confirmation.asked", "user", str(asha.pk))
    assert event.details == {"what": "kite.colour", "confirmation": asked.pk, "asked_by": joseph.pk}


def test_another_confirms_and_it_happens_once(asked, done, kavita, joseph, asha):
    asking.confirm(asked.pk, by=kavita)

    asked.refresh_from_db()
    assert (asked.state, asked.ended_by, asked.sealed, asked.facts) == (State.CONFIRMED, kavita, None, [])
    assert done == [(str(asha.pk), {"what": "red"}, "kavita", "joseph")]
    assert _events()[-1] == ("confirmation.confirmed", str(kavita.pk), "done")
    with pytest.raises(asking.Over, match="This waits no more: confirmed. Nothing was changed."):
        asking.confirm(asked.pk, by=kavita)
    assert len(done) == 1


def test_of_two_who_press_at_once_one_finds_it_over(asked, done, kavita, monkeypatch):
    # What the second read before the first was through.
    stale = Confirmation.objects.get()
    asking.confirm(asked.pk, by=kavita)
    monkeypatch.setattr(asking, "_answered", lambda pk, by: stale)

    with pytest.raises(asking.Over):
        asking.confirm(asked.pk, by=kavita)

    assert len(done) == 1 and len(_events()) == 2


def test_another_refuses(asked, done, kavita):
    asking.refuse(asked.pk, by=kavita)

    asked.refresh_from_db()
    assert (asked.state, asked.ended_by, asked.sealed, done) == (State.REFUSED, kavita, None, [])
    assert _events()[-1] == ("confirmation.refused", str(kavita.pk), "refused")


def test_who_asked_takes_it_back(asked, done, joseph):
    asking.withdraw(asked.pk, by=joseph)

    asked.refresh_from_db()
    assert (asked.state, asked.sealed, done) == (State.WITHDRAWN, None, [])
    assert _events()[-1] == ("confirmation.withdrawn", str(joseph.pk), "done")
    with pytest.raises(asking.Over, match="taken back"):
        asking.withdraw(asked.pk, by=joseph)


@pytest.mark.parametrize(
    ("verb", "person"),
    [
        (asking.confirm, "joseph"),
        (asking.refuse, "joseph"),
        (asking.confirm, "asha"),
        (asking.refuse, "meera"),
        (asking.withdraw, "kavita"),
    ],
)
def test_nobody_answers_their_own_and_nobody_without_the_right(asked, done, request, verb, person):
    with pytest.raises(PermissionDenied):
        verb(asked.pk, by=request.getfixturevalue(person))

    asked.refresh_from_db()
    assert (asked.state, done, len(_events())) == (State.ASKED, [], 1)


def test_the_database_itself_lets_nobody_confirm_their_own(asked, joseph):
    own = {"state": State.CONFIRMED, "sealed": None, "ended_at": timezone.now(), "ended_by": joseph}
    with pytest.raises(IntegrityError, match="confirmed_by_another_person"), transaction.atomic():
        Confirmation.objects.update(**own)


def test_what_does_not_fit_any_more_is_refused_with_a_sentence(done, joseph, kavita, asha):
    asked = asking.ask("kite.colour", asha, {"what": "gone"}, by=joseph)

    answered = asking.confirm(asked.pk, by=kavita)

    assert (answered.state, answered.problem) == (State.REFUSED, "The kite has flown since.")
    assert _events()[1:] == [("confirmation.refused", str(kavita.pk), "outdated")]


@pytest.mark.parametrize("verb", [asking.confirm, asking.refuse])
def test_after_its_time_nobody_answers_it(asked, done, kavita, verb):
    _late()

    with pytest.raises(asking.Over, match="The time to confirm this is over."):
        verb(asked.pk, by=kavita)

    assert done == []


def test_what_nobody_confirmed_in_time_is_written_down_once(asked, done):
    asking.expire()
    assert len(_events()) == 1
    _late()

    asking.expire()
    asking.expire()

    asked.refresh_from_db()
    assert (asked.state, asked.ended_by, asked.sealed) == (State.EXPIRED, None, None)
    assert _events()[1:] == [("confirmation.expired", "", "expired")]


def test_the_same_is_asked_for_once(asked, kavita, asha, ravi):
    with pytest.raises(asking.AlreadyAsked, match="asked for already, by Joseph."):
        asking.ask("kite.colour", asha, {"what": "blue"}, by=kavita)

    assert asking.ask("kite.colour", ravi, {"what": "blue"}, by=kavita) != asked


def test_what_is_over_may_be_asked_for_again(asked, joseph, asha):
    _late()

    again = asking.ask("kite.colour", asha, {"what": "blue"}, by=joseph)

    assert [each.state for each in Confirmation.objects.order_by("pk")] == [State.EXPIRED, State.ASKED]
    assert asking.waiting("kite.colour", asha) == again


def test_everybody_with_the_right_may_confirm_but_who_asked(asked, kavita):
    assert asked.others == [kavita]
