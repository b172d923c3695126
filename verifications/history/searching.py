"""Search in the lists, and from any id to the page of what it names."""

from django.db.models import Q
from django.urls import reverse

from pages.filters import searched
from users.models import User
from verifications.models import Batch, Case, FileRecord
from verifications.models.batches import BatchQuerySet
from verifications.models.cases import CaseQuerySet
from verifications.models.files import FileRecordQuerySet


def search_cases(cases: CaseQuerySet, text: str) -> CaseQuerySet:
    """Cases by reference, application id, flow or a part of the applicant's name."""
    text = searched(text)
    if not text:
        return cases
    named = Q(applicant_name__icontains=text) | Q(application_id__icontains=text) | Q(flow_uuid=text)
    return cases.filter(named | Q(pk__in=Case.objects.with_reference(text)))


def search_batches(batches: BatchQuerySet, text: str) -> BatchQuerySet:
    """Batches by Atlas's id or ours, or by their case."""
    text = searched(text)
    if not text:
        return batches
    named = Q(batch_id=text) | Q(pk__in=Batch.objects.called(text)) | Q(flow_uuid=text)
    cases = Case.objects.filter(Q(application_id=text) | Q(pk__in=Case.objects.with_reference(text)))
    return batches.filter(named | Q(case__in=cases))


def search_files(files: FileRecordQuerySet, text: str) -> FileRecordQuerySet:
    """File records by any id, whole: of Atlas, of the lender, of the application, or ours."""
    text = searched(text)
    if not text:
        return files
    ids = ("file_uuid", "document_id", "application_id", "atlas_batch_id")
    # One look-up in an index for each id; as one OR over all of them it may become a walk through the table.
    found = (
        FileRecord.objects.none()
        .values("pk")
        .union(
            *(FileRecord.objects.filter(**{name: text}).values("pk") for name in ids),
            # SQLite takes no order inside of a union.
            FileRecord.objects.called(text).order_by().values("pk"),
            FileRecord.objects.filter(case__in=Case.objects.with_reference(text)).values("pk"),
        )
    )
    return files.filter(pk__in=found)


def address_of(text: str, user: User) -> str | None:
    """The page of the one thing that this id names and this person may see, or None."""
    text = searched(text)
    cases = Case.objects.visible_to(user)
    if case := cases.with_reference(text).first():
        return reverse("verifications:case", args=[case.reference])
    if batch := Batch.objects.visible_to(user).called(text).first():
        return reverse("verifications:batch", args=[batch.our_id])
    if file := FileRecord.objects.visible_to(user).called(text).first():
        return reverse("verifications:file", args=[file.our_id])
    found = list(cases.filter(Q(application_id=text) | Q(flow_uuid=text)).exclude(application_id="")[:2])
    return reverse("verifications:case", args=[found[0].reference]) if len(found) == 1 else None
