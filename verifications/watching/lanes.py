"""Threads that ask Atlas, shared among accounts so that none can take them all.

Each account has a line of looks. Threads go down a line one look after the other, and do nothing but
ask: what came back is stored elsewhere, so they hold no connection to the database.
"""

import logging
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from django.db import connections

from verifications.watching import looks

log = logging.getLogger(__name__)

# A line takes no more than so many times the threads that are left free: alone two thirds of them.
SHARE = 2
# A line begins with so many threads and gets another for every answer while it uses all it may have, so
# that one which needs few has few to lose when its calls hang; back to so many once one goes unanswered.
FIRST = 4
# So many looks stand in line for each that is being made, so that no thread waits while others are stored.
AHEAD = 2
# A look that stood in line for so long is given back: its claim was meant for asking.
PATIENCE = 20.0


@dataclass
class Line:
    """The looks of one account that wait for a thread, how many threads are at it, and may be."""

    waiting: deque = field(default_factory=deque)
    busy: int = 0
    window: int = FIRST


class Lines:
    """All lines, and the threads that go down them."""

    def __init__(self, threads):
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads)
        self._lock = threading.Lock()
        self._lines = {}
        self._finished = SimpleQueue()

    def room(self, account_pk):
        """How many more looks the account's line takes: those at work, and those to follow them."""
        with self._lock:
            line = self._line(account_pk)
            return max((1 + AHEAD) * self._most(line) - line.busy - len(line.waiting), 0)

    def is_busy(self, account_pk):
        """Whether any look of the account waits or is being made."""
        with self._lock:
            line = self._line(account_pk)
            return bool(line.busy or line.waiting)

    def add(self, account_pk, claimed):
        """Put claimed looks in their account's line."""
        with self._lock:
            line, since = self._line(account_pk), time.monotonic()
            line.waiting.extend((look, since) for look in claimed)
            for _ in range(min(self._most(line) - line.busy, len(line.waiting))):
                line.busy += 1
                self._pool.submit(self._walk, line)

    def clear(self, account_pk=None):
        """Empty one account's line, or all; returns the looks that were not made."""
        with self._lock:
            lines = self._lines.values() if account_pk is None else [self._line(account_pk)]
            unasked = [look for line in lines for look, _ in line.waiting]
            for line in lines:
                line.waiting.clear()
        return unasked

    def finished(self, timeout):
        """The looks that ended since the last call; waits for the first until `timeout`, in seconds."""
        ended = []
        try:
            ended.append(self._finished.get(timeout=timeout))
            while True:
                ended.append(self._finished.get_nowait())
        except Empty:
            return ended

    def close(self):
        """Wait for the looks that are being made and for those in line."""
        self._pool.shutdown()

    def _line(self, account_pk):
        return self._lines.setdefault(account_pk, Line())

    def _free(self):
        return self.threads - sum(line.busy for line in self._lines.values())

    def _most(self, line):
        """So many threads the line may have: its own, and a share of the free that leaves some to others."""
        free = self._free()
        share = (SHARE * free - line.busy) // (SHARE + 1) or int(free > 0 and not line.busy)
        return line.busy + max(min(share, line.window - line.busy), 0)

    def _walk(self, line):
        while (turn := self._next(line)) is not None:
            look, since = turn
            try:
                if time.monotonic() - since < PATIENCE:
                    looks.ask(look)
                    self._learn(line, look.unanswered)
                self._finished.put(look)
            except Exception:  # one broken flow must not end the watch over all others
                log.exception(
                    "Looking at case %s failed; its claim runs out and it is tried again.", look.case.pk
                )
            finally:
                connections.close_all()  # open only where a new token was stored

    def _learn(self, line, unanswered):
        with self._lock:
            if unanswered:
                line.window = FIRST
            elif line.busy >= line.window:
                line.window += 1

    def _next(self, line):
        """The next look in line; None, and the thread is free, where there is none or others need it more."""
        with self._lock:
            fair = line.busy <= min(line.window, SHARE * (self._free() + 1))
            if line.waiting and (fair or line.busy == 1):
                return line.waiting.popleft()
            line.busy -= 1
            return None
