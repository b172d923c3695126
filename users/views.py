"""Preferences, and what a person sees whose page has outlived its session."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods

from audit import trail
from users.forms import NewPasswordForm, PasswordForm, PreferencesForm
from users.models import User
from users.requests import PortalRequest, SignedInRequest

# Never carried over into another page.
SECRET_FIELDS = {
    "csrfmiddlewaretoken",
    "password",
    "old_password",
    "new_password1",
    "new_password2",
    "username",
    "client_secret",
}


@require_http_methods(["GET", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """Theme, time zone and keyboard shortcuts of the person who is signed in; everyone's own."""
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            trail.record("user.preferences", by=request.user, target=("user", request.user.pk))
        messages.success(request, "Preferences saved.")
        return redirect("preferences")
    return render(request, "users/preferences.html", {"form": form}, status=422 if form.errors else 200)


def in_place(response: HttpResponse) -> HttpResponse:
    """Have htmx put the answer under the top bar, where it replaces nothing that was typed."""
    response["HX-Retarget"] = "#session"
    response["HX-Reswap"] = "innerHTML"
    return response


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, as pairs to carry over into another form; no secret among them.

    Where files came with it, it is saved and not sent: the files cannot be carried over.
    """
    saved = {("action", "send"): "draft"} if lost_files(request) else {}
    return [
        (name, saved.get((name, value), value))
        for name in request.POST
        if name not in SECRET_FIELDS
        for value in request.POST.getlist(name)
    ]


def lost_files(request: HttpRequest) -> bool:
    """Whether files came with the request: no page can carry them over into another form."""
    return bool(request.FILES) or bool(getattr(request, "refused_files", ()))


@login_not_required
def csrf_failure(request: PortalRequest, reason: str = "") -> HttpResponse:
    """A stale form is offered again with a fresh token; one from elsewhere is refused."""
    # A form of another site must not have what it sends shown here as if it were typed here.
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if request.htmx and ours:
        return in_place(render(request, "users/_stale.html", status=403))
    context = {"fields": kept_fields(request) if ours else [], "ours": ours, "files": lost_files(request)}
    return render(request, "users/stale_form.html", context, status=403)


@require_http_methods(["GET", "POST"])
def password(request: SignedInRequest) -> HttpResponse:
    """A new password for the person who is signed in; they stay signed in here, and nowhere else."""
    form = PasswordForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        with transaction.atomic():
            form.save()
            trail.record("user.password_changed", by=request.user, target=("user", request.user.pk))
        # Django ends every session of a changed password; this one goes on.
        update_session_auth_hash(request, form.user)
        messages.success(request, "Your new password holds from now on.")
        return redirect("preferences")
    return render(request, "users/password.html", {"form": form}, status=422 if form.errors else 200)


class PasswordLinkView(PasswordResetConfirmView):
    """Where a link for a new password leads, once and within its hours; Django's own page."""

    form_class = NewPasswordForm
    template_name = "users/password_link.html"
    success_url = reverse_lazy("login")

    def get_user(self, uidb64: str) -> User | None:
        """Whom the link was made for, while they may sign in."""
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_active else None

    def form_valid(  # type: ignore[override]  # this view has no other form
        self, form: NewPasswordForm
    ) -> HttpResponse:
        """Store the password, and have its owner sign in with it."""
        with transaction.atomic():
            response = super().form_valid(form)
            trail.record("user.password_changed", by=form.user, target=form.user, details={"by_link": True})
        messages.success(self.request, "Your new password holds from now on. Sign in with it.")
        return response
