"""One look at a flow: Atlas is asked, and what it said is stored, cheaply where it is nothing new."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from atlas import AtlasError, Extracts, Refused, Status
from audit import trail
from verifications.connection import accounts, breaker, exchanges
from verifications.models import AtlasAccount, Batch, Case, Credential, Exchange
from verifications.results import keeping
from verifications.sending import progress, proof
from verifications.sending.progress import Standing

# How often a flow is asked about, by its age: (younger than, times ATLAS_POLL_SECONDS).
PACE = (
    (timedelta(minutes=10), 1),
    (timedelta(hours=1), 4),
    (timedelta(days=1), 24),
)
SLOWEST = 360
WATCHED_FOR = timedelta(days=14)
GIVEN_UP = f"Not ended in {WATCHED_FOR.days} days, no longer asked about"
# After a failure by reconciling, proof that comes late is still looked for.
LATE_PROOF_FOR = timedelta(days=1)
LONGEST_PAUSE = timedelta(minutes=5)
# Where the look is to settle what became of a batch, also before the flow has ended.
UNSETTLED = (Case.Progress.NOT_CONFIRMED, Case.Progress.FAILED)
LOOK_COLUMNS = ("looked_at", "look_claimed_until", "looks_failed", "look_problem", "look_at")


@dataclass
class Look:
    """One look: its case as it was when it was claimed, and what came of asking.

    `credentials` are those to ask with, the best first; `sent_at` is when the newest batch was queued.
    """

    case: Case
    credentials: list[Credential]
    sent_at: datetime | None = None
    asked_at: datetime | None = None
    status: Status | None = None
    extracts: Extracts | None = None
    problem: str = ""
    unanswered: bool = False
    calls: list[Exchange] = field(default_factory=list)

    @property
    def said(self) -> Status:
        """The status, of a look that was answered."""
        assert self.status is not None
        return self.status


def ask(look: Look) -> None:
    """Ask Atlas for status, and for extracts where they can tell something; writes no row but a token's."""
    case = look.case
    look.asked_at = timezone.now()
    if case.flow_uuid is None:
        return
    if not (look.credentials and case.sent_to.active):
        look.problem = f"{case.account} is switched off or has no credential."
        return
    try:
        _ask_with_any(look)
    except AtlasError as error:
        # A status without the extracts that it calls for settles nothing; the next look asks for both.
        look.status = None
        look.problem = str(error)
        look.unanswered = not isinstance(error, Refused)


def _ask_with_any(look: Look) -> None:
    """Ask with each credential until one is let in: while a secret is being replaced, only one is."""
    *others, last = look.credentials
    for credential in others:
        try:
            return _ask_with(credential, look)
        except Refused as error:
            if error.status != 401:
                raise
    return _ask_with(last, look)


def _ask_with(credential: Credential, look: Look) -> None:
    recorder = exchanges.LookRecorder(credential=credential, case=look.case, calls=look.calls)
    client = accounts.client_with(credential, recorder)
    look.status = client.status(look.case.flow)
    if not (look.status.ended or look.case.progress in UNSETTLED):
        return
    try:
        look.extracts = client.extracts(look.case.flow)
    except Refused as error:
        if error.status == 401:
            raise
        # A flow that has not ended may have no extracts to give; what its status says is true all the same.
        look.problem = str(error) if look.status.ended else ""


def store_together(looks: list[Look]) -> list[Look]:
    """Store the looks that end and settle nothing, all in one short transaction; returns the others.

    One locked read, and for what says nothing new one write for the calls and one for the cases.
    """
    plain = {look.case.pk: look for look in looks if _may_be_plain(look)}
    stored, troubled = _store_plain(plain) if plain else (set(), {})
    for account in troubled.values():
        breaker.answered(account)
    return [look for look in looks if look.case.pk not in stored]


def _may_be_plain(look: Look) -> bool:
    settles = look.status is None or look.status.ended or look.extracts is not None
    return not settles and len(look.calls) == 1


@transaction.atomic(durable=True)
def _store_plain(plain: dict[int, Look]) -> tuple[set[int], dict[int, AtlasAccount]]:
    same: list[Exchange] = []
    new: list[Exchange] = []
    stored: set[int] = set()
    paces: defaultdict[tuple[timedelta, int | None], list[tuple[int, dict[str, str]]]] = defaultdict(list)
    troubled: dict[int, AtlasAccount] = {}
    now = timezone.now()
    for last in _last_calls(plain):
        case = cast(Case, last.case)
        look = plain[case.pk]
        if not (look.sent_at and _is_plain(look, case, now)):
            continue
        stored.add(case.pk)
        (call,) = look.calls
        if exchanges.says_the_same(last, call):
            exchanges.count(last, call)
            same.append(last)
        else:
            new.append(call)
        said = _said(look.said)
        changed = any(getattr(case, name) != word for name, word in said.items())
        # Those of one pace that changed nothing share a write.
        paces[_pause(now - look.sent_at), case.pk if changed else None].append((case.pk, said))
        if case.sent_to.failures_in_row or case.sent_to.outage_since:
            troubled[case.sent_to.pk] = case.sent_to
    exchanges.save_counts(same)
    Exchange.objects.bulk_create(new)
    for (pause, differs), cases in paces.items():
        keys, said = [pk for pk, _ in cases], cases[0][1] if differs else {}
        clocks: dict[str, Any] = {
            "status_at": now,
            "looked_at": now,
            "look_at": now + pause,
            "look_claimed_until": None,
        }
        Case.objects.filter(pk__in=keys).update(looks_failed=0, look_problem="", **clocks, **said)
    return stored, troubled


def _last_calls(keys: Iterable[int]) -> QuerySet[Exchange]:
    """The last call of each case, with the case, locked, and its account."""
    newest = Exchange.objects.filter(case=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    last = Case.objects.filter(pk__in=list(keys)).values(last=Subquery(newest))
    return (
        # The second condition has the database join the case inwardly: else it cannot be locked.
        Exchange.objects.filter(pk__in=last, case__look_at__isnull=False)
        .select_related("case__account")
        .defer("url", "request_body", "response_body")
        .select_for_update(of=("case",))
        .order_by("case")
    )


def _is_plain(look: Look, case: Case, now: datetime) -> bool:
    """Whether the case stands as it did when it was claimed, with nothing that a status could move."""
    return (
        case.progress == Case.Progress.PROCESSING
        and case.ended_at is None
        and case.results_at is None
        # Else someone wished for a look meanwhile, which this one must not put off.
        and case.look_at == look.case.look_at
        and look.sent_at is not None
        and now - look.sent_at < WATCHED_FOR
    )


def _said(status: Status) -> dict[str, str]:
    """What a status that ends nothing puts on a case."""
    return {
        "upload_status": status.upload,
        "processing_status": status.processing,
        "crosscheck_status": status.crosscheck,
        "master_status": status.master,
        "progress_source": Case.Source.POLL,
        "progress_note": keeping.working_on(status),
    }


def store(look: Look) -> None:
    """Store one look, whatever it brought, and what it says of whether Atlas answers."""
    # First of all, and by itself: what follows may fail and be done again, and the calls were made.
    with transaction.atomic(durable=True):
        exchanges.write_down(look.calls)
    asked, look.calls = bool(look.calls), []
    if look.status is None:
        out = look.unanswered and breaker.failed(look.case.sent_to.pk, look.problem, by=trail.SCHEDULER)
        account = _store_failure(look, out)
    else:
        account = _store_news(look)
    if asked and not look.unanswered:
        breaker.answered(account)


@transaction.atomic(durable=True)
def _store_news(look: Look) -> AtlasAccount:
    """The statuses, what they settle, the results once they are in, and the next look."""
    standing, status, asked_at = progress.lock(look.case.pk), look.said, look.asked_at
    # Said before the last batch was taken, it proves nothing about that batch.
    overtaken = any(
        batch.answered_at and asked_at and batch.answered_at > asked_at for batch in standing.batches
    )
    ended = status.ended and not overtaken
    keeping.keep_status(standing.case, status, ended)
    if not overtaken:
        _settle(standing, look)
    _rest(standing, look)
    if standing.case.progress == Case.Progress.PROCESSING and not ended:
        note = GIVEN_UP if standing.case.is_unwatched else keeping.working_on(status)
        progress.update(standing, source=Case.Source.POLL, note=note)
    standing.case.save(update_fields=(*keeping.STATUS_COLUMNS, *LOOK_COLUMNS))
    return standing.case.sent_to


def _settle(standing: Standing, look: Look) -> None:
    """What status and extracts prove of batches, and the results; a refusal of extracts proves nothing."""
    if look.extracts is None:
        if standing.case.progress in UNSETTLED:
            proof.settle(standing, look.said, read=set())
        return
    read = keeping.keep_extracts(standing.case, look.extracts)
    proof.settle(standing, look.said, read)
    keeping.keep_types(standing, look.extracts)
    keeping.end(standing, read)


@transaction.atomic(durable=True)
def _store_failure(look: Look, out: bool) -> AtlasAccount:
    standing = progress.lock(look.case.pk)
    if out:
        # The account is at fault, not the flow: it stays due, and late, until Atlas answers again.
        case = standing.case
        case.looked_at, case.look_claimed_until = timezone.now(), None
        case.look_problem = look.problem
    else:
        _rest(standing, look)
    standing.case.save(update_fields=LOOK_COLUMNS)
    return standing.case.sent_to


def _rest(standing: Standing, look: Look) -> None:
    """Give the claim back and say when to look next: at once after a hint, never if nothing can come."""
    case, now = standing.case, timezone.now()
    # Someone asked for a look while this one was under way: it may have come too early.
    hinted = case.look_at != look.case.look_at
    case.looked_at = now
    case.look_claimed_until = None
    case.looks_failed = case.looks_failed + 1 if look.problem else 0
    case.look_problem = look.problem
    case.look_at = now if hinted else _next_look(standing, now)


def _next_look(standing: Standing, now: datetime) -> datetime | None:
    case = standing.case
    age = now - standing.batches[-1].queued_at if standing.batches else timedelta(0)
    if not any(_awaits(batch, case, now) for batch in standing.batches):
        return None
    pause = _pause(age)
    if case.looks_failed:
        pause = min(pause * 2 ** min(case.looks_failed, 6), max(LONGEST_PAUSE, pause))
    return now + pause


def _pause(age: timedelta) -> timedelta:
    pace = next((factor for limit, factor in PACE if age < limit), SLOWEST)
    return timedelta(seconds=settings.ATLAS_POLL_SECONDS * pace)


def _awaits(batch: Batch, case: Case, now: datetime) -> bool:
    """Whether a look can still bring news of a batch."""
    if batch.state == Batch.State.NOT_CONFIRMED:
        return True
    if batch.state == Batch.State.FAILED:
        return batch.has_reached and now - batch.state_at < LATE_PROOF_FOR
    waits = batch.state == Batch.State.ACCEPTED and case.results_at is None
    return waits and now - batch.state_at < WATCHED_FOR
