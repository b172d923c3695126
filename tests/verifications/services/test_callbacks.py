from datetime import timedelta

import pytest
from django.utils import timezone

from verifications.models import Case, Exchange
from verifications.services import callbacks


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
    assert Exchange.objects.count() == callbacks.KEPT_A_MINUTE
    assert Exchange.objects.latest("pk").times == 6


def test_a_minute_later_they_are_kept_again(deliver):
    for number in range(callbacks.KEPT_A_MINUTE):
        deliver(b"[%d]" % number)
    Exchange.objects.update(started_at=timezone.now() - timedelta(minutes=2))

    assert deliver(b"{}") is True


def test_an_address_that_no_case_has_is_noted_in_one_row(deliver):
    deliver(b"{}", case=None)
    deliver(b"{}", case=None)

    exchange = Exchange.objects.get()
    assert (exchange.case, exchange.times) == (None, 2)


def test_a_delivery_before_anything_was_sent_has_nobody_look(deliver, wakeups):
    wakeups.clear()

    deliver(b"{}")

    assert (wakeups, Case.objects.get().look_at) == ([], None)
