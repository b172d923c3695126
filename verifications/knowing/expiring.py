"""What the clock says of links that end: at the rows, and before a batch leaves."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from users.models import User
from verifications.models import Case, FileRecord
from verifications.text import Note, Row, expires_at


def note_ends(rows: Sequence[Row], *, by: User | None, case: Case | None = None) -> Sequence[Row]:
    """The rows with what is to be known of when their links end; one that has ended is a fault."""
    now = timezone.now()
    soon = now + timedelta(minutes=settings.LINK_MARGIN_MINUTES)
    return [_noted(row, row.expires_at, now, soon) if row.expires_at else row for row in rows]


def _noted(row: Row, end: datetime, now: datetime, soon: datetime) -> Row:
    if end <= now:
        return row.refused("Link expired", f"It ended on {_clock(end)}; get a new link", "file_url")
    if end <= soon:
        return row.noted(Note("perhaps before Atlas gets to it", ends=end))
    return row.noted(Note("", calm=True, ends=end))


def _clock(moment: datetime) -> str:
    """A moment as people write it, where they are: 24 Nov, 17:48 IST."""
    local = timezone.localtime(moment)
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    return f"{local.day} {local:%b}{year}, {local:%H:%M %Z}"


def soonest(rows: Sequence[Row]) -> tuple[Row | None, int]:
    """The row whose link ends first, or None; and how many links end at all."""
    ending = [(row.expires_at, number, row) for number, row in enumerate(rows) if row.expires_at]
    return (min(ending)[2] if ending else None), len(ending)


def why_not_sent(files: Iterable[FileRecord]) -> str:
    """Why these file records cannot be sent now, in a sentence; empty if no link of theirs has ended."""
    now = timezone.now()
    # An attached file gets a new link whenever it leaves.
    linked = (file for file in files if file.attachment_id is None)
    count = sum(bool((end := expires_at(file.file_url or "")) and end <= now) for file in linked)
    if not count:
        return ""
    what = (
        "1 link expired before it could be sent"
        if count == 1
        else f"{count} links expired before they could be sent"
    )
    return f"{what}. Nothing was sent. Get {'a new link' if count == 1 else 'new links'}, then send."
