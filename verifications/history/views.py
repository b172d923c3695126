"""The history: file records, batches, and the box that leads from any id to what it names."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from pages import keyset
from pages.filters import searched
from pages.fragments import render_page_or_part
from users.requests import SignedInRequest
from verifications.history.filters import BatchFilter, FileFilter
from verifications.history.searching import address_of
from verifications.lookup import find_file
from verifications.models import Batch, FileRecord
from verifications.results import findings

FILE_COLUMNS = (
    "created_at",
    "comparison",
    "file_uuid",
    "document_id",
    "file_name",
    "document_type",
    "error_code",
    "application_id",
    "case_id",
    "batch__batch_id",
    "batch__state",
)


BATCH_COLUMNS = (
    "created_at",
    "state",
    "batch_id",
    "problem",
    "differences",
    "document_count",
    "tries",
    "case__account__name",
    "sent_by__username",
    "sent_by__first_name",
    "sent_by__last_name",
)


@require_safe
@permission_required("verifications.view_filerecord", raise_exception=True)
def file_list(request: SignedInRequest) -> HttpResponse:
    """Every file record, newest first; by how it was answered, and by any id."""
    form = FileFilter(request.GET)
    visible = FileRecord.objects.visible_to(request.user)
    rows = form.applied_to(visible).select_related("batch").only(*FILE_COLUMNS)
    context = {
        "form": form,
        "page": keyset.page_of(rows, form.place, key="created_at", newest_first=True),
    }
    return render_page_or_part(
        request, "verifications/history/file_list.html", "verifications/history/_file_table.html", context
    )


@require_safe
@permission_required("verifications.view_filerecord", raise_exception=True)
def file_detail(request: SignedInRequest, name: str) -> HttpResponse:
    """One file record: what it was, where it went, what was read."""
    file = find_file(request.user, name)
    return render(
        request,
        "verifications/history/file_detail.html",
        {"file": file, "case": file.case, "finding": findings.finding_of(file)},
    )


@require_safe
@permission_required("verifications.view_batch", raise_exception=True)
def batch_list(request: SignedInRequest) -> HttpResponse:
    """Every batch, newest first; by state, and by any id."""
    form = BatchFilter(request.GET)
    visible = Batch.objects.visible_to(request.user)
    rows = form.applied_to(visible).select_related("case__account", "sent_by").only(*BATCH_COLUMNS)
    context = {
        "form": form,
        "page": keyset.page_of(rows, form.place, key="created_at", newest_first=True),
    }
    return render_page_or_part(
        request, "verifications/history/batch_list.html", "verifications/history/_batch_table.html", context
    )


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def search(request: SignedInRequest) -> HttpResponse:
    """To the page of what the id names; to the cases that match where it names none."""
    text = searched(request.GET.get("q", ""))
    address = address_of(text, request.user) if text else None
    return redirect(address or f"{reverse('verifications:cases')}?{urlencode({'q': text})}")
