"""What rows tell of the worker and the scheduler."""

from datetime import timedelta

from django.utils import timezone

from atlas_portal.signs import Tone
from tests import factories
from verifications.models import Batch, Case
from verifications.upkeep.processes import scheduler_sign, worker_sign


def ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def test_of_a_worker_that_has_had_nothing_to_do_nothing_is_known(db):
    assert worker_sign().tone is Tone.GOOD and "no more is known" in worker_sign().says


def test_a_worker_that_takes_what_waits_was_seen_when_it_last_sent(batch):
    Batch.objects.filter(pk=batch.pk).update(
        state="accepted", next_try_at=None, left_at=ago(7), batch_id="B-1"
    )

    assert worker_sign().tone is Tone.GOOD and "sent a batch 7 m" in worker_sign().says


def test_work_that_nobody_takes_is_told(batch):
    Batch.objects.update(next_try_at=ago(1))
    assert worker_sign().tone is Tone.GOOD

    Batch.objects.update(next_try_at=ago(3))

    assert worker_sign().tone is Tone.BAD and "has waited for 3 m" in worker_sign().says


def test_what_waits_for_its_next_try_waits_for_nobody(batch):
    Batch.objects.update(next_try_at=timezone.now() + timedelta(minutes=3))

    assert worker_sign().tone is Tone.GOOD


def test_of_a_scheduler_without_open_cases_nothing_is_known(db):
    assert scheduler_sign().tone is Tone.GOOD and "no more is known" in scheduler_sign().says


def test_a_scheduler_that_keeps_up_was_seen_when_it_last_asked(batch):
    Case.objects.update(look_at=timezone.now() + timedelta(minutes=1), looked_at=ago(2))

    assert scheduler_sign().tone is Tone.GOOD and "Atlas was asked 2 m" in scheduler_sign().says


def test_a_case_that_nobody_asks_about_is_told(batch):
    Case.objects.update(look_at=ago(9))

    assert scheduler_sign().tone is Tone.BAD and "a case 9 m" in scheduler_sign().says


def test_an_account_that_does_not_answer_says_nothing_of_the_scheduler(batch):
    Case.objects.update(
        look_at=ago(9), account=factories.account("Away", outage_since=ago(20), probe_at=ago(1))
    )

    assert scheduler_sign().tone is Tone.GOOD
