"""Watching flows: which are due, who may look at them now, and a look at one at a person's wish."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from audit import trail
from users.models import User
from verifications import wakeups
from verifications.connection import accounts, breaker
from verifications.models import AtlasAccount, Batch, Case, Credential
from verifications.watching import looks
from verifications.watching.looks import Look


def check_now(case: Case, *, by: User) -> None:
    """Have a worker ask Atlas about this case at once, whoever else is watching it.

    What Atlas has of a case that was erased is not fetched again.
    """
    with transaction.atomic():
        # A look that is under way finds this changed, and is followed by another. A claim may be of a process
        # that is no more: at the worst two ask at once, which changes nothing at Atlas.
        kept = Case.objects.filter(pk=case.pk, erased_at=None)
        if not kept.update(look_at=timezone.now(), look_claimed_until=None):
            return
        trail.record("case.checked", by=by, target=case, case=case.pk)
        wakeups.wake_looker(case.pk)


def hint(case: Case) -> None:
    """Look soon: something from outside says that there is news. Nothing of it is believed.

    A flow that nothing was sent to yet has no news. While the account's status calls go unanswered
    the look waits for its turn like all others, lest hints take up the workers.
    """
    sent = Case.objects.filter(pk=case.pk, erased_at=None, batches__in=Batch.objects.reached())
    # A hint that names no flow of ours changes no row, and wakes nobody.
    hinted = Case.objects.filter(pk__in=sent).update(look_at=timezone.now())
    if hinted and not AtlasAccount.objects.filter(cases=case.pk, outage_since__isnull=False).exists():
        wakeups.wake_looker(case.pk)


def due_accounts() -> list[AtlasAccount]:
    """The accounts that have flows to look at now, or an outage that may have ended."""
    due = Q(pk__in=_due().values("account"))
    return list(
        AtlasAccount.objects.filter(due | Q(outage_since__isnull=False, probe_at__lte=timezone.now()))
    )


def claim_due(account: AtlasAccount, limit: int, *, busy: bool = False) -> list[Look]:
    """Claim up to `limit` flows of one account, the longest due first; returns their looks.

    Several schedulers share the work: rows that another has locked are skipped on PostgreSQL,
    and SQLite lets one writer in at a time. In an outage one flow is claimed, as a probe; without a
    usable token one, which gets it for all, unless this account's looks are `busy` already.
    """
    credentials = list(account.credentials.with_keys()) if account.active else []
    if account.outage_since and account.active:
        if not breaker.may_probe(account, timedelta(seconds=_one_call()) + breaker.PROBE_EVERY):
            return []
        # Not the longest due: a flow that never answers would hide all that do.
        watched = _unclaimed().filter(look_at__isnull=False).order_by(F("looked_at").asc(nulls_first=True))
        return _claim(watched.filter(account=account), 1, {account.pk: credentials})
    if credentials and not any(map(_has_token, credentials[: accounts.OVERLAPPING])):
        limit = 0 if busy else min(limit, 1)
    return _claim(_due().filter(account=account).order_by("look_at"), limit, {account.pk: credentials})


def give_back(unasked: list[Look]) -> None:
    """Let others have the flows of looks that were claimed and then not made."""
    keys = [look.case.pk for look in unasked]
    # `look_at` stays as it was, so that they are due at once.
    Case.objects.filter(pk__in=keys).update(look_claimed_until=None)


def forget_claims() -> None:
    """Let everyone look at what is claimed: after a cut nobody knows which claims are somebody's still.

    A look that is under way all the same finds its flow asked about twice, which changes nothing.
    """
    Case.objects.filter(look_claimed_until__isnull=False).update(look_claimed_until=None)


def look(case_pk: int) -> None:
    """Claim one case and ask Atlas about it; nothing if another process is asking or nothing is due."""
    for claimed in _claim(_due().filter(pk=case_pk), 1, {}):
        looks.ask(claimed)
        for news in looks.store_together([claimed]):
            looks.store(news)


def _unclaimed() -> QuerySet[Case]:
    return Case.objects.filter(Q(look_claimed_until__isnull=True) | Q(look_claimed_until__lt=Now()))


def _due() -> QuerySet[Case]:
    return _unclaimed().filter(look_at__lte=timezone.now())


@transaction.atomic
def _claim(wanted: QuerySet[Case], limit: int, known: dict[int, list[Credential]]) -> list[Look]:
    """Claim cases and make their looks; `known` are credentials by account that were read already."""
    newest = Batch.objects.filter(case=OuterRef("pk")).order_by("-pk").values("queued_at")[:1]
    wanted = wanted.select_related("account").annotate(sent_at=Subquery(newest))
    # Rows that another scheduler holds are left to it; SQLite has one writer, and so nothing to skip.
    cases = list(wanted.select_for_update(skip_locked=True, of=("self",))[:limit])
    if not cases:
        return []
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(
        look_claimed_until=Now() + timedelta(seconds=7 * _one_call())
    )
    for case in cases:
        if case.sent_to.pk not in known:
            known[case.sent_to.pk] = list(case.sent_to.credentials.with_keys())
    return [looks.Look(case, _usable(case, known[case.sent_to.pk]), case.sent_at) for case in cases]


def _usable(case: Case, credentials: list[Credential]) -> list[Credential]:
    """The credentials to ask with, those with a token at hand first.

    A flow stays with the address that it was opened at.
    """
    homes = {credential.base_url for credential in credentials if credential.pk == case.flow_credential_id}
    usable = [credential for credential in credentials if not homes or credential.base_url in homes]
    return sorted(usable[: accounts.OVERLAPPING], key=lambda credential: not _has_token(credential))


def _has_token(credential: Credential) -> bool:
    token = accounts.TokenStore(credential).load()
    return token is not None and token.fresh(timezone.now())


def _one_call() -> float:
    # A look is status, extracts, a new token, and each once more; before it, it may wait for one other call.
    return float(settings.ATLAS_CONNECT_TIMEOUT + settings.ATLAS_READ_TIMEOUT)
