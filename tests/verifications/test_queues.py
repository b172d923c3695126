import logging
import pickle
from pathlib import Path
from types import SimpleNamespace

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured
from huey.serializer import Serializer, SignedSerializer

from atlas_portal import patience, queues
from atlas_portal.queues import SqliteQueue, huey_settings

SQLITE = "atlas_portal.queues.SqliteQueue"
REDIS = "atlas_portal.queues.RedisQueue"
POSTGRES = "atlas_portal.queues.PostgresQueue"
FILE = Path("/var/lib/portal/queue.sqlite3")


@pytest.mark.parametrize(
    ("url", "storage", "connection"),
    [
        ("", SQLITE, {"filename": str(FILE), "timeout": 20}),
        ("sqlite:", SQLITE, {"filename": str(FILE), "timeout": 20}),
        ("sqlite:///", SQLITE, {"filename": str(FILE), "timeout": 20}),
        ("sqlite:///queue.sqlite3", SQLITE, {"filename": "queue.sqlite3", "timeout": 20}),
        (
            "sqlite:////srv/queue.sqlite3",
            SQLITE,
            {"filename": "/srv/queue.sqlite3", "timeout": 20},
        ),
        ("postgres://u:p@h/db", POSTGRES, {"dsn": "postgres://u:p@h/db"}),
        ("postgresql://h/db", POSTGRES, {"dsn": "postgresql://h/db"}),
        ("redis://127.0.0.1:6379/0", REDIS, {"url": "redis://127.0.0.1:6379/0"}),
        ("redis://localhost", REDIS, {"url": "redis://localhost"}),
        ("redis://[::1]:6379", REDIS, {"url": "redis://[::1]:6379"}),
        ("rediss://:secret@h:6379/0", REDIS, {"url": "rediss://:secret@h:6379/0"}),
    ],
)
def test_each_scheme_has_its_storage(url, storage, connection):
    found = huey_settings(url, FILE)

    assert (found["huey_class"], found["connection"]) == (storage, connection)
    assert found["immediate"] is False
    assert found["consumer"]["periodic"] is False


@pytest.mark.parametrize("url", ["amqp://h", "queue.sqlite3", "/srv/queue.sqlite3"])
def test_any_other_address_is_refused_with_a_sentence(url):
    with pytest.raises(
        ImproperlyConfigured, match="TASK_QUEUE_URL must be empty or begin with sqlite:, postgres:"
    ):
        huey_settings(url, FILE)


@pytest.mark.parametrize(
    "url", ["redis://h:6379/0", "redis://:secret@h:6379/0", "rediss://h:6379/0", "redis://10.0.0.7"]
)
def test_another_machine_s_redis_is_refused_in_the_clear_or_without_a_password(url):
    with pytest.raises(ImproperlyConfigured, match="must begin with rediss: and have a password") as refused:
        huey_settings(url, FILE)
    assert "secret" not in str(refused.value)


@pytest.fixture
def queue(tmp_path):
    """A queue in a file of its own; calling `queue.note(7)` enqueues a task that notes it."""
    queue = SqliteQueue("portal", filename=str(tmp_path / "queue.sqlite3"))
    queue.noted = []

    @queue.task()
    def note(number):
        queue.noted.append(number)

    queue.note = note
    yield queue
    queue.storage.close()


def test_a_signed_message_is_a_task(queue):
    queue.note(7)

    queue.execute(queue.dequeue())

    assert queue.noted == [7]
    assert queue.dequeue() is None


class Evil:
    """What a stranger would have unpickled."""

    def __reduce__(self):
        return pytest.fail, ("it was run",)


@pytest.mark.parametrize(
    "strange",
    [
        pickle.dumps(Evil()),
        pickle.dumps(Evil()) + b":" + b"0" * 40,
        SignedSerializer(secret="another", salt="portal.queue").serialize(Evil()),
        Serializer().serialize("a message of before"),
        b"",
        b"\xff" * 100,
    ],
)
def test_a_message_that_is_not_signed_is_dropped_with_one_line(queue, caplog, strange):
    queue.storage.enqueue(strange)
    queue.note(7)

    assert queue.dequeue() is None
    (line,) = caplog.messages
    assert line.startswith("A message of the task queue is not ours and was dropped")
    queue.execute(queue.dequeue())
    assert queue.noted == [7]


def test_a_message_of_a_task_that_is_no_more_is_dropped(queue, caplog):
    queue.note(7)
    queue.note.unregister()

    assert queue.dequeue() is None
    assert "was dropped (HueyException)" in caplog.text


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on only while somebody sleeps."""
    clock = SimpleNamespace(now=1000.0, slept=[])

    def sleep(seconds):
        clock.slept.append(seconds)
        clock.now += seconds

    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(queues, "time", SimpleNamespace(sleep=sleep))
    return clock


def test_a_queue_that_is_away_is_asked_more_and_more_rarely_and_said_once_each_time(
    queue, clock, caplog, monkeypatch
):
    dequeue = queue.storage.dequeue

    def away():
        raise redis.ConnectionError("Error 111 connecting.\nA hint of the driver.")

    monkeypatch.setattr(queue.storage, "dequeue", away)
    for _ in range(7):
        assert queue.dequeue() is None

    assert clock.slept == [0.5, 1, 2, 4, 8, 10, 10]
    assert len(caplog.messages) == 7 and "Traceback" not in caplog.text and "hint" not in caplog.text
    assert caplog.messages[2] == (
        "The task queue does not answer; asked again in 2 s. ConnectionError: Error 111 connecting."
    )

    monkeypatch.setattr(queue.storage, "dequeue", dequeue)
    queue.dequeue()
    assert caplog.messages[-1] == "The task queue answers again."
    assert clock.slept[7:] == []


def test_threads_that_fail_beside_each_other_say_so_once(clock, caplog):
    shared = patience.Patience("It", logging.getLogger("test"))

    pauses = [shared.failed(OSError("away")) for _ in range(16)]

    assert pauses == [0.5] * 16 and len(caplog.messages) == 1
    assert shared.waits()
    clock.now += 0.5
    assert not shared.waits()
    shared.answered()
    assert shared.failed(OSError("away")) == 0.5
