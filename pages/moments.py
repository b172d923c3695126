"""Times as people say them: of today by the clock, of another day with its date."""

from datetime import datetime

from django.utils import timezone

MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_words(moment: datetime) -> str:
    """A time as the reader has it: `10:05:09` of today, `3 Nov 2025, 10:05` of another day."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localdate():
        return f"{local.hour:02}:{local.minute:02}:{local.second:02}"
    return f"{_day(local)}, {local.hour:02}:{local.minute:02}"


def with_zone(moment: datetime) -> str:
    """A time that is read later or elsewhere too: `3 Nov 2025, 10:05 IST`."""
    local = timezone.localtime(moment)
    return f"{_day(local)}, {local.hour:02}:{local.minute:02} {local.tzname()}"


def exact(moment: datetime) -> str:
    """A time to the millisecond, with its zone."""
    local = timezone.localtime(moment)
    clock = f"{local.hour:02}:{local.minute:02}:{local.second:02}.{local.microsecond // 1000:03}"
    return f"{_day(local)}, {clock} {local.tzname()}"


def _day(local: datetime) -> str:
    return f"{local.day} {MONTHS[local.month]} {local.year}"
