"""The worker's part of a list: case after case, each in a transaction of its own.

The rows are the truth: a worker that is killed, comes twice or comes late makes no case twice, as
each listed case is locked while it is made and has a form key of its own.
"""

import time
import uuid
from datetime import timedelta
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from users.models import User
from verifications import wakeups
from verifications.intake import drafts
from verifications.lists import pressing
from verifications.models import AtlasAccount, Case, CaseList, ListedCase, WrongState
from verifications.text import Row, canonical

# A worker says that it lives with every case that it makes.
CLAIM = timedelta(seconds=60)
# In seconds: a worker that is told to end should not have to wait for a long list.
AT_A_TIME = 5
# A wake-up that nobody followed is repeated after this.
PATIENCE = timedelta(seconds=5)
AT_ONCE = 20


def make_cases(list_pk: int) -> None:
    """Make chosen cases of a list that are not made yet, unless another worker is at it.

    After AT_A_TIME the rest is left to the next wake-up.
    """
    case_list = _claim(list_pk)
    if case_list is None:
        return
    began = time.monotonic()
    groups = {group.position: group for group in pressing.opened(case_list).groups}
    waiting = case_list.listed.filter(case=None, problem="").values_list("pk", "position")
    for pk, position in list(waiting):
        if time.monotonic() - began > AT_A_TIME:
            _leave_the_rest(case_list)
            return
        if not _make_one(case_list, pk, groups[position].rows):
            return
    _finish(case_list)


def _claim(list_pk: int) -> CaseList | None:
    claim = uuid.uuid4()
    free = Q(claim=None) | Q(claimed_until__lt=Now())
    # The database's clock throughout, as workers' clocks differ.
    ours = CaseList.objects.filter(free, pk=list_pk, state=CaseList.State.CREATING)
    if not ours.update(claim=claim, claimed_until=Now() + CLAIM):
        return None
    return CaseList.objects.select_related("account").get(pk=list_pk)


@transaction.atomic(durable=True)
def _make_one(case_list: CaseList, listed_pk: int, rows: tuple[Row, ...]) -> bool:
    """Make one case, or write down why not; False if the list is no longer this worker's."""
    ours = CaseList.objects.filter(pk=case_list.pk, claim=case_list.claim)
    # The list's row stays locked until this case is made: a press on Stop waits for it, and no other begins.
    if not ours.update(claimed_until=Now() + CLAIM):
        return False
    listed = ListedCase.objects.select_for_update().get(pk=listed_pk)
    if listed.case_id or listed.problem:
        return True
    try:
        # A savepoint of its own in there takes back what was written before it failed.
        listed.case = _case_of(case_list, listed, rows)
    except (WrongState, drafts.Overtaken) as error:
        listed.problem = str(error)
    listed.save(update_fields=("case", "problem"))
    return True


def _case_of(case_list: CaseList, listed: ListedCase, rows: tuple[Row, ...]) -> Case:
    """The new case, by the name of who pressed. Raises WrongState or Overtaken with the reason why not."""
    sends = case_list.action == CaseList.Action.SEND
    person = User.objects.get(pk=cast(int, case_list.pressed_by_id))
    if not (person.is_active and person.has_perms(drafts.MAY_SEND if sends else drafts.MAY_DRAFT)):
        raise WrongState(f"{person.full_name} may no longer do this. Nothing was created.")
    account = AtlasAccount.objects.get(pk=case_list.account_id)
    if not account.active:
        raise WrongState(f"{account} is switched off. Nothing was created.")
    if listed.product_type not in account.product_types:
        raise WrongState(f"{account} no longer offers {listed.product_type}. Nothing was created.")
    names = ("application_id", "applicant_name", "product_type", "flow_uuid")
    said = {name: getattr(listed, name) for name in names}
    filled = drafts.Filled(
        key=listed.form_key,
        fields={"account": account, **said},
        typed={"account": str(account.pk), **said, "documents_text": canonical(rows)},
        rows=rows,
    )
    return (drafts.send_filled if sends else drafts.keep_filled)(filled, by=person)


@transaction.atomic(durable=True)
def _leave_the_rest(case_list: CaseList) -> None:
    ours = CaseList.objects.filter(pk=case_list.pk, claim=case_list.claim)
    if ours.update(claim=None, claimed_until=None, woken_at=timezone.now()):
        wakeups.wake_lister(case_list.pk)


def _finish(case_list: CaseList) -> None:
    ours = CaseList.objects.filter(pk=case_list.pk, claim=case_list.claim)
    ours.update(state=CaseList.State.CREATED, claim=None, claimed_until=None)


def wake_waiting() -> int:
    """Wake workers for lists whose wake-up was lost or whose worker died; returns how many."""
    now = timezone.now()
    waiting = CaseList.objects.filter(
        Q(claim=None) | Q(claimed_until__lt=Now()), state=CaseList.State.CREATING, woken_at__lt=now - PATIENCE
    )
    woken = 0
    for pk, woken_at in waiting.order_by("woken_at").values_list("pk", "woken_at")[:AT_ONCE]:
        same = CaseList.objects.filter(pk=pk, woken_at=woken_at, state=CaseList.State.CREATING)
        if same.update(woken_at=now):
            wakeups.wake_lister(pk)
            woken += 1
    return woken
