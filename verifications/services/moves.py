"""A batch's change of state, with all that belongs to it: one transaction, one event."""

from audit import trail
from verifications.models import Case
from verifications.services import progress


def move(batch, state, *, by, problem, source=Case.Source.WORKER, details=None, **changes):
    """Change a batch's state, its case's progress and the trail together, inside the caller's transaction.

    Raises WrongState, with nothing changed, if the batch is no longer in the state it was read in.
    """
    # Everyone locks a case before its batches, or two workers could wait for each other.
    Case.objects.select_for_update().get(pk=batch.case_id)
    batch.move_to(state, problem=problem, **changes)
    source = source if isinstance(by, trail.Actor) else Case.Source.PERSON
    progress.update(batch.case_id, source=source)
    trail.record(f"batch.{state.value}", by=by, target=batch, case=batch.case_id, details=details)
