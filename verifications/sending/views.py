"""Batches: the list, one record, and what a person may do with it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from pages import keyset
from pages.fragments import wants_fragment
from verifications.history.searching import search_batches
from verifications.intake.forms import DeclareForm
from verifications.lookup import find_batch
from verifications.models import Batch, WrongState
from verifications.sending import pressing, record

COLUMNS = (
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
@vary_on_headers("HX-Request")
@permission_required("verifications.view_batch", raise_exception=True)
def batch_list(request):
    """Every batch, newest first; by state, and by any id."""
    state = request.GET.get("state", "")
    batches = search_batches(Batch.objects.visible_to(request.user), request.GET.get("q", ""))
    if state in Batch.State.values:
        batches = batches.filter(state=state)
    rows = batches.select_related("case__account", "sent_by").only(*COLUMNS)
    context = {
        "page": keyset.page_of(rows, request.GET, key="created_at", newest_first=True),
        "states": Batch.State.choices,
        "state": state,
        "q": request.GET.get("q", ""),
    }
    template = (
        "verifications/history/_batch_table.html"
        if wants_fragment(request)
        else "verifications/history/batch_list.html"
    )
    return render(request, template, context)


@require_safe
@permission_required("verifications.view_batch", raise_exception=True)
def batch_detail(request, name):
    """The record of one batch: what was sent, what came back, document by document."""
    batch = find_batch(request.user, name)
    return render(request, "verifications/sending/batch_detail.html", record.record_of(batch))


@require_safe
@permission_required("verifications.view_batch", raise_exception=True)
def batch_state(request, name):
    """The moving part of a batch's page, asked for again while it is on its way."""
    batch = find_batch(request.user, name)
    return render(request, "verifications/sending/_batch_state.html", record.record_of(batch))


@require_POST
@permission_required("verifications.withdraw_batch", raise_exception=True)
def batch_withdraw(request, name):
    """Take back a queued batch."""
    return _act(request, name, pressing.withdraw, "Taken back before it was sent.")


@require_POST
@permission_required("verifications.send_batch", raise_exception=True)
def batch_send_again(request, name):
    """Queue a failed batch once more."""
    return _act(request, name, pressing.send_again, "Queued again.")


@require_http_methods(["GET", "POST"])
@permission_required("verifications.declare_batch", raise_exception=True)
def batch_declare(request, name):
    """Say what became of a batch that is not confirmed, with the reason."""
    batch = find_batch(request.user, name)
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"batch": batch, "case": batch.case, "form": form}
        return render(
            request, "verifications/sending/batch_declare.html", context, status=422 if form.is_bound else 200
        )
    taken = form.cleaned_data["to"] == Batch.State.ACCEPTED
    declare = partial(pressing.declare, taken=taken, reason=form.cleaned_data["reason"])
    return _act(request, name, declare, "Written down, with your name and reason.")


def _act(request, name, act, done):
    batch = find_batch(request.user, name)
    try:
        act(batch, by=request.user)
    except WrongState as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("verifications:case", batch.case.reference)
