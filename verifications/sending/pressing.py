"""What people do with batches: queue one, take it back, send it again. The worker's part is `calling`."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import trail
from users.models import User
from verifications import wakeups
from verifications.knowing import attached
from verifications.models import Batch, Case, Document, FileRecord, WrongState
from verifications.sending import progress, receipts
from verifications.sending.moves import move
from verifications.text import Row

ONLY_UNSURE = "Only a batch that is not confirmed can be declared."


def queue(case: Case, documents: list[Document], *, form_key: uuid.UUID, by: User) -> Batch:
    """Write down a batch of these documents and its file records, and wake a worker on commit.

    Call inside the transaction that wrote the documents. `form_key` is unique: pressing twice
    raises IntegrityError for the second.
    """
    require_kept(case)
    _require_untaken(case, documents)
    now = timezone.now()
    batch = Batch.objects.create(
        case=case,
        form_key=form_key,
        sent_by=by,
        document_count=len(documents),
        created_at=now,
        queued_at=now,
        state_at=now,
        next_try_at=now,
        woken_at=now,
    )
    FileRecord.objects.bulk_create(
        FileRecord(
            batch=batch,
            case=case,
            account=case.account,
            origin=document,
            created_at=now,
            application_id=case.application_id,
            document_id=document.document_id,
            file_name=document.file_name,
            url_without_query=document.url_without_query,
            # Copied, as the document's link may be edited later, and the record says what was sent.
            file_url=document.file_url,
            attachment_id=document.attachment_id,
        )
        for document in documents
    )
    progress.update(progress.lock(case.pk), source=Case.Source.PERSON, note="Waiting for a worker")
    trail.record(
        "batch.queued",
        by=by,
        target=batch,
        case=case.pk,
        outcome="queued",
        details={"documents": len(documents)},
    )
    wakeups.wake_sender(batch.pk)  # once this commits; if it never does, nobody is woken
    return batch


@transaction.atomic
def withdraw(batch: Batch, *, by: User) -> None:
    """Take back a batch that is still Queued. Raises WrongState once a worker has it.

    One of which an earlier try was not confirmed is Failed again, as Atlas may have it from then.
    """
    _require(batch, Batch.State.QUEUED, "Only a queued batch can be taken back.")
    if batch.was_unconfirmed:
        words = f"{by.full_name} took it back before it was sent again. "
        words += "The answer to the first try was lost; Send again looks before it sends."
        move(batch, Batch.State.FAILED, by=by, problem=words)
    else:
        move(batch, Batch.State.WITHDRAWN, by=by, problem=f"Taken back by {by.full_name}. Nothing was sent.")


@transaction.atomic
def send_again(batch: Batch, *, by: User) -> None:
    """Queue a failed batch once more. Raises WrongState in any other state."""
    require_kept(batch.case)
    _require(batch, Batch.State.FAILED, "Only a failed batch is sent again.")
    now = timezone.now()
    # `was_unconfirmed` stays: from a try that was lost once, Atlas may have the documents for ever.
    again: dict[str, Any] = {"queued_at": now, "next_try_at": now, "woken_at": now, "left_at": None}
    move(batch, Batch.State.QUEUED, by=by, problem="", **again)
    wakeups.wake_sender(batch.pk)


@transaction.atomic
def declare(batch: Batch, *, taken: bool, reason: str, by: User) -> None:
    """Say what became of a batch that is Not confirmed, as someone who knows it, with the reason.

    Raises WrongState in any other state.
    """
    _require(batch, Batch.State.NOT_CONFIRMED, ONLY_UNSURE)
    if taken:
        standing = progress.lock(batch.case_id)
        # As it is under the lock: the page may have shown it before Atlas's own words settled it.
        present = standing.batch(batch.pk)
        _require(present, Batch.State.NOT_CONFIRMED, ONLY_UNSURE)
        receipts.accepted(standing, present, by=by, source=Case.Source.PERSON, reason=reason)
    else:
        words = f"{by.full_name} declared that Atlas does not have these documents."
        move(batch, Batch.State.FAILED, by=by, problem=words, reason=reason)


@transaction.atomic
def send_under_new_id(
    document: Document, *, document_id: str, file_url: str, form_key: uuid.UUID, by: User
) -> Batch:
    """Queue a document once more under an id that its flow has not taken; returns the batch.

    The new document keeps the link to the one it stands for. Pressing twice leads to the same
    batch. Raises WrongState for an id that the case has already, and a file that is not the case's.
    """
    # A second press waits here for the first, and then finds its batch.
    case = progress.lock(document.case_id).case
    if sent := Batch.objects.of_form(form_key).first():
        return sent
    require_kept(case)
    if case.documents.filter(document_id=document_id).exists():
        raise WrongState(f"{case.reference} has the id “{document_id}” already. Use another.")
    row = Row(1, document_id, file_url)
    files = attached.files_of([row], by=by, case=case, lock=True)
    again = Document.objects.create(
        case=case,
        document_id=document_id,
        position=case.documents.count(),
        replaces=document,
        **attached.columns_of(row, files),
    )
    return queue(case, [again], form_key=form_key, by=by)


def require_kept(case: Case) -> None:
    """Raise WrongState for a case whose links and files were erased."""
    if case.erased_at:
        raise WrongState(f"What {case.reference} held was erased. Nothing more is sent for it.")


def _require_untaken(case: Case, documents: list[Document]) -> None:
    """Refuse an id that an earlier batch brought, or may have brought: Atlas takes it once in a flow."""
    open_or_taken = Batch.objects.filter(case=case, flow_uuid=case.flow_uuid).may_be_taken()
    taken = FileRecord.objects.filter(batch__in=open_or_taken, origin__in=documents)
    if ids := sorted(taken.values_list("document_id", flat=True))[:5]:
        raise WrongState(f"This flow has {', '.join(ids)} already. Send again under a new id.")


def _require(batch: Batch, state: Batch.State, words: str) -> None:
    if batch.state != state:
        raise WrongState(f"Batch {batch.our_id} is {batch.get_state_display()}. {words}")
