"""Where a request came from, for whatever is recorded while it is answered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.trail import acting_from


class AddressMiddleware:
    """Give the trail the address at the other end of the connection."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Not X-Forwarded-For, in which whoever calls may write what they like.
        with acting_from(request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
