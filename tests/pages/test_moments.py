from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from pages import moments
from pages.tags import instant

THEN = datetime(2025, 11, 3, 20, 35, 9, 123456, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_india():
    with timezone.override("Asia/Kolkata"):
        yield


def test_a_time_of_today_is_its_clock_and_of_another_day_has_its_date():
    now = timezone.now()
    assert moments.in_words(now) == f"{timezone.localtime(now):%H:%M:%S}"
    # Of tomorrow as well: a countdown may lead there.
    for other in (now - timedelta(days=1), now + timedelta(days=1)):
        assert str(timezone.localtime(other).year) in moments.in_words(other)
    assert moments.in_words(THEN) == "4 Nov 2025, 02:05"


def test_what_is_read_elsewhere_has_its_zone():
    assert moments.with_zone(THEN) == "4 Nov 2025, 02:05 IST"
    assert moments.exact(THEN) == "4 Nov 2025, 02:05:09.123 IST"


def test_on_a_page_the_exact_time_is_its_title():
    assert 'title="4 Nov 2025, 02:05:09.123 IST">4 Nov 2025, 02:05</time>' in instant(THEN)
    assert instant(None) == "–"
