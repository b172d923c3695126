"""Handing attached files out to Atlas: addresses for a time, each for one file in one batch."""

import time
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.core import signing

from atlas import redact_text
from verifications.models import Attachment, FileRecord


def give_links(files: list[FileRecord]) -> None:
    """Give the attached ones of these file records a fresh address each, and store it.

    Call in the transaction in which their batch leaves.
    """
    attached = [file for file in files if file.attachment_id]
    if attached:
        attachments = Attachment.objects.in_bulk({file.attachment_id for file in attached})
        for file in attached:
            file.file_url = link_to(attachments[file.attachment_id], batch=file.batch_id)
        FileRecord.objects.bulk_update(attached, ("file_url",))


def link_to(attachment: Attachment, *, batch: int) -> str:
    """An address at which whoever has it gets this file for ATTACHMENT_LINK_HOURS.

    `batch` is the key of the batch that it leaves with, whose results end it as well.
    """
    lasts = timedelta(hours=settings.ATTACHMENT_LINK_HOURS)
    # It stands in the clear, as the portal reads of its own links as well when they end.
    until = int(time.time() + lasts.total_seconds())
    # A path is logged: no name may bring a person's number into it.
    name = quote(redact_text(attachment.name), safe="")
    # The name is not signed: whatever stands there, the key leads to the file.
    signature = signer().signature(f"{attachment.pk}:{until}:{batch}")
    return f"{settings.PORTAL_PUBLIC_URL}/d/{attachment.pk}/{name}?e={until}&b={batch}&s={signature}"


def signer() -> signing.Signer:
    """What signs addresses, and knows them again."""
    return signing.Signer(salt="verifications.handed-out")
