"""Attached files: stored, and removed once no case wants them.

A row is written before its file is, and removed after it: whatever dies in between leaves a row
that the sweep finds, and never a file that nothing knows of.
"""

import io
import logging
import uuid
from datetime import timedelta
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit import trail
from untrusted.papers import NotTaken, examining
from untrusted.papers.examining import Paper
from users.models import User
from verifications.attachments import storing
from verifications.models import Attachment, DataKey
from verifications.models.lengths import FILE_NAME

log = logging.getLogger(__name__)

# An unused file stays this long, for an undo, a tab left open, or a draft that comes back from a crash.
UNUSED_FOR = timedelta(days=7)
# By then a file is stored, or whoever stored it has died.
STORING_TAKES = timedelta(hours=1)
# The next cleaning does the rest.
AT_ONCE = 500
NOT_STORED = "This file could not be stored. Attach it once more; if that fails again, tell an admin."


def attach(
    upload: UploadedFile[bytes], *, by: User, form_key: uuid.UUID, seconds: float | None = None
) -> Attachment:
    """Store an uploaded file for the form with this key; returns its Attachment.

    The same file once more, as of a press that is repeated, is the same Attachment. Raises NotTaken, with
    nothing left behind, for a file that is not taken or cannot be stored; NotNow is one that may be, and
    TakesLong one that takes more than these seconds to look at.
    """
    paper = examining.examine(_opened(upload), upload.size or 0, whose=str(by.pk), seconds=seconds)
    known = {"form_key": form_key, "uploaded_by": by, "name": clean_name(upload.name or "")}
    # A press that is repeated, or a browser that sends the same drop twice.
    same = Attachment.objects.stored().filter(**known, sha256=paper.sha256, erased_at=None)
    if attachment := same.first():
        return attachment
    # Its name in the storage, which tells nothing of the file or of whose it is.
    name = uuid.uuid4()
    with transaction.atomic():
        attachment = Attachment.objects.create(
            uuid=name,
            file=str(name),
            thumbnail=f"{name}.webp" if paper.thumbnail else "",
            key=DataKey.objects.fresh(),
            **known,
            **facts_of(paper),
        )
    try:
        _store(attachment, upload, paper)
    except Exception:  # a storage raises whatever its library raises
        log.exception("Storing a file failed.")
        _discard(attachment)
        raise NotTaken(NOT_STORED) from None
    return attachment


def facts_of(paper: Paper) -> dict[str, Any]:
    """What an Attachment keeps of what its file was found to be."""
    return {
        "content_type": paper.content_type,
        "size": paper.size,
        "sha256": paper.sha256,
        "asks_password": paper.asks_password,
    }


def _store(attachment: Attachment, upload: UploadedFile[bytes], paper: Paper) -> None:
    assert attachment.key is not None  # given to it a moment ago
    storing.write(attachment.file, attachment.key, _opened(upload))
    if paper.thumbnail:
        storing.write(attachment.thumbnail, attachment.key, io.BytesIO(paper.thumbnail))
    with transaction.atomic():
        attachment.stored_at = timezone.now()
        attachment.save(update_fields=("stored_at",))
        note_added(attachment)


def note_added(attachment: Attachment) -> None:
    """Record that a file was attached; belongs into the transaction that makes it usable."""
    details = {"bytes": attachment.size, "type": attachment.content_type}
    trail.record("attachment.added", by=attachment.uploaded_by, target=attachment, details=details)


def _opened(upload: UploadedFile[bytes]) -> IO[bytes]:
    assert upload.file is not None  # every file that came with a request is open
    return upload.file


def _discard(attachment: Attachment) -> None:
    keys = [key for key in (attachment.key_id, attachment.next_key_id) if key]
    storing.remove(attachment)
    with transaction.atomic():
        attachment.delete()
        DataKey.objects.filter(pk__in=keys).delete()


def clean_name(name: str) -> str:
    """A file's name as it is kept: without path, control characters and what turns text around."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(char for char in last if char.isprintable()).strip()
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > FILE_NAME and dot and len(ending) <= 10:
        plain = f"{stem[: FILE_NAME - len(ending) - 1]}.{ending}"
    return plain[:FILE_NAME].strip(".") or "no name"


@transaction.atomic
def note_download(attachment: Attachment, *, by: User) -> None:
    """Record that a person took the file itself."""
    trail.record("attachment.downloaded", by=by, target=attachment)


def remove_unused() -> int:
    """Remove what no case has used for days, and what was never wholly stored; returns how many."""
    now = timezone.now()
    old = Q(uploaded_at__lt=now - UNUSED_FOR) | Q(stored_at=None, uploaded_at__lt=now - STORING_TAKES)
    removed = 0
    for attachment in Attachment.objects.filter(old, cases=None, documents=None, additions=None)[:AT_ONCE]:
        try:
            if _give_up(attachment):
                _discard(attachment)
                removed += 1
        except Exception:  # one file that cannot be removed must not keep the others
            log.exception("Removing the unused file %s failed.", attachment)
    return removed


@transaction.atomic
def _give_up(attachment: Attachment) -> bool:
    """Make a file unusable unless someone came to use it; whoever uses one locks its row first."""
    locked = Attachment.objects.select_for_update().filter(pk=attachment.pk).first()
    if locked is None:
        return False
    if locked.cases.exists() or locked.documents.exists() or locked.additions.exists():
        return False
    # Committed before the file goes: whoever comes meanwhile does not find it, and the next cleaning goes on.
    Attachment.objects.filter(pk=attachment.pk).update(stored_at=None)
    return True
