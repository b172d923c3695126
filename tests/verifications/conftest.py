"""An Atlas that does as it is told, browsers in which people are signed in, and batches in any state."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from tests import factories
from tests.atlas.server import Server, answer
from tests.verifications.parts import reading, receipt, status
from untrusted import links, runner
from verifications.connection import accounts
from verifications.knowing import linkchecks
from verifications.models import Batch, Case
from verifications.sending import progress


@pytest.fixture(autouse=True)
def no_queue(request):
    """Nothing is put into the queue of the folder, but where the queue itself is asked about."""
    return None if "queue" in request.fixturenames else request.getfixturevalue("wakeups")


@pytest.fixture(autouse=True)
def _own_connections():
    """Connections to Atlas end with the test, and follow its time-outs."""
    accounts.transport.cache_clear()
    yield
    accounts.transport().close()
    accounts.transport.cache_clear()


@pytest.fixture
def still(monkeypatch):
    """The moment at which the clock stands."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


@pytest.fixture
def loopback(monkeypatch):
    """Loopback stands for the open internet, and may take its time; the rest of it may not be reached."""
    monkeypatch.setattr(linkchecks, "allowed", lambda address: str(address) == "127.0.0.1")
    monkeypatch.setattr(linkchecks, "LONGEST", 60)
    monkeypatch.setattr(links, "look", partial(links.look, timeout=60, ports=None))


@pytest.fixture
def busy(monkeypatch):
    """All places of those who have a file read are taken."""
    monkeypatch.setattr(runner, "places", runner.Places(at_once=0, waiting=0, each=1))


@pytest.fixture
def server():
    """An Atlas that takes 101 and 102, has read both, and can be told to do otherwise."""
    server = Server()
    server.on("init", answer({"flow_uuid": "LOS-1"}))
    server.on("multiupload", answer([receipt("101"), receipt("102")]))
    server.on("status", answer(status("SUCCESS")))
    server.on("extracts", answer({"ocr_data": [reading("101"), reading("102")], "cross_checks": []}))
    yield server
    server.close()


@pytest.fixture
def moody(db, server):
    """An account with the Atlas that does as it is told."""
    return factories.account(base_url=server.url)


@pytest.fixture
def queued(moody, asha):
    """A batch of 101 and 102 for that Atlas."""
    return factories.batch(account=moody, by=asha)


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
