"""Threads shared among accounts: none takes all, and what waits too long is given back."""

import threading
import time
from types import SimpleNamespace

import pytest

from verifications.watching import lanes, looks


@pytest.fixture
def held(monkeypatch):
    """Asking stands still until this is set; what is being asked is in its list."""
    event = threading.Event()
    event.asking = []

    def ask(look):
        event.asking.append(look)
        assert event.wait(60)

    monkeypatch.setattr(looks, "ask", ask)
    return event


@pytest.fixture
def twelve(held):
    """Lanes with twelve threads."""
    made = lanes.Lanes(12)
    for account in range(6):
        made._lane(account).window = 12
    yield made
    made.clear()
    held.set()
    made.close()


def some(number):
    return [SimpleNamespace(case=SimpleNamespace(pk=key), unanswered=False) for key in range(number)]


def wait_until(true):
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_one_account_gets_two_thirds_of_the_threads(twelve, held):
    twelve.add(1, some(30))

    wait_until(lambda: len(held.asking) == 8)
    assert twelve.room(1) == 0
    assert twelve._lane(1).busy == 8


def test_an_account_whose_calls_hang_leaves_threads_to_others(twelve, held):
    twelve.add(1, some(30))
    wait_until(lambda: len(held.asking) == 8)
    hanging = twelve._lane(1)

    for account in (2, 3, 4):
        twelve.add(account, some(5))

    assert hanging.busy == 8
    assert [twelve._lane(account).busy for account in (2, 3, 4)] == [2, 1, 1]
    assert twelve.room(5) == 0
    assert len(held.asking) <= 12


def test_a_line_asks_for_as_many_as_follow_those_at_work(twelve, held):
    assert (twelve.room(1), twelve.is_busy(1)) == (24, False)

    twelve.add(1, some(10))
    wait_until(lambda: len(held.asking) == 8)

    assert (twelve.room(1), twelve.is_busy(1)) == (14, True)


def test_threads_go_to_who_has_fewer(twelve, held):
    twelve.add(1, some(30))
    wait_until(lambda: len(held.asking) == 8)
    twelve.add(2, some(30))
    wait_until(lambda: len(held.asking) == 10)

    held.set()
    twelve.close()

    assert len(held.asking) == 60
    assert (twelve._lane(1).busy, twelve._lane(2).busy) == (0, 0)
    assert len(twelve.finished(0)) == 60


def test_a_line_that_has_more_than_its_share_lets_a_thread_go(twelve):
    lane, other = twelve._lane(1), twelve._lane(2)
    lane.waiting.append("look")
    lane.busy, other.busy = 8, 3

    assert twelve._next(lane) is None
    assert (lane.busy, len(lane.waiting)) == (7, 1)
    lane.busy = 4
    assert twelve._next(lane) == "look"


def test_one_thread_is_enough_for_everybody_in_turn(held):
    one = lanes.Lanes(1)
    one.add(1, some(1))
    one.add(2, some(1))
    assert (one.room(2), one._lane(2).busy) == (0, 0)
    held.set()
    one.close()
    assert len(one.finished(0)) == 1


def test_what_stood_in_line_too_long_is_not_asked(twelve, held, monkeypatch):
    monkeypatch.setattr(lanes, "PATIENCE", -1)

    twelve.add(1, some(3))
    wait_until(lambda: not twelve.is_busy(1))

    assert len(twelve.finished(60)) == 3
    assert held.asking == []


def test_a_cleared_line_gives_its_looks_back(twelve, held):
    twelve.add(1, some(10))
    wait_until(lambda: len(held.asking) == 8)
    twelve.add(2, some(4))
    wait_until(lambda: len(held.asking) == 10)

    assert [len(twelve.clear(1)), len(twelve.clear())] == [2, 2]
    assert twelve.finished(0) == []


def test_a_look_that_breaks_is_told_in_the_log_and_ends_nothing(monkeypatch, caplog):
    asked = []

    def ask(look):
        asked.append(look)
        if len(asked) == 1:
            raise RuntimeError("broken")

    monkeypatch.setattr(looks, "ask", ask)
    two = lanes.Lanes(2)
    two.add(1, some(2))
    two.close()

    assert (len(asked), len(two.finished(0))) == (2, 1)
    assert "Looking at case 0 failed" in caplog.text


@pytest.mark.parametrize(
    ("unanswered", "busy", "window"), [(False, 9, 10), (False, 8, 9), (True, 9, lanes.FIRST)]
)
def test_a_line_gets_more_threads_as_it_uses_them_and_few_once_it_is_not_answered(unanswered, busy, window):
    made = lanes.Lanes(12)
    lane = made._lane(1)
    lane.busy, lane.window = busy, 9

    made._learn(lane, unanswered)

    assert lane.window == window


def test_a_line_begins_with_few_threads(held):
    made = lanes.Lanes(12)
    made.add(1, some(30))

    wait_until(lambda: len(held.asking) == lanes.FIRST)
    assert made.room(1) == 0
    assert made._lane(1).busy == lanes.FIRST
    made.clear()
    held.set()
    made.close()
