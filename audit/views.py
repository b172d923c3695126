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
from pages import keyset
from pages.filters import ListFilter
from users.models import User
from users.requests import SignedInRequest


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
    """The events of one page in words, and how long the trail is."""
    form = ListFilter(request.GET)
    page = keyset.page_of(_events(), form.place, key="position", newest_first=True)
    first = page.rows[0] if page.rows else None
    return {
        "form": form,
        "page": page,
        "lines": in_words(page.rows),
        "total": first.total if first else 0,
        "since": first.since if first else None,
    }


def _events() -> QuerySet[CountedEvent]:
    """The events with the size and the beginning of the trail, in one query."""
    # The head counts the events; count(*) would read them all for every page.
    total = Subquery(ChainHead.objects.values("position")[:1])
    since = Subquery(AuditEvent.objects.order_by("position").values("at")[:1])
    return trail.events().annotate(total=total, since=since)
