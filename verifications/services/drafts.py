"""Drafts, and the step from a draft to its first batch."""

import json

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from audit import trail
from verifications.models import Batch, Case, Document, WrongState
from verifications.services import attached, submission


class Overtaken(Exception):
    """Someone else saved the case since the form was opened; the text may be shown."""


TAKEN = "Another case took this flow a moment ago. Nothing was stored. Use another flow, then try again."
LOOKALIKES_SHOWN = 5
FIELDS = ("account_id", "application_id", "applicant_name", "product_type", "flow_uuid")


def save(form, *, by, case=None):
    """Keep what was typed as a draft; returns the case.

    The form may have faults: a draft keeps it as it is. Raises Overtaken, with nothing stored,
    if the case was saved by someone else since the form was opened.
    """
    key = form.cleaned_data["form_key"]
    try:
        with transaction.atomic():
            if present := case or _begun(key):
                return _overwrite(form, _locked(present), by=by)
            return _create(form, key, by=by)
    except IntegrityError:
        first = None if case else _begun(key)
        if first is None:
            raise Overtaken(TAKEN) from None
    return save(form, by=by, case=first)  # the same press twice: the other one was first


def submit(form, *, by, case=None):
    """Queue the form's documents for Atlas; returns the case.

    The form must be valid and its documents without fault. Pressing twice leads to the same
    batch. Raises Overtaken as `save` does, and WrongState if the case can no longer be sent.
    """
    key = form.cleaned_data["form_key"]
    try:
        with transaction.atomic():
            present = case or _begun(key)
            # A second press waits here for the first, then sees its batch.
            present = present and _locked(present)
            if sent := Batch.objects.filter(form_key=key).select_related("case").first():
                return sent.case
            return _send(form, present, key, by=by)
    except IntegrityError:
        first = None if case else _begun(key)
        if first is None:
            raise Overtaken(TAKEN) from None
    return submit(form, by=by, case=first)


def _send(form, case, key, *, by):
    case = _overwrite(form, case, by=by) if case else _create(form, key, by=by)
    documents = write_documents(case, form.understood.rows, by=by)
    case.draft_form = None
    case.save(update_fields=("draft_form",))
    submission.queue(case, documents, form_key=key, by=by)
    return case


def lookalikes(form, case):
    """Cases that were sent already with the same application id or with one of the same links.

    Links are compared without their signature; the earliest cases first, a handful at most.
    """
    # The same press a moment ago is no other case: it is led to what the first one sent.
    key = form.cleaned_data["form_key"]
    sent = Case.objects.exclude(progress=Case.Progress.DRAFT).exclude(form_key=key)
    if case:
        sent = sent.exclude(pk=case.pk)
    links = attached.fingerprints(form.understood.rows, by=form.by, case=case)
    same_links = Document.objects.filter(url_fingerprint__in=links).values("case")
    same = Q(application_id=form.cleaned_data["application_id"]) | Q(pk__in=same_links)
    return list(sent.filter(same).order_by("pk")[:LOOKALIKES_SHOWN])


def form_of(case):
    """What the form of a draft, or of a case that may be sent anew, starts with."""
    if case.draft_form is not None:
        return json.loads(case.draft_form)
    batch = case.batches.latest("pk")
    documents = case.documents.filter(files__batch=batch).select_related("attachment")
    lines = (f"{document.document_id}\t{document.text}" for document in documents)
    return {
        "account": case.account_id,
        "application_id": case.application_id,
        "applicant_name": case.applicant_name,
        "product_type": case.product_type,
        "flow_uuid": case.flow_uuid or "",
        "documents_text": "\n".join(lines),
    }


def _create(form, key, *, by):
    case = Case(created_by=by, owner=by, form_key=key)
    _fill(case, form)
    case.save()
    attached.keep(case, form.understood.rows, by=by)
    trail.record("case.created", by=by, target=case, case=case.pk, outcome="draft")
    return case


def _begun(key):
    """The case that this form has already made, or None."""
    return Case.objects.filter(form_key=key).first()


def _locked(case):
    return Case.objects.select_for_update().get(pk=case.pk)


def _overwrite(form, case, *, by):
    version = form.cleaned_data.get("version") or 1
    if not may_edit(case):
        raise WrongState(f"{case.reference} was sent in the meantime. Open it to see where it stands.")
    same = case.draft_form is not None and json.loads(case.draft_form) == form.typed
    if not same and version != case.version:
        raise Overtaken(
            f"{case.reference} was saved by someone else at {timezone.localtime(case.saved_at):%H:%M:%S}. "
            "Nothing of yours was stored. What you typed is still here; "
            "open the saved one in another tab to compare."
        )
    before = {name: getattr(case, name) for name in FIELDS}
    _fill(case, form)
    changed = sorted(name for name in FIELDS if getattr(case, name) != before[name])
    # What was typed may have become valid since, so the fields may differ all the same.
    if same and not changed:
        return case
    case.version += 1
    case.saved_at = timezone.now()
    case.save()
    attached.keep(case, form.understood.rows, by=by)
    trail.record("case.draft_saved", by=by, target=case, case=case.pk, details={"fields": changed})
    return case


def may_edit(case):
    """Whether the case's form is open: a draft, or one of which Atlas has taken nothing."""
    if case.is_draft:
        return True
    closed = (Batch.State.REJECTED, Batch.State.WITHDRAWN)
    return not case.batches.exclude(state__in=closed).exists()


def _fill(case, form):
    """Take from the form what is valid; the whole of what was typed stays in `draft_form`."""
    data = form.cleaned_data
    case.account = data.get("account") or case.account
    case.application_id = data.get("application_id") or ""
    case.applicant_name = data.get("applicant_name") or ""
    case.product_type = data.get("product_type") or ""
    if case.flow_uuid != (data.get("flow_uuid") or None):
        case.flow_uuid = data.get("flow_uuid") or None
        case.flow_opened, case.flow_credential = False, None
    case.draft_form = json.dumps(form.typed)


def write_documents(case, rows, *, by):
    """The case's documents as the rows say; a link that changed is followed, an id never is.

    Raises WrongState for an attached file that is gone, or not this person's to bring.
    """
    present = {document.document_id: document for document in case.documents.all()}
    files = attached.files_of(rows, by=by, case=case, lock=True)
    documents, new, changed = [], [], []
    for position, row in enumerate(rows):
        document = present.get(row.document_id)
        (changed if document else new).append(
            document := document or Document(case=case, document_id=row.document_id)
        )
        document.position = position
        for name, value in attached.columns(row, files).items():
            setattr(document, name, value)
        documents.append(document)
    Document.objects.bulk_create(new)
    Document.objects.bulk_update(
        changed,
        ("position", "file_url", "url_without_query", "file_name", "url_fingerprint", "attachment"),
    )
    return documents
