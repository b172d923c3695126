"""Lists: upload one, look at its cases, have them made, and what became of them."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import trail
from pages import keyset
from pages.filters import ListFilter
from pages.form_keys import new_key
from pages.fragments import is_seen, no_news, render_page_or_part, version_of
from users.requests import SignedInRequest
from users.sessions import signs_in_place
from verifications.attachments.uploads import refused_files
from verifications.intake import drafts
from verifications.lists import copying, ending, pressing, sheets
from verifications.lists.filters import ListedFilter
from verifications.lists.forms import ListAccountForm, ListForm
from verifications.models import AtlasAccount, CaseList, ListedCase, WrongState

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 100
POSITION = re.compile(r"[0-9]{1,6}")


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def list_index(request: SignedInRequest) -> HttpResponse:
    """Every list, newest first."""
    rows = CaseList.objects.visible_to(request.user).select_related("account", "uploaded_by")
    form = ListFilter(request.GET)
    page = keyset.page_of(rows, form.place, key="uploaded_at", newest_first=True)
    return render(request, "verifications/lists/list_index.html", {"form": form, "page": page})


@login_not_required
@require_http_methods(["GET", "POST"])
@signs_in_place()
@permission_required(drafts.MAY_DRAFT, raise_exception=True)
def new_list(request: SignedInRequest) -> HttpResponse:
    """Choose an account and a file; read, it leads to its cases."""
    if request.method == "GET":
        return _ask_for_file(request, ListForm())
    typed: QueryDict | dict[str, str]
    try:
        typed = request.POST
    except UnreadablePostError:
        typed = {}  # the form says that it did not come whole
    form = ListForm(typed, request.FILES, too_large=bool(refused_files(request)))
    if not form.is_valid():
        return _ask_for_file(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        case_list = pressing.receive(
            file.read(),
            name=file.name,
            account=form.cleaned_data["account"],
            form_key=form.cleaned_data["form_key"],
            by=request.user,
        )
    except sheets.Unreadable as error:
        form.add_error("file", str(error))
        return _ask_for_file(request, form, status=422)
    return redirect("verifications:list", case_list.pk)


def _ask_for_file(request: SignedInRequest, form: ListForm, status: int = 200) -> HttpResponse:
    # A fresh key each time: nothing was stored under the last one.
    context = {"form": form, "key": new_key(request)}
    return render(request, "verifications/lists/list_new.html", context, status=status)


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def template_file(request: SignedInRequest) -> HttpResponse:
    """A workbook with the columns of a list and two rows as an example."""
    return _download(copying.as_xlsx(copying.TEMPLATE), XLSX, "atlas-list.xlsx")


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def list_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The cases of a list to choose from; once chosen, what becomes of them."""
    case_list = _find(request, pk)
    if case_list.is_new:
        return _preview(request, case_list)
    if case_list.state == CaseList.State.WITHDRAWN:
        return render(request, "verifications/lists/list_withdrawn.html", {"case_list": case_list})
    return render(request, "verifications/lists/list_detail.html", _progress(request, case_list))


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def list_state(request: SignedInRequest, pk: int) -> HttpResponse:
    """The moving part of a list's page, asked for again while its cases are made and sent."""
    case_list = _find(request, pk)
    context = _progress(request, case_list)
    if is_seen(request, context["version"]):
        return no_news()
    return render_page_or_part(
        request, "verifications/lists/list_detail.html", "verifications/lists/_list_state.html", context
    )


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def list_case(request: SignedInRequest, pk: int, position: int) -> HttpResponse:
    """The documents of one case of a list."""
    case_list = _find(request, pk)
    group = next((group for group in pressing.opened(case_list).groups if group.position == position), None)
    if group is None:
        raise Http404
    context = {"case_list": case_list, "group": group, "rows": group.rows}
    return render_page_or_part(
        request, "verifications/lists/list_case.html", "verifications/lists/_list_rows.html", context
    )


@login_not_required
@require_POST
@signs_in_place()
@permission_required(drafts.MAY_DRAFT, raise_exception=True)
def list_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the chosen cases made, as drafts or sent."""
    case_list = _find(request, pk)
    sends = request.POST.get("action") == CaseList.Action.SEND
    if sends and not request.user.has_perm("verifications.send_batch"):
        raise PermissionDenied
    chosen = {int(text) for text in request.POST.getlist("case") if POSITION.fullmatch(text)}
    try:
        pressing.create(
            case_list,
            chosen,
            action=CaseList.Action.SEND if sends else CaseList.Action.DRAFT,
            confirmed="confirmed" in request.POST,
            by=request.user,
        )
    except (pressing.LooksRepeated, WrongState) as error:
        case_list = _find(request, pk)
        if case_list.is_new:
            return _preview(request, case_list, chosen=chosen, problem=str(error), status=409)
        if case_list.state == CaseList.State.WITHDRAWN:
            messages.error(request, str(error))
    return redirect("verifications:list", pk)


@require_POST
@permission_required(drafts.MAY_DRAFT, raise_exception=True)
def list_account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the list's cases go to another account."""
    case_list, form = _find(request, pk), ListAccountForm(request.POST)
    try:
        if not form.is_valid():
            raise WrongState(str(form.errors["account"][0]))
        pressing.change_account(case_list, form.cleaned_data["account"], by=request.user)
    except WrongState as error:
        messages.error(request, str(error))
    else:
        messages.info(request, f"The cases of this list go to {form.cleaned_data['account']}.")
    return redirect("verifications:list", pk)


@require_POST
@permission_required(drafts.MAY_DRAFT, raise_exception=True)
def list_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back a list of which nothing was made."""
    return _end(request, pk, ending.take_back, "Taken back. Nothing was created.")


@require_POST
@permission_required(drafts.MAY_DRAFT, raise_exception=True)
def list_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make no more cases of this list."""
    return _end(request, pk, ending.stop, "Stopped. The cases that were created stay.")


def _end(request: SignedInRequest, pk: int, verb: Callable[..., None], done: str) -> HttpResponse:
    try:
        verb(_find(request, pk), by=request.user)
    except WrongState as error:
        messages.error(request, str(error))
    else:
        messages.info(request, done)
    return redirect("verifications:list", pk)


@require_safe
@permission_required("verifications.view_case", raise_exception=True)
def list_result(request: SignedInRequest, pk: int) -> HttpResponse:
    """A copy of the list that says what became of each row; signatures of links only for who may use them."""
    case_list = _find(request, pk)
    redacted = not request.user.has_perm("verifications.add_case")
    rows = copying.copy_of(case_list, redacted=redacted, by=request.user)
    # Made before it is recorded: what fails was not downloaded.
    as_csv = case_list.kind == CaseList.Kind.CSV
    content = copying.as_csv(rows) if as_csv else copying.as_xlsx(rows)
    with transaction.atomic():
        trail.record("list.downloaded", by=request.user, target=case_list, details={"redacted": redacted})
    name = f"{case_list.file_name.rpartition('.')[0] or case_list.file_name}-result"
    return _download(content, *((CSV, f"{name}.csv") if as_csv else (XLSX, f"{name}.xlsx")))


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def _find(request: SignedInRequest, pk: int) -> CaseList:
    lists_ = CaseList.objects.visible_to(request.user)
    return get_object_or_404(
        lists_.select_related("account", "uploaded_by", "pressed_by", "withdrawn_by"), pk=pk
    )


def _preview(
    request: SignedInRequest,
    case_list: CaseList,
    *,
    chosen: set[int] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    found = pressing.looked_up(case_list, by=request.user)
    if chosen is None:
        none = request.GET.get("choose") == "none"
        chosen = set() if none else {group.position for group in found.ready}
    context = {
        "case_list": case_list,
        "found": found,
        "lines": (lines := found.lines()),
        "left_out": len(found.groups) - len(lines),
        "chosen": chosen,
        "problem": problem,
        "confirmed": "confirmed" in request.POST,
        "only": "attention" in request.GET,
        "accounts": ListAccountForm(initial={"account": case_list.account_id}),
        "others": AtlasAccount.objects.filter(active=True).exclude(pk=case_list.account_id).exists(),
    }
    return render(request, "verifications/lists/list_preview.html", context, status=status)


def _progress(request: SignedInRequest, case_list: CaseList) -> dict[str, Any]:
    form = ListedFilter(request.GET)
    rows = form.applied_to(case_list.listed.visible_to(request.user).select_related("case"))
    page = keyset.page_of(rows, form.place, key="position", newest_first=False, size=PAGE)
    figures, shown = copying.figures_of(case_list), _shown(rows, page)
    return {
        "case_list": case_list,
        "figures": figures,
        "moves": case_list.state == CaseList.State.CREATING or figures.moving,
        "form": form,
        "page": page,
        "shown": shown,
        "version": version_of(case_list.state, figures, shown, [_row(listed) for listed in page]),
    }


def _row(listed: ListedCase) -> tuple[object, ...]:
    """What a row of the list's cases shows that may change."""
    case = listed.case
    return (listed.pk, listed.problem, case and (case.pk, case.progress, case.progress_note, case.decision))


def _shown(rows: QuerySet[ListedCase], page: keyset.Page[ListedCase]) -> dict[str, int]:
    """Which of how many rows the page has, counted from 1."""
    if not page.rows:
        return {"first": 0, "last": 0, "total": 0}
    before = Count("pk", filter=Q(position__lt=page.rows[0].position))
    counts = rows.order_by().aggregate(total=Count("pk"), before=before)
    first = counts["before"] + 1
    return {"first": first, "last": counts["before"] + len(page), "total": counts["total"]}
