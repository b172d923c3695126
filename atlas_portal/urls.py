"""Every address of the portal."""

from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

from atlas_portal import errors, health, icons
from users import views as users_views
from users.forms import SignInForm

urlpatterns = [
    path("", include("verifications.urls")),
    path("audit/", include("audit.urls")),
    path("settings/confirmations/", include("confirmations.urls")),
    path("settings/health/", health.page, name="health"),
    path(
        "login/",
        auth_views.LoginView.as_view(template_name="users/login.html", authentication_form=SignInForm),
        name="login",
    ),
    path("logout/", auth_views.LogoutView.as_view(), name="logout"),
    path("preferences/", users_views.preferences, name="preferences"),
    path("preferences/password/", users_views.password, name="password"),
    path("password/<uidb64>/<token>/", users_views.PasswordLinkView.as_view(), name="password-link"),
    path("admin/", admin.site.urls),
    path("icons/<str:version>.svg", icons.serve, name="icons"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
