"""Every page asks for a login unless it says otherwise, is kept by no browser, and obeys preferences."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import middleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from users.requests import PortalRequest
from users.views import in_place


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's, with an answer in place for fragments and forms of a page whose session ended."""

    def get_login_url(self, view_func: Callable[..., HttpResponseBase]) -> str:
        # Django's admin would name a login of its own.
        return settings.LOGIN_URL

    def handle_no_permission(  # type: ignore[override]  # Django's only redirects, and knows no htmx
        self, request: PortalRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        # A redirect would be followed in the background, and the login page put in the place of a fragment.
        if request.htmx:
            context = {"next": _came_from(request)}
            return in_place(render(request, "users/_signed_out.html", context, status=401))
        if request.method == "POST":
            # The address of a button is no page to come back to.
            return redirect_to_login(reverse("verifications:cases"), self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)


def _came_from(request: PortalRequest) -> str:
    """The page that a fragment was asked for from."""
    try:
        return request.htmx.current_url_abs_path or "/"
    except ValueError:  # no browser sends an address that is none
        return "/"


class PrivacyMiddleware:
    """Leaves nothing of a person's pages on the machine that they were read on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        # What is the same for everyone says so itself.
        if not response.headers.get("Cache-Control", "").startswith("public"):
            response["Cache-Control"] = "private, no-store"
        if was_signed_in and not request.user.is_authenticated:
            # Not “cookies”, which would sign people out of all that shares the domain, and not
            # “executionContexts”, which would reload other tabs and lose what is typed there.
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class PreferencesMiddleware:
    """Shows times in the zone of the person who reads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)
