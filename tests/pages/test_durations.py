import re
from datetime import timedelta

import pytest
from django.utils import timezone

from pages import durations
from pages.tags import age, until


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (52.9, "52 s"),
        (60, "1 m"),
        (42 * 60 + 59, "42 m 59 s"),
        (3600, "1 h"),
        (11_100, "3 h 5 m"),
        (86_400, "1 d"),
        (7 * 86_400 - 1, "6 d 23 h"),
        (86_400_000, "1,000 d"),
    ],
)
def test_a_span_in_words(seconds, words):
    assert durations.in_words(seconds) == words


def words(clock):
    """What a clock says, without its marks for the page."""
    return re.sub("<[^>]*>", "", clock)


def test_an_age_is_the_span_since_a_moment_and_nothing_without_one():
    told = age(timezone.now() - timedelta(hours=3, minutes=5, seconds=1))

    assert words(told) == "3 h 5 m" and 'data-age="11101"' in told
    assert age(None) == ""


def test_a_countdown_says_in_how_long_and_then_now():
    told = until(timezone.now() + timedelta(seconds=75.9))

    assert words(told).startswith("in 1 m 1") and 'data-until="7' in told
    assert words(until(timezone.now() - timedelta(days=1))) == "now"
    assert until(None) == "now"
