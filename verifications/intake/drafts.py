"""Drafts, and the step from a draft to its first batch."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import trail
from pages import moments
from users.models import User
from verifications.intake.forms import CaseForm
from verifications.knowing import attached
from verifications.models import Batch, Case, Document, WrongState
from verifications.sending import pressing
from verifications.text import Row, canonical


class Overtaken(Exception):
    """Someone else saved the case since the form was opened; the text may be shown."""


TAKEN = "Another case took this flow a moment ago. Nothing was stored. Use another flow, then try again."
# What it takes to keep a case as a draft, and to send it.
MAY_DRAFT = ("verifications.add_case", "verifications.change_case")
MAY_SEND = (*MAY_DRAFT, "verifications.send_batch")
FIELDS = ("account_id", "application_id", "applicant_name", "product_type", "flow_uuid")
# What a document takes of its row.
_OF_ROW = "position expected_type file_url url_without_query file_name url_fingerprint attachment"


@dataclass(frozen=True)
class Filled:
    """What a case is made of, whether it was typed into a form or came with a list.

    `fields` holds what is valid of FIELDS, `typed` everything as it was typed, and `key` is the
    one-time key by which pressing twice leads to the same case.
    """

    key: uuid.UUID
    fields: dict[str, Any]
    typed: dict[str, str]
    rows: tuple[Row, ...]
    version: int = 1


def filled(form: CaseForm) -> Filled:
    """What a person has typed into the form."""
    data = form.cleaned_data
    return Filled(data["form_key"], data, form.typed, form.understood.rows, data.get("version") or 1)


def save(form: CaseForm, *, by: User, case: Case | None = None, autosaved: bool = False) -> Case:
    """Keep what was typed as a draft; returns the case.

    The form may have faults: a draft keeps it as it is. `autosaved`: nobody pressed anything, so
    the trail has only that the draft began. Raises Overtaken, with nothing stored, if the case was
    saved elsewhere since the form was opened.
    """
    return keep_filled(filled(form), by=by, case=case, autosaved=autosaved)


def submit(form: CaseForm, *, by: User, case: Case | None = None) -> Case:
    """Queue the form's documents for Atlas; returns the case.

    The form must be valid and its documents without fault. Pressing twice leads to the same
    batch. Raises Overtaken as `save` does, and WrongState if the case can no longer be sent.
    """
    return send_filled(filled(form), by=by, case=case)


def keep_filled(filled: Filled, *, by: User, case: Case | None = None, autosaved: bool = False) -> Case:
    """`save` for what is at hand without a form."""
    try:
        with transaction.atomic():
            if present := case or begun_by(filled.key):
                return _overwrite(filled, _locked(present), by=by, autosaved=autosaved)
            return _create(filled, by=by)
    # Caught out here, as PostgreSQL answers nothing more in a transaction that has failed.
    except IntegrityError:
        # With a case at hand its key cannot be the cause; what is left is the flow.
        first = None if case else begun_by(filled.key)
        if first is None:
            raise Overtaken(TAKEN) from None
    # The same press twice: the other one was first.
    return keep_filled(filled, by=by, case=first, autosaved=autosaved)


def send_filled(filled: Filled, *, by: User, case: Case | None = None) -> Case:
    """`submit` for what is at hand without a form."""
    try:
        with transaction.atomic():
            present = case or begun_by(filled.key)
            # A second press waits here for the first, then sees its batch.
            present = present and _locked(present)
            if sent := Batch.objects.of_form(filled.key).select_related("case").first():
                return sent.case
            return _send(filled, present, by=by)
    except IntegrityError:
        first = None if case else begun_by(filled.key)
        if first is None:
            raise Overtaken(TAKEN) from None
    return send_filled(filled, by=by, case=first)


def _send(filled: Filled, case: Case | None, *, by: User) -> Case:
    case = _overwrite(filled, case, by=by) if case else _create(filled, by=by)
    documents = write_documents(case, filled.rows, by=by)
    case.draft_form = None
    case.save(update_fields=("draft_form",))
    pressing.queue(case, documents, form_key=filled.key, by=by)
    return case


def form_of(case: Case) -> dict[str, Any]:
    """What the form of a draft, or of a case that may be sent anew, starts with."""
    if case.draft_form is not None:
        typed: dict[str, Any] = json.loads(case.draft_form)
        return typed
    batch = case.batches.latest("pk")
    # Of the last batch alone: a document that was taken out before it is still a row of the case.
    documents = case.documents.filter(files__batch=batch).select_related("attachment")
    rows = (
        Row(number, document.document_id, document.text, expected_type=document.expected_type)
        for number, document in enumerate(documents, 1)
    )
    return {
        "account": case.account_id,
        "application_id": case.application_id,
        "applicant_name": case.applicant_name,
        "product_type": case.product_type,
        "flow_uuid": case.flow_uuid or "",
        "documents_text": canonical(rows),
    }


def begin(filled: Filled, *, by: User, **known: Any) -> Case:
    """A case of this person's with what was filled in; call inside the transaction of its audit event."""
    case = Case(created_by=by, owner=by, **{"form_key": filled.key} | known)
    _fill(case, filled)
    case.save()
    attached.keep_named(case, filled.rows, by=by, case=case)
    return case


def rescue_key(key: uuid.UUID) -> uuid.UUID:
    """The key of what is kept of a form beside its case: the same for each press of it."""
    return uuid.uuid5(key, "kept without a login")


def _create(filled: Filled, *, by: User) -> Case:
    case = begin(filled, by=by)
    trail.record("case.created", by=by, target=case, case=case.pk, outcome="draft")
    return case


def begun_by(key: uuid.UUID) -> Case | None:
    """The case that this form has already made, or None."""
    return Case.objects.filter(form_key=key).first()


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)


def _overwrite(filled: Filled, case: Case, *, by: User, autosaved: bool = False) -> Case:
    if not may_edit(case):
        became = "erased" if case.erased_at else "discarded" if case.is_draft else "queued for Atlas"
        raise WrongState(f"{case.reference} was {became} in the meantime. Open it to see where it stands.")
    same = case.draft_form is not None and json.loads(case.draft_form) == filled.typed
    # A press overtakes its own form's last autosave; an autosave that comes late overtakes nothing.
    present = filled.version == case.version or (filled.key == case.autosaved_by_form and not autosaved)
    if not same and not present:
        raise Overtaken(
            f"{case.reference} was saved elsewhere at {moments.in_words(case.saved_at)}, "
            "by someone else or in another tab. Nothing of this page was stored since. "
            "What you typed is still here; open the saved one in another tab to compare."
        )
    before = {name: getattr(case, name) for name in FIELDS}
    _fill(case, filled)
    changed = sorted(name for name in FIELDS if getattr(case, name) != before[name])
    was_rescued = bool(case.rescued_at)
    if not autosaved:
        case.rescued_at = None
        _close_rescued(filled, by=by)
    # What was typed may have become valid since, so the fields may differ all the same.
    if same and not changed and was_rescued == bool(case.rescued_at):
        return case
    case.version += 1
    case.saved_at = timezone.now()
    case.autosaved_by_form = filled.key if autosaved else None
    case.save()
    attached.keep_named(case, filled.rows, by=by, case=case)
    if not autosaved:
        trail.record("case.draft_saved", by=by, target=case, case=case.pk, details={"fields": changed})
    return case


def _close_rescued(filled: Filled, *, by: User) -> None:
    """Close what was kept beside the case of this form, which has gone on with the same text."""
    kept = Case.objects.select_for_update().filter(form_key=rescue_key(filled.key))
    for case in kept.exclude(rescued_at=None).exclude(draft_form=None).filter(erased_at=None):
        if case.decision == Case.Decision.UNDECIDED and json.loads(case.draft_form or "") == filled.typed:
            case.decision = Case.Decision.CLOSED
            case.save(update_fields=("decision",))
            trail.record("case.rescue_closed", by=by, target=case, case=case.pk)


@transaction.atomic
def discard(case: Case, *, by: User) -> None:
    """Close a draft that nobody will send; what was typed stays on record.

    Raises WrongState for a case that is no open draft.
    """
    case = _locked(case)
    if not (case.is_draft and may_edit(case)):
        raise WrongState(f"{case.reference} is no draft any more.")
    case.decision = Case.Decision.CLOSED
    case.save(update_fields=("decision",))
    trail.record("case.discarded", by=by, target=case, case=case.pk)


def may_edit(case: Case) -> bool:
    """Whether the case's form is open: a draft that was not closed, or a case of which Atlas took nothing."""
    if case.erased_at:
        return False
    if case.is_draft:
        return case.is_open
    return not case.batches.may_be_taken().exists()


def _fill(case: Case, filled: Filled) -> None:
    """Take what is valid; the whole of what was typed stays in `draft_form`."""
    data = filled.fields
    case.account = data.get("account") or case.account
    case.application_id = data.get("application_id") or ""
    case.applicant_name = data.get("applicant_name") or ""
    case.product_type = data.get("product_type") or ""
    if case.flow_uuid != (data.get("flow_uuid") or None):
        case.flow_uuid = data.get("flow_uuid") or None
        # A flow that was typed is the loan system's, and may have been used before.
        case.flow_opened, case.flow_credential = False, None
    case.draft_form = json.dumps(filled.typed)


def write_documents(case: Case, rows: Sequence[Row], *, by: User, first: int = 0) -> list[Document]:
    """The case's documents as the rows say; a link that changed is followed, an id never is.

    `first` is the position of the first of them in the case. Raises WrongState for an attached
    file that is gone, or not this person's to bring.
    """
    present = {document.document_id: document for document in case.documents.all()}
    # Locked until the documents name them, or the cleaning could take one away in between.
    files = attached.files_of(rows, by=by, case=case, lock=True)
    documents: list[Document] = []
    new: list[Document] = []
    changed: list[Document] = []
    for position, row in enumerate(rows, first):
        document = present.get(row.document_id)
        (changed if document else new).append(
            document := document or Document(case=case, document_id=row.document_id)
        )
        document.position, document.expected_type = position, row.expected_type
        for name, value in attached.columns_of(row, files).items():
            setattr(document, name, value)
        documents.append(document)
    Document.objects.bulk_create(new)
    Document.objects.bulk_update(changed, _OF_ROW.split())
    return documents
