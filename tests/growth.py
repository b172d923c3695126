"""How work grows with its input, whatever the machine's speed."""

import sys
import time

# What grows as its input costs eight times as much; four times that leaves room for a machine's moods,
# and what grows with the square of its input costs sixty-four times as much.
TIMES = 8
MOST = 4 * TIMES


def assert_grows_with_its_input(prepare, size):
    """Run what `prepare(size)` returns, and the same for an input of eight times that size.

    Told by the processor's time of this thread; work that was stopped early grows less, which is fine.
    """
    small, large = prepare(size), prepare(TIMES * size)
    # The least of several runs: others on the machine only ever add to what a run takes.
    least = min(_took(small) for _ in range(3))
    assert any(_took(large) < MOST * least for _ in range(5))


def _took(work):
    began = time.thread_time()
    work()
    return time.thread_time() - began


def calls_of(work):
    """How many functions a piece of work calls and returns from; the same on every machine."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
