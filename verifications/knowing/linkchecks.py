"""Looking at links as Atlas would, before they are sent: it only warns, and never hinders sending.

What was found is kept for some minutes, so that the same link is not fetched again meanwhile.
"""

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from atlas_portal.encryption import fingerprint
from untrusted import links
from users.models import User
from verifications.models import Case, LinkCheck
from verifications.text import BATCH_LIMIT, Note, Row

PREFLIGHT_KEEP_MINUTES = 10
# One call looks at so many links, so many at a time, within so many seconds; the next does the rest.
MOST = 16
AT_ONCE = 8
LONGEST = 10.0
# Calls at the same time in one process, so that pages are never without a thread; others wait so long.
_turns = threading.BoundedSemaphore(3)
PATIENCE = 0.5
# Which addresses may be dialled; tests allow loopback.
allowed = links.is_public


@dataclass(frozen=True)
class LinkNote(Note):
    """What is known of a link from a look at it."""


def note_links(rows: Sequence[Row], *, by: User, case: Case | None = None) -> Sequence[Row]:
    """The rows with what is known of their links; one that nobody outside can reach is told at once."""
    if not settings.PREFLIGHT:
        return rows
    keys = [_key(row.file_url) if _may_be_looked_at(row) else "" for row in rows]
    wanted = set(keys) - {""}
    found = {}
    if wanted:
        known = _fresh(wanted).values_list("fingerprint", "outcome", "sentence")
        found = {key: LinkNote(text, calm=outcome == links.Outcome.GOOD) for key, outcome, text in known}
    return [_noted(row, key, found) for row, key in zip(rows, keys, strict=True)]


def unchecked(rows: Sequence[Row]) -> int:
    """How many rows that `note_links` has seen have a link of which nothing is known yet."""
    if not settings.PREFLIGHT or len(rows) > BATCH_LIMIT:
        return 0
    return sum(
        _may_be_looked_at(row) and not any(isinstance(note, LinkNote) for note in row.notes) for row in rows
    )


def links_of(rows: Sequence[Row]) -> list[str]:
    """The links of rows that can be looked at; none of more rows than can be sent."""
    return [row.file_url for row in rows if _may_be_looked_at(row)] if len(rows) <= BATCH_LIMIT else []


def check_links(urls: Iterable[str]) -> int:
    """Look at the first links of which nothing fresh is known, and keep what was found; returns how many.

    Takes LONGEST seconds at the most. What is not finished by then is left to the next call, as is
    everything while other calls have all the turns.
    """
    if not settings.PREFLIGHT or not _turns.acquire(timeout=PATIENCE):
        return 0
    try:
        keys = {_key(url): url for url in urls if not links.never_reached(url, allowed=allowed)}
        fresh = set(_fresh(keys).values_list("fingerprint", flat=True))
        found = _look_at({key: url for key, url in keys.items() if key not in fresh})
    finally:
        _turns.release()
    # In one order, lest two calls that keep the same links wait for each other.
    LinkCheck.objects.bulk_create(
        [_check(key, found[key]) for key in sorted(found)],
        update_conflicts=True,
        unique_fields=("fingerprint",),
        update_fields=("checked_at", "outcome", "sentence", "size", "content_type"),
    )
    return len(found)


def forget_old() -> None:
    """Delete what is no longer fresh."""
    LinkCheck.objects.filter(checked_at__lte=_oldest_fresh()).delete()


def _look_at(urls: dict[str, str]) -> dict[str, links.Look]:
    """The looks at the first links of a dict, by its keys, as far as they end in time."""
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="untrusted.links")
    looks = {pool.submit(links.look, url, allowed=allowed): key for key, url in list(urls.items())[:MOST]}
    ended, _ = wait(looks, timeout=LONGEST)
    # Those at work end by their own clock; nobody waits for them.
    pool.shutdown(wait=False, cancel_futures=True)
    return {looks[future]: future.result() for future in ended}


def _check(key: str, look: links.Look) -> LinkCheck:
    return LinkCheck(
        fingerprint=key,
        outcome=look.outcome,
        sentence=look.sentence,
        size=look.size,
        content_type=look.content_type,
    )


def _noted(row: Row, key: str, found: dict[str, LinkNote]) -> Row:
    if not key:
        return row
    if why := links.never_reached(row.file_url, allowed=allowed):
        return row.noted(LinkNote(why))
    return row.noted(found[key]) if key in found else row


def _may_be_looked_at(row: Row) -> bool:
    """Whether a row has a link that could be sent as it is."""
    return row.has_link and not (row.expires_at and row.expires_at <= timezone.now())


# Of the signature too: the same file may be had by one and refused by another.
def _key(url: str) -> str:
    return fingerprint("whole-link", url)


def _fresh(keys: Iterable[str]) -> QuerySet[LinkCheck]:
    return LinkCheck.objects.filter(fingerprint__in=list(keys), checked_at__gt=_oldest_fresh())


def _oldest_fresh() -> datetime:
    return timezone.now() - timedelta(minutes=PREFLIGHT_KEEP_MINUTES)
