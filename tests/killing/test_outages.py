"""The scheduler, the web, the sandbox and the database fail under way: the rest heals by itself."""

import sqlite3
import time
import uuid
from contextlib import closing
from datetime import timedelta

import pytest
import requests
from django.db import connection
from django.db.models import F
from django.utils import timezone

from pages.form_keys import sign_key
from tests import factories
from tests.killing.conftest import CHAOTIC, assert_true, await_ends, run_out, story
from tests.processes.running import Visitor, wait_until
from tests.submission.conftest import waking
from users.models import User
from verifications.models import Batch

LOCKED_SECONDS = 3
CUTS = 4


@pytest.fixture
def account(atlas):
    """An account at the sandbox."""
    return factories.account(base_url=atlas.url)


def kill_scheduler(portal, step):
    """Have a scheduler die at this step."""
    portal.doom(step, step, "watch", queue=portal.folder / "unheard.sqlite3")
    wait_until(lambda: portal.dead(step), f"a scheduler has died {step}")


def lose_wakeup(batch):
    """Leave a batch as a web process leaves it that died before its wake-up."""
    Batch.objects.filter(pk=batch.pk).update(woken_at=F("next_try_at") - timedelta(minutes=1))


def lose_worker(batch):
    """Leave a batch as a worker leaves it that died before anything had left, its time over."""
    past = timezone.now() - timedelta(seconds=1)
    claim = {"state": Batch.State.SENDING, "claim": uuid.uuid4(), "claimed_until": past}
    Batch.objects.filter(pk=batch.pk).update(**claim, next_try_at=None)


def fail_once(number):
    """PostgreSQL: end every other connection. SQLite: keep everyone from writing for seconds, once."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    elif number == 0:
        path = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            freed = time.monotonic() + LOCKED_SECONDS
            wait_until(lambda: time.monotonic() > freed, "the lock is given back")
            other.execute("ROLLBACK")


def test_a_scheduler_killed_at_any_step_leaves_its_work_to_another(portal, atlas, account, asha):
    with waking(portal.folder / "unheard.sqlite3"):
        waiting, orphaned = (factories.batch(account=account, by=asha) for _ in range(2))
    lose_wakeup(waiting)
    kill_scheduler(portal, "before a wake-up")
    lose_worker(orphaned)
    kill_scheduler(portal, "while settling a claim")
    portal.start("worker1", "worker2")
    sent = factories.batch(account=account, by=asha)
    wait_until(lambda: story(sent) == ["queued", "accepted"], "a batch is sent")
    kill_scheduler(portal, "during a look")
    run_out()
    kill_scheduler(portal, "while storing a look")
    run_out()

    portal.start("scheduler")
    await_ends(waiting, orphaned, sent)
    assert_true(atlas, waiting, orphaned, sent)
    assert story(waiting) == story(sent) == ["queued", "accepted"]
    assert story(orphaned) == ["queued", "queued", "accepted"]


def test_a_sandbox_killed_during_a_call_and_started_again_gets_each_document_once(
    portal, atlas, account, asha
):
    portal.start("worker1", "worker2", "scheduler")
    before = factories.batch(account=account, by=asha)
    await_ends(before)
    wish = {"endpoint": "multiupload", "fault": "late", "value": "3600"}
    assert requests.post(f"{atlas.url}/faults", json=wish, timeout=60).ok
    during = factories.batch(account=account, by=asha)
    wait_until(lambda: atlas.documents(during.case), "Atlas has taken it")
    portal.kill(atlas.name)
    down = factories.batch(account=account, by=asha)
    wait_until(lambda: story(down) == ["queued", "queued"], "a batch cannot be sent")

    portal.start(atlas.name)
    await_ends(before, during, down)
    assert_true(atlas, before, during, down)
    assert story(during) == ["queued", "not_confirmed", "accepted"]
    assert set(story(down)) == {"queued", "accepted"}


def test_batches_are_sent_once_while_the_database_fails_again_and_again(portal, atlas, account, asha):
    portal.environment |= CHAOTIC
    portal.start("worker1", "worker2", "scheduler")
    batches = []
    for number in range(CUTS):
        new = [factories.batch(account=account, by=asha) for _ in range(3)]
        batches += new
        tried = Batch.objects.filter(pk__in=[batch.pk for batch in new], tries__gt=0)
        wait_until(tried.exists, "a worker is at work")
        fail_once(number)

    await_ends(*batches)
    assert_true(atlas, *batches)
    assert not any(portal.dead(name) for name in ("worker1", "worker2", "scheduler"))


def test_a_web_process_killed_after_its_commit_loses_nothing_but_a_wake_up(portal, atlas):
    portal.environment["SANDBOX_PORT"] = str(atlas.port)
    portal.manage("demo")
    web = f"gunicorn atlas_portal.wsgi --no-control-socket --bind {portal.url.removeprefix('http://')}"
    portal.doom("web", "before the wake-up of a new batch", web, queue=portal.queue)
    with Visitor(portal.url) as officer:
        asha = User.objects.get(username="officer")
        form = {"form_key": sign_key(uuid.uuid4(), asha), "application_id": "CDL-1"}
        with pytest.raises(requests.ConnectionError):
            officer.new_case("invoice.jpg", "pan.jpg", **form)
        batch = Batch.objects.get()
        assert (batch.state, batch.tries) == (Batch.State.QUEUED, 0)
        assert officer.new_case("invoice.jpg", "pan.jpg", **form) == batch.case.reference

    portal.start("worker1", "worker2", "scheduler")
    await_ends(batch)
    assert_true(atlas, batch)
    assert Batch.objects.count() == 1 and story(batch) == ["queued", "accepted"]
