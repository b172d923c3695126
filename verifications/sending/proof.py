"""Not confirmed: what Atlas itself says of the flow decides, and nothing else does by itself.

its extracts name a document that only this batch sent              → Atlas has it
the flow was empty before, holds no other batch, and has moved      → Atlas has it
the same, and it keeps saying NOT_STARTED over the settling time    → Atlas has nothing
anything else                                                       → cannot be proven; a person may declare
"""

from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from atlas import Client, Status
from audit import trail
from verifications.models import Batch, Case, FileRecord
from verifications.sending import progress, receipts
from verifications.sending.progress import Standing

# A word of one of these two statuses that only an upload can bring about.
MOVED = {"IN_PROGRESS", "SUCCESS", "FAILED"}
STILL = {"NOT_STARTED", ""}
SHARED_FLOW = "This flow has other documents too, so its status does not tell these apart."
KNOWN_FLOW = "What this flow held before is not known, so its status does not tell."


class Finding(Enum):
    """What Atlas's own words say of a batch whose answer was lost."""

    HAS = "has"
    NOTHING = "nothing"
    UNKNOWN = "unknown"


def is_still(status: Status) -> bool:
    """Whether nothing was ever uploaded to a flow, by its status."""
    # Atlas has to say it of the upload; a word that is missing there is no proof of anything.
    return status.upload == "NOT_STARTED" and {status.processing, status.crosscheck, status.master} <= STILL


def judge(standing: Standing, batch: Batch, status: Status, read: set[str]) -> Finding:
    """What status and extracts prove of one batch; `read` are the document ids that Atlas has read."""
    if _own_documents(standing, batch) & read:
        return Finding.HAS
    if not batch.flow_was_empty or _others_left(standing, batch):
        return Finding.UNKNOWN
    if {status.upload, status.master} & MOVED:
        return Finding.HAS
    return Finding.NOTHING if is_still(status) else Finding.UNKNOWN


def proves_before_sending(batch: Batch, client: Client) -> bool:
    """Look before a batch is sent again whose answer was lost once: True if Atlas has it after all."""
    # Asked before the lock, as no transaction is open during a call.
    status = client.status(batch.flow)
    sent = batch.files.sent().values_list("document_id", flat=True)
    read = {document.document_id for document in client.extracts(batch.flow).of(sent).documents}
    with transaction.atomic(durable=True):
        standing = progress.lock(batch.case_id)
        present = standing.batch(batch.pk)
        has = judge(standing, present, status, read) is Finding.HAS
        if has:
            receipts.accepted(standing, present, by=trail.WORKER, source=Case.Source.POLL)
    return has


def settle(standing: Standing, status: Status, read: set[str]) -> None:
    """Move every batch of a locked case that Atlas's words settle; call inside the transaction.

    The newest first: what was sent again was more likely taken the second time.
    """
    # A batch that went to another flow, before the case was given this one, is not what Atlas speaks of.
    for batch in reversed(standing.batches):
        settled = not batch.has_reached or batch.state == Batch.State.ACCEPTED
        if settled or batch.flow_uuid != standing.case.flow_uuid:
            continue
        finding = judge(standing, batch, status, read)
        if finding is Finding.HAS:
            receipts.accepted(standing, batch, by=trail.SCHEDULER, source=Case.Source.POLL)
        elif batch.state == Batch.State.NOT_CONFIRMED:
            _wait(standing, batch, finding)


def why_unproven(standing: Standing, batch: Batch) -> str:
    """Why Atlas's status cannot tell what became of a batch; empty if it can."""
    if _others_left(standing, batch):
        return SHARED_FLOW
    return "" if batch.flow_was_empty else KNOWN_FLOW


def _wait(standing: Standing, batch: Batch, finding: Finding) -> None:
    """Count how long Atlas has been saying that it has nothing; past the settling time that is true."""
    now = timezone.now()
    # Any other word in between begins the count anew: it has to be said without a break.
    since = (batch.nothing_since or now) if finding is Finding.NOTHING else None
    if since and now - since >= timedelta(seconds=settings.ATLAS_SETTLE_SECONDS):
        _fail(standing, batch, now - since)
    elif since != batch.nothing_since:
        batch.nothing_since = since
        batch.save(update_fields=("nothing_since",))


def _fail(standing: Standing, batch: Batch, waited: timedelta) -> None:
    seconds = int(waited.total_seconds())
    batch.move_to(
        Batch.State.FAILED,
        problem=f"The answer was lost, and for {seconds} s Atlas kept saying that it has nothing of this "
        "flow. Send again looks once more before it sends.",
        nothing_since=None,
    )
    progress.update(standing, source=Case.Source.POLL)
    trail.record(
        "batch.failed",
        by=trail.SCHEDULER,
        target=batch,
        case=batch.case_id,
        outcome="failed",
        details={"seconds": seconds},
    )


def _others_left(standing: Standing, batch: Batch) -> bool:
    """Whether another batch of this flow may be what Atlas speaks of."""
    return any(
        other.pk != batch.pk
        and other.flow_uuid == batch.flow_uuid
        and other.has_reached
        # Of a rejected one Atlas has nothing, so that nothing it says is about that one.
        and other.state != Batch.State.REJECTED
        for other in standing.batches
    )


def _own_documents(standing: Standing, batch: Batch) -> set[str]:
    """The ids that only this batch sent, as far as batches that Atlas may have go."""
    rows = FileRecord.objects.sent().filter(case=standing.case)
    accepted = [other.pk for other in standing.batches if other.state == Batch.State.ACCEPTED]
    others = rows.filter(batch__in=accepted).exclude(batch=batch.pk).values("document_id")
    own = rows.filter(batch=batch.pk).exclude(document_id__in=others)
    return set(own.values_list("document_id", flat=True))
