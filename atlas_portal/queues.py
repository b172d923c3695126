"""The task queue: its address as Huey's settings, and what Huey's own would not do for."""

import ipaddress
import logging
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from huey.api import Huey
from huey.serializer import SignedSerializer
from huey.storage import PostgresStorage, RedisExpireStorage, SqliteStorage

from atlas_portal.patience import Patience

log = logging.getLogger(__name__)

_MAKING_TABLES = 7_203_114  # an advisory lock's key, of no meaning


class SteadyPostgresStorage(PostgresStorage):  # type: ignore[misc]  # huey has no types
    """Makes its tables while no other process does.

    PostgreSQL lets two simultaneous `CREATE TABLE IF NOT EXISTS` collide, and the loser would not start.
    """

    def initialize_schema(self) -> None:
        """Make what is missing of the queue's tables."""
        with self._create_connection() as waiting:
            waiting.execute("SELECT pg_advisory_lock(%s)", (_MAKING_TABLES,))
            super().initialize_schema()


class PortalQueue(Huey):  # type: ignore[misc]  # huey has no types
    """Huey whose messages are signed, and which waits longer each time when its storage does not answer.

    What lies in the queue becomes objects by pickle, so whoever may write there could run code here. Rows are
    the truth and messages only wake-ups: one that is not ours is dropped, and the sweep wakes its row.
    """

    def __init__(self, name: str, **options: Any) -> None:
        # Only here: settings ask this module for the queue's before they are whole.
        from atlas_portal.encryption import key_for

        signed = SignedSerializer(secret=key_for("queue"), salt="portal.queue")
        super().__init__(name, serializer=signed, **options)
        self._patience = Patience("The task queue", log)

    def dequeue(self) -> Any:
        """The next task, or None: of an empty queue, of one that does not answer, of a message not ours."""
        try:
            data = self.storage.dequeue()
        except Exception as error:  # whatever the driver raises; the worker has to go on
            time.sleep(self._patience.failed(error))
            return None
        self._patience.answered()
        if data is None:
            return None
        try:
            return self.deserialize_task(data)
        except Exception as error:  # a stranger's bytes may be anything
            log.warning("A message of the task queue is not ours and was dropped (%s).", type(error).__name__)
            return None


class SqliteQueue(PortalQueue):
    """The queue in a file of SQLite."""

    storage_class = SqliteStorage


class PostgresQueue(PortalQueue):
    """The queue in a PostgreSQL database, whose tables several starting processes may find missing."""

    storage_class = SteadyPostgresStorage


class RedisQueue(PortalQueue):
    """The queue in Redis; results end there by themselves, should nobody fetch them."""

    storage_class = RedisExpireStorage


def huey_settings(url: str, default_file: Path) -> dict[str, Any]:
    """Huey's settings for TASK_QUEUE_URL: empty or `sqlite:` (a file), `postgres:` or `redis:`.

    Raises ImproperlyConfigured for any other scheme, and for another machine's Redis in the clear.
    """
    scheme = urlsplit(url).scheme
    if not url or scheme == "sqlite":
        filename = url.removeprefix("sqlite:").removeprefix("///") or str(default_file)
        # SQLite lets one writer in at a time; the others wait for so many seconds before they fail.
        storage = {
            "huey_class": f"{__name__}.SqliteQueue",
            "connection": {"filename": filename, "timeout": 20},
        }
    elif scheme in ("postgres", "postgresql"):
        storage = {"huey_class": f"{__name__}.PostgresQueue", "connection": {"dsn": url}}
    elif scheme in ("redis", "rediss"):
        _require_safe_redis(url)
        storage = {"huey_class": f"{__name__}.RedisQueue", "connection": {"url": url}}
    else:
        raise ImproperlyConfigured(
            f"TASK_QUEUE_URL must be empty or begin with sqlite:, postgres: or redis:, not “{scheme}:”."
        )
    return storage | {
        "name": "portal",
        # Follows DEBUG unless said: the call to Atlas would then run inside the request.
        "immediate": False,
        "consumer": {
            "workers": 16,
            "worker_type": "thread",
            "initial_delay": 0.1,
            # Huey looks only every 10 s at a queue that was idle for long, unless it is told otherwise.
            "max_delay": 1,
            # Huey's own SIGTERM cuts a running call; this one lets it finish.
            "graceful_signal": "TERM",
            # Two workers would run what is periodic twice; the scheduler has the chores.
            "periodic": False,
        },
    }


def _require_safe_redis(url: str) -> None:
    parts = urlsplit(url)
    if _is_loopback(parts.hostname or "localhost") or (parts.scheme == "rediss" and parts.password):
        return
    raise ImproperlyConfigured(
        "TASK_QUEUE_URL names a Redis on another machine: it must begin with rediss: and have a password, "
        "as whoever writes into the queue decides what the worker does."
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
