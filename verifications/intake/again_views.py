"""One document of a case, sent again under a new id."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from pages.form_keys import new_key
from users.requests import SignedInRequest
from users.sessions import signs_in_place
from verifications.intake.forms import NewIdForm
from verifications.lookup import find_case
from verifications.models import Document, WrongState
from verifications.sending import pressing


@login_not_required
@require_http_methods(["GET", "POST"])
@signs_in_place()
@permission_required("verifications.send_batch", raise_exception=True)
def send_under_new_id(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    """The same document or a better copy of it, under an id that the flow has not taken."""
    case = find_case(request.user, reference)
    document = get_object_or_404(case.documents, pk=pk)
    typed = request.POST if request.method == "POST" else None
    form = NewIdForm(typed, initial=_initial(document, request), by=request.user, document=document)
    if form.is_valid():
        try:
            pressing.send_under_new_id(document, by=request.user, **form.cleaned_data)
        except WrongState as error:
            form.add_error("document_id", str(error))
        else:
            messages.info(request, "Queued under its new id.")
            return redirect("verifications:case", case.reference)
    context = {"case": case, "document": document, "form": form}
    return render(
        request, "verifications/intake/document_new_id.html", context, status=422 if form.errors else 200
    )


def _initial(document: Document, request: SignedInRequest) -> dict[str, str]:
    count = document.replacements.count() + 2
    return {
        "document_id": f"{document.document_id}-{count}",
        # How the text names an attached file is nothing that a person types.
        "file_url": "" if document.attachment_id else document.text,
        "form_key": new_key(request),
    }
