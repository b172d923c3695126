"""Pages for what went wrong: what is so, and the way on."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from atlas_portal.encryption import Erased
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


def page_not_found(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    """404: nothing has this address; in the frame for whoever is signed in."""
    frame = "base.html" if request.user.is_authenticated else "_bare.html"
    return render(request, "errors/404.html", {"frame": frame}, status=404)


class NotFoundMiddleware:
    """Our own page for what is not there, or not any more, with `DEBUG` on too.

    Django's own would list every address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        unknown = answer.status_code == 404 and request.resolver_match is None
        return page_not_found(request, None) if settings.DEBUG and unknown else answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a row that no view finds, and for one of which the content was erased."""
        if isinstance(exception, Erased):
            return render(request, "errors/410.html", status=410)
        return page_not_found(request, exception) if isinstance(exception, Http404) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """500: plain, as it must not need the database."""
    return render(request, "errors/500.html", status=500)
