"""Pages for what went wrong: what is so, and the way on."""

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audit import trail


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where more was sent than the portal takes."""
    large = isinstance(exception, RequestDataTooBig)
    return render(request, "errors/400.html", {"large": large}, status=413 if large else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the address is for another role; that someone tried is an audit event."""
    with transaction.atomic():
        name = request.resolver_match.view_name if request.resolver_match else ""
        trail.record("page.refused", by=request.user, outcome="refused", details={"page": name})
    return render(request, "errors/403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing has this address."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: plain, as it must not need the database."""
    return render(request, "errors/500.html", status=500)
