"""Who waits for whose lock, on PostgreSQL."""

import time

from django.db import connection, connections


def wait_until_blocked(thread):
    """Wait until the thread's connection waits for a lock of ours."""
    deadline = time.monotonic() + 60
    ours = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    while time.monotonic() < deadline and thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(ours)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waits.")


def run(act):
    """What a thread does, with connections of its own."""
    try:
        act()
    finally:
        connections.close_all()
