"""Who waits for whom: a case is locked before its batches, so that no two workers wait for each other."""

import threading
from functools import partial

import pytest
from django.db import connection, transaction

from audit import trail
from tests.verifications.waiting import run, wait_until_blocked
from verifications.models import Batch, Case
from verifications.sending import calling, endings, pressing, progress, receipts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _only_where_rows_are_locked(db):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time.")


@pytest.mark.parametrize("name", ["accept", "withdraw", "settle"])
def test_who_waits_for_a_case_holds_none_of_its_batches(queued, asha, wakeups, name):
    claimed = queued if name == "withdraw" else calling._claim(queued.pk)
    act = {
        "accept": partial(receipts.accept, claimed, ()),
        "withdraw": partial(pressing.withdraw, claimed, by=asha),
        "settle": partial(endings.settle_expired, claimed),
    }[name]
    thread = threading.Thread(target=run, args=(act,))

    with transaction.atomic():
        Case.objects.select_for_update().get()
        thread.start()
        wait_until_blocked(thread)
        Batch.objects.select_for_update(nowait=True).get()
    thread.join(60)

    assert trail.events(queued.case).count() == 3


def test_who_waited_for_a_case_sees_its_batches_as_they_are_by_then(queued, wakeups):
    """Two batches that are settled at the same moment must not leave the case where one of them was."""
    seen = []
    thread = threading.Thread(target=run, args=(lambda: seen.extend(states_once_locked(queued.case_id)),))

    with transaction.atomic():
        standing = progress.lock(queued.case_id)
        thread.start()
        wait_until_blocked(thread)
        standing.batch(queued.pk).move_to(Batch.State.WITHDRAWN)
    thread.join(60)

    assert seen == [Batch.State.WITHDRAWN]


@transaction.atomic
def states_once_locked(case_pk):
    return [batch.state for batch in progress.lock(case_pk).batches]
