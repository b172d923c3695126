"""Every kind of queue carries a wake-up from the web process to a worker process."""

import uuid
from contextlib import contextmanager
from threading import Barrier, Thread

import psycopg
import pytest
import redis

from atlas_portal.queues import PostgresQueue
from tests.processes.running import missing, wait_until

POSTGRES = "postgres://postgres@127.0.0.1:5432"
REDIS = "redis://127.0.0.1:6379/9"


@contextmanager
def sqlite_queue(folder):
    """A file that does not exist yet."""
    yield f"sqlite:///{folder / 'own-queue.sqlite3'}"


@contextmanager
def postgres_queue(folder):
    """A database of its own, in which the queue makes its tables."""
    name = f"portal_queue_{uuid.uuid4().hex[:12]}"
    try:
        server = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=60)
    except psycopg.OperationalError:
        missing("PostgreSQL does not answer at 127.0.0.1:5432")
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def redis_queue(folder):
    """Database 9, for one test at a time, since the queue's keys have fixed names."""
    with redis.Redis.from_url(REDIS, socket_connect_timeout=60) as server:
        try:
            server.ping()
        except redis.ConnectionError:
            missing("Redis does not answer at 127.0.0.1:6379")
        with server.lock("tests of queues", timeout=600, blocking_timeout=600):
            try:
                yield REDIS
            finally:
                if keys := list(server.scan_iter("huey.*portal*")):
                    server.delete(*keys)


@pytest.mark.parametrize(
    "queue",
    [
        pytest.param(sqlite_queue, id="sqlite"),
        pytest.param(postgres_queue, id="postgres", marks=pytest.mark.postgres),
        pytest.param(redis_queue, id="redis", marks=pytest.mark.redis),
    ],
)
def test_a_worker_process_sends_what_the_web_process_queued(queue, tmp_path, start_portal, visit):
    with queue(tmp_path) as address:
        # Without the scheduler nobody else could have woken the worker.
        portal = start_portal("web", "worker", "sandbox", TASK_QUEUE_URL=address)
        officer = visit(portal)
        reference = officer.new_case("invoice.jpg", "pan.jpg")
        wait_until(lambda: officer.batch_state(reference) == "accepted", "the batch is accepted")
        portal.stop()


@pytest.mark.postgres
def test_processes_that_start_at_once_on_an_empty_postgresql_queue_all_start(tmp_path):
    began, failures = Barrier(8), []

    def begin(address):
        began.wait()
        try:
            PostgresQueue("portal", dsn=address).storage.close()
        except psycopg.Error as error:
            failures.append(error)

    with postgres_queue(tmp_path) as address:
        threads = [Thread(target=begin, args=(address,)) for _ in range(began.parties)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert not failures
