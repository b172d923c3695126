"""Outages: an account whose calls go unanswered is only probed until Atlas answers again.

Kept on the account's row, so that every process sees the same and pages can show it. What Atlas
refuses is an answer; an outage is several calls in a row without any.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from audit import trail
from verifications.models import AtlasAccount, Case

FAILURES_TO_OPEN = 5
PROBE_EVERY = timedelta(seconds=5)
# After an outage everything is late at once; so many seconds share it.
SPREAD_SECONDS = 10
COLUMNS = ("failures_in_row", "outage_since", "outage_problem", "probe_at")


def failed(account_pk: int, problem: str, *, by: trail.Actor) -> bool:
    """Count a call that went unanswered; returns whether its account is (now) known not to answer."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        account = _lock(account_pk)
        account.failures_in_row += 1
        account.outage_problem = problem
        opens = account.outage_since is None and account.failures_in_row >= FAILURES_TO_OPEN
        if opens:
            account.outage_since = now
        # Also where it was known before: a probe that failed puts the next one off.
        if account.outage_since:
            account.probe_at = now + PROBE_EVERY
        account.save(update_fields=COLUMNS)
        if opens:
            details = {"failures": account.failures_in_row}
            trail.record("atlas_account.outage", by=by, target=account, details=details)
    return account.outage_since is not None


def answered(account: AtlasAccount) -> None:
    """Note that Atlas answered, which ends an outage; costs nothing where this row knows of no trouble."""
    # Nearly every look ends here, without a lock.
    if not account.failures_in_row and account.outage_since is None:
        return
    if account.outage_since:
        _spread(account)
    with transaction.atomic(durable=True):
        account = _lock(account.pk)
        since, now = account.outage_since, timezone.now()
        account.failures_in_row, account.outage_since, account.outage_problem, account.probe_at = (
            0,
            None,
            "",
            None,
        )
        account.save(update_fields=COLUMNS)
        if since:
            details = {"seconds": int((now - since).total_seconds())}
            trail.record("atlas_account.recovered", by=trail.SCHEDULER, target=account, details=details)


def may_probe(account: AtlasAccount, longest: timedelta) -> bool:
    """Take the turn to probe an account in an outage; `longest` is how long the probe may last.

    One process gets it. A probe that never came back leaves the next turn to whoever is there.
    """
    now = timezone.now()
    mine = AtlasAccount.objects.filter(pk=account.pk, outage_since__isnull=False, probe_at__lte=now)
    return bool(mine.update(probe_at=now + longest))


def _lock(account_pk: int) -> AtlasAccount:
    # Not its key: rows that refer to the account may be written meanwhile.
    return AtlasAccount.objects.select_for_update(no_key=True).get(pk=account_pk)


def _spread(account: AtlasAccount) -> None:
    """Make every flow of the account that waits, or was backed off, due within the next seconds."""
    now = timezone.now()
    late = Q(look_at__lte=now) | Q(look_at__isnull=False, looks_failed__gt=0)
    flows = Case.objects.filter(late, account=account, look_claimed_until__isnull=True)
    # Outside any transaction, each with its own few locks, so that nobody waits for all of them.
    for second in range(SPREAD_SECONDS):
        share = flows.annotate(second=F("pk") % SPREAD_SECONDS).filter(second=second)
        share.update(look_at=now + timedelta(seconds=second))
