"""The scheduler: one loop that has flows looked at by threads, and sweeps up after workers."""

import logging
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection

from verifications.upkeep import sweeping
from verifications.watching import flows, looks
from verifications.watching.lanes import Lines

log = logging.getLogger(__name__)

TICK = 0.25
# So long looks are gathered that are stored together; meanwhile threads go on down their lines.
GATHER = 0.1
# Larger groups would hold the database's only writer for too long.
TOGETHER = 100
CLEAN_EVERY = 60 * 60
# Python's own 5 ms let one thread that reads the results of a large flow hold up a hundred that poll.
SWITCH = 0.0005
# Threads that store what is new; while this many looks wait for them, no more are claimed.
STORERS = 4
MOST_UNSTORED = 200


class Command(BaseCommand):
    """Look at the flows that are due and sweep; any number of these may run beside each other."""

    help = "Watch Atlas's flows and sweep up what workers left; ends on SIGTERM or Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument(
            "--threads",
            type=int,
            default=96,
            help="Calls to Atlas at the same time; one account gets two thirds of them at the most.",
        )
        parser.add_argument("--once", action="store_true", help="One round, then end.")

    def handle(self, *, threads, once, **options):
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        sys.setswitchinterval(SWITCH)
        watch = Watch(threads)
        self.stdout.write("Watching.")
        self.stdout.flush()
        while not stop.is_set():
            try:
                watch.go_round()
            except DatabaseError:
                log.exception("The database did not answer; trying again.")
                connection.close()
                stop.wait(TICK)
            if once:
                break
        watch.end(now=not once)


class Watch:
    """What the loop keeps between its rounds."""

    def __init__(self, threads):
        self.lines = Lines(threads)
        self.storers = ThreadPoolExecutor(STORERS)
        self.unstored = []
        self.news = []
        self.swept = self.cleaned = float("-inf")

    def go_round(self):
        """Sweep now and then, claim what is due, and store what has come back."""
        now = time.monotonic()
        if now - self.swept > TICK:
            sweeping.sweep()
            self.swept = now
        if now - self.cleaned > CLEAN_EVERY:
            sweeping.clean()
            self.cleaned = now
        self._claim()
        self._gather(TICK)
        self._store()

    def end(self, *, now):
        """Wait for what is being asked and store it; with `now`, what only waits in line is given back."""
        if now:
            flows.give_back(self.lines.clear())
        self.lines.close()
        self._gather(0)
        self._store()
        self.storers.shutdown()

    def _claim(self):
        self.news = [storing for storing in self.news if not storing.done()]
        if len(self.news) > MOST_UNSTORED:
            return
        for account in flows.due_accounts():
            if account.outage_since:
                flows.give_back(self.lines.clear(account.pk))
            if room := self.lines.room(account.pk):
                busy = self.lines.is_busy(account.pk)
                self.lines.add(account.pk, flows.claim_due(account, room, busy=busy))

    def _gather(self, timeout):
        first = self.lines.finished(timeout)
        if first and timeout:
            time.sleep(GATHER)
        self.unstored += first + self.lines.finished(0)

    def _store(self):
        """Store what came back; a group stays in hand until it is stored, should the database not answer."""
        while self.unstored:
            group = self.unstored[:TOGETHER]
            asked = [look for look in group if look.asked_at]
            flows.give_back([look for look in group if not look.asked_at])
            for look in looks.store_together(asked):
                self.news.append(self.storers.submit(self._store_news, look))
            del self.unstored[:TOGETHER]

    @staticmethod
    def _store_news(look):
        try:
            close_old_connections()
            looks.store(look)
        except Exception:  # one broken flow must not end the watch over all others
            log.exception(
                "Storing a look at case %s failed; its claim runs out and it is tried again.", look.case.pk
            )
        finally:
            close_old_connections()
