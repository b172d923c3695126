"""What a form held whose session had run out: kept as a draft of its own, over nothing that exists."""

import json
import uuid

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from audit import trail
from users.models import User
from verifications.intake import drafts
from verifications.intake.forms import CaseForm, key_is_used
from verifications.models import Case


def rescue(typed: QueryDict, key: uuid.UUID, user: User, *, reference: str = "") -> str | None:
    """Keep a form of this person's who is not signed in; the reference of the draft that holds it.

    None where it is not kept: it was sent already, another text of the same form is kept, its flow is
    another case's, or the person may no longer send. `reference` is of the case that the form edits.
    """
    if not user.has_perms(drafts.MAY_SEND) or key_is_used(key):
        return None
    form = CaseForm(typed, by=user)
    # Whatever its faults are, a draft keeps them.
    form.is_valid()
    edited = Case.objects.visible_to(user).with_reference(reference).first() if reference else None
    own = Case.objects.filter(form_key=key).first()
    kept = Case.objects.filter(form_key=drafts.rescue_key(key)).first()
    for present in filter(None, (edited, own, kept)):
        if (
            not present.erased_at
            and present.draft_form is not None
            and json.loads(present.draft_form) == form.typed
        ):
            return present.reference
    if kept or (own and own.rescued_at):
        return None
    # Under the form's own key where that is free, so that signing in there goes on with this very draft.
    free = key if not (edited or own) else drafts.rescue_key(key)
    try:
        return _keep(form, free, user).reference
    except IntegrityError:  # the same press twice, or the flow was taken a moment ago
        return None


@transaction.atomic
def _keep(form: CaseForm, key: uuid.UUID, user: User) -> Case:
    case = drafts.begin(drafts.filled(form), by=user, form_key=key, rescued_at=timezone.now())
    trail.record("case.created", by=trail.ANONYMOUS, target=case, case=case.pk, outcome="draft")
    return case
