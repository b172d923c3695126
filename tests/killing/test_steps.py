"""A worker killed at any step of sending: two others and a scheduler bring every batch to its true end."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import requests
from django.db.models import F
from django.utils import timezone

from atlas import Token
from audit import trail
from tests import factories
from tests.killing.conftest import KNOWN_FLOWS, ONCE, SETTLE_SECONDS, await_ends, run_out, story
from tests.killing.doomed import WORKER
from tests.processes.running import wait_until
from tests.submission.conftest import waking
from verifications.connection import accounts
from verifications.models import Batch, Exchange
from verifications.sending import pressing

# Within these calls the death comes from outside, once Atlas has done its part.
CALLS = ("authtoken", "flow_init", "multiupload")
# Nothing had left: another worker sends it.
SENT = ["queued", "accepted"]
SENT_ANEW = ["queued", "queued", "accepted"]
# It may have left: Atlas itself says what became of it.
FOUND = ["queued", "not_confirmed", "accepted"]
NOT_FOUND = ["queued", "not_confirmed", "failed"]
NOT_PROVEN = ["queued", "not_confirmed"]
# What was in such a flow before is not known, so only the extracts can prove anything.
KNOWN = ", in a flow of the loan system"
# The story of the batch, and how many multiuploads reach Atlas in all.
ENDS = {
    "before the claim": (SENT, 1),
    "while claiming": (SENT, 1),
    "after the claim": (SENT_ANEW, 1),
    "during authtoken": (SENT_ANEW, 1),
    "during flow_init": (SENT_ANEW, 1),
    "while storing the flow": (SENT_ANEW, 1),
    "before it is noted that the call leaves": (SENT_ANEW, 1),
    "after it is noted that the call leaves": (NOT_FOUND, 0),
    "before the call leaves": (NOT_FOUND, 0),
    "half of the request sent": (NOT_FOUND, 0),
    "during multiupload": (FOUND, 1),
    "the answer received": (FOUND, 1),
    "before storing the answer": (FOUND, 1),
    "while storing the answer": (FOUND, 1),
    "after storing the answer": (SENT, 1),
    f"after it is noted that the call leaves{KNOWN}": (NOT_PROVEN, 0),
    f"before storing the answer{KNOWN}": (FOUND, 1),
}
IN_KNOWN_FLOWS = [step for step in ENDS if step.endswith(KNOWN)]


@dataclass
class End:
    """What became of one batch, here and at Atlas."""

    state: str
    story: list
    at_atlas: dict
    calls: int
    noted: int


class Deaths:
    """One batch for each step, each with a worker of its own that dies there."""

    def __init__(self, portal):
        self.portal = portal
        self.asha = factories.officer("asha")
        self.atlas, self.slow = portal.start_atlas("atlas"), portal.start_atlas("slow")
        self.quick = account_with_token("Nilgiri", self.atlas.url)
        self.late = account_with_token("Nilgiri, slow", self.slow.url)
        self.without_token = factories.account("Nilgiri, new", base_url=self.slow.url)
        self.batches = {}

    def at(self, step, account, **fields):
        """Have a worker get a new batch, and die at this step."""
        number = len(self.batches)
        queue = self.portal.folder / f"queue-{number}.sqlite3"
        with waking(queue):
            self.batches[step] = factories.batch(account=account, by=self.asha, **fields)
        self.portal.doom(step, step.removesuffix(KNOWN), "run_huey", queue=queue)

    def during(self, call, account, acted):
        """Kill a worker that waits for an answer of this call, once Atlas has done its part."""
        wish = {"endpoint": call, "fault": "late", "value": "3600"}
        assert requests.post(f"{self.slow.url}/faults", json=wish, timeout=60).ok
        step = f"during {call}"
        self.at(step, account)
        wait_until(lambda: acted(self.batches[step].case), f"Atlas has acted {step}")
        self.portal.kill(step)

    def during_calls(self):
        """Have three workers die while they wait for answers that do not come."""
        self.during("multiupload", self.late, self.slow.calls)
        self.during("flow_init", self.late, self.slow.flows)
        self.during("authtoken", self.without_token, lambda case: self.slow.count("tokens") > 1)
        requests.delete(f"{self.slow.url}/faults", timeout=60)

    def await_deaths(self, steps):
        """Wait until the workers of these steps are dead."""
        for step in steps:
            wait_until(lambda step=step: self.portal.dead(step), f"the worker has died {step}")

    def await_looks_in_vain(self, step):
        """Wait until Atlas was asked about a batch for long after its answer was lost."""
        batch = self.batches[step]
        seen = Batch.objects.filter(
            pk=batch.pk,
            state=Batch.State.NOT_CONFIRMED,
            case__looked_at__gt=F("state_at") + timedelta(seconds=2 * SETTLE_SECONDS),
        )
        wait_until(seen.exists, "Atlas was asked for twice the settling time")

    def send_again(self, steps):
        """Press Send again for these batches."""
        steps = list(steps)
        for step in steps:
            pressing.send_again(Batch.objects.get(pk=self.batches[step].pk), by=self.asha)
        await_ends(*(self.batches[step] for step in steps))

    def end(self, step):
        """What has become of the batch by now."""
        batch = Batch.objects.select_related("case").get(pk=self.batches[step].pk)
        atlas = self.slow if step.removeprefix("during ") in CALLS else self.atlas
        return End(
            batch.state,
            story(batch),
            atlas.documents(batch.case),
            atlas.calls(batch.case),
            Exchange.objects.filter(batch=batch, endpoint="multiupload").count(),
        )


def account_with_token(name, url):
    """An account that holds a token already, and a sandbox that takes it."""
    account = factories.account(name, base_url=url)
    headers = {"Client-Id": "sandbox", "Client-Secret": "sandbox-secret"}
    answer = requests.post(f"{url}/v3/verification/authtoken", headers=headers, timeout=60)
    token = Token(answer.json()["access_token"], timezone.now() + timedelta(hours=1))
    accounts.TokenStore(account.credential).save(token)
    return account


@pytest.fixture
def deaths(portal):
    """Every worker dies at its step; then two others and a scheduler come, and all batches reach an end."""
    deaths = Deaths(portal)
    for step in WORKER:
        deaths.at(step, deaths.quick)
    for step, flow in zip(IN_KNOWN_FLOWS, KNOWN_FLOWS, strict=True):
        deaths.at(step, deaths.quick, flow_uuid=flow)
    deaths.during_calls()
    deaths.await_deaths([*WORKER, *IN_KNOWN_FLOWS])
    run_out()
    portal.start("worker1", "worker2", "scheduler")
    unproven = {step for step, (told, _) in ENDS.items() if told == NOT_PROVEN}
    await_ends(*(batch for step, batch in deaths.batches.items() if step not in unproven))
    for step in unproven:
        deaths.await_looks_in_vain(step)
    return deaths


def test_a_worker_killed_at_any_step_loses_nothing_and_sends_nothing_twice(deaths):
    ends = {step: deaths.end(step) for step in deaths.batches}
    assert {step: end.story for step, end in ends.items()} == {step: told for step, (told, _) in ENDS.items()}
    for step, end in ends.items():
        calls = ENDS[step][1]
        assert (step, end.state, end.calls) == (step, end.story[-1], calls)
        assert (step, end.at_atlas) == (step, ONCE if calls else {})
        assert end.noted <= 1

    deaths.send_again(step for step, end in ends.items() if end.state == Batch.State.FAILED)
    for end in (deaths.end(step) for step, (told, _) in ENDS.items() if told == NOT_FOUND):
        assert (end.story, end.calls, end.at_atlas) == ([*NOT_FOUND, *SENT], 1, ONCE)
    assert trail.verify().whole


def test_every_step_of_the_worker_is_asked_about():
    assert set(ENDS) == {*WORKER, *IN_KNOWN_FLOWS, *(f"during {call}" for call in CALLS)}
