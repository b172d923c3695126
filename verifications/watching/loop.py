"""The scheduler's loop: threads look at flows, what they bring is stored, and chores get their time."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections

from verifications.watching import flows, looks
from verifications.watching.lanes import Lanes
from verifications.watching.looks import Look

log = logging.getLogger(__name__)

TICK = 0.25
# So long looks are gathered that are stored together; meanwhile threads go on down their lanes.
GATHER = 0.1
# Larger groups would hold the database's only writer for too long.
TOGETHER = 100
CLEAN_EVERY = 60 * 60
# Threads that store what is new; while this many looks wait for them, no more are claimed.
STORERS = 4
MOST_UNSTORED = 200


class Watch:
    """What the loop keeps between its rounds.

    `sweep` is called every TICK and `clean` every CLEAN_EVERY seconds: chores of others, which the loop
    only has the time for.
    """

    def __init__(self, threads: int, *, sweep: Callable[[], object], clean: Callable[[], object]) -> None:
        self.lanes = Lanes(threads)
        self.sweep, self.clean = sweep, clean
        self.storers = ThreadPoolExecutor(STORERS)
        self.unstored: list[Look] = []
        self.news: list[Future[None]] = []
        self.returned: SimpleQueue[Look] = SimpleQueue()
        self.swept = self.cleaned = float("-inf")
        self.cut_off = False

    def go_round(self) -> None:
        """Sweep now and then, claim what is due, and store what has come back.

        Raises DatabaseError when the database does not answer; what is in hand is stored by a later round.
        """
        try:
            self._go_round()
        except (DatabaseError, InterfaceError):
            self.cut_off = True
            raise

    def _go_round(self) -> None:
        if self.cut_off:
            # Claims may have been committed whose answer was lost.
            flows.forget_claims()
            self.cut_off = False
        now = time.monotonic()
        if now - self.swept > TICK:
            self.sweep()
            self.swept = now
        if now - self.cleaned > CLEAN_EVERY:
            self.clean()
            self.cleaned = now
        self._claim()
        self._gather(TICK)
        self._store()

    def end(self, *, now: bool) -> None:
        """Wait for what is being asked and store it; with `now`, what only waits in a lane is given back."""
        # Their claims would run out by themselves; given back, another scheduler looks at once.
        if now:
            flows.give_back(self.lanes.clear())
        self.lanes.close()
        self._gather(0)
        self._store()
        self.storers.shutdown()

    def _claim(self) -> None:
        self.news = [storing for storing in self.news if not storing.done()]
        if len(self.news) > MOST_UNSTORED:
            return
        for account in flows.due_accounts():
            # What waits for an account that does not answer would only hold threads.
            if account.outage_since:
                flows.give_back(self.lanes.clear(account.pk))
            if room := self.lanes.room(account.pk):
                busy = self.lanes.is_busy(account.pk)
                self.lanes.add(account.pk, flows.claim_due(account, room, busy=busy))

    def _gather(self, timeout: float) -> None:
        first = self.lanes.finished(timeout)
        if first and timeout:
            time.sleep(GATHER)
        self.unstored += first + self.lanes.finished(0)

    def _store(self) -> None:
        """Store what came back; a group stays in hand until it is stored, should the database not answer."""
        while not self.returned.empty():
            self.news.append(self.storers.submit(self._store_news, self.returned.get()))
        while self.unstored:
            group = self.unstored[:TOGETHER]
            asked = [look for look in group if look.asked_at]
            # They waited too long in their lane to be asked.
            flows.give_back([look for look in group if not look.asked_at])
            for look in looks.store_together(asked):
                self.news.append(self.storers.submit(self._store_news, look))
            del self.unstored[:TOGETHER]

    def _store_news(self, look: Look) -> None:
        try:
            close_old_connections()
            looks.store(look)
        except (OperationalError, InterfaceError):  # the database is away, and not the look at fault
            self.returned.put(look)
        except Exception:  # one broken flow must not end the watch over all others
            log.exception(
                "Storing a look at case %s failed; its claim runs out and it is tried again.", look.case.pk
            )
        finally:
            close_old_connections()
