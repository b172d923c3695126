"""Where a request came from, for whatever is recorded while it is answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.trail import acting_from


class AddressMiddleware:
    """Give the trail the address at the other end of the connection."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Never X-Forwarded-For itself: whose word is taken for it is decided before this.
        with acting_from(request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
