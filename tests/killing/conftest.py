"""Real processes on the test database that are killed, and a witness of what reached Atlas."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from audit import trail
from tests.processes.running import Portal, answers, free_ports, wait_until
from tests.submission.conftest import PATIENT, database_url, waking
from verifications.models import Batch, Case

SETTLE_SECONDS = 1
# Calls are given up on in the midst of chaos, and whoever died is soon taken for dead. Atlas has longer to
# act on what has reached it: a portal that asks too early would call it failed.
CHAOTIC = {"ATLAS_CONNECT_TIMEOUT": "0.6", "ATLAS_READ_TIMEOUT": "1", "ATLAS_SETTLE_SECONDS": "5"}
KNOWN_FLOWS = ("LOS-known-1", "LOS-known-2")
ONCE = {"101": 1, "102": 1}
MOVING = (Batch.State.QUEUED, Batch.State.SENDING, Batch.State.NOT_CONFIRMED)


@dataclass(frozen=True)
class Atlas:
    """A sandbox that a portal starts by its `name`, and its own files, which tell what it took."""

    name: str
    port: int
    folder: Path

    @property
    def url(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def command(self):
        """What starts it; its flows end soon after their upload."""
        files = f"{self.folder / 'calls.txt'} --storage {self.folder / 'sandbox.sqlite3'}"
        known = f"--known-flows {','.join(KNOWN_FLOWS)}"
        return f"python -m tests.killing.witness {files} --port {self.port} --seconds 0.3 {known}"

    def read(self, sql, *values):
        """Rows of its storage."""
        path = f"file:{self.folder / 'sandbox.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(path, uri=True, timeout=60)) as storage:
            return storage.execute(sql, values).fetchall()

    def flows(self, case):
        """All flows of a case that it knows, by either side's word."""
        sql = "SELECT flow_uuid FROM flows WHERE application_id = ? OR flow_uuid = ?"
        return {flow for (flow,) in self.read(sql, case.application_id, case.flow_uuid)}

    def count(self, table):
        """How many rows a table has."""
        return self.read(f"SELECT COUNT(*) FROM {table}")[0][0]

    def documents(self, case):
        """How often it has each document of a case, whatever the flow."""
        rows = self.read("SELECT flow_uuid, document_id FROM files")
        flows = self.flows(case)
        return Counter(document for flow, document in rows if flow in flows)

    def calls(self, case):
        """How many multiuploads for a case have reached it, taken or not."""
        path = self.folder / "calls.txt"
        reached = path.read_text().splitlines() if path.exists() else []
        flows = self.flows(case)
        return sum(flow in flows for flow in reached)


class Killable(Portal):
    """The portal's processes on the test database: two workers, a scheduler, and sandboxes."""

    def __init__(self, folder):
        patient = PATIENT | {"ATLAS_SETTLE_SECONDS": str(SETTLE_SECONDS)}
        super().__init__(folder, DATABASE_URL=database_url(), SECRET_KEY=settings.SECRET_KEY, **patient)
        self.addresses = {}
        worker, scheduler = self.commands["worker"], self.commands["scheduler"]
        self.commands = {"worker1": worker, "worker2": worker, "scheduler": scheduler}

    def start_atlas(self, name):
        """A sandbox of this portal, and a process like any other."""
        folder = self.folder / name
        folder.mkdir()
        atlas = Atlas(name, free_ports(1)[0], folder)
        self.addresses[name] = atlas.url
        self.commands[name] = atlas.command
        self.start(name)
        return atlas

    def start(self, *names):
        """Start these processes, or all, and wait until what has an address answers."""
        super().start(*names)
        for name in names or self.commands:
            if name in self.addresses:
                wait_until(lambda url=self.addresses[name]: answers(url), f"{name} answers")

    def doom(self, name, step, *program, queue):
        """Start a process that dies at a step, with a queue of its own."""
        doomed = f"python -m tests.killing.doomed '{step}' {' '.join(program)}"
        self.commands[name] = f"env TASK_QUEUE_URL=sqlite:///{queue} {doomed}"
        self.start(name)

    def dead(self, name):
        """Whether the processes of this name have ended."""
        return all(process.poll() is not None for process in self.groups[name])


def run_out():
    """Put the deadline of every claim into the past: nothing that claimed is alive any more."""
    past = timezone.now() - timedelta(minutes=1)
    Batch.objects.filter(state=Batch.State.SENDING).update(claimed_until=past)
    Case.objects.filter(look_claimed_until__isnull=False).update(look_claimed_until=past)


def await_ends(*batches):
    """Wait until nothing more becomes of these batches by itself, and their cases' results are in."""
    keys = [batch.pk for batch in batches]
    moving = Batch.objects.filter(pk__in=keys, state__in=MOVING)
    wait_until(lambda: not moving.exists(), "every batch has come to an end")
    accepted = Case.objects.filter(batches__in=keys, batches__state=Batch.State.ACCEPTED)
    waiting = accepted.exclude(progress=Case.Progress.READY)
    wait_until(lambda: not waiting.exists(), "all results are in")


def assert_true(atlas, *batches):
    """What the portal says of each batch is true of Atlas, none has reached it twice, the trail is whole."""
    for batch in batches:
        batch.refresh_from_db()
        documents, calls = atlas.documents(batch.case), atlas.calls(batch.case)
        if batch.state == Batch.State.ACCEPTED:
            assert (documents, calls) == (ONCE, 1), story(batch)
        else:
            assert (batch.state, documents) == (Batch.State.FAILED, {}), story(batch)
            assert calls <= 1 and "not_confirmed" in story(batch)
    assert trail.verify().whole


def story(batch):
    """The states of a batch in the order in which the trail tells them."""
    events = trail.events(batch.case_id).order_by("position").values_list("action", flat=True)
    return [action.removeprefix("batch.") for action in events if action.startswith("batch.")]


@pytest.fixture
def portal(transactional_db, tmp_path):
    """A portal on the test database, nothing of it started; whatever was started is killed."""
    portal = Killable(tmp_path)
    try:
        with waking(portal.queue):
            yield portal
    finally:
        for name in tuple(portal.groups):
            portal.kill(name)


@pytest.fixture
def atlas(portal):
    """A sandbox that answers."""
    return portal.start_atlas("atlas")
