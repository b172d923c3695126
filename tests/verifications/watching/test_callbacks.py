from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.verifications.parts import together
from verifications.models import Case, Exchange
from verifications.watching import callbacks

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def deliver(batch, wakeups, django_capture_on_commit_callbacks):
    """Have Atlas deliver a body for a case; whether it was kept."""
    case = batch.case

    def deliver_one(body, case=case):
        with django_capture_on_commit_callbacks(execute=True):
            return callbacks.note(case, endpoint="callback", method="POST", body=body, status=204)

    return deliver_one


def test_the_same_delivery_a_thousand_times_is_one_row(deliver):
    assert all(deliver(b"{}") for _ in range(1000))

    exchange = Exchange.objects.get()
    assert (exchange.times, exchange.last_at is not None) == (1000, True)


def test_too_many_different_deliveries_are_counted_and_turned_away(deliver):
    kept = [deliver(b"[%d]" % number) for number in range(callbacks.KEPT_A_MINUTE + 5)]

    assert kept == [True] * callbacks.KEPT_A_MINUTE + [False] * 5
    assert Exchange.objects.filter(status=204, times=1).count() == callbacks.KEPT_A_MINUTE
    assert Exchange.objects.values_list("status", "times", "request_body").latest("pk") == (429, 5, "")


def test_a_minute_later_they_are_kept_again(deliver):
    for number in range(callbacks.KEPT_A_MINUTE):
        deliver(b"[%d]" % number)
    Exchange.objects.update(started_at=timezone.now() - timedelta(minutes=2))

    assert deliver(b"{}") is True


def test_strangers_fill_no_table_whatever_they_say(deliver):
    assert all(deliver(b"[%d]" % number, case=None) for number in range(200))
    assert Exchange.objects.get(case=None).times == 200


def test_an_address_that_no_case_has_is_noted_in_one_row(deliver):
    deliver(b"{}", case=None)
    deliver(b"{}", case=None)

    exchange = Exchange.objects.get()
    # Anyone can send anything there, so of its body there is only the hash.
    assert (exchange.case, exchange.times, exchange.request_body) == (None, 2, "")


def test_a_delivery_before_anything_was_sent_has_nobody_look(deliver, wakeups):
    wakeups.clear()

    deliver(b"{}")

    assert (wakeups, Case.objects.get().look_at) == ([], None)


@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_at_the_same_moment_is_counted_every_time(batch, wakeups):
    def deliver(body=b"{}"):
        return callbacks.note(batch.case, endpoint="callback", method="POST", body=body, status=204)

    deliver()

    assert together(*[deliver] * 8) == [True] * 8
    assert Exchange.objects.get().times == 9


@pytest.mark.django_db(transaction=True)
def test_a_body_is_redacted_while_no_transaction_is_open(batch, wakeups, monkeypatch):
    open_ones = []
    monkeypatch.setattr(
        callbacks, "redact_body", lambda body: open_ones.append(connection.in_atomic_block) or ""
    )

    callbacks.note(batch.case, endpoint="callback", method="POST", body=b"{}", status=204)

    assert open_ones == [False]
