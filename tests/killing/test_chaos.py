"""Half a minute in which something is killed every second, while batches go on being sent."""

import os
import random
import time
from collections import Counter

import requests

from tests import factories
from tests.killing.conftest import CHAOTIC, assert_true, await_ends, story
from tests.processes.running import wait_until

BATCHES = 40
SECONDS = 28
KILL_EVERY = 1
KILLED = ("worker1", "worker2", "scheduler", "atlas")


def slow_down(atlas):
    """Have calls take a while, so that deaths strike in their midst; a sandbox forgets it when it dies."""
    for endpoint in ("flow_init", "multiupload"):
        wish = {"endpoint": endpoint, "fault": "late", "value": "0.4"}
        assert requests.post(f"{atlas.url}/faults", json=wish, timeout=60).ok


def test_a_chaos_of_deaths_loses_no_batch_and_sends_none_twice(portal, atlas, asha):
    seed = int(os.environ.get("CHAOS_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"CHAOS_SEED={seed}")
    chance = random.Random(seed)
    account = factories.account(base_url=atlas.url)
    portal.environment |= CHAOTIC
    portal.start("worker1", "worker2", "scheduler")
    slow_down(atlas)
    batches, began, kills = [], time.monotonic(), 0
    while (passed := time.monotonic() - began) < SECONDS:
        if passed >= len(batches) * SECONDS / BATCHES:
            batches.append(factories.batch(account=account, by=asha))
        if passed >= (kills + 1) * KILL_EVERY:
            kills += 1
            name = chance.choice(KILLED)
            portal.kill(name)
            portal.start(name)
            slow_down(atlas)
        due = began + min(len(batches) * SECONDS / BATCHES, (kills + 1) * KILL_EVERY)
        wait_until(lambda due=due: time.monotonic() >= due, "the next second comes")

    await_ends(*batches)
    stories = Counter(" → ".join(story(batch)) for batch in batches)
    print(f"{kills} kills, {time.monotonic() - began:.0f} s, {dict(stories)}")
    assert_true(atlas, *batches)
