"""How a try to send a batch ends, and what is written with it; `calling` makes the try."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from atlas import Refused, Unreachable
from audit import trail
from verifications import wakeups
from verifications.models import Batch, Case
from verifications.sending.moves import move

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=4)
EARLIER_TRY = "That is of this try; the answer to one before was lost. Send again looks before it sends."


@transaction.atomic(durable=True)
def withdraw_claimed(batch: Batch, why: str) -> None:
    """Nothing of a claimed batch may be sent: `why` says so in sentences."""
    _end(batch, Batch.State.WITHDRAWN, why)


def _end(batch: Batch, state: Batch.State, why: str, details: Mapping[str, Any] | None = None) -> None:
    """End a batch of which this try brought Atlas nothing; call inside a transaction.

    If a try before it was not confirmed, Atlas may have the documents all the same: then it is
    Failed, so that they are not sent anew without a look.
    """
    # What is corrected and sent anew is a new batch, which no look before the call would protect.
    if batch.was_unconfirmed:
        state, why = Batch.State.FAILED, f"{why} {EARLIER_TRY}"
    move(batch, state, by=trail.WORKER, problem=why, details=details)


@transaction.atomic(durable=True)
def reject(batch: Batch, error: Refused) -> None:
    """Atlas read this try and said no."""
    details = {"status": error.status, "endpoint": error.endpoint}
    _end(batch, Batch.State.REJECTED, f"{error} Nothing was taken.", details)


@transaction.atomic(durable=True)
def wait_for_account(batch: Batch, error: Refused) -> None:
    """Atlas refused who asks, or knows nothing at that address: the account is marked, the batch waits.

    It goes on once the account is mended; until then it is tried at long intervals, and Failed in the end.
    """
    refused = "Atlas refused its credential" if error.status == 401 else "Atlas refuses at its address"
    account = batch.case.sent_to
    account.problem = f"{refused}: {error.message}"
    account.save(update_fields=("problem",))
    _queue_again(batch, f"{error} That is about the account: an Admin can mend it.", LONGEST_PAUSE)


@transaction.atomic(durable=True)
def not_confirmed(batch: Batch, problem: str) -> None:
    """This try may have reached Atlas: `problem` says why that is not known."""
    move(
        batch,
        Batch.State.NOT_CONFIRMED,
        by=trail.WORKER,
        problem=problem,
        source=Case.Source.ANSWER,
    )


@transaction.atomic(durable=True)
def try_later(batch: Batch, error: Unreachable) -> None:
    """Queue a batch again that Atlas certainly did not take, or give up after GIVE_UP_AFTER."""
    # The exponent has an end, as no timedelta holds what dozens of tries would come to.
    pause = min(FIRST_PAUSE * 2 ** min(batch.tries - 1, 10), LONGEST_PAUSE)
    _queue_again(batch, str(error), pause, at_least=timedelta(seconds=error.retry_after or 0))


def _queue_again(batch: Batch, why: str, pause: timedelta, at_least: timedelta = timedelta()) -> None:
    now = timezone.now()
    if now - batch.queued_at > GIVE_UP_AFTER:
        _end(batch, Batch.State.FAILED, f"{why} Tried {batch.tries} times. Nothing was taken.")
        return
    # Some luck in each pause, so that batches that failed together do not come back together.
    pause = max(pause * random.uniform(0.8, 1.2), at_least)
    move(
        batch,
        Batch.State.QUEUED,
        by=trail.WORKER,
        problem=why,
        next_try_at=now + pause,
        # The sweep wakes a worker once that time has come.
        woken_at=now,
        # Noted before the call, of which nothing was taken; the database lets no queued batch keep it.
        left_at=None,
        details={"tries": batch.tries},
    )


@transaction.atomic(durable=True)
def settle_expired(batch: Batch) -> None:
    """Settle a batch whose claim ran out: its worker died, or is too late.

    With `left_at` Atlas may have the documents; without it nothing had left.
    """
    # The claim that was read goes into the update, so an answer that came in meanwhile wins over this.
    if batch.left_at:
        move(
            batch,
            Batch.State.NOT_CONFIRMED,
            by=trail.SCHEDULER,
            problem="The worker stopped after the request had left, so its answer is not known.",
        )
    else:
        now = timezone.now()
        move(
            batch,
            Batch.State.QUEUED,
            by=trail.SCHEDULER,
            problem="The worker stopped before anything had left.",
            next_try_at=now,
            woken_at=now,
        )
        wakeups.wake_sender(batch.pk)
