"""Finding the row an address names; 404 for anything else."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from users.models import User
from verifications.models import Batch, Case, FileRecord

Row = TypeVar("Row", bound=Model)


def find_case(user: User, reference: str) -> Case:
    """The case called C-000123, if this user may see it."""
    cases = Case.objects.visible_to(user).select_related("account", "owner", "created_by", "key")
    return get_object_or_404(cases.with_reference(reference))


def find_batch(user: User, name: str) -> Batch:
    """The batch called b-000123 by us or BATCH-… by Atlas."""
    batches = Batch.objects.visible_to(user).select_related(
        "case__account", "case__key", "sent_by", "credential"
    )
    # PostgreSQL takes no NUL, not even to look for it.
    return _first(batches.called(name) if "\x00" not in name else batches.none())


def find_file(user: User, name: str) -> FileRecord:
    """The file record called f-000123 by us or by Atlas's file_uuid."""
    files = FileRecord.objects.visible_to(user).select_related(
        "case__key", "batch__sent_by", "account", "origin", "attachment"
    )
    return _first(files.called(name) if "\x00" not in name else files.none())


def _first(rows: QuerySet[Row]) -> Row:
    row = rows.first()
    if row is None:
        raise Http404
    return row
