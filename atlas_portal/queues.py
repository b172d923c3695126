"""The task queue's address as Huey's settings, and the one storage that Huey's own would not do for."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from huey.api import Huey
from huey.storage import PostgresStorage

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


class SteadyPostgresHuey(Huey):  # type: ignore[misc]  # huey has no types
    """Huey on a PostgreSQL database whose tables several starting processes may find missing."""

    storage_class = SteadyPostgresStorage


def huey_settings(url: str, default_file: Path) -> dict[str, Any]:
    """Huey's settings for TASK_QUEUE_URL: empty or `sqlite:` (a file), `postgres:` or `redis:`.

    Raises ImproperlyConfigured for any other scheme.
    """
    scheme = urlsplit(url).scheme
    if not url or scheme == "sqlite":
        filename = url.removeprefix("sqlite:").removeprefix("///") or str(default_file)
        # SQLite lets one writer in at a time; the others wait for so many seconds before they fail.
        storage = {"huey_class": "huey.SqliteHuey", "connection": {"filename": filename, "timeout": 20}}
    elif scheme in ("postgres", "postgresql"):
        storage = {"huey_class": "atlas_portal.queues.SteadyPostgresHuey", "connection": {"dsn": url}}
    elif scheme in ("redis", "rediss"):
        # The one of Huey's for Redis whose results end by themselves, should nobody fetch them.
        storage = {"huey_class": "huey.RedisExpireHuey", "connection": {"url": url}}
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
