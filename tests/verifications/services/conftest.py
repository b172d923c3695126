"""An Atlas that misbehaves as it is told, and what the tests of services ask again and again."""

import threading
from functools import partial

import pytest
from django.db import connections

from audit import trail
from tests import factories
from tests.atlas.server import Server, answer
from verifications.services import accounts


@pytest.fixture(autouse=True)
def _own_connections():
    """Connections to Atlas end with the test, and follow its time-outs."""
    accounts.transport.cache_clear()
    yield
    accounts.transport().close()
    accounts.transport.cache_clear()


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


def receipt(document_id, batch_id="BATCH-1-A-20260101000000", file_uuid=None):
    """One entry of an answer to multiupload."""
    file_uuid = file_uuid or f"uuid-of-{document_id}"
    return {"file_uuid": file_uuid, "batch_id": batch_id, "document_id": document_id}


def status(master, **words):
    """An answer to status."""
    ended = {"upload_status": "SUCCESS", "processing_status": "SUCCESS", "crossheck_status": "COMPLETED"}
    return ended | {"master_status": master} | words


def reading(document_id, **fields):
    """One document of an answer to extracts."""
    return {"document_id": document_id, "document_type": "INVOICE"} | fields


def trail_of(case):
    """The actions recorded about a case, the oldest first."""
    return list(trail.events(case).order_by("position").values_list("action", flat=True))


def together(*acts):
    """Run the acts at the same moment, each in a thread; what each returned or raised."""
    barrier, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            barrier.wait(10)
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=partial(run, *pair)) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
