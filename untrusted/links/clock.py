"""A clock over the whole of a look."""

import time


class Deadline:
    """So many seconds from now, whatever is done in them."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left; raises TimeoutError once there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def check(self) -> None:
        """Raise TimeoutError once the time is up."""
        self.left()
