"""Files that are brought: looked at at once, or by a worker where that takes long.

The rows are the truth: a worker that is killed, comes twice or comes late harms nothing, as each claims its
row first, and what it has stored counts only while the row is still its own.
"""

import hashlib
import logging
import shutil
import tempfile
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import IO

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from untrusted.papers import NotTaken
from untrusted.papers.examining import NOT_NOW, NotNow, TakesLong
from users.models import User
from verifications import wakeups
from verifications.attachments import attaching
from verifications.models import Attachment, Examination, WrongState

log = logging.getLogger(__name__)

# In seconds: longer than nearly all files take, and no longer than a page and its thread should wait.
AT_ONCE_FOR = 2.0
# A worker has the time of a machine that is busy; how much of it a reader computes is bounded by itself.
PATIENT_FOR = 30.0
# Two others may be read before it, and then it is stored.
CLAIM = timedelta(minutes=2)
# A wake-up that nobody followed is repeated after this.
PATIENCE = timedelta(seconds=3)
WOKEN_AT_ONCE = 20
# So many of one person's files, and of all, may wait for a worker; each may have 25 MB.
MOST_OF_ONE, MOST = 20, 100


def bring(upload: UploadedFile[bytes], *, by: User, form_key: uuid.UUID) -> Attachment | Examination:
    """Attach an uploaded file; one that takes long to look at is left to a worker, as an Examination.

    Raises NotTaken, with nothing left behind; NotNow is a file that may be taken in a moment.
    """
    try:
        return attaching.attach(upload, by=by, form_key=form_key, seconds=AT_ONCE_FOR)
    except TakesLong:
        return _leave_to_worker(upload, by=by, form_key=form_key)


def _leave_to_worker(upload: UploadedFile[bytes], *, by: User, form_key: uuid.UUID) -> Examination:
    source = upload.file
    assert source is not None  # every file that came with a request is open
    source.seek(0)
    same = {
        "form_key": form_key,
        "uploaded_by": by,
        "sha256": _digest(source),
        "name": attaching.clean_name(upload.name or ""),
    }
    # A press that is repeated; what was refused may be tried once more.
    if examination := Examination.objects.open().filter(**same).first():
        return examination
    waiting = Examination.objects.filter(ended_at=None)
    if waiting.filter(uploaded_by=by).count() >= MOST_OF_ONE or waiting.count() >= MOST:
        raise NotNow(NOT_NOW)
    examination = Examination.objects.create(size=upload.size or 0, file=str(uuid.uuid4()), **same)
    try:
        source.seek(0)
        examination.file.storage.save(examination.file.name, File(source))
    except Exception:  # a storage raises whatever its library raises
        log.exception("Storing a file failed.")
        _remove(examination)
        raise NotTaken(attaching.NOT_STORED) from None
    with transaction.atomic():
        Examination.objects.filter(pk=examination.pk).update(stored_at=timezone.now())
        wakeups.wake_examiner(examination.pk)
    return examination


def _digest(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def examine_kept(pk: int) -> None:
    """Look at a file that was left to a worker, and attach it or write down why not; nobody else's claim."""
    claim = uuid.uuid4()
    free = Q(claim=None) | Q(claimed_until__lt=Now())
    ours = Examination.objects.filter(pk=pk, claim=claim)
    # The database's clock throughout, as workers' clocks differ.
    if not Examination.objects.open().filter(free, pk=pk).update(claim=claim, claimed_until=Now() + CLAIM):
        return
    examination = ours.select_related("uploaded_by").get()
    try:
        _attach(examination)
    except NotNow:
        # The sweep wakes the next.
        ours.update(claim=None, claimed_until=None, woken_at=timezone.now())
    except NotTaken as refused:
        if ours.update(ended_at=Now(), why=str(refused), claim=None, claimed_until=None):
            _clear(examination)
    else:
        _clear(examination)


def _attach(examination: Examination) -> None:
    """Attach the file in the row's place. Raises NotTaken."""
    # What a worker left that was killed while it stored.
    attaching.remove_unstored(examination.key)
    with tempfile.TemporaryFile() as copy:
        try:
            with examination.file.storage.open(str(examination.file.name)) as stored:
                shutil.copyfileobj(stored, copy)
        except FileNotFoundError:
            log.error("The file %s is not in the storage.", examination.file.name)
            raise NotTaken(attaching.NOT_STORED) from None
        attaching.attach(
            UploadedFile(copy, examination.name, size=examination.size),
            by=examination.uploaded_by,
            form_key=examination.form_key,
            seconds=PATIENT_FOR,
            key=examination.key,
            settle=lambda attachment: _settle(examination, attachment),
        )


def _settle(examination: Examination, attachment: Attachment) -> None:
    """End the row in the transaction that makes its Attachment usable. Raises WrongState if it is lost."""
    ours = Examination.objects.filter(pk=examination.pk, claim=examination.claim)
    if not ours.update(ended_at=Now(), claim=None, claimed_until=None):
        raise WrongState("Another worker has this file.")
    attachment.cases.set(examination.cases.all())
    attachment.additions.set(examination.additions.all())


def _clear(examination: Examination) -> None:
    """Remove what is needed no more of an ended row: its file, and the rest if there is an Attachment."""
    examination.refresh_from_db(fields=("why", "file"))
    if not examination.why:
        _remove(examination)
    else:
        examination.file.storage.delete(str(examination.file.name))
        Examination.objects.filter(pk=examination.pk).update(file="")


def _remove(examination: Examination) -> None:
    if examination.file:
        examination.file.storage.delete(str(examination.file.name))
    examination.delete()


def are_open(keys: Iterable[uuid.UUID]) -> bool:
    """Whether all of these files are still to be looked at."""
    wanted = set(keys)
    return Examination.objects.open().filter(key__in=wanted).count() == len(wanted)


def wake_examiners() -> None:
    """Wake workers for files whose wake-up was lost or whose worker died."""
    now = timezone.now()
    free = Q(claim=None) | Q(claimed_until__lt=Now())
    waiting = Examination.objects.open().filter(free, woken_at__lt=now - PATIENCE).order_by("woken_at")
    found = list(waiting.values_list("pk", "woken_at")[:WOKEN_AT_ONCE])
    # Where another sweep was quicker, no row is changed.
    ours = [pk for pk, at in found if Examination.objects.filter(pk=pk, woken_at=at).update(woken_at=now)]
    for pk in ours:
        wakeups.wake_examiner(pk)


def forget_examined() -> None:
    """Remove what a worker that died left of ended files, what was never wholly here, and old refusals."""
    now = timezone.now()
    never = Q(stored_at=None, arrived_at__lt=now - attaching.STORING_TAKES)
    old = Examination.objects.filter(never | Q(arrived_at__lt=now - attaching.UNUSED_FOR))
    # Whoever ended them has cleared them by now, or has died.
    left = Examination.objects.filter(ended_at__lt=now - CLAIM).exclude(file="")
    for remove, found in ((_remove, old), (_clear, left)):
        for examination in found:
            try:
                remove(examination)
            except Exception:  # one file that cannot be removed must not keep the others
                log.exception("Removing the file of %s failed.", examination)
