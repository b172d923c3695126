"""What Atlas says of a flow: status and extracts. All of it is safe to repeat."""

import hashlib
import json
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from atlas import AtlasError
from audit import trail
from verifications.models import Batch, Case, CrossCheck, FileRecord, Payload
from verifications.services import accounts, answers, progress, wakeups

# How often a flow is asked about, by its age: (younger than, times ATLAS_POLL_SECONDS).
PACE = (
    (timedelta(minutes=10), 1),
    (timedelta(hours=1), 4),
    (timedelta(days=1), 24),
)
SLOWEST = 360
WATCHED_FOR = timedelta(days=14)
# Under this similarity, in per cent, a cross-check wants a person.
LOW_SIMILARITY = 70


def check_now(case, *, by):
    """Have a worker ask Atlas about this case at once, whoever else is watching it."""
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(look_at=timezone.now())
        trail.record("case.checked", by=by, target=case, case=case.pk)
        wakeups.wake_looker(case.pk)


def hint(case):
    """Look soon: something from outside says that there is news. Nothing of it is believed."""
    watched = Case.objects.filter(pk=case.pk, look_at__isnull=False)
    if watched.update(look_at=timezone.now()):
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
    """Ask Atlas for status, and extracts once the flow has ended; store what is new."""
    case = Case.objects.select_related("account").get(pk=case_pk)
    credential = case.account.credential
    if case.flow_uuid is None or credential is None or not case.account.active:
        why = "" if case.flow_uuid is None else f"{case.account} is switched off or has no credential."
        _rest(case, failed=bool(why), problem=why)
        return
    client = accounts.client_for(credential, case=case)
    asked_at = timezone.now()
    try:
        status = client.status(case.flow_uuid)
        ended = _store_status(case, status, asked_at)
        if ended or Batch.objects.filter(case=case, state=Batch.State.NOT_CONFIRMED).exists():
            _store_extracts(case, client.extracts(case.flow_uuid))
    except AtlasError as error:
        _rest(case, failed=True, problem=str(error))
    else:
        _rest(case, failed=False)


@transaction.atomic(durable=True)
def _store_status(case, status, asked_at):
    """Keep Atlas's four words; True once the flow has ended since its last batch.

    An end that was asked for before the last batch was taken proves nothing about that batch.
    """
    case = Case.objects.select_for_update().get(pk=case.pk)
    now = timezone.now()
    overtaken = Batch.objects.filter(case=case, answered_at__gt=asked_at).exists()
    ended = status.ended and not overtaken
    case.upload_status = status.upload
    case.processing_status = status.processing
    case.crosscheck_status = status.crosscheck
    case.master_status = status.master
    case.status_at = now
    case.ended_at = (case.ended_at or now) if ended else None
    case.save(
        update_fields=(
            "upload_status",
            "processing_status",
            "crosscheck_status",
            "master_status",
            "status_at",
            "ended_at",
        )
    )
    if case.progress == Case.Progress.PROCESSING and not ended:
        progress.update(case.pk, source=Case.Source.POLL, note=_working_on(status))
    return ended


def _working_on(status):
    for name, word in (
        ("Cross-checks", status.crosscheck),
        ("Extraction", status.processing),
        ("Upload", status.upload),
    ):
        if word and word not in ("NOT_STARTED",):
            return f"{name}: {word}"
    return "Atlas has not begun yet"


@transaction.atomic(durable=True)
def _store_extracts(case, extracts):
    """Keep the whole payload if it is new, what lists need of it, and what it proves."""
    body = json.dumps(extracts.raw, sort_keys=True)
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    case = Case.objects.select_for_update().get(pk=case.pk)
    latest = Payload.objects.filter(case=case, kind=Payload.Kind.EXTRACTS).order_by("-pk").first()
    if latest is None or latest.sha256 != sha256:
        payload = Payload.objects.create(case=case, kind=Payload.Kind.EXTRACTS, body=body, sha256=sha256)
        CrossCheck.objects.bulk_create(
            CrossCheck(
                payload=payload,
                case=case,
                position=position,
                field=check.field,
                document_a=check.document_a,
                document_b=check.document_b,
                similarity=check.percent,
            )
            for position, check in enumerate(extracts.checks)
        )
    read = {document.document_id: document for document in extracts.documents if document.document_id}
    _prove(case, set(read))
    _store_types(case, read)
    case.refresh_from_db()
    if case.ended_at is not None:
        _settle(case, set(read))


def _prove(case, read):
    """Accept every batch, in whatever state, of which Atlas has read a document that no accepted one sent.

    The newest first: what was rejected and sent again was more likely taken the second time.
    """
    left = Batch.objects.filter(case=case, flow_uuid=case.flow_uuid, left_at__isnull=False)
    for batch in left.exclude(state=Batch.State.ACCEPTED).order_by("-pk"):
        sent = set(batch.files.filter(origin__isnull=False).values_list("document_id", flat=True))
        others = FileRecord.objects.filter(case=case, batch__state=Batch.State.ACCEPTED)
        sent -= set(others.values_list("document_id", flat=True))
        if sent & read:
            answers.accepted(batch, by=trail.SCHEDULER, source=Case.Source.POLL)


def _store_types(case, read):
    files = list(
        FileRecord.objects.filter(case=case, origin__isnull=False, batch__state=Batch.State.ACCEPTED)
    )
    now = timezone.now()
    for file in files:
        if file.document_id in read:
            document = read[file.document_id]
            file.document_type = document.document_type
            file.error_code = document.error_code
            file.read_at = file.read_at or now
    FileRecord.objects.bulk_update(files, ("document_type", "error_code", "read_at"))


def _settle(case, read):
    """End the watch once every accepted document was read, or has been waited for long enough."""
    accepted = FileRecord.objects.filter(
        case=case, origin__isnull=False, batch__state=Batch.State.ACCEPTED
    ).values_list("document_id", flat=True)
    missing = set(accepted) - read
    settled = timezone.now() - case.ended_at > timedelta(seconds=settings.ATLAS_SETTLE_SECONDS)
    if missing and not settled:
        return
    if case.results_at is None:
        case.results_at = timezone.now()
        case.save(update_fields=("results_at",))
        case = progress.update(case.pk, source=Case.Source.POLL, note=_found(case, missing))
        trail.record(
            f"case.{case.progress}",
            by=trail.SCHEDULER,
            target=case,
            case=case.pk,
            details={"missing": len(missing)},
        )


def _found(case, missing):
    """The “Now” column of a case whose results are in."""
    if case.master_status == "FAILED":
        return "Atlas ended with FAILED"
    if missing:
        return f"{_counted(len(missing), 'document')} not in the results"
    unread = FileRecord.objects.filter(case=case, origin__isnull=False).exclude(error_code="").count()
    if unread:
        return f"{_counted(unread, 'document')} unreadable"
    payload = Payload.objects.filter(case=case, kind=Payload.Kind.EXTRACTS).latest("pk")
    checks = payload.cross_checks
    low = checks.filter(similarity__lt=LOW_SIMILARITY).count()
    if low:
        return f"{_counted(low, 'cross-check')} under {LOW_SIMILARITY} %"
    unknown = checks.filter(similarity=None).count()
    if unknown:
        return f"{_counted(unknown, 'cross-check')} without a similarity"
    count = checks.count()
    return f"All {count} cross-checks over {LOW_SIMILARITY} %" if count > 1 else _few(count)


def _few(count):
    return f"One cross-check, over {LOW_SIMILARITY} %" if count else "Nothing to cross-check"


def _counted(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@transaction.atomic(durable=True)
def _rest(case, *, failed, problem=""):
    """Give the claim back and say when to look next; never, once there is nothing left to see."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    now = timezone.now()
    case.looked_at = now
    case.look_claimed_until = None
    case.looks_failed = case.looks_failed + 1 if failed else 0
    case.look_problem = problem[:300]
    case.look_at = _next_look(case, now)
    case.save(update_fields=("looked_at", "look_claimed_until", "looks_failed", "look_problem", "look_at"))


def _next_look(case, now):
    waiting = Batch.objects.filter(case=case, state=Batch.State.NOT_CONFIRMED).exists()
    accepted = Batch.objects.filter(case=case, state=Batch.State.ACCEPTED)
    if not waiting and (case.results_at or not accepted.exists()):
        return None
    since = Batch.objects.filter(case=case).latest("pk").created_at
    age = now - since
    if age > WATCHED_FOR and not waiting:
        return None
    pace = next((factor for limit, factor in PACE if age < limit), SLOWEST)
    pause = settings.ATLAS_POLL_SECONDS * pace
    if case.looks_failed:
        pause = min(pause * 2 ** min(case.looks_failed, 6), max(300, pause))
    return now + timedelta(seconds=pause)
