"""How a person ends a list: taken back before it was pressed, stopped while its cases are made."""

from django.db import transaction
from django.utils import timezone

from audit import trail
from users.models import User
from verifications.models import CaseList, WrongState


@transaction.atomic
def take_back(case_list: CaseList, *, by: User) -> None:
    """Take back a list of which nothing was made; its rows stay on record.

    Raises WrongState once it was pressed, or taken back before.
    """
    # One statement decides between this and a press in another tab.
    unpressed = CaseList.objects.filter(pk=case_list.pk, state=CaseList.State.NEW)
    if not unpressed.update(
        state=CaseList.State.WITHDRAWN,
        withdrawn_by=by,
        withdrawn_at=timezone.now(),
        product_types=case_list.account.product_types,
    ):
        raise WrongState(why_over(case_list))
    trail.record("list.withdrawn", by=by, target=case_list, details={"cases": case_list.case_count})


@transaction.atomic
def stop(case_list: CaseList, *, by: User) -> None:
    """Make no more cases of this list; those that were made stay. Raises WrongState once all are made."""
    case_list = CaseList.objects.select_for_update().get(pk=case_list.pk)
    if case_list.state != CaseList.State.CREATING:
        raise WrongState("Nothing is being created any more.")
    case_list.state, case_list.claim, case_list.claimed_until = CaseList.State.STOPPED, None, None
    case_list.save(update_fields=("state", "claim", "claimed_until"))
    waiting = case_list.listed.filter(case=None, problem="").count()
    trail.record("list.stopped", by=by, target=case_list, details={"not_created": waiting})


def why_over(case_list: CaseList) -> str:
    """Why this list can be neither pressed nor taken back any more."""
    present = CaseList.objects.select_related("withdrawn_by", "pressed_by").get(pk=case_list.pk)
    if present.withdrawn_by:
        return f"{present.withdrawn_by.full_name} took this list back. Nothing was created."
    # The database lets none be anything else without who pressed it.
    assert present.pressed_by is not None
    return f"{present.pressed_by.full_name} pressed this list already. Here is what becomes of its cases."
