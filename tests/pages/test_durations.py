import pytest

from pages import durations


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
