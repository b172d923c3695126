"""One address with two answers: the page, and the part of it that htmx swaps."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from users.requests import PortalRequest


def render_page_or_part(
    request: PortalRequest, page: str, part: str, context: dict[str, Any]
) -> HttpResponse:
    """The template `part` for htmx, else the template `page`, which includes it; both of one context.

    A browser that goes back through its history gets the page: from us, though htmx asks for it, and
    from its cache, which would else show the part that it kept under the same address.
    """
    asks_for_part = request.htmx and not request.htmx.history_restore_request
    answer = render(request, part if asks_for_part else page, context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer
