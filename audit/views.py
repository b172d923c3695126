"""The audit trail on screen, and the check of its chain."""

import time
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from audit import trail
from audit.models import AuditEvent, ChainHead, Sealed
from audit.words import in_words
from users.models import User
from users.requests import SignedInRequest

PAGE = 50


class Counted(Sealed):
    """What a page reads with each event, so that one query is enough."""

    total: int
    since: datetime


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CountedEvent = WithAnnotations[AuditEvent, Counted]
else:
    CountedEvent = AuditEvent


@require_GET
@permission_required("audit.view_auditevent", raise_exception=True)
def event_list(request: SignedInRequest) -> HttpResponse:
    """The events, newest first."""
    return render(request, "audit/event_list.html", _page(request))


@require_POST
@permission_required("audit.view_auditevent", raise_exception=True)
def verify(request: SignedInRequest) -> HttpResponse:
    """Check the whole chain and say so on the first page of events."""
    started = time.monotonic()
    verdict = trail.verify()
    seconds = time.monotonic() - started
    noted = _note(verdict, request.user)
    check = {"verdict": verdict, "seconds": seconds, "at": timezone.now(), "noted": noted}
    return render(request, "audit/event_list.html", _page(request) | {"check": check})


def _note(verdict: trail.Verdict, user: User) -> bool:
    """Record the check; a chain without its true head takes no event, but the verdict is shown."""
    details: dict[str, int | None] = {"events": verdict.count}
    if not verdict.whole:
        details["broken_at"] = verdict.broken_at
    try:
        with transaction.atomic():
            outcome = "whole" if verdict.whole else "broken"
            trail.record("trail.verified", by=user, outcome=outcome, details=details)
    except (ChainHead.DoesNotExist, IntegrityError):
        return False
    return True


def _page(request: SignedInRequest) -> dict[str, object]:
    """The events of one page, and the positions where the newer and the older page begin."""
    before, after = _position(request.GET.get("before")), _position(request.GET.get("after"))
    found, newer, older = _around(before, after)
    if not found:
        found, newer, older = _around(None, None)
    return {
        "lines": in_words(found),
        "newer": found[0].position if newer else None,
        "older": found[-1].position if older else None,
        "total": found[0].total if found else 0,
        "since": found[0].since if found else None,
    }


def _around(before: int | None, after: int | None) -> tuple[list[CountedEvent], bool, bool]:
    """A page of events, newest first, and whether there are newer and older ones."""
    if before is not None:
        found = list(_events().filter(position__lt=before)[: PAGE + 1])
        return found[:PAGE], True, len(found) > PAGE
    if after is not None:
        found = list(_events().filter(position__gt=after).order_by("position")[: PAGE + 1])
        return found[:PAGE][::-1], len(found) > PAGE, True
    found = list(_events()[: PAGE + 1])
    return found[:PAGE], False, len(found) > PAGE


def _events() -> QuerySet[CountedEvent]:
    """The events with the size and the beginning of the trail, in one query."""
    total = Subquery(ChainHead.objects.values("position")[:1])
    since = Subquery(AuditEvent.objects.order_by("position").values("at")[:1])
    return trail.events().annotate(total=total, since=since)


def _position(text: str | None) -> int | None:
    """The position that an address names, or None if it names none."""
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None
