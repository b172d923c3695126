"""The states of a batch: which change is legal, who may cause it, and what is written with it.

Every change also writes its time and its audit event; all that is not listed is refused by
`Batch.move_to` and by the database (verifications/guards.py).
"""

from dataclasses import dataclass

from django.db import models


class State(models.TextChoices):
    """Where a batch is on its way to Atlas."""

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"
    NOT_CONFIRMED = "not_confirmed", "Not confirmed"
    FAILED = "failed", "Failed"
    WITHDRAWN = "withdrawn", "Withdrawn"


@dataclass(frozen=True)
class Change:
    """One legal change."""

    old: State
    new: State
    by: str
    writes: str


Q, S, A, R = State.QUEUED, State.SENDING, State.ACCEPTED, State.REJECTED
N, F, W = State.NOT_CONFIRMED, State.FAILED, State.WITHDRAWN

CHANGES = (
    Change(Q, S, "a worker", "its claim and deadline, the number of the try"),
    Change(S, Q, "the worker, or the sweep if nothing had left", "why, and the time of the next try"),
    Change(S, A, "the worker, with Atlas’s answer", "batch_id, file records, differences"),
    Change(S, R, "the worker, with Atlas’s no", "Atlas’s words"),
    Change(S, N, "the worker, or the sweep if the request had left", "why the answer is not known"),
    Change(S, F, "the worker: four hours of tries, or refused after a try that was not confirmed", "why"),
    Change(S, W, "the worker, if the account is switched off or a link has expired", "the reason"),
    Change(Q, W, "a person", "who"),
    Change(Q, F, "a person, if an earlier try was not confirmed", "who"),
    Change(N, F, "Atlas’s own words over the settling time, or a person", "how long, or the person’s reason"),
    Change(F, Q, "a person: Send again", "the time of the next try"),
    # Proof that Atlas has the documents is stronger than anything believed before.
    Change(N, A, "proof from Atlas, or a person", "how it is known"),
    Change(Q, A, "proof from Atlas", "how it is known"),
    Change(F, A, "proof from Atlas", "how it is known"),
    Change(R, A, "proof from Atlas", "how it is known"),
    Change(W, A, "proof from Atlas", "how it is known"),
)
NEXT = {state: {change.new for change in CHANGES if change.old == state} for state in State}


def table_of_changes() -> str:
    """The changes as the table that the README shows."""
    rows = [
        f"| {change.old.label} | {change.new.label} | {change.by} | {change.writes} |" for change in CHANGES
    ]
    return "\n".join(["| from | to | caused by | written with it |", "|---|---|---|---|", *rows])
