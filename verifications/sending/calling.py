"""The one call that must not be repeated: from a queued batch to what is known of its outcome.

    queued ──▶ sending ──▶ accepted | rejected | not confirmed | queued again | failed

The worker claims a batch by a conditional update with a deadline. No transaction is open during
a call: if the worker dies, SENDING and `left_at` stay on record and the sweep settles the batch.
"""

import logging
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from atlas import AtlasError, Client, FlowRequest, Refused, Unconfirmed, Unreachable, Upload
from audit import trail
from verifications.attachments import handing
from verifications.connection import accounts, breaker
from verifications.knowing import expiring
from verifications.models import AtlasAccount, Batch, Case, Credential, FileRecord, WrongState, lengths
from verifications.sending import endings, progress, proof, receipts

log = logging.getLogger(__name__)


def send(batch_pk: int) -> None:
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


def _send_claimed(batch: Batch) -> None:
    account = batch.case.sent_to
    if not account.active:
        endings.withdraw_claimed(batch, f"{account} is switched off. Nothing was sent.")
        return
    files = list(batch.files.sent().select_related("case__key").order_by("pk"))
    # Atlas may have what left in an earlier try: then it is asked first, and the clock comes after.
    if not batch.was_unconfirmed and _withdraw_expired(batch, files):
        return
    try:
        client, credential = accounts.connect(account, case=batch.case, batch=batch)
        _ensure_flow(batch, client, credential)
        proven = batch.was_unconfirmed and proof.proves_before_sending(batch, client)
    # All that went wrong up to here is preparation, which may be repeated: nothing of the documents has left.
    # Unconfirmed is not among them: the client raises it for nothing but multiupload.
    except accounts.NoCredential as error:
        endings.withdraw_claimed(batch, f"{error} Nothing was sent.")
    except Refused as error:
        if _is_about_the_application(error):
            endings.reject(batch, error)
        else:
            endings.wait_for_account(batch, error)
    except Unreachable as error:
        endings.try_later(batch, error)
        breaker.failed(account.pk, str(error), by=trail.WORKER)
    else:
        # Once more, as a token and a flow may have taken minutes to get.
        if proven or _withdraw_expired(batch, files):
            return
        if _mark_left(batch, credential, files):
            _call(batch, client, files)
        # With the account on, it was the claim that ran out: the batch is another's to settle.
        elif not AtlasAccount.objects.get(pk=account.pk).active:
            endings.withdraw_claimed(batch, f"{account} was switched off. Nothing was sent.")


def _call(batch: Batch, client: Client, files: list[FileRecord]) -> None:
    try:
        # Whatever else is raised leaves Sending and `left_at` on record, which the sweep makes Not confirmed.
        answer = client.multiupload(
            batch.flow, [Upload(file.document_id, file.file_url or "") for file in files]
        )
    except Refused as error:
        _refused(batch, error, client)
        breaker.answered(batch.case.sent_to)
    except Unreachable as error:
        endings.try_later(batch, error)
        breaker.failed(batch.case.sent_to.pk, str(error), by=trail.WORKER)
    except Unconfirmed as error:
        endings.not_confirmed(batch, str(error))
        breaker.failed(batch.case.sent_to.pk, str(error), by=trail.WORKER)
    else:
        receipts.accept(batch, answer)
        breaker.answered(batch.case.sent_to)


def _is_about_the_application(error: Refused) -> bool:
    """Whether a refusal before the call names what is wrong with this application or its flow."""
    # 200: the flow that Atlas opened cannot be this case's. Whatever else says nothing of the documents.
    return error.endpoint != "authtoken" and error.status in (200, 400, 409, 422)


def _refused(batch: Batch, error: Refused, client: Client) -> None:
    """Reject, where a refusal tells that Atlas has nothing."""
    if error.status == 401:
        # Of the token, and a second time: nothing was taken, and the documents are as good as before.
        endings.wait_for_account(batch, error)
    # This try was refused, and one before it may have been taken: the one proves nothing of the other.
    elif batch.was_unconfirmed:
        endings.not_confirmed(
            batch, f"{error} The answer to the try before was lost, so Atlas may have them from then."
        )
    elif error.status == 422 and not _shows_nothing(batch, client):
        endings.not_confirmed(batch, f"{error} Whether anything was taken could not be seen.")
    else:
        endings.reject(batch, error)


def _shows_nothing(batch: Batch, client: Client) -> bool:
    """Whether the status shows that nothing was taken: a 422 is an external failure."""
    try:
        return proof.is_still(client.status(batch.flow))
    except AtlasError:
        return False


def _claim(batch_pk: int) -> Batch | None:
    """Take a due batch for this worker until a deadline; None if it is not to be had."""
    this = Batch.objects.filter(pk=batch_pk)
    with transaction.atomic():
        try:
            # The case before its batch, as everywhere: in another order two could wait for each other.
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
        # One statement decides who gets it; its end is by the database's clock, as workers' differ.
        due = this.filter(state=Batch.State.QUEUED, next_try_at__lte=timezone.now())
        if not due.update(**claim, **tries):
            return None
        batch = standing.batch(batch_pk)
        # The batch was read before that update, or its next change would not find its own claim.
        for name, value in claim.items():
            setattr(batch, name, value)
        batch.tries += 1
        progress.update(standing, source=Case.Source.WORKER, note="A worker is sending it")
    return batch


def _call_time() -> timedelta:
    """The longest one call may take, connecting and answering."""
    return timedelta(seconds=settings.ATLAS_CONNECT_TIMEOUT + settings.ATLAS_READ_TIMEOUT)


def _preparation_time() -> timedelta:
    # A token, the flow, and once more both if the token was refused.
    return 4 * _call_time() + timedelta(seconds=5)


def _ensure_flow(batch: Batch, client: Client, credential: Credential) -> None:
    """Open the flow if the loan system gave none, and store it before anything is sent to it."""
    case = batch.case
    if case.flow_uuid is None:
        # Opening a flow twice leaves an empty one behind at Atlas, which does no harm.
        address = f"{settings.PORTAL_PUBLIC_URL}/callbacks/{case.callback_key}/"
        flow_uuid = client.open_flow(
            FlowRequest(
                product_type=case.product_type,
                application_id=case.application_id,
                auth_url=f"{address}auth/",
                callback_url=address,
            )
        )
        batch.case = _store_flow(case.pk, flow_uuid, credential)
    batch.flow_uuid = batch.case.flow_uuid


def _flow_was_empty(batch: Batch) -> bool | None:
    """True for a flow that the portal opened and that no other batch has reached; else not known."""
    # A flow that the loan system opened may have held anything before.
    others = Batch.objects.filter(case=batch.case_id, flow_uuid=batch.flow_uuid).exclude(pk=batch.pk)
    return True if batch.case.flow_opened and not others.reached().exists() else None


@transaction.atomic(durable=True)
def _store_flow(case_pk: int, flow_uuid: str, credential: Credential) -> Case:
    """Give the case its flow, or leave it the one that another batch of it has opened meanwhile."""
    case = progress.lock(case_pk).case
    if case.flow_uuid is not None:
        return case
    # Whatever Atlas hands out becomes a sentence at the batch, where saving it would raise.
    taken = Case.objects.filter(account_id=case.account_id, flow_uuid=flow_uuid).exclude(pk=case.pk).first()
    why_not = f"it gave the flow {flow_uuid}, which {taken.reference} has already" if taken else ""
    if len(flow_uuid) > lengths.FLOW_UUID:
        why_not = f"it gave a flow of {len(flow_uuid):,} characters"
    if why_not:
        raise Refused(status=200, code="", message=why_not, endpoint="flow_init")
    case.flow_uuid = flow_uuid
    case.flow_credential = credential
    case.flow_opened = True
    case.save(update_fields=("flow_uuid", "flow_credential", "flow_opened"))
    trail.record("case.flow_opened", by=trail.WORKER, target=case, case=case.pk)
    return case


# Durable, as the call comes next: what encloses it could still take the note back.
@transaction.atomic(durable=True)
def _mark_left(batch: Batch, credential: Credential, files: list[FileRecord]) -> bool:
    """Note that the call is about to leave, if this worker's claim still stands and the account is on.

    Only a claim with `left_at` that runs out is Not confirmed. Attached files get the links that leave.
    """
    # An expired claim may be another's by now, so nothing may leave by it.
    ours = Batch.objects.filter(
        pk=batch.pk, state=Batch.State.SENDING, claim=batch.claim, claimed_until__gt=Now()
    )
    # A subquery, as a join would have PostgreSQL look at the claim before it waits for the row.
    ours = ours.filter(case__in=Case.objects.filter(account__active=True))
    # A token that has run out by now, the call, and both again after a 401.
    deadline = 4 * _call_time() + timedelta(seconds=5)
    marked = ours.update(
        left_at=Now(),
        claimed_until=Now() + deadline,
        flow_uuid=batch.flow_uuid,
        flow_was_empty=_flow_was_empty(batch),
        credential=credential,
    )
    if marked:
        handing.give_links(files)
    return bool(marked)


def _withdraw_expired(batch: Batch, files: list[FileRecord]) -> bool:
    """Withdraw a claimed batch with links that have ended; whether there were any."""
    if why_not := expiring.why_not_sent(files):
        endings.withdraw_claimed(batch, why_not)
    return bool(why_not)
