"""What waits for a second person, and the buttons that answer it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from confirmations import asking
from confirmations.models import Confirmation
from users.requests import SignedInRequest

ENDED_SHOWN = 20


@require_GET
@permission_required("confirmations.view_confirmation", raise_exception=True)
def confirmation_list(request: SignedInRequest) -> HttpResponse:
    """What waits, and what ended last, of the kinds whose right this person has."""
    theirs = Confirmation.objects.visible_to(request.user).select_related("asked_by", "ended_by")
    waiting = theirs.waiting()
    context = {
        "waiting": [(each, each.may_be_answered_by(request.user)) for each in waiting],
        "ended": theirs.filter(ended_at__isnull=False)[:ENDED_SHOWN],
    }
    return render(request, "confirmations/confirmation_list.html", context)


@require_POST
@permission_required("confirmations.view_confirmation", raise_exception=True)
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm what another person asked for."""
    return _answered(request, pk, asking.confirm)


@require_POST
@permission_required("confirmations.view_confirmation", raise_exception=True)
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse what another person asked for."""
    return _answered(request, pk, asking.refuse)


@require_POST
@permission_required("confirmations.view_confirmation", raise_exception=True)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back what one asked for oneself."""
    return _answered(request, pk, asking.withdraw)


def _answered(request: SignedInRequest, pk: int, verb: Callable[..., Confirmation]) -> HttpResponse:
    get_object_or_404(Confirmation.objects.visible_to(request.user), pk=pk)
    try:
        confirmation = verb(pk, by=request.user)
    except asking.Over as error:
        messages.error(request, str(error))
    else:
        if confirmation.problem:
            messages.error(request, confirmation.problem)
        else:
            confirmed = confirmation.state == Confirmation.State.CONFIRMED
            level = messages.SUCCESS if confirmed else messages.INFO
            messages.add_message(request, level, f"{confirmation.get_state_display()}: {confirmation}.")
    return redirect("confirmations:list")
