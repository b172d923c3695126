"""More documents for a case that Atlas has already."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from pages.form_keys import new_key
from users.requests import SignedInRequest
from users.sessions import signs_in_place
from verifications.intake import adding, drafts
from verifications.intake.files import take_files
from verifications.intake.forms import ANOTHER, AddDocumentsForm, key_is_used
from verifications.intake.rows import rows_context
from verifications.knowing.checking import brought
from verifications.lookup import find_case
from verifications.models import Addition, Case, WrongState

NO_FILES = "The files did not come along. Attach them again, then send."


@login_not_required
@require_http_methods(["GET", "POST"])
@signs_in_place(keep=lambda request, reference: None)
@permission_required("verifications.send_batch", raise_exception=True)
def add_documents(request: SignedInRequest, reference: str) -> HttpResponse:
    """Bring more documents to a case and send them in a batch of their own, to the same flow."""
    case = find_case(request.user, reference)
    if drafts.may_edit(case):
        return redirect("verifications:case-edit", case.reference)
    if case.erased_at:
        return redirect("verifications:case", case.reference)
    if request.method == "GET":
        return _open(request, case)
    posted, faults = take_files(request)
    form = AddDocumentsForm(posted, by=request.user, case=case)
    if not form.is_valid():
        return _show(request, case, form, problem=form.damage, status=400)
    if key_is_used(form.cleaned_data["form_key"]):
        return redirect("verifications:case", case.reference)
    if request.POST.get("action") != "send":
        return _keep(request, case, form, faults)
    if fault := " ".join(faults) or form.documents_fault():
        return _show(request, case, form, problem=fault, status=422)
    try:
        adding.add(form, case, by=request.user)
    except WrongState as error:
        return _show(request, case, form, problem=str(error), status=409)
    messages.info(request, "Queued as a new batch.")
    return redirect("verifications:case", case.reference)


@require_POST
@permission_required("verifications.send_batch", raise_exception=True)
def autosave_documents(request: SignedInRequest, reference: str) -> HttpResponse:
    """Keep what is typed so far for this person, and say so in the place of the last time."""
    case = find_case(request.user, reference)
    form = AddDocumentsForm(request.POST, by=request.user, case=case)
    if not form.is_valid():
        return _saved(request, problem=form.damage, status=400)
    if form.is_of_another:
        return _saved(request, problem=ANOTHER, status=409)
    try:
        return _saved(request, adding.keep(form, case, by=request.user, autosaved=True))
    except (drafts.Overtaken, WrongState) as error:
        return _saved(request, problem=str(error), status=409)


@require_POST
@permission_required("verifications.send_batch", raise_exception=True)
def discard_documents(request: SignedInRequest, reference: str) -> HttpResponse:
    """Throw away what this person has begun to add."""
    case = find_case(request.user, reference)
    try:
        adding.discard_begun(case, by=request.user)
    except WrongState as error:
        messages.error(request, str(error))
    else:
        messages.info(request, "Discarded. Nothing of it was sent.")
    return redirect("verifications:case", case.reference)


def _open(request: SignedInRequest, case: Case) -> HttpResponse:
    """The form as this person left it, or an empty one."""
    initial = {"form_key": new_key(request)}
    if begun := adding.begun(case, by=request.user):
        initial |= {"documents_text": begun.documents_text, "version": str(begun.version)}
    form = AddDocumentsForm(initial=initial, by=request.user, case=case)
    form.understood = brought(
        initial.get("documents_text", ""),
        by=request.user,
        case=case,
        application_id=case.application_id,
        adding=True,
    )
    return _show(request, case, form, begun=begun)


def _keep(request: SignedInRequest, case: Case, form: AddDocumentsForm, faults: list[str]) -> HttpResponse:
    """Saved by a press, or after a sign-in in place that could not carry files over."""
    try:
        adding.keep(form, case, by=request.user)
    except (drafts.Overtaken, WrongState) as error:
        return _show(request, case, form, problem=str(error), status=409)
    if request.POST.get("action") == "draft":
        faults = [NO_FILES, *faults]
    for fault in faults:
        messages.error(request, fault)
    return redirect("verifications:documents-add", case.reference)


def _show(
    request: SignedInRequest,
    case: Case,
    form: AddDocumentsForm,
    *,
    begun: Addition | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "begun": begun,
        "documents_text": form["documents_text"].value() or "",
        "problem": problem,
    } | rows_context(form.understood, {"product_type": case.product_type}, added_to=case)
    return render(request, "verifications/intake/documents_add.html", context, status=status)


def _saved(
    request: SignedInRequest, begun: Addition | None = None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"begun": begun, "problem": problem, "autosaved": True}
    return render(request, "verifications/intake/_begun.html", context, status=status)
