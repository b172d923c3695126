"""Users in the admin: deactivated, never deleted, and no word of superusers."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from audit import trail
from users.models import User

# Groups get exactly their rights after every migration, so an edit of one would not last.
admin.site.unregister(Group)


@admin.register(User)
class PortalUserAdmin(UserAdmin):  # type: ignore[type-arg]  # takes none at run time
    """Who may log in and as what."""

    list_display = ("username", "full_name", "roles", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    filter_horizontal = ()
    # Neither is_superuser nor single permissions: what a person may do is said by the groups alone.
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email", "time_zone")}),
        ("Role", {"fields": ("is_active", "is_staff", "groups")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "first_name",
                    "last_name",
                    "password1",
                    "password2",
                    "is_staff",
                    "groups",
                )
            },
        ),
    )

    @admin.display(description="Roles")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "none"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Whoever sets a superuser's password is one.
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        # Here the groups are stored too; Django's admin runs the whole save in one transaction.
        super().save_related(request, form, formsets, change)
        with transaction.atomic():
            trail.record(
                "user.changed" if change else "user.created",
                by=request.user,
                target=form.instance,
                details={"fields": sorted(form.changed_data)},
            )

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            # Django answers with a redirect only where the password was set.
            if request.method == "POST" and response.status_code == 302:
                trail.record("user.password_set", by=request.user, target=("user", str(id)))
            return response
