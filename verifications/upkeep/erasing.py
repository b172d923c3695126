"""Erasing what a case holds: its keys are destroyed, its rows and the trail stay."""

from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit import trail
from verifications.attachments import examinations
from verifications.models import Addition, Attachment, Case, DataKey, Examination, WrongState
from verifications.sending import progress
from verifications.upkeep import moving

_File = TypeVar("_File", Attachment, Examination)


@transaction.atomic
def erase(case: Case, *, by: trail.By) -> None:
    """Erase what Atlas read of a case, its links, its draft, its files and the reasons given about it.

    Names, ids and states stay, and so does the trail, as hashes. A file that another case has as well stays.
    Raises WrongState, with nothing erased, for a case that is on its way, was erased before, or has files
    that lie in clear.
    """
    case = progress.lock(case.pk).case
    if case.erased_at:
        raise WrongState(f"{case.reference} was erased before.")
    if case.is_moving:
        raise WrongState(f"{case.reference} is still on its way. It can be erased once that has ended.")
    # These first: while they are locked none of them becomes an attached file that would be missed.
    waiting = _only_of(case, Examination.objects.filter(ended_at=None), "cases", "additions__case")
    stored = Attachment.objects.stored().filter(erased_at=None)
    files = _only_of(case, stored, "cases", "documents__case", "additions__case")
    if any(file.key_id is None or file.next_key_id for file in files):
        raise WrongState(f"Files of {case.reference} lie in clear. Run manage.py encrypt_stored first.")
    # What lies under the field key would outlive the key of its case.
    moving.move_case(case)
    keys = Q(pk=case.own_key().pk) | Q(pk__in=[file.key_id for file in files])
    DataKey.objects.filter(keys | Q(pk__in=[file.key_id for file in waiting])).destroy()
    examinations.end_erased(Examination.objects.filter(pk__in=[each.pk for each in waiting]))
    # What somebody began to add proves nothing, and could not be read any more.
    Addition.objects.filter(case=case).delete()
    reasons = trail.erase_reasons(case.pk)
    now = timezone.now()
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(erased_at=now)
    Case.objects.filter(pk=case.pk).update(erased_at=now)
    details = {"files": len(files) + len(waiting), "reasons": reasons}
    trail.record("case.erased", by=by, target=case, case=case.pk, details=details)


def _only_of(case: Case, rows: QuerySet[_File], *links: str) -> list[_File]:
    """The files of a case that no other case has, locked, as whoever comes to use one locks it as well.

    `links` are the ways from a file to the cases that have it.
    """
    ours, theirs = Q(form_key=case.form_key), Q()
    others = Case.objects.exclude(pk=case.pk)
    for link in links:
        ours |= Q(**{link: case})
        theirs |= Q(**{f"{link}__in": others})
    every = rows.model._default_manager.all()
    files = list(rows.filter(pk__in=every.filter(ours).values("pk")).select_for_update().order_by("pk"))
    # Asked for once they are locked: PostgreSQL would join what the others had before it waited.
    shared = set(every.filter(theirs, pk__in=[file.pk for file in files]).values_list("pk", flat=True))
    return [file for file in files if file.pk not in shared]
