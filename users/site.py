"""The admin's site: entered by the portal's own login, and closed to every other role."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect

from audit import trail


class PortalAdminSite(admin.AdminSite):
    """Where admins keep accounts and people."""

    site_header = "Atlas Portal, admin"
    site_title = "Atlas Portal"
    index_title = "Accounts and people"

    def admin_view(self, view, cacheable=False):
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request, *args, **kwargs):
            # Django's own offers a second login to someone who is signed in already.
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request, extra_context=None):
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def password_change(self, request, extra_context=None):
        with transaction.atomic():
            response = super().password_change(request, extra_context)
            if request.method == "POST" and response.status_code == 302:
                trail.record("user.password_changed", by=request.user, target=("user", request.user.pk))
            return response
