"""Erasing what a case holds: its keys are destroyed, its rows and the trail stay."""

from django.db import transaction
from django.db.models import Q
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
    files = _own_files(case)
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


def _own_files(case: Case) -> list[Attachment]:
    """The files of a case that no other case has, locked, as whoever comes to use one locks it as well."""
    ours = Q(cases=case) | Q(documents__case=case) | Q(additions__case=case) | Q(form_key=case.form_key)
    names = Attachment.objects.filter(ours).values("pk")
    files = list(Attachment.objects.stored().filter(pk__in=names, erased_at=None).select_for_update())
    others = Case.objects.exclude(pk=case.pk)
    theirs = Q(cases__in=others) | Q(documents__case__in=others) | Q(additions__case__in=others)
    # Asked for once they are locked: PostgreSQL would join what the others had before it waited.
    shared = set(
        Attachment.objects.filter(theirs, pk__in=[file.pk for file in files]).values_list("pk", flat=True)
    )
    return [file for file in files if file.pk not in shared]
