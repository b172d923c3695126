"""Versions of what the pages of a case and a batch show, asked for far oftener than there is news."""

from typing import Any

from django.db.models import Max, Model, Q, Sum

from audit import trail
from pages.fragments import version_of
from verifications.models import Batch, Case, Exchange, Payload

# What no page shows: the clock of claims, and what a draft's form held.
UNSHOWN = ("look_claimed_until", "looks_failed", "draft_form", "claim", "woken_at")


def of_case(case: Case) -> str:
    """The version of a case's page: of its row and account, its batches, its results and its activity."""
    payload = Payload.objects.filter(case=case).aggregate(newest=Max("pk"))["newest"]
    # Whatever befalls file records is written with an event or a payload.
    event = trail.events(case).values_list("position", flat=True).first()
    return version_of(_shown(case), *_of_account(case), _batches_of(case), payload, event)


def of_batch(batch: Batch) -> str:
    """The version of a batch's record: of itself and the case's other batches, and of every call."""
    calls = Exchange.objects.filter(Q(batch=batch) | Q(batch=None, case=batch.case_id))
    # A call is written when it begins and when it ends; a poll without news is counted in the one before.
    said = calls.aggregate(newest=Max("pk"), ended=Max("finished_at"), again=Sum("times"))
    event = trail.events(batch.case_id).values_list("position", flat=True).first()
    case = batch.case
    return version_of(_shown(case), *_of_account(case), _batches_of(case), sorted(said.items()), event)


def _shown(row: Model) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name[0] != "_" and name not in UNSHOWN}


def _of_account(case: Case) -> tuple[object, ...]:
    account = case.account
    return (account.name, account.environment, account.outage_since) if account else ()


def _batches_of(case: Case) -> list[dict[str, Any]]:
    return [_shown(batch) for batch in Batch.objects.filter(case=case).order_by("pk")]
