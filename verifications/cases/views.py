"""The queue of cases, and one case."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from pages import keyset
from pages.filters import ListFilter
from pages.fragments import render_page_or_part
from verifications.cases.pipeline import pipeline
from verifications.history.searching import search_cases
from verifications.intake import drafts
from verifications.lookup import find_case
from verifications.models import Batch, Case
from verifications.results import findings
from verifications.sending import proof
from verifications.sending.progress import Standing
from verifications.watching import flows

OPEN = (Case.Decision.UNDECIDED, Case.Decision.DOCUMENTS_REQUESTED, Case.Decision.ON_HOLD)
ATTENTION = (Case.Progress.NOT_CONFIRMED, Case.Progress.FAILED)
WORKING = (Case.Progress.QUEUED, Case.Progress.SENDING, Case.Progress.PROCESSING)
TABS = {
    "mine": "Mine",
    "unassigned": "Unassigned",
    "attention": "Needs attention",
    "progress": "In progress",
    "review": "Ready for review",
    "all": "All",
}
# What the queue shows: a case has three times as many columns.
COLUMNS = (
    "progress",
    "progress_at",
    "progress_note",
    "decision",
    "applicant_name",
    "application_id",
    "owner__username",
    "owner__first_name",
    "owner__last_name",
)


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def case_list(request):
    """The work queue: tabs with counts, search, oldest or newest first."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "all"
    visible = Case.objects.visible_to(request.user)
    newest_first = request.GET.get("sort") == "newest"
    wanted = search_cases(_of_tab(visible, tab, request.user), request.GET.get("q", ""))
    rows = wanted.select_related("owner").only(*COLUMNS)
    context = {
        "page": keyset.page_of(
            rows, ListFilter(request.GET).place, key="progress_at", newest_first=newest_first
        ),
        "tab": tab,
        "tabs": _counted_tabs(visible, request.user),
        "q": request.GET.get("q", ""),
        "newest_first": newest_first,
    }
    return render_page_or_part(
        request, "verifications/cases/case_list.html", "verifications/cases/_case_table.html", context
    )


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def case_detail(request, reference):
    """One case: where it stands, what Atlas found, worst first."""
    case = find_case(request.user, reference)
    if case.is_draft and request.user.has_perm("verifications.change_case"):
        return redirect("verifications:case-edit", case.reference)
    return render(request, "verifications/cases/case_detail.html", _case_context(request, case))


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def case_state(request, reference):
    """The moving part of a case's page, asked for again while Atlas is at work."""
    case = find_case(request.user, reference)
    return render_page_or_part(
        request,
        "verifications/cases/case_detail.html",
        "verifications/cases/_case_state.html",
        _case_context(request, case),
    )


@require_POST
@permission_required("verifications.check_case", raise_exception=True)
def case_check(request, reference):
    """Ask Atlas at once."""
    case = find_case(request.user, reference)
    if case.flow_uuid is None or case.is_draft:
        messages.info(request, "Nothing to ask yet: this case has not reached Atlas.")
    else:
        flows.check_now(case, by=request.user)
        messages.info(request, "Asking Atlas now.")
    return redirect("verifications:case", case.reference)


def _of_tab(cases, tab, user):
    match tab:
        case "mine":
            return cases.filter(owner=user, decision__in=OPEN)
        case "unassigned":
            return cases.filter(owner=None, decision__in=OPEN)
        case "attention":
            return cases.filter(progress__in=ATTENTION, decision__in=OPEN)
        case "progress":
            return cases.filter(progress__in=WORKING, decision__in=OPEN)
        case "review":
            return cases.filter(progress=Case.Progress.READY, decision__in=OPEN)
    return cases


def _counted_tabs(cases, user):
    """Each tab with its label and its count, all counts in one query."""
    counts = keyset.capped_counts({name: _of_tab(cases, name, user) for name in TABS})
    return [(name, label, counts[name]) for name, label in TABS.items()]


def _case_context(request, case):
    batches = list(Batch.objects.filter(case=case).select_related("sent_by").order_by("-pk"))
    latest = batches[0] if batches else None
    may_edit = drafts.may_edit(case)
    every_check = request.GET.get("checks") == "all"
    return {
        "case": case,
        "batches": batches,
        "latest": latest,
        "findings": findings.findings_of(case, every_check=every_check),
        "every_check": every_check,
        "stages": pipeline(case, latest),
        "may_edit": bool(batches) and may_edit,
        "may_add": bool(batches) and not may_edit,
        "why_unproven": proof.why_unproven(Standing(case, batches), latest) if latest else "",
        "activity": findings.activity_of(case),
    }
