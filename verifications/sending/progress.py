"""Where a case stands: one function computes it and writes it, with its time, under the case's lock."""

from dataclasses import dataclass
from typing import Any

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


@dataclass
class Standing:
    """A case and its batches, oldest first, as they are while the case is locked."""

    case: Case
    batches: list[Batch]

    def batch(self, pk: int) -> Batch:
        """The batch with this key; changes to it are what `update` computes from."""
        return next(batch for batch in self.batches if batch.pk == pk)


def lock(case_pk: Any) -> Standing:
    """Lock a case for the rest of the transaction; everyone locks a case before its batches change.

    Its key may be a subquery. Raises Case.DoesNotExist.
    """
    # Not the account, whose row all of its cases share; PostgreSQL locks no outer join's far side anyway.
    case = Case.objects.select_related("account").select_for_update(of=("self",)).get(pk=case_pk)
    # Asked for once the lock is held: PostgreSQL would join what the batches were before it waited.
    batches = list(Batch.objects.filter(case=case.pk).order_by("pk"))
    for batch in batches:
        # One object, so that nobody computes from another copy of the case.
        batch.case = case
    return Standing(case, batches)


def update(standing: Standing, *, source: str, note: str = "", **changes: Any) -> Case:
    """Compute and store the case's progress, with other `changes` of its columns in the same write.

    `source` says how we know; `note` is the short sentence of the queue's “Now” column.
    """
    case = standing.case
    for name, value in changes.items():
        setattr(case, name, value)
    progress, batch = _progress_of(standing)
    # Its age counts from the last change, not from the last time that it was computed.
    if progress != case.progress:
        case.progress = progress
        case.progress_at = timezone.now()
    case.progress_source = source
    case.progress_note = note or (batch.problem if batch else "")
    # The database holds that a case has this time from the moment on that it is no draft.
    if case.first_sent_at is None and progress != Case.Progress.DRAFT:
        case.first_sent_at = case.progress_at
    written = ("progress", "progress_at", "progress_source", "progress_note", "first_sent_at")
    case.save(update_fields=(*written, *changes))
    return case


def deciding(standing: Standing) -> Batch | None:
    """The batch by which the case stands where it does; None for a draft, and once all are accepted."""
    return _progress_of(standing)[1]


def _progress_of(standing: Standing) -> tuple[Case.Progress, Batch | None]:
    """The progress, and the batch that decides it (None once all are accepted)."""
    case, batches = standing.case, _present(standing.batches)
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


def _present(batches: list[Batch]) -> list[Batch]:
    """The batches that still say something of the case.

    One of which Atlas took nothing is corrected as a whole, so it says no more once another followed.
    """
    return [batch for batch in batches if batch is batches[-1] or batch.state not in Batch.TOOK_NOTHING]
