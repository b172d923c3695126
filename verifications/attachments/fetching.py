"""Fetching attached files by their signed addresses: while they are needed, and on the trail."""

import time
import uuid
from datetime import UTC, datetime

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from atlas_portal.encryption import fingerprint
from audit import trail
from verifications.attachments.handing import signer
from verifications.models import Attachment, Batch, LinkFetch

# Of one address, in each web process: far more than Atlas needs, and no more than the portal can serve.
MOST_A_MINUTE = 1_200


class Expired(Exception):
    """The address was right, and its time is over."""


class NoLongerNeeded(Exception):
    """The address was right, and the results that it was for are here."""


def handed_out(key: uuid.UUID, *, until: str, batch: str, signature: str) -> Attachment | None:
    """The file of a signed address, or None for a wrong one. Raises Expired and NoLongerNeeded."""
    # Addresses of the version before name no batch.
    signed = f"{key}:{until}:{batch}" if batch else f"{key}:{until}"
    try:
        signer().unsign(f"{signed}:{signature}")
    except signing.BadSignature:
        return None
    # What was signed with a batch fits no other cut of the same text.
    if not until.isdecimal():
        return None
    if time.time() > int(until):
        raise Expired
    found = Batch.objects.filter(pk=batch).select_related("case").first() if batch else None
    if found and found.has_results:
        raise NoLongerNeeded
    return Attachment.objects.stored().select_related("key").filter(pk=key).first()


@transaction.atomic
def note_fetched(attachment: Attachment, *, until: str, batch: str, address: str) -> None:
    """Count that someone with the signed address fetched the file; from each place, the first is an event.

    `address` is where the request came from.
    """
    now = timezone.now()
    Attachment.objects.filter(pk=attachment.pk).update(
        fetch_count=F("fetch_count") + 1,
        first_fetched_at=Coalesce("first_fetched_at", now),
        last_fetched_at=now,
    )
    ends_at = datetime.fromtimestamp(int(until), UTC)
    mark = fingerprint("link-fetch", f"{attachment.pk}:{until}:{batch}:{address}")
    known = {"attachment": attachment, "ends_at": ends_at}
    _, is_first = LinkFetch.objects.get_or_create(mark=mark, defaults=known)
    if is_first:
        details = {"batch": int(batch)} if batch else {}
        trail.record("attachment.fetched", by=trail.ANONYMOUS, target=attachment, details=details)


def forget_ended() -> None:
    """Delete what tells a first fetch from the next, once the address is over."""
    LinkFetch.objects.filter(ends_at__lt=timezone.now()).delete()
