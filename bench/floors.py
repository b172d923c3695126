"""The smallest Django view that asks for a login and shows the same 50 rows with a plain template."""

from django.shortcuts import render

from verifications.models import Batch, Case, FileRecord


def cases(request):
    """The floor of the queue."""
    rows = Case.objects.order_by("progress_at", "pk").values_list(
        "progress",
        "pk",
        "applicant_name",
        "application_id",
        "progress_note",
        "decision",
        "owner__first_name",
        "progress_at",
    )
    return render(request, "bench/rows.html", {"rows": rows[:50]})


def batches(request):
    """The floor of the list of batches."""
    rows = Batch.objects.order_by("-created_at", "-pk").values_list(
        "created_at",
        "state",
        "batch_id",
        "case",
        "problem",
        "document_count",
        "tries",
        "case__account__name",
        "sent_by__first_name",
    )
    return render(request, "bench/rows.html", {"rows": rows[:50]})


def files(request):
    """The floor of the list of file records."""
    rows = FileRecord.objects.order_by("-created_at", "-pk").values_list(
        "created_at",
        "comparison",
        "file_uuid",
        "document_id",
        "file_name",
        "document_type",
        "application_id",
        "batch__batch_id",
    )
    return render(request, "bench/rows.html", {"rows": rows[:50]})
