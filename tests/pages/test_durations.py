from datetime import timedelta

import pytest
from django.utils import timezone

from pages import durations
from pages.tags import age


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


def test_an_age_is_the_span_since_a_moment_and_nothing_without_one():
    assert age(timezone.now() - timedelta(hours=3, minutes=5, seconds=1)) == "3 h 5 m"
    assert age(None) == ""
