"""Every page asks for a login unless it says otherwise, and obeys its reader's preferences."""

import zoneinfo

from django.contrib.auth import middleware
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's, with an answer in place for fragments and forms of a page whose session ended."""

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            came_from = request.htmx.current_url_abs_path or "/"
            response = render(request, "users/_signed_out.html", {"next": came_from}, status=401)
            response["HX-Retarget"] = "#session"
            response["HX-Reswap"] = "innerHTML"
            return response
        if request.method == "POST":
            # The address of a button is no page to come back to.
            return redirect_to_login(reverse("verifications:cases"), self.get_login_url(view_func))
        return super().handle_no_permission(request, view_func)


class PreferencesMiddleware:
    """Shows times in the zone of the person who reads."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone)):
                return self.get_response(request)
        return self.get_response(request)
