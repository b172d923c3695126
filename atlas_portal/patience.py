"""Something outside that does not answer: asked more and more rarely, and spoken of in one line each time."""

import logging
import threading
import time

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0


class Patience:
    """What all threads of a process know of one thing that may be away; `what` names it in the log."""

    def __init__(self, what: str, log: logging.Logger) -> None:
        self._what, self._log = what, log
        self._lock = threading.Lock()
        self._pause = 0.0
        self._until = 0.0

    def failed(self, error: Exception) -> float:
        """Note that it did not answer; returns after how many seconds it is asked again.

        Threads that fail beside each other wait for the same moment, and only the first of them says so.
        """
        with self._lock:
            now = time.monotonic()
            if now >= self._until:
                self._pause = min(2 * self._pause, LONGEST_PAUSE) or FIRST_PAUSE
                self._until = now + self._pause
                # The first line alone: the others are the driver's hints.
                said = f"{type(error).__name__}: {error}".splitlines()[0]
                self._log.warning(
                    "%s does not answer; asked again in %g s. %s", self._what, self._pause, said
                )
            return self._until - now

    def waits(self) -> bool:
        """Whether it is not to be asked yet."""
        return time.monotonic() < self._until

    def answered(self) -> None:
        """Note that it answered; costs nothing where it always did."""
        if self._pause:
            with self._lock:
                self._pause = self._until = 0.0
            self._log.warning("%s answers again.", self._what)
