"""Calls from Atlas: written down, and taken as a hint to look."""

import hashlib

from django.db import transaction

from atlas import redact_body
from verifications.services import exchanges, watching


@transaction.atomic
def note(case, *, endpoint, method, body, status):
    """Store a call from Atlas as an Exchange; a delivery makes the next look at the flow due at once."""
    exchanges.record_callback(
        case,
        endpoint=endpoint,
        method=method or "",
        body=redact_body(body),
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        status=status,
    )
    if endpoint == "callback":
        watching.hint(case)
