"""Atlas's answer to multiupload, matched with what was sent, document by document."""

from django.db import transaction
from django.utils import timezone

from audit import trail
from verifications.models import Batch, Case, FileRecord
from verifications.services import progress

Comparison = FileRecord.Comparison


@transaction.atomic(durable=True)
def accept(batch, receipts):
    """Store what the answer proves, and move the batch to Accepted from whatever state it is in now.

    An answer may come after its claim ran out: it is proof all the same. Matched by
    `document_id`, as the order of the entries is not documented.
    """
    case = Case.objects.select_for_update().get(pk=batch.case_id)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    batch.case = case
    files = list(batch.files.filter(origin__isnull=False).order_by("pk"))
    strangers = _match(batch, files, receipts)
    FileRecord.objects.bulk_update(files, ("comparison", "file_uuid", "atlas_batch_id"))
    FileRecord.objects.bulk_create(strangers)
    differences = len(strangers) + sum(file.comparison == Comparison.MISSING for file in files)
    batch_ids = {receipt.batch_id for receipt in receipts if receipt.batch_id}
    batch.differences = differences + max(len(batch_ids) - 1, 0)
    batch.batch_id = next((receipt.batch_id for receipt in receipts if receipt.batch_id), "")
    batch.save(update_fields=("differences", "batch_id"))
    accepted(batch, by=trail.WORKER, source=Case.Source.ANSWER)


def accepted(batch, *, by, source):
    """Move a batch that Atlas is proven to have to Accepted, and have its flow watched.

    Call inside a transaction. An accepted batch stays as it is.
    """
    if batch.state == Batch.State.ACCEPTED:
        return
    now = timezone.now()
    batch.move_to(Batch.State.ACCEPTED, problem="", answered_at=now)
    # Whatever Atlas said before about this flow says nothing about these documents.
    Case.objects.filter(pk=batch.case_id).update(
        look_at=now, ended_at=None, results_at=None, master_status="", looks_failed=0
    )
    progress.update(batch.case_id, source=source, note="Atlas has the documents")
    trail.record(
        "batch.accepted",
        by=by,
        target=batch,
        case=batch.case_id,
        details={"documents": batch.document_count, "differences": batch.differences},
    )


def _match(batch, files, receipts):
    """Fill the file records from the receipts; return records for entries nobody asked for."""
    sent = {file.document_id: file for file in files}
    strangers = []
    for receipt in receipts:
        file = sent.get(receipt.document_id)
        if file and file.comparison == Comparison.WAITING:
            file.comparison = Comparison.ANSWERED
            file.file_uuid = receipt.file_uuid
            file.atlas_batch_id = receipt.batch_id
        else:
            comparison = Comparison.REPEATED if file else Comparison.EXTRA
            strangers.append(_stranger(batch, receipt, comparison))
    for file in files:
        if file.comparison == Comparison.WAITING:
            file.comparison = Comparison.MISSING
    return strangers


def _stranger(batch, receipt, comparison):
    return FileRecord(
        batch=batch,
        case=batch.case,
        account_id=batch.case.account_id,
        created_at=timezone.now(),
        application_id=batch.case.application_id,
        document_id=receipt.document_id,
        comparison=comparison,
        file_uuid=receipt.file_uuid,
        atlas_batch_id=receipt.batch_id,
    )
