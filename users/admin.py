"""Users in the admin: deactivated, never deleted, and no word of superusers or passwords."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from confirmations import asking
from users import links, people
from users.forms import PersonForm
from users.models import User
from users.requests import SignedInRequest

# Groups get exactly their rights after every migration, so an edit of one would not last.
admin.site.unregister(Group)


@admin.register(User)
class PortalUserAdmin(UserAdmin):  # type: ignore[type-arg]  # takes none at run time
    """Who may log in and as what."""

    list_display = ("username", "full_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    form = add_form = PersonForm
    add_form_template = None
    readonly_fields = ("waiting",)
    # Neither is_superuser nor single permissions: what a person may do is said by the groups alone.
    fieldsets = (
        (None, {"fields": ("username",)}),
        ("Person", {"fields": ("first_name", "last_name", "email", "waiting", "time_zone")}),
        ("Role", {"fields": ("is_active", "is_staff", "groups")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "is_staff", "groups")}),
    )

    @admin.display(description="Roles")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "none"

    @admin.display(description="Waiting")
    def waiting(self, user: User) -> str:
        asked = asking.waiting(people.EMAIL, user)
        if asked is None:
            return "nothing"
        words, where = people.waiting_words(asked), reverse("confirmations:list")
        return format_html('{} <a href="{}">To the confirmations</a>', words, where)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self) -> list[URLPattern]:
        # Not Django's own for users: theirs has a page by which one person sets another's password.
        send = path("<int:pk>/link/", self.admin_site.admin_view(self.send_link), name="users_user_link")
        return [send, *super(UserAdmin, self).get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        # Nobody changes their own groups.
        return (*self.readonly_fields, "groups") if obj == request.user else self.readonly_fields

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Whoever has the mail of a superuser is one.
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(  # type: ignore[override]  # whoever comes this far has signed in
        self, request: SignedInRequest, obj: User, form: Any, change: bool
    ) -> None:
        if not change:
            obj.set_unusable_password()
            obj.save()
            # When the person is stored for good: a mail cannot be taken back.
            transaction.on_commit(lambda: self._mail(request, obj, invites=True))
            return
        # No other columns: a password, the mail's address or a sign-in may have come meanwhile.
        if fields := [name for name in form.changed_data if name not in ("groups", "email")]:
            obj.save(update_fields=fields)
        if "email" in form.changed_data:
            obj.email = form.initial["email"]
            self._ask_for_email(request, obj, form.cleaned_data["email"])

    def _ask_for_email(self, request: SignedInRequest, user: User, email: str) -> None:
        try:
            asked = people.ask_for_email(user, email, by=request.user)
        except asking.AlreadyAsked as error:
            # Another was faster, after the form had been looked at.
            self.message_user(request, f"The address was not changed. {error}", messages.ERROR)
        else:
            self.message_user(request, people.waiting_words(asked), messages.WARNING)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        # Here the groups are stored too; Django's admin runs the whole save in one transaction.
        before = list(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        fields = sorted({*form.changed_data} - ({"email"} if change else set()))
        if fields:
            people.record_change(
                form.instance, by=request.user, fields=fields, before=before, created=not change
            )

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: User) -> HttpResponse:
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, user: User) -> HttpResponse:
        self.message_user(request, f"{user.full_name} is saved.", messages.SUCCESS)
        return redirect("admin:users_user_change", user.pk)

    @method_decorator(require_POST)
    def send_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have a link for a new password sent to the address on record."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        self._mail(request, user)
        return redirect("admin:users_user_change", pk)

    def _mail(self, request: HttpRequest, user: User, *, invites: bool = False) -> None:
        try:
            links.mail_link(user, by=request.user, invites=invites)
        except links.NotSent as error:
            self.message_user(request, str(error), messages.WARNING)
        else:
            self.message_user(request, f"A link went to {user.email}.", messages.SUCCESS)
