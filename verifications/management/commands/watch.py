"""The scheduler: one loop that polls flows in threads of its own and sweeps up after workers."""

import logging
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from verifications.services import sweeping, watching

log = logging.getLogger(__name__)

TICK = 0.25
CLEAN_EVERY = 60 * 60


class Command(BaseCommand):
    """Poll the flows that are due and sweep; any number of these may run beside each other."""

    help = "Watch Atlas's flows and sweep up what workers left; ends on SIGTERM or Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--threads", type=int, default=16, help="Calls to Atlas at the same time.")
        parser.add_argument("--once", action="store_true", help="One round, then end.")

    def handle(self, *, threads, once, **options):
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        cleaned = float("-inf")
        free = threading.BoundedSemaphore(threads)
        self.stdout.write("Watching.")
        self.stdout.flush()
        with ThreadPoolExecutor(threads) as pool:
            while not stop.is_set():
                try:
                    self._round(pool, free, threads)
                    if time.monotonic() - cleaned > CLEAN_EVERY:
                        sweeping.clean()
                        cleaned = time.monotonic()
                except DatabaseError:
                    log.exception("The database did not answer; trying again.")
                    connection.close()
                if once:
                    break
                stop.wait(TICK)

    def _round(self, pool, free, threads):
        sweeping.sweep()
        slots = 0
        while slots < threads and free.acquire(blocking=False):
            slots += 1
        keys = watching.claim_due(slots) if slots else []
        for _ in range(slots - len(keys)):
            free.release()
        for key in keys:
            pool.submit(self._look, key, free)

    @staticmethod
    def _look(key, free):
        try:
            close_old_connections()
            watching.look_claimed(key)
        except Exception:  # one broken flow must not end the watch over all others
            log.exception("Looking at case %s failed; its claim runs out and it is tried again.", key)
        finally:
            close_old_connections()
            free.release()
