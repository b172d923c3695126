"""File records: the history, and one record."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from pages import keyset
from pages.fragments import wants_fragment
from verifications.history.searching import search_files
from verifications.lookup import find_file
from verifications.models import FileRecord
from verifications.results import findings

COLUMNS = (
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
)


@require_safe
@vary_on_headers("HX-Request")
@permission_required("verifications.view_filerecord", raise_exception=True)
def file_list(request):
    """Every file record, newest first; by how it was answered, and by any id."""
    comparison = request.GET.get("comparison", "")
    files = search_files(FileRecord.objects.visible_to(request.user), request.GET.get("q", ""))
    if comparison in FileRecord.Comparison.values:
        files = files.filter(comparison=comparison)
    rows = files.select_related("batch").only(*COLUMNS)
    context = {
        "page": keyset.page_of(rows, request.GET, key="created_at", newest_first=True),
        "comparisons": FileRecord.Comparison.choices,
        "comparison": comparison,
        "q": request.GET.get("q", ""),
    }
    template = (
        "verifications/history/_file_table.html"
        if wants_fragment(request)
        else "verifications/history/file_list.html"
    )
    return render(request, template, context)


@require_safe
@permission_required("verifications.view_filerecord", raise_exception=True)
def file_detail(request, name):
    """One file record: what it was, where it went, what was read."""
    file = find_file(request.user, name)
    return render(
        request,
        "verifications/history/file_detail.html",
        {"file": file, "case": file.case, "finding": findings.finding_of(file)},
    )
