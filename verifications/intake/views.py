"""New case and draft: one page, one form."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import replace_url

from pages.form_keys import new_key, read_ended_key
from users.requests import SignedInRequest
from users.sessions import signs_in_place
from verifications.intake import drafts, earlier, rescuing
from verifications.intake.files import take_files
from verifications.intake.forms import ANOTHER, CaseForm, key_is_used
from verifications.intake.rows import rows_context
from verifications.knowing.checking import brought
from verifications.lookup import find_case
from verifications.models import Case, WrongState


@login_not_required
@require_http_methods(["GET", "POST"])
@signs_in_place(keep=lambda request: _keep(request))
@permission_required(drafts.MAY_SEND, raise_exception=True)
def new_case(request: SignedInRequest) -> HttpResponse:
    """An empty form; sent or saved, it leads to its case."""
    return _edit(request, None)


@login_not_required
@require_http_methods(["GET", "POST"])
@signs_in_place(keep=lambda request, reference: _keep(request, reference))
@permission_required(drafts.MAY_SEND, raise_exception=True)
def edit_case(request: SignedInRequest, reference: str) -> HttpResponse:
    """The form of a draft, or of a case of which Atlas has taken nothing."""
    case = find_case(request.user, reference)
    # What is typed in another tab of a draft that was discarded comes back with a word about it.
    comes_back = case.is_draft and request.method == "POST"
    if not (drafts.may_edit(case) or comes_back):
        return redirect("verifications:case", case.reference)
    return _edit(request, case)


@require_POST
@permission_required(drafts.MAY_SEND, raise_exception=True)
def discard(request: SignedInRequest, reference: str) -> HttpResponse:
    """End a draft."""
    case = find_case(request.user, reference)
    try:
        drafts.discard(case, by=request.user)
    except WrongState as error:
        messages.error(request, str(error))
        return redirect("verifications:case", case.reference)
    messages.info(request, f"{case.reference} is discarded.")
    return redirect("verifications:cases")


@require_POST
@permission_required(drafts.MAY_SEND, raise_exception=True)
def autosave(request: SignedInRequest, reference: str | None = None) -> HttpResponse:
    """Keep what is typed so far as a draft, and say so in the place of the last time."""
    case = find_case(request.user, reference) if reference else None
    form = CaseForm(request.POST, by=request.user, case=case)
    # Whatever its faults are, a draft keeps them; only without its key nothing can be kept.
    form.is_valid()
    if form.has_error("form_key"):
        return _saved(request, problem=str(form.errors["form_key"][0]), status=400)
    if form.is_of_another:
        return _saved(request, problem=ANOTHER, status=409)
    # What was typed and taken out again has begun a draft, which follows.
    if case is None and form.is_blank and not drafts.begun_by(form.cleaned_data["form_key"]):
        return _saved(request)
    try:
        case = drafts.save(form, by=request.user, case=case, autosaved=True)
    except (drafts.Overtaken, WrongState) as error:
        return _saved(request, problem=str(error), status=409)
    # A reload, or a browser that crashed and comes back, then opens this draft.
    return replace_url(_saved(request, case=case), reverse("verifications:case-edit", args=[case.reference]))


def _saved(
    request: SignedInRequest, *, case: Case | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"case": case, "problem": problem, "autosaved": True}
    return render(request, "verifications/intake/_saved.html", context, status=status)


def _edit(request: SignedInRequest, case: Case | None) -> HttpResponse:
    if request.method == "GET":
        return _show(request, case, CaseForm(initial=_initial(case, request), by=request.user, case=case))
    sending = request.POST.get("action") == "send"
    # Files first: a browser sends them once, and what is stored is named in the text that comes back.
    posted, faults = take_files(request)
    form = CaseForm(posted, by=request.user, case=case, sending=sending)
    valid = form.is_valid()
    if form.has_error("form_key"):
        return _show(request, case, form, status=400)
    if sending and (sent := key_is_used(form.cleaned_data["form_key"])):
        # Pressed again: the documents have gone already, whatever the form's faults are by now.
        return redirect("verifications:case", sent.case.reference)
    if sending and faults:
        return _show(request, case, form, problem=" ".join(faults), status=422)
    if sending and (not valid or form.documents_fault()):
        return _show(request, case, form, problem=form.documents_fault(), status=422)
    if sending and "confirmed" not in request.POST and (seen := earlier.lookalikes(form, case)):
        return _show(request, case, form, seen=seen, status=409)
    try:
        step = drafts.submit if sending else drafts.save
        case = step(form, by=request.user, case=case)
    except (drafts.Overtaken, WrongState) as error:
        return _show(request, case, form, problem=" ".join([str(error), *faults]), status=409)
    for fault in faults:
        messages.error(request, f"Not attached: {fault}")
    return redirect("verifications:case" if sending else "verifications:case-edit", case.reference)


def _show(
    request: SignedInRequest,
    case: Case | None,
    form: CaseForm,
    *,
    problem: str = "",
    seen: Sequence[Case] = (),
    status: int = 200,
) -> HttpResponse:
    if not form.is_bound:
        text, application_id = form.initial.get("documents_text", ""), form.initial.get("application_id", "")
        form.understood = brought(text, by=request.user, case=case, application_id=application_id)
    context = {
        "case": case,
        "form": form,
        "documents_text": form["documents_text"].value() or "",
        "problem": problem,
        "seen": seen,
        "unsent": () if case or form.is_bound else earlier.unsent(request.user),
    } | rows_context(form.understood, form.data if form.is_bound else form.initial)
    return render(request, "verifications/intake/case_form.html", context, status=status)


def _initial(case: Case | None, request: SignedInRequest) -> dict[str, Any]:
    key = {"form_key": new_key(request)}
    if case is None:
        return key
    return drafts.form_of(case) | key | {"version": case.version}


def _keep(request: HttpRequest, reference: str = "") -> str | None:
    """Keep what someone typed whose session has ended; the reference of the draft, or None."""
    opened = read_ended_key(request.POST.get("form_key", ""))
    return rescuing.rescue(request.POST, *opened, reference=reference) if opened else None
