"""More documents for a case that Atlas has: kept while they are typed, and sent in a batch of their own."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit import trail
from pages import moments
from users.models import User
from verifications.intake.drafts import Overtaken, write_documents
from verifications.intake.forms import AddDocumentsForm
from verifications.knowing import attached
from verifications.models import Addition, Batch, Case, WrongState
from verifications.sending import pressing


def begun(case: Case, *, by: User) -> Addition | None:
    """What this person has begun to add to the case and has not sent, or None."""
    return Addition.objects.filter(case=case, person=by).first()


@transaction.atomic
def keep(form: AddDocumentsForm, case: Case, *, by: User, autosaved: bool = False) -> Addition | None:
    """Keep what was typed, whatever its faults; None once nothing is typed any more.

    Raises Overtaken, with nothing stored, if this person saved the same in another tab since the form
    was opened, and WrongState once this form's documents are sent.
    """
    case, key = _locked(case), form.cleaned_data["form_key"]
    pressing.require_kept(case)
    text = form.cleaned_data["documents_text"]
    if Batch.objects.of_form(key).exists():
        raise WrongState(
            "These documents were queued in the meantime. Open the case to see where they stand."
        )
    kept = begun(case, by=by)
    if kept and kept.documents_text != text:
        # A press overtakes its own form's last autosave; an autosave that comes late overtakes nothing.
        own = kept.form_key == key and not autosaved
        if kept.version != form.cleaned_data["version"] and not own:
            raise Overtaken(
                f"Documents for {case.reference} were saved in another tab at "
                f"{moments.in_words(kept.saved_at)}. Nothing of this page was stored since. "
                "What you typed is still here; open the case in another tab to compare."
            )
    if not text.strip():
        if kept:
            kept.delete()
        return None
    if kept is None:
        kept = Addition(case=case, person=by, version=0)
    elif kept.documents_text == text:
        return kept
    kept.documents_text, kept.form_key, kept.saved_at = text, key, timezone.now()
    kept.version += 1
    kept.save()
    attached.keep_named(kept, form.understood.rows, by=by, case=case)
    return kept


@transaction.atomic
def add(form: AddDocumentsForm, case: Case, *, by: User) -> Batch:
    """Queue more documents for a case that Atlas has already, as a batch of their own; returns it.

    The form must be valid and its documents without fault. Pressing twice leads to the same
    batch. Raises WrongState for an id that the flow has.
    """
    key = form.cleaned_data["form_key"]
    case = _locked(case)
    # A second press has waited for the lock, and finds what the first sent.
    if sent := Batch.objects.of_form(key).first():
        return sent
    # Before anything is written, as nothing can be encrypted for it any more.
    pressing.require_kept(case)
    rows = form.understood.rows
    if taken := case.documents.filter(document_id__in=[row.document_id for row in rows]).first():
        raise WrongState(f"{case.reference} has the id “{taken.document_id}” already. Use another.")
    documents = write_documents(case, rows, by=by, first=case.documents.count())
    batch = pressing.queue(case, documents, form_key=key, by=by)
    # What another tab has saved meanwhile is another text, and stays.
    own = Q(form_key=key) | Q(version=form.cleaned_data["version"])
    Addition.objects.filter(own, case=case, person=by).delete()
    return batch


@transaction.atomic
def discard_begun(case: Case, *, by: User) -> None:
    """Throw away what this person has begun to add. Raises WrongState where nothing is begun any more."""
    case = _locked(case)
    deleted, _ = Addition.objects.filter(case=case, person=by).delete()
    if not deleted:
        raise WrongState(f"Nothing is begun for {case.reference} any more.")
    trail.record("documents.discarded", by=by, target=case, case=case.pk)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().get(pk=case.pk)
