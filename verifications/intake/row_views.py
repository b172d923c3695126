"""Fragments of the documents on a form: the rows as understood, an edit in place, a rich clipboard's text."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from users.requests import SignedInRequest
from verifications.intake.forms import EditForm
from verifications.intake.rows import rows_context
from verifications.knowing import attached, expiring, linkchecks
from verifications.knowing.checking import brought
from verifications.lookup import find_case
from verifications.models import Case
from verifications.sending import record
from verifications.text import Understood, clipboard_text, editing, understand


@require_POST
@permission_required("verifications.add_case", raise_exception=True)
def preview(request: SignedInRequest) -> HttpResponse:
    """The rows as they are understood so far; 204 while nothing is new of what the page waits for."""
    waits_for = request.POST.get("waits", "")
    if waits_for and attached.all_wait(waits_for.split(",")):
        return HttpResponse(status=204)
    return render(request, "verifications/intake/_rows.html", _context(request, request.POST))


@require_POST
@permission_required("verifications.add_case", raise_exception=True)
def preflight(request: SignedInRequest) -> HttpResponse:
    """Look at the next links that nothing is known of, and answer with the rows as `preview` does."""
    understood = understand(request.POST.get("documents_text", ""))
    linkchecks.check_links(linkchecks.links_of(understood.rows))
    return render(request, "verifications/intake/_rows.html", _context(request, request.POST))


@require_POST
@permission_required("verifications.add_case", raise_exception=True)
def edit(request: SignedInRequest) -> HttpResponse:
    """The rows after one edit in place, and the text that they are now.

    An edit that fits no row, as the text has changed since, changes nothing.
    """
    typed, found = request.POST.copy(), ""
    form = EditForm(request.POST)
    if form.is_valid():
        text, application_id = typed.get("documents_text", ""), typed.get("application_id", "")
        typed["documents_text"], found = editing.edited(text, application_id, **form.cleaned_data)
    context = {
        "edited": True,
        "documents_text": typed.get("documents_text", ""),
        # The JSON named a flow, which the edited text has no place for.
        "found_flow": "" if typed.get("flow_uuid") else found,
    }
    return render(request, "verifications/intake/_rows.html", _context(request, typed) | context)


@require_POST
@permission_required("verifications.add_case", raise_exception=True)
def pasted(request: SignedInRequest) -> HttpResponse:
    """A rich clipboard's HTML as the text to put into the box; empty where it has no more than its text."""
    return HttpResponse(clipboard_text(request.POST.get("html", "")), content_type="text/plain")


@require_POST
@permission_required("verifications.add_case", raise_exception=True)
def exact_request(request: SignedInRequest) -> HttpResponse:
    """The exact JSON that pressing Send would have sent for what is typed now; nothing is stored."""
    understood = _brought(request, request.POST, _case(request, request.POST))
    flow_uuid = request.POST.get("flow_uuid", "").strip() or understood.flow_uuid
    soonest, count = expiring.soonest(understood.rows)
    context = {
        "understood": understood,
        "request_json": record.request_of(flow_uuid, understood.rows),
        "soonest": soonest,
        "expiring": count,
    }
    return render(request, "verifications/intake/exact_request.html", context)


def _context(request: SignedInRequest, typed: QueryDict) -> dict[str, Any]:
    case = _case(request, typed)
    added_to = case if "adding" in typed else None
    return rows_context(_brought(request, typed, case), typed, added_to=added_to)


def _brought(request: SignedInRequest, typed: QueryDict, case: Case | None) -> Understood:
    return brought(
        typed.get("documents_text", ""),
        by=request.user,
        case=case,
        application_id=typed.get("application_id", ""),
        adding=case is not None and "adding" in typed,
    )


def _case(request: SignedInRequest, typed: QueryDict) -> Case | None:
    reference = typed.get("case", "")
    return find_case(request.user, reference) if reference else None
