"""Watching flows: which are due, how often each is asked about, and one look at one of them."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from atlas import AtlasError
from audit import trail
from verifications.models import Batch, Case
from verifications.services import accounts, progress, reconciling, results, wakeups

# How often a flow is asked about, by its age: (younger than, times ATLAS_POLL_SECONDS).
PACE = (
    (timedelta(minutes=10), 1),
    (timedelta(hours=1), 4),
    (timedelta(days=1), 24),
)
SLOWEST = 360
WATCHED_FOR = timedelta(days=14)
# After a failure by reconciling, proof that comes late is still looked for.
LATE_PROOF_FOR = timedelta(days=1)
LONGEST_PAUSE = timedelta(minutes=5)


def check_now(case, *, by):
    """Have a worker ask Atlas about this case at once, whoever else is watching it."""
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(look_at=timezone.now())
        trail.record("case.checked", by=by, target=case, case=case.pk)
        wakeups.wake_looker(case.pk)


def hint(case):
    """Look soon: something from outside says that there is news. Nothing of it is believed.

    A flow that nothing was sent to yet has no news.
    """
    sent = Case.objects.filter(pk=case.pk, batches__left_at__isnull=False)
    if Case.objects.filter(pk__in=sent).update(look_at=timezone.now()):
        wakeups.wake_looker(case.pk)


def claim_due(limit):
    """Claim up to `limit` cases whose flow is to be looked at now; returns their keys.

    Several schedulers share the work: rows that another has locked are skipped on PostgreSQL,
    and SQLite lets one writer in at a time.
    """
    with transaction.atomic():
        due = _due().select_for_update(skip_locked=True, of=("self",)).order_by("look_at")
        keys = list(due.values_list("pk", flat=True)[:limit])
        Case.objects.filter(pk__in=keys).update(look_claimed_until=Now() + _longest_look())
    return keys


def _due():
    unclaimed = Q(look_claimed_until__isnull=True) | Q(look_claimed_until__lt=Now())
    return Case.objects.filter(unclaimed, look_at__lte=timezone.now())


def _longest_look():
    # Status, extracts, a new token, and each once more.
    return timedelta(seconds=6 * (settings.ATLAS_CONNECT_TIMEOUT + settings.ATLAS_READ_TIMEOUT))


def look(case_pk):
    """Claim one case and ask Atlas about it; nothing if another process is asking or nothing is due."""
    with transaction.atomic():
        claimed = _due().filter(pk=case_pk).update(look_claimed_until=Now() + _longest_look())
    if claimed:
        look_claimed(case_pk)


def look_claimed(case_pk):
    """Ask Atlas for status, and for extracts where they can tell something; store what is new."""
    case = Case.objects.select_related("account").get(pk=case_pk)
    credential = case.account.credential
    if case.flow_uuid is None or credential is None or not case.account.active:
        why = "" if case.flow_uuid is None else f"{case.account} is switched off or has no credential."
        _rest_after_failure(case, why)
        return
    client = accounts.client_for(credential, case=case)
    asked_at = timezone.now()
    try:
        status = client.status(case.flow_uuid)
        unsettled = case.progress in (Case.Progress.NOT_CONFIRMED, Case.Progress.FAILED)
        extracts = client.extracts(case.flow_uuid) if status.ended or unsettled else None
    except AtlasError as error:
        _rest_after_failure(case, str(error))
    else:
        _store(case, status, extracts, asked_at)


@transaction.atomic(durable=True)
def _store(case, status, extracts, asked_at):
    """Store one look: the statuses, what they settle, the results once they are in, and the next look."""
    standing = progress.lock(case.pk)
    # Said before the last batch was taken, it proves nothing about that batch.
    overtaken = any(batch.answered_at and batch.answered_at > asked_at for batch in standing.batches)
    ended = status.ended and not overtaken
    results.keep_status(standing.case, status, ended)
    if extracts is not None and not overtaken:
        read = results.keep_extracts(standing.case, extracts)
        reconciling.settle(standing, status, read)
        results.keep_types(standing, extracts)
        results.end(standing, read)
    _rest(standing, hinted=standing.case.look_at != case.look_at)
    if standing.case.progress == Case.Progress.PROCESSING and not ended:
        progress.update(standing, source=Case.Source.POLL, note=results.working_on(status))
    standing.case.save(update_fields=(*results.STATUS_COLUMNS, *LOOK_COLUMNS))


@transaction.atomic(durable=True)
def _rest_after_failure(case, problem):
    standing = progress.lock(case.pk)
    _rest(standing, hinted=standing.case.look_at != case.look_at, problem=problem)
    standing.case.save(update_fields=LOOK_COLUMNS)


LOOK_COLUMNS = ("looked_at", "look_claimed_until", "looks_failed", "look_problem", "look_at")


def _rest(standing, *, hinted, problem=""):
    """Give the claim back and say when to look next: at once after a hint, never if nothing can come."""
    case, now = standing.case, timezone.now()
    case.looked_at = now
    case.look_claimed_until = None
    case.looks_failed = case.looks_failed + 1 if problem else 0
    case.look_problem = problem[:300]
    case.look_at = now if hinted else _next_look(standing, now)


def _next_look(standing, now):
    case = standing.case
    age = now - standing.batches[-1].created_at if standing.batches else timedelta(0)
    if not any(_awaits(batch, case, age) for batch in standing.batches):
        return None
    pace = next((factor for limit, factor in PACE if age < limit), SLOWEST)
    pause = timedelta(seconds=settings.ATLAS_POLL_SECONDS * pace)
    if case.looks_failed:
        pause = min(pause * 2 ** min(case.looks_failed, 6), max(LONGEST_PAUSE, pause))
    return now + pause


def _awaits(batch, case, age):
    """Whether a look can still bring news of a batch."""
    if batch.state == Batch.State.NOT_CONFIRMED:
        return True
    if batch.state == Batch.State.FAILED:
        return batch.left_at is not None and age < LATE_PROOF_FOR
    return batch.state == Batch.State.ACCEPTED and case.results_at is None and age < WATCHED_FOR
