"""More documents for a case that Atlas has already."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pages.form_keys import new_key
from users.requests import SignedInRequest
from users.sessions import signs_in_place
from verifications.intake import drafts
from verifications.intake.files import take_files
from verifications.intake.forms import AddDocumentsForm, key_is_used
from verifications.intake.rows import rows_context
from verifications.lookup import find_case
from verifications.models import Case, WrongState


@login_not_required
@require_http_methods(["GET", "POST"])
@signs_in_place(keep=lambda request, reference: None)
@permission_required("verifications.send_batch", raise_exception=True)
def add_documents(request: SignedInRequest, reference: str) -> HttpResponse:
    """Bring more documents to a case and send them in a batch of their own, to the same flow."""
    case = find_case(request.user, reference)
    if drafts.may_edit(case):
        return redirect("verifications:case-edit", case.reference)
    if request.method == "GET":
        key = new_key(request)
        return _show(request, case, AddDocumentsForm(initial={"form_key": key}, by=request.user, case=case))
    posted, faults = take_files(request)
    form = AddDocumentsForm(posted, by=request.user, case=case)
    if not form.is_valid():
        return _show(request, case, form, problem=str(form.errors["form_key"][0]), status=400)
    if key_is_used(form.cleaned_data["form_key"]):
        return redirect("verifications:case", case.reference)
    if request.POST.get("action") != "send":
        # After a sign-in in place that could not carry files over.
        return _show(
            request, case, form, problem="The files did not come along. Attach them again, then send."
        )
    if fault := " ".join(faults) or form.documents_fault():
        return _show(request, case, form, problem=fault, status=422)
    try:
        drafts.add(form, case, by=request.user)
    except WrongState as error:
        return _show(request, case, form, problem=str(error), status=409)
    messages.success(request, "Queued as a new batch.")
    return redirect("verifications:case", case.reference)


def _show(
    request: SignedInRequest, case: Case, form: AddDocumentsForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "documents_text": form["documents_text"].value() or "",
        "problem": problem,
    } | rows_context(form.understood, {"product_type": case.product_type}, added_to=case)
    return render(request, "verifications/intake/documents_add.html", context, status=status)
