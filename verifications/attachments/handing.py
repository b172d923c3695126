"""Handing attached files out to Atlas: addresses that work for a set time, each for one file alone."""

import inspect
import time
import uuid
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Coalesce
from django.utils import timezone

from atlas import redact_text
from verifications.models import Attachment, FileRecord


class Expired(Exception):
    """The address was right, and its time is over."""


def give_links(files: list[FileRecord]) -> None:
    """Give the attached ones of these file records a fresh address each, and store it.

    Call in the transaction in which their batch leaves.
    """
    attached = [file for file in files if file.attachment_id]
    if attached:
        attachments = Attachment.objects.in_bulk({file.attachment_id for file in attached})
        for file in attached:
            file.file_url = link_to(attachments[file.attachment_id])
        FileRecord.objects.bulk_update(attached, ("file_url",))


def link_to(attachment: Attachment) -> str:
    """An address at which whoever has it gets this file for ATTACHMENT_LINK_HOURS."""
    lasts = timedelta(hours=settings.ATTACHMENT_LINK_HOURS)
    if settings.ATTACHMENT_LINKS == "storage":
        return _storage_link(attachment.file, int(lasts.total_seconds()))
    # It stands in the clear, as the portal reads of its own links as well when they end.
    until = int(time.time() + lasts.total_seconds())
    # A path is logged: no name may bring a person's number into it.
    name = quote(redact_text(attachment.name), safe="")
    # The name is not signed: whatever stands there, the key leads to the file.
    signature = _signer().signature(f"{attachment.pk}:{until}")
    return f"{settings.PORTAL_PUBLIC_URL}/d/{attachment.pk}/{name}?e={until}&s={signature}"


def _storage_link(file: FieldFile, seconds: int) -> str:
    # Not every storage lets the caller say how long; its own options then do.
    takes = inspect.signature(file.storage.url).parameters
    return file.storage.url(file.name, **({"expire": seconds} if "expire" in takes else {}))


def _signer() -> signing.Signer:
    return signing.Signer(salt="verifications.handed-out")


def handed_out(key: uuid.UUID, *, until: str, signature: str) -> Attachment | None:
    """The file of a signed address, or None for a wrong one. Raises Expired after its time."""
    try:
        _signer().unsign(f"{key}:{until}:{signature}")
    except signing.BadSignature:
        return None
    # A number of ours, as it was signed.
    if time.time() > int(until):
        raise Expired
    return Attachment.objects.stored().filter(pk=key).first()


def note_fetched(attachment: Attachment) -> None:
    """Count that someone with the address fetched the file."""
    now = timezone.now()
    Attachment.objects.filter(pk=attachment.pk).update(
        fetch_count=F("fetch_count") + 1,
        first_fetched_at=Coalesce("first_fetched_at", now),
        last_fetched_at=now,
    )
