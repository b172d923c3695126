"""Calls from Atlas: written down, and taken as a hint to look. Nothing in them is believed."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from atlas import redact_body
from verifications.models import Exchange
from verifications.services import watching

# So many different calls a minute are kept for one address; more are counted, and answered with 429.
KEPT_A_MINUTE = 60
FOLDED_FOR = timedelta(hours=1)


@transaction.atomic
def note(case, *, endpoint, method, body, status) -> bool:
    """Store a call from Atlas; False if there are too many. A delivery makes the next look due at once.

    `case` is None for an address that no case has. The same call again is counted on the row of
    the first, so that a thousand of them cost one row and one look.
    """
    now = timezone.now()
    sha256 = hashlib.sha256(body).hexdigest()
    calls = Exchange.objects.filter(
        direction=Exchange.Direction.IN, case=case, started_at__gt=now - FOLDED_FOR
    )
    last = calls.filter(endpoint=endpoint).order_by("-pk").first()
    same = last is not None and (last.request_sha256, last.status) == (sha256, status)
    crowded = calls.filter(started_at__gt=now - timedelta(minutes=1)).count() >= KEPT_A_MINUTE
    if last and (same or crowded):
        last.times += 1
        last.last_at = now
        last.save(update_fields=("times", "last_at"))
        return same
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
        # What authenticates the lender may be a secret in a form that nobody documented.
        request_body=redact_body(body) if endpoint == "callback" else "",
        request_sha256=sha256,
        response_size=len(body),
    )
    if case and endpoint == "callback":
        watching.hint(case)
    return True
