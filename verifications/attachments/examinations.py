"""Files that are brought: looked at at once, or by a worker where that takes long.

The rows are the truth: a worker that is killed, comes twice or comes late harms nothing, as each claims its
row first, and what it has stored counts only while the row is still its own.
"""

import hashlib
import io
import logging
import shutil
import tempfile
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from atlas_portal.streams import Damaged
from untrusted.papers import NotTaken, examining
from untrusted.papers.examining import NOT_NOW, NotNow, Paper, TakesLong
from users.models import User
from verifications import wakeups
from verifications.attachments import attaching, storing
from verifications.models import Attachment, Case, DataKey, Examination, WrongState

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
ERASED = "This file was erased."
LOST = "Another worker has this file, or it is wanted no more."


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
    with transaction.atomic():
        key = DataKey.objects.fresh()
        examination = Examination.objects.create(
            size=upload.size or 0, file=str(uuid.uuid4()), key=key, **same
        )
    try:
        storing.write(examination.file, key, source)
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
    examination = _claimed(pk)
    if examination is None:
        return
    try:
        _attach(examination, _looked_at(examination))
    except NotNow:
        # The sweep wakes the next.
        _ours(examination).update(claim=None, claimed_until=None, woken_at=timezone.now())
    except NotTaken as refused:
        if _ours(examination).update(ended_at=Now(), why=str(refused), claim=None, claimed_until=None):
            _clear(examination)


@transaction.atomic
def _claimed(pk: int) -> Examination | None:
    """The row with this key, for us alone for a while; None if nothing is to do, or another is at it."""
    claim = uuid.uuid4()
    free = Q(claim=None) | Q(claimed_until__lt=Now())
    # The database's clock throughout, as workers' clocks differ.
    if not Examination.objects.open().filter(free, pk=pk).update(claim=claim, claimed_until=Now() + CLAIM):
        return None
    return Examination.objects.select_related("uploaded_by", "key").get(pk=pk)


def _ours(examination: Examination) -> QuerySet[Examination]:
    """The row while the claim under which it was read is still its own."""
    return Examination.objects.filter(pk=examination.pk, claim=examination.claim)


def _looked_at(examination: Examination) -> Paper:
    """What the file is. Raises NotTaken, and NotNow where too many are being read."""
    # A nameless file, as the reader goes back and forth in it and is given nothing but it.
    with tempfile.TemporaryFile() as plain:
        try:
            with storing.unsealed_under(examination.key, examination.file) as sealed:
                shutil.copyfileobj(sealed, plain)
        except (FileNotFoundError, Damaged):
            log.error("The file of %s is not in the storage, or does not open.", examination)
            raise NotTaken(attaching.NOT_STORED) from None
        return examining.examine(
            plain, examination.size, whose=str(examination.uploaded_by_id), seconds=PATIENT_FOR
        )


def _attach(examination: Examination, paper: Paper) -> None:
    """Make the Attachment that takes the row's place, unless the row is lost. Raises NotTaken."""
    try:
        _store_picture(examination, paper.thumbnail)
        _take_place(examination, paper)
    except WrongState:
        # Nothing tells of it any more: another worker has a name of its own for it.
        _remove_picture(examination)


def _store_picture(examination: Examination, picture: bytes) -> None:
    """Store the picture under the row's key. Raises NotTaken, and WrongState if the row is lost."""
    # That of a worker that was killed.
    _remove_picture(examination)
    examination.thumbnail = f"{examination.claim}.webp" if picture else ""
    if not _ours(examination).update(thumbnail=examination.thumbnail):
        raise WrongState(LOST)
    if not picture:
        return
    assert examination.key is not None  # only an ended row has none
    try:
        storing.write(examination.thumbnail, examination.key, io.BytesIO(picture))
    except Exception:  # a storage raises whatever its library raises
        log.exception("Storing a picture failed.")
        raise NotTaken(attaching.NOT_STORED) from None


def _remove_picture(examination: Examination) -> None:
    if examination.thumbnail:
        storing.remove_part(examination.thumbnail, examination.key_id)


@transaction.atomic
def _take_place(examination: Examination, paper: Paper) -> None:
    """Put an Attachment in the row's place, with its file and key. Raises WrongState if the row is lost."""
    # Before the row, as whoever names files in a case locks them in this order.
    naming = Case.objects.filter(Q(examinations=examination) | Q(additions__examinations=examination))
    list(Case.objects.filter(pk__in=naming.values("pk")).select_for_update().order_by("pk"))
    if not _ours(examination).update(claim=None, claimed_until=None):
        raise WrongState(LOST)
    attachment = Attachment.objects.create(
        uuid=examination.uuid,
        name=examination.name,
        file=str(examination.file),
        thumbnail=str(examination.thumbnail),
        key=examination.key,
        form_key=examination.form_key,
        uploaded_by=examination.uploaded_by,
        stored_at=timezone.now(),
        **attaching.facts_of(paper),
    )
    attachment.cases.set(examination.cases.all())
    attachment.additions.set(examination.additions.all())
    examination.delete()
    attaching.note_added(attachment)


def _clear(examination: Examination) -> None:
    """Remove the file of a refused row, and its key."""
    key = examination.key_id
    assert key is not None  # only a row without a file has none
    storing.remove_copy(examination, key)
    with transaction.atomic():
        Examination.objects.filter(pk=examination.pk).update(file="", thumbnail="", key=None)
        DataKey.objects.filter(pk=key).delete()


def _remove(examination: Examination) -> None:
    """Remove a row, its file and its key, unless an Attachment took them over since it was read."""
    row = _given_up(examination.pk)
    if row is None:
        return
    storing.remove_copy(row, row.key_id)
    keys = [row.key_id] if row.key_id else []
    with transaction.atomic():
        row.delete()
        DataKey.objects.filter(pk__in=keys).delete()


@transaction.atomic
def _given_up(pk: int) -> Examination | None:
    """The row with this key as it is from now on, as no worker has it or can claim it."""
    row = Examination.objects.select_for_update().filter(pk=pk).first()
    Examination.objects.filter(pk=pk).update(stored_at=None, claim=None, claimed_until=None)
    return row


def end_erased(found: QuerySet[Examination]) -> None:
    """End the rows of files whose keys are destroyed; the sweep removes the files."""
    found.update(ended_at=Now(), why=ERASED, claim=None, claimed_until=None)


def are_open(keys: Iterable[uuid.UUID]) -> bool:
    """Whether all of these files are still to be looked at."""
    wanted = set(keys)
    return Examination.objects.open().filter(uuid__in=wanted).count() == len(wanted)


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
