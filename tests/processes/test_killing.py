"""Processes that die, and wake-ups that get lost: every batch is sent, and none twice."""

import re
import sqlite3
from contextlib import closing

from tests.processes.running import lines, wait_until

PATIENT = {"ATLAS_CONNECT_TIMEOUT": "60", "ATLAS_READ_TIMEOUT": "60", "ATLAS_SETTLE_SECONDS": "60"}
DOCUMENTS = ("invoice.jpg", "pan.jpg")


def assert_sent_once(officer, portal, reference):
    """One batch, one call, and each document once, here and in the sandbox."""
    ((batch, _),) = officer.batches(reference)
    page = officer.get(f"/batches/{batch}/")
    assert re.findall(r'<tr data-document-id="(\d+)"', page) == ["101", "102"]
    assert re.findall(r"POST multiupload[^<]*", page) == ["POST multiupload"]
    home = officer.session.get(portal.sandbox_url, timeout=60).text
    assert f"{len(DOCUMENTS)} files." in home


def test_a_worker_killed_before_anything_left_is_followed_by_another(start_portal, visit):
    portal = start_portal(**PATIENT)
    officer = visit(portal)
    with portal.paused("sandbox"):
        reference = officer.new_case(*DOCUMENTS)
        wait_until(lambda: officer.batch_state(reference) == "sending", "a worker has the batch")
        portal.kill("worker")
    run_out(portal)
    portal.start("worker", "worker")
    wait_until(lambda: officer.batch_state(reference) == "accepted", "another worker has sent the batch")
    assert_sent_once(officer, portal, reference)


def test_a_worker_killed_during_the_call_does_not_lead_to_a_second_call(start_portal, visit):
    portal = start_portal(SANDBOX_KNOWN_FLOWS="LOS-known-1", **PATIENT)
    officer = visit(portal)
    # The first case fetches the token; the second, whose flow is open, then has nothing to prepare.
    first = officer.new_case("selfie.jpg", flow_uuid="LOS-unknown-1")
    wait_until(lambda: officer.batch_state(first) == "rejected", "the first batch is over")
    with portal.paused("sandbox"):
        reference = officer.new_case(text=lines(*DOCUMENTS), flow_uuid="LOS-known-1")
        wait_until(lambda: _has_left(officer, reference), "the call has left")
        portal.kill("worker")
    run_out(portal)
    portal.start("worker", "worker")
    seen = set()
    wait_until(lambda: _settled(officer, reference, seen), "Atlas's own word settles the batch")
    assert seen <= {"sending", "not_confirmed", "accepted"}
    assert_sent_once(officer, portal, reference)


def test_a_queue_that_was_deleted_loses_no_batch(start_portal, visit):
    portal = start_portal("web", "sandbox")
    officer = visit(portal)
    reference = officer.new_case(*DOCUMENTS)
    assert officer.batch_state(reference) == "queued"
    for file in portal.folder.glob("queue.sqlite3*"):
        file.unlink()
    portal.start("worker", "scheduler")
    wait_until(lambda: officer.batch_state(reference) == "accepted", "the sweep has found the batch")
    assert_sent_once(officer, portal, reference)


def run_out(portal):
    """Put the deadline of the dead worker's claim into the past."""
    with closing(sqlite3.connect(portal.folder / "portal.sqlite3", timeout=60)) as database, database:
        database.execute(
            "UPDATE verifications_batch SET claimed_until = '2000-01-01' WHERE state = 'sending'"
        )


def _settled(officer, reference, seen):
    seen.add(officer.batch_state(reference))
    return "accepted" in seen


def _has_left(officer, reference):
    ((batch, _),) = officer.batches(reference)
    return "The request has left" in officer.get(f"/batches/{batch}/")
