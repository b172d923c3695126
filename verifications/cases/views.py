"""The queue of cases, and one case."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from pages import keyset
from pages.fragments import is_seen, no_news, render_page_or_part, version_of
from users.requests import SignedInRequest
from verifications.cases.filters import CaseFilter
from verifications.cases.pipeline import pipeline
from verifications.intake import adding, drafts
from verifications.lookup import find_case
from verifications.models import Batch, Case
from verifications.results import findings
from verifications.sending import progress, proof, versions
from verifications.sending.progress import Standing
from verifications.watching import flows

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
def case_list(request: SignedInRequest) -> HttpResponse:
    """The work queue: tabs with counts, search, oldest or newest first."""
    form = CaseFilter(request.GET, user=request.user)
    visible = Case.objects.visible_to(request.user)
    rows = form.applied_to(visible).select_related("owner").only(*COLUMNS)
    page = keyset.page_of(rows, form.place, key="progress_at", newest_first=form.newest_first)
    tabs = form.counted_tabs(visible)
    version = version_of(tabs, page.previous, page.following, [_shown(case) for case in page])
    if is_seen(request, version):
        return no_news()
    context = {"form": form, "page": page, "tabs": tabs, "version": version}
    return render_page_or_part(
        request, "verifications/cases/case_list.html", "verifications/cases/_case_part.html", context
    )


def _shown(case: Case) -> tuple[object, ...]:
    """What a row of the queue shows."""
    owner = case.owner.full_name if case.owner else ""
    return (case.pk, owner, *(getattr(case, name) for name in COLUMNS if "__" not in name))


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def case_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """One case: where it stands, what Atlas found, worst first."""
    case = find_case(request.user, reference)
    if case.is_draft and drafts.may_edit(case) and request.user.has_perm("verifications.change_case"):
        return redirect("verifications:case-edit", case.reference)
    context = _case_context(request, case, versions.of_case(case))
    return render(request, "verifications/cases/case_detail.html", context)


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def case_state(request: SignedInRequest, reference: str) -> HttpResponse:
    """The moving part of a case's page, asked for again while Atlas is at work."""
    case = find_case(request.user, reference)
    version = versions.of_case(case)
    if is_seen(request, version):
        return no_news()
    return render_page_or_part(
        request,
        "verifications/cases/case_detail.html",
        "verifications/cases/_case_state.html",
        _case_context(request, case, version),
    )


@require_POST
@permission_required("verifications.check_case", raise_exception=True)
def case_check(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask Atlas at once."""
    case = find_case(request.user, reference)
    if case.erased_at:
        messages.info(request, "What this case held was erased, so Atlas is not asked any more.")
    elif case.flow_uuid is None or case.is_draft:
        messages.info(request, "Nothing to ask yet: this case has not reached Atlas.")
    else:
        flows.check_now(case, by=request.user)
        messages.info(request, "Asking Atlas now.")
    return redirect("verifications:case", case.reference)


def _case_context(request: SignedInRequest, case: Case, version: str) -> dict[str, object]:
    # The version was asked for before what is shown: what changes in between is news to the next look.
    batches = list(Batch.objects.filter(case=case).select_related("sent_by").order_by("-pk"))
    newest = batches[0] if batches else None
    standing = Standing(case, batches[::-1])
    # One banner and one pipeline: those of the batch that decides where the case stands.
    deciding = progress.deciding(standing) or newest
    may_edit = drafts.may_edit(case)
    may_add = bool(batches) and not may_edit and not case.erased_at
    every_check = request.GET.get("checks") == "all"
    return {
        "case": case,
        "version": version,
        "batches": batches,
        "newest": newest,
        "deciding": deciding,
        "of_which": f": {deciding.our_id}" if deciding and len(batches) > 1 else "",
        "findings": findings.findings_of(case, every_check=every_check),
        "every_check": every_check,
        "stages": pipeline(case, deciding),
        "may_edit": bool(batches) and may_edit,
        "may_add": may_add,
        "begun": adding.begun(case, by=request.user) if may_add else None,
        "why_unproven": proof.why_unproven(standing, deciding) if deciding else "",
        "activity": findings.activity_of(case),
    }
