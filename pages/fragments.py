"""One address with two answers: the page, and the part of it that htmx swaps."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac

from users.requests import PortalRequest

# What a page that looks again by itself says: the version that it shows.
SEEN = "Portal-Seen"


def render_page_or_part(
    request: PortalRequest, page: str, part: str, context: dict[str, Any]
) -> HttpResponse:
    """The template `part` for htmx, else the template `page`, which includes it; both of one context.

    A browser that goes back through its history gets the page: from us, though htmx asks for it, and
    from its cache, which would else show the part that it kept under the same address.
    """
    asks_for_part = request.htmx and not request.htmx.history_restore_request
    answer = render(request, part if asks_for_part else page, context)
    return _varying(answer)


def version_of(*facts: object) -> str:
    """A short name of what a fragment shows: it changes with any of these facts, and when a day is over.

    A time of today is shown without its date.
    """
    return salted_hmac("pages.fragments", repr((timezone.localdate(), facts))).hexdigest()[:16]


def is_seen(request: HttpRequest, version: str) -> bool:
    """Whether the page that asks shows this version already."""
    return request.headers.get(SEEN) == version


def no_news() -> HttpResponse:
    """The answer to a page that shows everything already: nothing is swapped."""
    return _varying(HttpResponse(status=204))


def _varying(answer: HttpResponse) -> HttpResponse:
    patch_vary_headers(answer, ["HX-Request", SEEN])
    return answer
