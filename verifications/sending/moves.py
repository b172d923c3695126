"""A batch's change of state, with all that belongs to it: one transaction, one event."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from audit import trail
from verifications.models import Batch, Case
from verifications.sending import progress


def move(
    batch: Batch,
    state: Batch.State,
    *,
    by: trail.By,
    problem: str,
    source: str = Case.Source.WORKER,
    details: Mapping[str, Any] | None = None,
    reason: str | None = None,
    **changes: Any,
) -> None:
    """Change a batch's state, its case's progress and the trail together, inside the caller's transaction.

    Raises WrongState, with nothing changed, if the batch is no longer in the state it was read in.
    """
    # Locked before the change: the progress is computed from all batches, and none may move meanwhile.
    standing = progress.lock(batch.case_id)
    look: dict[str, Any] = {}
    if state == batch.State.NOT_CONFIRMED:
        # Whether Atlas has the documents can still come out: the flow is looked at, where they went to.
        changes |= {"was_unconfirmed": True, "nothing_since": None}
        # The row has it and the caller's batch may not: an update wrote it when the batch left.
        credential_pk = standing.batch(batch.pk).credential_id or standing.case.flow_credential_id
        look = {"look_at": timezone.now(), "flow_credential_id": credential_pk}
    batch.move_to(state, problem=problem, **changes)
    # The standing was read before the change, and the progress comes from it.
    standing.batches[standing.batches.index(batch)] = batch
    source = source if isinstance(by, trail.Actor) else Case.Source.PERSON
    progress.update(standing, source=source, **look)
    trail.record(
        f"batch.{state.value}",
        by=by,
        target=batch,
        case=batch.case_id,
        outcome=state.value,
        details=details,
        reason=reason,
    )
