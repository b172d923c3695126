"""The keyed hashes by which links and files are found again, under another key."""

from django.db import transaction
from django.db.models import QuerySet

from audit import trail
from verifications.models import Document
from verifications.text.links import link_fingerprint

# So many documents are locked and written at a time, while officers work.
AT_ONCE = 500


def recompute(*, by: trail.By) -> int:
    """Give every document the fingerprint that the present key makes; returns how many had another.

    May be stopped and begun anew. Until it ends, what was sent before is not found for the others.
    """
    changed, after = 0, 0
    while keys := list(_after(after).values_list("pk", flat=True)[:AT_ONCE]):
        changed += _recompute(keys)
        after = keys[-1]
    with transaction.atomic():
        trail.record("documents.refingerprinted", by=by, details={"documents": changed})
    return changed


def _after(pk: int) -> QuerySet[Document]:
    return Document.objects.filter(pk__gt=pk).order_by("pk")


@transaction.atomic
def _recompute(keys: list[int]) -> int:
    documents = Document.objects.filter(pk__in=keys).select_related("attachment")
    stale = []
    for document in documents.select_for_update(of=("self",)):
        present = document.attachment.fingerprint if document.attachment else _of_link(document)
        if document.url_fingerprint != present:
            document.url_fingerprint = present
            stale.append(document)
    Document.objects.bulk_update(stale, ["url_fingerprint"])
    return len(stale)


def _of_link(document: Document) -> str:
    return link_fingerprint(document.file_url or "")
