"""The time that one download has, and the way in which it fails."""

import time


class Failed(Exception):
    """A file could not be fetched; says why in a sentence for people."""


class Clock:
    """So many seconds from now, over all steps of a download."""

    def __init__(self, seconds):
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self, most=None):
        """The seconds that are left, `most` at the most; raises TimeoutError once there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left if most is None else min(left, most)

    def failed(self, words):
        """The failure to raise: that the time is up, where it is, or else these words."""
        if time.monotonic() >= self._end:
            return Failed(f"The file did not come within {self._seconds:g} seconds.")
        return Failed(words)
