"""Erasing what a case holds: its keys are destroyed, its rows and the trail stay."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit import trail
from verifications.models import Addition, Attachment, Case, DataKey, WrongState
from verifications.sending import progress
from verifications.upkeep import moving


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
    # Locked, as everyone does who comes to use one.
    files = list(_own_files(case).select_for_update())
    if any(file.key_id is None or file.next_key_id for file in files):
        raise WrongState(f"Files of {case.reference} lie in clear. Run manage.py encrypt_stored first.")
    # What lies under the field key would outlive the key of its case.
    moving.move_case(case)
    keys = DataKey.objects.filter(pk__in=[case.own_key().pk, *(file.key_id for file in files)])
    keys.destroy()
    # What somebody began to add proves nothing, and could not be read any more.
    Addition.objects.filter(case=case).delete()
    reasons = trail.erase_reasons(case.pk)
    now = timezone.now()
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(erased_at=now)
    Case.objects.filter(pk=case.pk).update(erased_at=now)
    details = {"files": len(files), "reasons": reasons}
    trail.record("case.erased", by=by, target=case, case=case.pk, details=details)


def _own_files(case: Case) -> QuerySet[Attachment]:
    """The files of a case that no other case has."""
    ours = Q(cases=case) | Q(documents__case=case) | Q(additions__case=case) | Q(form_key=case.form_key)
    others = Case.objects.exclude(pk=case.pk)
    theirs = Q(cases__in=others) | Q(documents__case__in=others) | Q(additions__case__in=others)
    own = Attachment.objects.filter(ours).exclude(pk__in=Attachment.objects.filter(theirs).values("pk"))
    return Attachment.objects.stored().filter(pk__in=own.values("pk"), erased_at=None)
