"""The record of a batch, and what a person may do with it."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pages.fragments import is_seen, no_news, render_page_or_part
from users.requests import SignedInRequest
from users.sessions import signs_in_place
from verifications.lookup import find_batch
from verifications.models import Batch, WrongState
from verifications.sending import pressing, record, versions
from verifications.sending.forms import DeclareForm


@require_safe
@permission_required("verifications.view_batch", raise_exception=True)
def batch_detail(request: SignedInRequest, name: str) -> HttpResponse:
    """The record of one batch: what was sent, what came back, document by document."""
    batch = find_batch(request.user, name)
    context = {"version": versions.of_batch(batch)} | record.record_of(batch)
    return render(request, "verifications/sending/batch_detail.html", context)


@require_safe
@permission_required("verifications.view_batch", raise_exception=True)
def batch_state(request: SignedInRequest, name: str) -> HttpResponse:
    """The moving part of a batch's page, asked for again while it is on its way."""
    batch = find_batch(request.user, name)
    version = versions.of_batch(batch)
    if is_seen(request, version):
        return no_news()
    return render_page_or_part(
        request,
        "verifications/sending/batch_detail.html",
        "verifications/sending/_batch_state.html",
        {"version": version} | record.record_of(batch),
    )


@require_POST
@permission_required("verifications.withdraw_batch", raise_exception=True)
def batch_withdraw(request: SignedInRequest, name: str) -> HttpResponse:
    """Take back a queued batch."""
    return _act(request, name, pressing.withdraw, "Taken back.")


@require_POST
@permission_required("verifications.send_batch", raise_exception=True)
def batch_send_again(request: SignedInRequest, name: str) -> HttpResponse:
    """Queue a failed batch once more."""
    return _act(request, name, pressing.send_again, "Queued again.")


@login_not_required
@require_http_methods(["GET", "POST"])
@signs_in_place()
@permission_required("verifications.declare_batch", raise_exception=True)
def batch_declare(request: SignedInRequest, name: str) -> HttpResponse:
    """Say what became of a batch that is not confirmed, with the reason."""
    batch = find_batch(request.user, name)
    if request.method == "GET" and batch.state != Batch.State.NOT_CONFIRMED:
        # Nothing is to be said of it any more: what became of it stands on its page.
        messages.info(request, pressing.ONLY_UNSURE)
        return redirect("verifications:batch", batch.our_id)
    form = DeclareForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"batch": batch, "case": batch.case, "form": form}
        return render(
            request, "verifications/sending/batch_declare.html", context, status=422 if form.is_bound else 200
        )
    taken = form.cleaned_data["to"] == Batch.State.ACCEPTED
    declare = partial(pressing.declare, taken=taken, reason=form.cleaned_data["reason"])
    return _act(request, name, declare, "Written down, with your name and reason.")


def _act(request: SignedInRequest, name: str, act: Callable[..., None], done: str) -> HttpResponse:
    batch = find_batch(request.user, name)
    try:
        act(batch, by=request.user)
    except WrongState as error:
        messages.error(request, str(error))
    else:
        messages.info(request, done)
    return redirect("verifications:case", batch.case.reference)
