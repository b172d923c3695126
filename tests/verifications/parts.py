"""What Atlas says in tests, and what tests of the portal ask again and again."""

import threading
from functools import partial

from django.db import connections

from audit import trail


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
            barrier.wait(60)
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=partial(run, *pair)) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    return outcomes
