from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from atlas_portal.queues import huey_settings

POSTGRES = "atlas_portal.queues.SteadyPostgresHuey"
FILE = Path("/var/lib/portal/queue.sqlite3")


@pytest.mark.parametrize(
    ("url", "storage", "connection"),
    [
        ("", "huey.SqliteHuey", {"filename": str(FILE), "timeout": 20}),
        ("sqlite:", "huey.SqliteHuey", {"filename": str(FILE), "timeout": 20}),
        ("sqlite:///", "huey.SqliteHuey", {"filename": str(FILE), "timeout": 20}),
        ("sqlite:///queue.sqlite3", "huey.SqliteHuey", {"filename": "queue.sqlite3", "timeout": 20}),
        (
            "sqlite:////srv/queue.sqlite3",
            "huey.SqliteHuey",
            {"filename": "/srv/queue.sqlite3", "timeout": 20},
        ),
        ("postgres://u:p@h/db", POSTGRES, {"dsn": "postgres://u:p@h/db"}),
        ("postgresql://h/db", POSTGRES, {"dsn": "postgresql://h/db"}),
        ("redis://h:6379/0", "huey.RedisExpireHuey", {"url": "redis://h:6379/0"}),
        ("rediss://h:6379/0", "huey.RedisExpireHuey", {"url": "rediss://h:6379/0"}),
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
