"""Atlas's answer to multiupload, matched with what was sent, document by document."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from atlas import Receipt
from audit import trail
from verifications.connection import accounts
from verifications.models import Batch, Case, FileRecord
from verifications.sending import progress
from verifications.sending.progress import Standing

Comparison = FileRecord.Comparison
# Proof may come before any answer; then nothing has been compared, and nothing differs.
MATCHED = (Comparison.WAITING, Comparison.ANSWERED)
# Of an id that Atlas sends, this much is kept on the row: an index holds no more. The Exchange has all.
ID_KEPT = 1000


@transaction.atomic(durable=True)
def accept(batch: Batch, receipts: Sequence[Receipt]) -> None:
    """Store what the answer proves, and move the batch to Accepted from whatever state it is in now.

    An answer may come after its claim ran out, and after that of a later try: it is proof all the
    same. Matched by `document_id`, as the order of the entries is not documented.
    """
    # As it is now, and not as it was when the call left: the sweep or a look may have moved it meanwhile.
    standing = progress.lock(batch.case_id)
    batch = standing.batch(batch.pk)
    present = list(batch.files.order_by("pk"))
    files = [file for file in present if file.was_sent]
    strangers = _match(batch, files, receipts)
    FileRecord.objects.bulk_update(files, ("comparison", "file_uuid", "atlas_batch_id"))
    FileRecord.objects.bulk_create(strangers)
    # Nothing promises that all entries name the same; the others count as differences.
    first_batch_id = next((receipt.batch_id[:ID_KEPT] for receipt in receipts if receipt.batch_id), "")
    differences = _differences([*present, *strangers])
    known: dict[str, Any] = {"batch_id": batch.batch_id or first_batch_id, "differences": differences}
    if batch.state == Batch.State.ACCEPTED:
        # Its status had proved it before the answer came, or another try was answered before.
        Batch.objects.filter(pk=batch.pk).update(**known)
    else:
        accepted(standing, batch, by=trail.WORKER, source=Case.Source.ANSWER, **known)
        accounts.let_in(standing.case.sent_to)


def accepted(
    standing: Standing, batch: Batch, *, by: trail.By, source: str, reason: str | None = None, **known: Any
) -> None:
    """Move a batch that Atlas is proven to have to Accepted, and have its flow watched.

    Call inside the transaction that locked the standing; `known` is what else is known of the batch.
    """
    now = timezone.now()
    batch.move_to(Batch.State.ACCEPTED, problem="", answered_at=now, nothing_since=None, **known)
    progress.update(
        standing,
        source=source,
        note="Atlas has the documents",
        flow_credential_id=batch.credential_id or standing.case.flow_credential_id,
        # Whatever Atlas said before about this flow says nothing about these documents.
        look_at=now,
        ended_at=None,
        results_at=None,
        master_status="",
        looks_failed=0,
    )
    trail.record(
        "batch.accepted",
        by=by,
        target=batch,
        case=batch.case_id,
        details={"documents": batch.document_count, "differences": batch.differences},
        reason=reason,
    )


def _differences(files: list[FileRecord]) -> int:
    """How many records do not match, and how many batch ids there are besides the first."""
    batch_ids = {file.atlas_batch_id for file in files} - {""}
    return sum(file.comparison not in MATCHED for file in files) + max(len(batch_ids) - 1, 0)


def _match(batch: Batch, files: list[FileRecord], receipts: Sequence[Receipt]) -> list[FileRecord]:
    """Fill the file records from the receipts; return records for entries nobody asked for."""
    sent = {file.document_id: file for file in files}
    strangers = []
    for receipt in receipts:
        file = sent.get(receipt.document_id)
        # The first entry of an id is its answer; what comes again under it is shown as repeated.
        if file and file.comparison != Comparison.ANSWERED:
            file.comparison = Comparison.ANSWERED
            file.file_uuid = receipt.file_uuid[:ID_KEPT]
            file.atlas_batch_id = receipt.batch_id[:ID_KEPT]
        else:
            comparison = Comparison.REPEATED if file else Comparison.EXTRA
            strangers.append(_stranger(batch, receipt, comparison))
    for file in files:
        if file.comparison == Comparison.WAITING:
            file.comparison = Comparison.MISSING
    return strangers


def _stranger(batch: Batch, receipt: Receipt, comparison: FileRecord.Comparison) -> FileRecord:
    return FileRecord(
        batch=batch,
        case=batch.case,
        account=batch.case.account,
        created_at=timezone.now(),
        application_id=batch.case.application_id,
        document_id=receipt.document_id[:ID_KEPT],
        comparison=comparison,
        file_uuid=receipt.file_uuid[:ID_KEPT],
        atlas_batch_id=receipt.batch_id[:ID_KEPT],
    )
