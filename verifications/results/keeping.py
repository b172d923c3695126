"""What Atlas read and compared: kept whole, with what lists need of it on the rows."""

import hashlib
import json
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from atlas import Check, Extracts, Status
from audit import trail
from verifications.models import Case, CrossCheck, FileRecord, Payload
from verifications.sending import progress
from verifications.sending.progress import Standing
from verifications.sending.receipts import ID_KEPT

# Under this similarity, in per cent, a cross-check wants a person, and from the other on it is a match.
LOW_SIMILARITY = 70
FULL_SIMILARITY = 90
STATUS_COLUMNS = (
    "upload_status",
    "processing_status",
    "crosscheck_status",
    "master_status",
    "status_at",
    "ended_at",
)


def keep_status(case: Case, status: Status, ended: bool) -> None:
    """Put Atlas's four words on a locked case, and since when its flow has been seen ended."""
    case.upload_status = status.upload
    case.processing_status = status.processing
    case.crosscheck_status = status.crosscheck
    case.master_status = status.master
    case.status_at = timezone.now()
    # A flow that goes on again, as after more documents, has not ended.
    case.ended_at = (case.ended_at or case.status_at) if ended else None


def working_on(status: Status) -> str:
    """The “Now” column of a case that Atlas is at work on."""
    for name, word in (
        ("Cross-checks", status.crosscheck),
        ("Extraction", status.processing),
        ("Upload", status.upload),
    ):
        if word and word != "NOT_STARTED":
            return f"{name}: {word}"
    return "Atlas has not begun yet"


def _in_our_words(case: Case, extracts: Extracts) -> Extracts:
    """The extracts with the ids of the case's documents as we sent them."""
    if all(document.document_id.isascii() for document in extracts.documents):
        return extracts
    return extracts.of(FileRecord.objects.sent().filter(case=case).values_list("document_id", flat=True))


def keep_extracts(case: Case, extracts: Extracts) -> set[str]:
    """Keep the whole payload of a locked case if it is new; returns the document ids that were read."""
    # Sorted, lest the same results in another order of keys are taken for a new version.
    body = json.dumps(extracts.raw, sort_keys=True)
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    latest = Payload.objects.filter(case=case, kind=Payload.Kind.EXTRACTS).order_by("-pk").first()
    if latest is None or latest.sha256 != sha256:
        payload = Payload.objects.create(case=case, kind=Payload.Kind.EXTRACTS, body=body, sha256=sha256)
        _keep_checks(payload, extracts.checks)
    documents = _in_our_words(case, extracts).documents
    return {document.document_id for document in documents if document.document_id}


def _keep_checks(payload: Payload, checks: Iterable[Check]) -> None:
    """Write the cross-checks of a new payload.

    Not by `bulk_create`: a flow of a hundred documents has tens of thousands, and everyone waits for
    the database's one writer meanwhile.
    """
    columns = ("payload_id", "case_id", "position", "field", "document_a", "document_b", "similarity")
    rows = [
        (
            payload.pk,
            payload.case_id,
            position,
            check.field,
            check.document_a,
            check.document_b,
            check.percent,
        )
        for position, check in enumerate(checks)
    ]
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {CrossCheck._meta.db_table} ({', '.join(columns)}) VALUES ({places})", rows
        )


def keep_types(standing: Standing, extracts: Extracts) -> None:
    """Put types and errors on the file records of what Atlas has."""
    documents = _in_our_words(standing.case, extracts).documents
    read = {document.document_id: document for document in documents if document.document_id}
    files = list(FileRecord.objects.accepted().filter(case=standing.case).filter(document_id__in=read))
    now = timezone.now()
    for file in files:
        document = read[file.document_id]
        # Of any length at Atlas, and in an index here.
        file.document_type = document.document_type[:ID_KEPT]
        file.error_code = document.error_code[:ID_KEPT]
        file.read_at = file.read_at or now  # when it was first read; later versions change the words alone
    FileRecord.objects.bulk_update(files, ("document_type", "error_code", "read_at"))


def end(standing: Standing, read: set[str]) -> None:
    """End the watch of a flow that has ended: every document was read, or waited for long enough."""
    case = standing.case
    if case.ended_at is None or case.results_at is not None:
        return
    missing = (
        set(FileRecord.objects.accepted().filter(case=case).values_list("document_id", flat=True)) - read
    )
    if missing and timezone.now() - case.ended_at <= timedelta(seconds=settings.ATLAS_SETTLE_SECONDS):
        return
    progress.update(standing, source=Case.Source.POLL, note=_found(case, missing), results_at=timezone.now())
    trail.record(
        f"case.{case.progress}",
        by=trail.SCHEDULER,
        target=case,
        case=case.pk,
        details={"missing": len(missing)},
    )


def _found(case: Case, missing: set[str]) -> str:
    """The “Now” column of a case whose results are in."""
    if case.master_status == "FAILED":
        return "Atlas ended with FAILED"
    if missing:
        return f"{_counted(len(missing), 'document')} not in the results"
    unread = FileRecord.objects.sent().filter(case=case).exclude(error_code="").count()
    if unread:
        return f"{_counted(unread, 'document')} unreadable"
    payload = Payload.objects.filter(case=case, kind=Payload.Kind.EXTRACTS).latest("pk")
    checks = payload.cross_checks
    low = checks.filter(similarity__lt=LOW_SIMILARITY).count()
    if low:
        return f"{_counted(low, 'cross-check')} under {LOW_SIMILARITY} %"
    unknown = checks.filter(similarity=None).count()
    if unknown:
        return f"{_counted(unknown, 'cross-check')} without a score"
    count = checks.count()
    return f"All {count} cross-checks over {LOW_SIMILARITY} %" if count > 1 else _few(count)


def _few(count: int) -> str:
    return f"One cross-check, over {LOW_SIMILARITY} %" if count else "Nothing to cross-check"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
