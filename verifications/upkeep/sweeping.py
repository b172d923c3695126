"""The sweep: finds lists and batches whose wake-up was lost or whose claim ran out, and cleans up."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from confirmations import asking
from users import ended
from verifications import wakeups
from verifications.attachments import attaching, examinations, fetching
from verifications.knowing import linkchecks
from verifications.lists import making
from verifications.models import Batch, Exchange, WrongState
from verifications.sending import endings

# A wake-up that was not answered is repeated after this, then after twice the batch's waiting time.
PATIENCE = timedelta(seconds=5)
# The next sweep, a moment later, does the rest.
AT_ONCE = 200


def sweep() -> tuple[int, int]:
    """Wake workers for what waits, and settle expired claims; how many batches of each."""
    making.wake_waiting()
    examinations.wake_examiners()
    return wake_due(), settle_all_expired()


def wake_due() -> int:
    """Enqueue a wake-up for every due batch that has had none, or whose last was not answered."""
    now = timezone.now()
    unanswered = Q(woken_at__lt=F("next_try_at")) | Q(woken_at__lt=now - PATIENCE)
    due = Batch.objects.filter(unanswered, state=Batch.State.QUEUED, next_try_at__lte=now)
    woken = 0
    # The longest unwoken first, or those that wait for their next wake-up would hide the others.
    for batch in due.order_by("woken_at")[:AT_ONCE]:
        # A queued batch has both, as the database holds for the one and queueing writes the other.
        due_at, woken_at = batch.next_try_at or now, batch.woken_at or batch.queued_at
        if woken_at >= due_at and now - woken_at < max(PATIENCE, (now - due_at) / 2):
            continue
        same = Batch.objects.filter(pk=batch.pk, woken_at=batch.woken_at)
        if same.update(woken_at=now):
            wakeups.wake_sender(batch.pk)
            woken += 1
    return woken


def settle_all_expired() -> int:
    """Settle every batch whose worker's deadline has passed."""
    settled = 0
    expired = Batch.objects.filter(state=Batch.State.SENDING, claimed_until__lt=Now())
    for batch in expired[:AT_ONCE]:
        try:
            endings.settle_expired(batch)
        except WrongState:
            continue  # its worker, or another sweep, was quicker
        settled += 1
    return settled


def clean() -> None:
    """Delete ended sessions, old looks at links, files that no case uses, and calls that prove no batch.

    What no second person confirmed in time is written down as over.
    """
    ended.forget_ended()
    linkchecks.forget_old()
    attaching.remove_unused()
    examinations.forget_examined()
    asking.expire()
    fetching.forget_ended()
    past = timezone.now() - timedelta(days=settings.EXCHANGE_DAYS)
    # What proves a batch stays for ever.
    Exchange.objects.filter(batch=None, started_at__lt=past).delete()
