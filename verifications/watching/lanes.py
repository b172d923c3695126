"""Threads that ask Atlas, shared among accounts so that none can take them all.

Each account has a lane of looks. Threads go down a lane one look after the other, and do nothing but
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
from verifications.watching.looks import Look

log = logging.getLogger(__name__)

# A lane takes no more than so many times the threads that are left free: alone two thirds of them.
SHARE = 2
# A lane begins with so many threads and gets another for every answer while it uses all it may have, so
# that one which needs few has few to lose when its calls hang; back to so many once one goes unanswered.
FIRST = 4
# So many looks stand in a lane for each that is being made, so that no thread waits while others are stored.
AHEAD = 2
# A look that waited in a lane for so long is given back: its claim was meant for asking.
PATIENCE = 20.0


@dataclass
class Lane:
    """The looks of one account that wait for a thread, how many threads are at it, and may be."""

    waiting: deque[tuple[Look, float]] = field(default_factory=deque)
    busy: int = 0
    window: int = FIRST


class Lanes:
    """All lanes, and the threads that go down them."""

    def __init__(self, threads: int) -> None:
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads)
        self._lock = threading.Lock()
        self._lanes: dict[int, Lane] = {}
        self._finished: SimpleQueue[Look] = SimpleQueue()

    def room(self, account_pk: int) -> int:
        """How many more looks the account's lane takes: those at work, and those to follow them."""
        with self._lock:
            lane = self._lane(account_pk)
            return max((1 + AHEAD) * self._most(lane) - lane.busy - len(lane.waiting), 0)

    def is_busy(self, account_pk: int) -> bool:
        """Whether any look of the account waits or is being made."""
        with self._lock:
            lane = self._lane(account_pk)
            return bool(lane.busy or lane.waiting)

    def add(self, account_pk: int, claimed: list[Look]) -> None:
        """Put claimed looks in their account's lane."""
        with self._lock:
            lane, since = self._lane(account_pk), time.monotonic()
            lane.waiting.extend((look, since) for look in claimed)
            for _ in range(min(self._most(lane) - lane.busy, len(lane.waiting))):
                lane.busy += 1
                self._pool.submit(self._walk, lane)

    def clear(self, account_pk: int | None = None) -> list[Look]:
        """Empty one account's lane, or all; returns the looks that were not made."""
        with self._lock:
            lanes = self._lanes.values() if account_pk is None else [self._lane(account_pk)]
            unasked = [look for lane in lanes for look, _ in lane.waiting]
            for lane in lanes:
                lane.waiting.clear()
        return unasked

    def finished(self, timeout: float) -> list[Look]:
        """The looks that ended since the last call; waits for the first until `timeout`, in seconds."""
        ended = []
        try:
            ended.append(self._finished.get(timeout=timeout))
            while True:
                ended.append(self._finished.get_nowait())
        except Empty:
            return ended

    def close(self) -> None:
        """Wait for the looks that are being made and for those that wait."""
        self._pool.shutdown()

    def _lane(self, account_pk: int) -> Lane:
        return self._lanes.setdefault(account_pk, Lane())

    def _free(self) -> int:
        return self.threads - sum(lane.busy for lane in self._lanes.values())

    def _most(self, lane: Lane) -> int:
        """So many threads the lane may have: its own, and a share of the free that leaves some to others."""
        free = self._free()
        # From busy + share = SHARE * (free - share); where that is none, an idle lane gets one.
        share = (SHARE * free - lane.busy) // (SHARE + 1) or int(free > 0 and not lane.busy)
        return lane.busy + max(min(share, lane.window - lane.busy), 0)

    def _walk(self, lane: Lane) -> None:
        while (turn := self._next(lane)) is not None:
            look, since = turn
            try:
                if time.monotonic() - since < PATIENCE:
                    looks.ask(look)
                    self._learn(lane, look.unanswered)
                self._finished.put(look)
            except Exception:  # one broken flow must not end the watch over all others
                log.exception(
                    "Looking at case %s failed; its claim runs out and it is tried again.", look.case.pk
                )
            finally:
                connections.close_all()  # open only where a new token was stored

    def _learn(self, lane: Lane, unanswered: bool) -> None:
        with self._lock:
            if unanswered:
                lane.window = FIRST
            elif lane.busy >= lane.window:
                lane.window += 1

    def _next(self, lane: Lane) -> tuple[Look, float] | None:
        """The next look that waits; None, and the thread is free, where none does or others need it more."""
        with self._lock:
            fair = lane.busy <= min(lane.window, SHARE * (self._free() + 1))
            # A lane's last thread stays with it, or its looks would wait until the next ones are added.
            if lane.waiting and (fair or lane.busy == 1):
                return lane.waiting.popleft()
            lane.busy -= 1
            return None
