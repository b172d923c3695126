"""A worker killed at any step of making a list's cases: the next one makes the rest, and none twice."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from audit import trail
from tests import factories
from tests.killing.doomed import LISTS
from tests.processes.running import wait_until
from tests.submission.conftest import waking
from verifications.lists import making, pressing
from verifications.models import Batch, Case, CaseList

CASES = 3
TEXT = "application id,applicant,product,document id,url\n" + "\n".join(
    f"CDL{number},Sunil Patil,POC_CDL,1,https://docs.example/{number}" for number in range(CASES)
)
# How many cases are there once the worker is dead.
LEFT = {
    "before the first case of a list": 0,
    "while making a case of a list": 0,
    "after making a case of a list": 1,
    "before a list is done": CASES,
}


@pytest.fixture
def case_list(portal):
    """A list whose cases were pressed; its wake-up lies in a queue of its own."""
    asha = factories.officer("asha")
    case_list = factories.case_list(by=asha, account=factories.account(), text=TEXT)
    with waking(portal.folder / "queue-of-list.sqlite3"):
        pressing.create(case_list, set(range(1, CASES + 1)), action="send", confirmed=False, by=asha)
    return case_list


def test_every_step_has_its_end():
    assert set(LEFT) == set(LISTS)


@pytest.mark.parametrize("step", LEFT)
def test_a_list_whose_worker_was_killed_is_made_by_the_next(portal, case_list, step, wakeups):
    portal.doom("doomed", step, "run_huey", queue=portal.folder / "queue-of-list.sqlite3")
    wait_until(lambda: portal.dead("doomed"), f"the worker has died {step}")
    assert Case.objects.count() == LEFT[step]
    CaseList.objects.update(claimed_until=F("claimed_until") + timedelta(hours=1))
    making.make_cases(case_list.pk)
    assert Case.objects.count() == LEFT[step]  # its claim still stands

    past = timezone.now() - timedelta(seconds=70)
    CaseList.objects.update(claimed_until=past, woken_at=past)
    assert making.wake_waiting() == 1
    making.make_cases(case_list.pk)

    case_list.refresh_from_db()
    assert case_list.state == CaseList.State.CREATED
    assert Case.objects.count() == Batch.objects.count() == CASES
    assert trail.verify().whole
