"""Where a case stands: one function computes it and writes it, with its time."""

from django.utils import timezone

from verifications.models import Batch, Case

# The first of these that any of a case's present batches is in is what the case is in.
ORDER = (
    (Batch.State.NOT_CONFIRMED, Case.Progress.NOT_CONFIRMED),
    (Batch.State.SENDING, Case.Progress.SENDING),
    (Batch.State.QUEUED, Case.Progress.QUEUED),
    (Batch.State.FAILED, Case.Progress.FAILED),
    (Batch.State.REJECTED, Case.Progress.FAILED),
    (Batch.State.WITHDRAWN, Case.Progress.FAILED),
)


def update(case_pk, *, source, note=""):
    """Compute and store the case's progress; call inside a transaction that changed its batches.

    `source` says how we know; `note` is the short sentence of the queue's “Now” column.
    """
    case = Case.objects.select_for_update().get(pk=case_pk)
    progress, batch = _progress_of(case)
    changed = progress != case.progress
    if changed:
        case.progress = progress
        case.progress_at = timezone.now()
    case.progress_source = source
    case.progress_note = (note or (batch.problem if batch else ""))[:300]
    if case.first_sent_at is None and progress != Case.Progress.DRAFT:
        case.first_sent_at = case.progress_at
    case.save(update_fields=("progress", "progress_at", "progress_source", "progress_note", "first_sent_at"))
    return case


def _progress_of(case):
    """The progress, and the batch that decides it (None once all are accepted)."""
    batches = _present_batches(case)
    for state, progress in ORDER:
        for batch in batches:
            if batch.state == state:
                return progress, batch
    if not batches:
        return Case.Progress.DRAFT, None
    if case.master_status == "FAILED" and case.ended_at:
        return Case.Progress.FAILED, None
    if case.results_at:
        return Case.Progress.READY, None
    return Case.Progress.PROCESSING, None


def _present_batches(case):
    """The batches that still say something of the case.

    One of which Atlas took nothing is corrected as a whole, so it says no more once another followed.
    """
    batches = list(Batch.objects.filter(case=case).order_by("pk"))
    corrected = (Batch.State.REJECTED, Batch.State.WITHDRAWN)
    return [batch for batch in batches if batch is batches[-1] or batch.state not in corrected]
