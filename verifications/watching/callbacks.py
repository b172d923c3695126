"""Calls from Atlas: written down, and taken as a hint to look. Nothing in them is believed."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from atlas import redact_body
from verifications.models import Case, Exchange
from verifications.watching import flows

# So many different calls a minute are kept for one address; more are counted, and answered with 429.
KEPT_A_MINUTE = 60
FOLDED_FOR = timedelta(hours=1)
TOO_MANY = 429


def note(
    case: Case | None, *, endpoint: str, method: str, body: bytes, status: int, size: int | None = None
) -> bool:
    """Store a call from Atlas; False if there are too many. A delivery makes the next look due at once.

    `case` is None for an address that no case has; such calls are counted, and nothing more. `size` is
    that of a body that was not read. The same call again is counted on the row of the first, so
    that a thousand of them cost one row and one look.
    """
    now = timezone.now()
    # Of the true body, before anything is redacted: it proves what was delivered.
    # Strangers find no case, and all they say is one row: they could write another with every byte.
    sha256 = hashlib.sha256(body).hexdigest() if case else ""
    calls = Exchange.objects.filter(
        direction=Exchange.Direction.IN, case=case, started_at__gt=now - FOLDED_FOR
    )
    if _count(calls.filter(endpoint=endpoint, request_sha256=sha256, status=status), now):
        return True
    if crowded := calls.filter(started_at__gt=now - timedelta(minutes=1)).count() >= KEPT_A_MINUTE:
        body, sha256, status = b"", "", TOO_MANY
        if _count(calls.filter(endpoint=endpoint, status=TOO_MANY), now):
            return False
    # What authenticates the lender may be a secret in a form that nobody documented. Redacted before
    # the transaction: a large body takes seconds, and SQLite lets one writer in at a time.
    kept = redact_body(body) if case and body and endpoint == "callback" else ""
    with transaction.atomic():
        Exchange.objects.create(
            direction=Exchange.Direction.IN,
            account_id=case.account_id if case else None,
            case=case,
            endpoint=endpoint,
            method=method[:8],
            url=f"/callbacks/…/{endpoint}",
            started_at=now,
            finished_at=now,
            status=status,
            request_body=kept,
            request_sha256=sha256,
            response_size=len(body) if size is None else size,
        )
        # Only that something came is taken from it; what is true is asked for.
        if case and endpoint == "callback" and not crowded:
            flows.hint(case)
    return not crowded


def _count(same: QuerySet[Exchange], now: datetime) -> bool:
    """Count a call on the newest row that is the same, if there is one."""
    newest = same.order_by("-pk").values_list("pk", flat=True).first()
    return bool(newest and Exchange.objects.filter(pk=newest).update(times=F("times") + 1, last_at=now))
