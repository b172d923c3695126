import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from verifications.models import Batch, Case
from verifications.services import progress


@pytest.fixture(autouse=True)
def no_queue(wakeups):
    """Nothing is put into the queue of the folder."""
    return wakeups


@pytest.fixture
def officer(client, asha):
    """A browser in which the loan officer is signed in."""
    client.force_login(asha)
    return client


@pytest.fixture
def auditor(client, meera):
    """A browser in which the auditor is signed in."""
    client.force_login(meera)
    return client


@pytest.fixture
def put():
    """A function that puts a queued batch into a state, by the steps that lead there, with this problem."""

    def put(batch, state, problem="", **changes):
        now = timezone.now()
        if state != Batch.State.WITHDRAWN:
            claim = {"claim": uuid.uuid4(), "claimed_until": now + timedelta(minutes=2)}
            batch.move_to(Batch.State.SENDING, **claim, tries=1)
        if state == Batch.State.QUEUED:
            changes |= {"next_try_at": now + timedelta(seconds=75)}
        if state != Batch.State.SENDING:
            batch.move_to(state, problem=problem, **changes)
        else:
            Batch.objects.filter(pk=batch.pk).update(**changes)
        progress.update(progress.lock(batch.case_id), source=Case.Source.WORKER)
        batch.refresh_from_db()
        batch.case.refresh_from_db()
        return batch

    return put
