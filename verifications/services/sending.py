"""The one call that must not be repeated: from a queued batch to what is known of its outcome.

    queued ──▶ sending ──▶ accepted | rejected | not confirmed | queued again | failed

The worker claims a batch by a conditional update with a deadline. No transaction is open during
a call: if the worker dies, SENDING and `left_at` stay on record and the sweep settles the batch.
"""

import logging
import random
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from atlas import AtlasError, FlowRequest, Refused, Unconfirmed, Unreachable, Upload
from audit import trail
from verifications.models import Batch, Case, WrongState
from verifications.services import accounts, answers, progress, reconciling, wakeups
from verifications.services.moves import move

log = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=4)


def send(batch_pk):
    """Make the one call to Atlas for a queued batch; its state then says what is known.

    Does nothing if the batch is not due or another worker has it.
    """
    batch = _claim(batch_pk)
    if batch is None:
        return
    try:
        _send_claimed(batch)
    except WrongState:
        log.warning("The claim of %s ran out before its outcome was known; the sweep has settled it.", batch)


def _send_claimed(batch):
    account = batch.case.account
    if not account.active:
        _withdraw_claimed(batch, f"{account} is switched off. Nothing was sent.")
        return
    try:
        client, credential = accounts.connect(account, case=batch.case, batch=batch)
        _ensure_flow(batch, client, credential)
        proven = batch.was_unconfirmed and _proven_by_now(batch, client)
    except accounts.NoCredential as error:
        _withdraw_claimed(batch, f"{error} Nothing was sent.")
    except Refused as error:
        _reject(batch, error)
    except Unreachable as error:
        _try_later(batch, error)
    else:
        if not proven and _mark_left(batch, credential):
            _call(batch, client)


def _call(batch, client):
    files = list(batch.files.filter(origin__isnull=False).order_by("pk"))
    try:
        receipts = client.multiupload(
            batch.flow_uuid, [Upload(file.document_id, file.file_url) for file in files]
        )
    except Unreachable as error:
        _try_later(batch, error)
    except Refused as error:
        _refused(batch, error, client)
    except Unconfirmed as error:
        _not_confirmed(batch, str(error))
    else:
        answers.accept(batch, receipts)


def _refused(batch, error, client):
    """Reject; but after a 422, an external failure, only once the status shows that nothing was taken."""
    if error.status == 422:
        try:
            still = reconciling.is_still(client.status(batch.flow_uuid))
        except AtlasError:
            still = False
        if not still:
            _not_confirmed(batch, f"{error} Whether anything was taken could not be seen.")
            return
    _reject(batch, error)


def _claim(batch_pk):
    """Take a due batch for this worker until a deadline; None if it is not to be had."""
    this = Batch.objects.filter(pk=batch_pk)
    with transaction.atomic():
        try:
            standing = progress.lock(this.values("case")[:1])
        except Case.DoesNotExist:  # a wake-up of a row that was rolled back
            return None
        claim = {
            "state": Batch.State.SENDING,
            "state_at": timezone.now(),
            "claim": uuid.uuid4(),
            "next_try_at": None,
            "problem": "",
        }
        tries = {"tries": F("tries") + 1, "claimed_until": Now() + _preparation_time()}
        due = this.filter(state=Batch.State.QUEUED, next_try_at__lte=timezone.now())
        if not due.update(**claim, **tries):
            return None
        batch = standing.batch(batch_pk)
        for name, value in claim.items():
            setattr(batch, name, value)
        batch.tries += 1
        progress.update(standing, source=Case.Source.WORKER, note="Waiting for the answer")
    return batch


def _call_time():
    """The longest one call may take, connecting and answering."""
    return timedelta(seconds=settings.ATLAS_CONNECT_TIMEOUT + settings.ATLAS_READ_TIMEOUT)


def _preparation_time():
    # A token, the flow, and once more both if the token was refused.
    return 4 * _call_time() + timedelta(seconds=5)


def _ensure_flow(batch, client, credential):
    """Open the flow if the loan system gave none, and store it before anything is sent to it."""
    case = batch.case
    if case.flow_uuid is None:
        address = f"{settings.PORTAL_PUBLIC_URL}/callbacks/{case.callback_key}/"
        flow_uuid = client.open_flow(
            FlowRequest(
                product_type=case.product_type,
                application_id=case.application_id,
                auth_url=f"{address}auth/",
                callback_url=address,
            )
        )
        _store_flow(case, flow_uuid, credential)
    batch.flow_uuid = case.flow_uuid


def _flow_was_empty(batch):
    """True for a flow that the portal opened and that no other batch has reached; else not known."""
    others = Batch.objects.filter(case=batch.case_id, flow_uuid=batch.flow_uuid, left_at__isnull=False)
    return True if batch.case.flow_opened and not others.exclude(pk=batch.pk).exists() else None


def _proven_by_now(batch, client):
    """Look before a batch is sent again whose answer was lost once: True if Atlas has it after all."""
    status = client.status(batch.flow_uuid)
    read = {document.document_id for document in client.extracts(batch.flow_uuid).documents}
    with transaction.atomic(durable=True):
        standing = progress.lock(batch.case_id)
        present = standing.batch(batch.pk)
        if reconciling.judge(standing, present, status, read) is not reconciling.Finding.HAS:
            return False
        answers.accepted(standing, present, by=trail.WORKER, source=Case.Source.POLL)
    return True


@transaction.atomic(durable=True)
def _store_flow(case, flow_uuid, credential):
    taken = Case.objects.filter(account_id=case.account_id, flow_uuid=flow_uuid).exclude(pk=case.pk).first()
    why_not = f"it gave the flow {flow_uuid}, which {taken.reference} has already" if taken else ""
    if len(flow_uuid) > Case._meta.get_field("flow_uuid").max_length:
        why_not = f"it gave a flow of {len(flow_uuid):,} characters"
    if why_not:
        raise Refused(status=200, code="", message=why_not, endpoint="flow_init")
    case.flow_uuid = flow_uuid
    case.flow_credential = credential
    case.flow_opened = True
    case.save(update_fields=("flow_uuid", "flow_credential", "flow_opened"))
    trail.record("case.flow_opened", by=trail.WORKER, target=case, case=case.pk)


def _mark_left(batch, credential):
    """Note that the call is about to leave, if this worker's claim still stands.

    Only a claim with `left_at` that runs out is Not confirmed.
    """
    ours = Batch.objects.filter(
        pk=batch.pk, state=Batch.State.SENDING, claim=batch.claim, claimed_until__gt=Now()
    )
    # The call, a new token, and the call again after a 401.
    deadline = 3 * _call_time() + timedelta(seconds=5)
    return bool(
        ours.update(
            left_at=Now(),
            claimed_until=Now() + deadline,
            flow_uuid=batch.flow_uuid,
            flow_was_empty=_flow_was_empty(batch),
            credential=credential,
        )
    )


@transaction.atomic(durable=True)
def _withdraw_claimed(batch, problem):
    move(batch, Batch.State.WITHDRAWN, by=trail.WORKER, problem=problem)


@transaction.atomic(durable=True)
def _reject(batch, error):
    if error.status == 401:
        account = batch.case.account
        account.problem = f"Atlas refused its credential: {error.message}"[:300]
        account.save(update_fields=("problem",))
    move(
        batch,
        Batch.State.REJECTED,
        by=trail.WORKER,
        problem=f"{error} Nothing was taken.",
        details={"status": error.status, "endpoint": error.endpoint},
    )


@transaction.atomic(durable=True)
def _not_confirmed(batch, problem):
    move(
        batch,
        Batch.State.NOT_CONFIRMED,
        by=trail.WORKER,
        problem=problem,
        was_unconfirmed=True,
        source=Case.Source.ANSWER,
    )


@transaction.atomic(durable=True)
def _try_later(batch, error):
    """Queue a batch again that Atlas certainly did not take, or give up after GIVE_UP_AFTER."""
    now = timezone.now()
    if now - batch.queued_at > GIVE_UP_AFTER:
        move(
            batch,
            Batch.State.FAILED,
            by=trail.WORKER,
            problem=f"{error} Tried {batch.tries} times. Nothing was taken.",
        )
        return
    pause = min(FIRST_PAUSE * 2 ** min(batch.tries - 1, 10), LONGEST_PAUSE) * random.uniform(0.8, 1.2)
    if error.retry_after is not None:
        pause = max(pause, timedelta(seconds=error.retry_after))
    move(
        batch,
        Batch.State.QUEUED,
        by=trail.WORKER,
        problem=str(error),
        next_try_at=now + pause,
        woken_at=now,
        left_at=None,
        details={"tries": batch.tries},
    )


@transaction.atomic(durable=True)
def settle_expired(batch):
    """Settle a batch whose claim ran out: its worker died, or is too late.

    With `left_at` Atlas may have the documents; without it nothing had left.
    """
    if batch.left_at:
        move(
            batch,
            Batch.State.NOT_CONFIRMED,
            by=trail.SCHEDULER,
            problem="The worker stopped after the request had left, so its answer is not known.",
            was_unconfirmed=True,
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
