"""A form whose session ended while it was filled in: signing in happens in place, then it goes on."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from users.forms import SignInForm
from users.views import kept_fields, lost_files

_View = TypeVar("_View", bound=Callable[..., HttpResponse])


def _keep_nothing(request: HttpRequest, *args: Any, **kwargs: Any) -> None:
    """What was typed is carried along in the page alone."""


def signs_in_place(keep: Callable[..., str | None] = _keep_nothing) -> Callable[[_View], _View]:
    """Ask for the login inside the answer to a POST, with everything typed carried along.

    `keep` is called with the request and stores what was typed on the server as well; it returns
    the name of what it stored, or None.
    """

    def decorate(view: _View) -> _View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            if request.method != "POST":
                return redirect_to_login(request.get_full_path())
            signing_in = "username" in request.POST
            form = SignInForm(request, request.POST if signing_in else None)
            if signing_in and form.is_valid():
                login(request, form.get_user())
                return view(request, *args, **kwargs)
            context = {
                "form": form,
                "fields": kept_fields(request),
                # On the server too, should the browser be closed instead.
                "kept": keep(request, *args, **kwargs),
                "files": lost_files(request),
                "action": _action(request),
            }
            return render(request, "users/sign_in_place.html", context, status=401)

        return cast(_View, guarded)

    return decorate


def _action(request: HttpRequest) -> str:
    """What was pressed, as far as it goes on by itself: a file that was chosen cannot."""
    action = request.POST.get("action", "")
    return "draft" if action == "send" and lost_files(request) else action
