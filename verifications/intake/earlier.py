"""What there was before: a person's unsent drafts, and cases that look like the one that is being typed."""

from django.db.models import Q, QuerySet

from users.models import User
from verifications.intake.forms import CaseForm
from verifications.knowing import attached
from verifications.models import Case, Document

LOOKALIKES_SHOWN = 5
DRAFTS_SHOWN = 3


def unsent(user: User) -> QuerySet[Case]:
    """The drafts that a person may have been interrupted in: their latest few, newest first."""
    drafts = Case.objects.filter(owner=user, progress=Case.Progress.DRAFT, decision=Case.Decision.UNDECIDED)
    return drafts.order_by("-saved_at")[:DRAFTS_SHOWN]


def lookalikes(form: CaseForm, case: Case | None) -> list[Case]:
    """Cases that were sent already with the same application id or with one of the same links.

    Links are compared without their signature; the earliest cases first, a handful at most.
    """
    # The same press a moment ago is no other case: it is led to what the first one sent.
    key = form.cleaned_data["form_key"]
    sent = Case.objects.visible_to(form.by).sent().exclude(form_key=key)
    if case:
        sent = sent.exclude(pk=case.pk)
    links = attached.fingerprints(form.understood.rows, by=form.by, case=case)
    same_links = Document.objects.sent_before(links, by=form.by).values("case")
    same = Q(application_id=form.cleaned_data["application_id"]) | Q(pk__in=same_links)
    return list(sent.filter(same).order_by("pk")[:LOOKALIKES_SHOWN])
