"""A real worker and a real scheduler on the test database, and a sandbox that fails on command."""

import socket
import subprocess
import sys
from contextlib import ExitStack, closing, contextmanager

import pytest
import requests
from django.db import connection
from huey.contrib.djhuey import HUEY
from huey.storage import SqliteStorage

from tests.processes.running import clean_environment, wait_until
from tests.sandbox.conftest import start_process

PATIENT = {
    "DEBUG": "on",
    "ATLAS_CONNECT_TIMEOUT": "60",
    "ATLAS_READ_TIMEOUT": "60",
    "ATLAS_POLL_SECONDS": "0.2",
    "ATLAS_SETTLE_SECONDS": "0.6",
}


def database_url():
    """The address of the test database."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@contextmanager
def waking(queue):
    """Within this, wake-ups from the test's own process go to this queue."""
    storage = SqliteStorage(HUEY.name, filename=str(queue), timeout=60)
    with closing(storage), pytest.MonkeyPatch.context() as patch:
        patch.setattr(HUEY, "storage", storage)
        yield


@contextmanager
def process(*program, queue):
    """One of the portal's processes on the test database, ended with the block."""
    addresses = {"DATABASE_URL": database_url(), "TASK_QUEUE_URL": f"sqlite:///{queue}"}
    environment = clean_environment(**PATIENT, **addresses)
    with subprocess.Popen([sys.executable, *program], env=environment) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A sandbox of this module's own; its flows take a third of a second."""
    storage = tmp_path_factory.mktemp("faulty") / "sandbox.sqlite3"
    flows = ",".join(f"LOS-known-{number}" for number in range(200))
    running = start_process(storage, "--seconds", "0.3", "--known-flows", flows)
    yield running.url
    running.stop()


@pytest.fixture(scope="module")
def portal(django_db_setup, django_db_blocker, tmp_path_factory):
    """A worker and a scheduler at work on the test database, with a queue of their own."""
    queue = tmp_path_factory.mktemp("queue") / "queue.sqlite3"
    with django_db_blocker.unblock(), ExitStack() as stack:
        stack.enter_context(process("manage.py", "run_huey", queue=queue))
        stack.enter_context(process("manage.py", "watch", queue=queue))
        wait_until(queue.exists, "the worker opens its queue")
        yield


@pytest.fixture(scope="module")
def hurried(portal, django_db_blocker, tmp_path_factory):
    """The queue of another worker at work there, one that gives up on Atlas soon."""
    queue = tmp_path_factory.mktemp("hurried") / "queue.sqlite3"
    with django_db_blocker.unblock(), process("-m", "tests.submission.hurried", "run_huey", queue=queue):
        wait_until(queue.exists, "the hurried worker opens its queue")
        yield queue


@pytest.fixture
def switch(faulty):
    """Switch faults on; every endpoint behaves again after the test."""

    def switch_on(endpoint, fault, **more):
        wish = {"endpoint": endpoint, "fault": fault} | more
        assert requests.post(f"{faulty}/faults", json=wish).status_code == 200

    yield switch_on
    requests.delete(f"{faulty}/faults")


@pytest.fixture
def full_socket():
    """The address of a host that answers no connection."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
