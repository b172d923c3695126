"""Calls: every Exchange with Atlas, for those who keep the connection."""

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pages import keyset
from pages.bodies import pretty
from pages.filters import ListFilter
from pages.fragments import render_page_or_part
from users.requests import SignedInRequest
from verifications.connection.filters import CallFilter
from verifications.lookup import find_case
from verifications.models import Exchange

# Without addresses and bodies, which are long, and which no list shows.
COLUMNS = (
    "direction",
    "started_at",
    "finished_at",
    "endpoint",
    "method",
    "status",
    "seconds",
    "error",
    "times",
    "last_at",
    "case_id",
    "batch_id",
    "account__name",
    "credential__version",
)


@require_safe
@permission_required("verifications.view_calls", raise_exception=True)
def call_list(request: SignedInRequest) -> HttpResponse:
    """Every call, newest first; by account, endpoint, status, slow and failed."""
    form = CallFilter(request.GET)
    rows = form.applied_to(_calls(request)).only(*COLUMNS)
    context = {
        "form": form,
        "page": keyset.page_of(rows, form.place, key="started_at", newest_first=True),
    }
    return render_page_or_part(
        request,
        "verifications/connection/call_list.html",
        "verifications/connection/_call_table.html",
        context,
    )


@require_safe
@permission_required("verifications.view_exchange", raise_exception=True)
def case_calls(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every call about one case, newest first."""
    case = find_case(request.user, reference)
    rows = _calls(request).filter(case=case).only(*COLUMNS)
    form = ListFilter(request.GET)
    page = keyset.page_of(rows, form.place, key="started_at", newest_first=True)
    context = {"case": case, "form": form, "page": page}
    return render(request, "verifications/connection/case_calls.html", context)


@require_safe
@permission_required("verifications.view_calls", raise_exception=True)
def call_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One call: when, how long, with which credential, and both bodies as they are kept."""
    exchange = get_object_or_404(_calls(request).select_related("case", "batch"), pk=pk)
    context = {
        "exchange": exchange,
        "request_body": pretty(exchange.request_body),
        "response_body": pretty(exchange.response_body),
    }
    return render(request, "verifications/connection/call_detail.html", context)


def _calls(request: SignedInRequest) -> QuerySet[Exchange]:
    return Exchange.objects.visible_to(request.user).select_related("account", "credential")
