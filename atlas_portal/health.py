"""Whether all is well: for a load balancer in a word, for an Admin on a page."""

from django.contrib.auth.decorators import login_not_required, permission_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from atlas_portal import signs


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
@permission_required("verifications.change_atlasaccount", raise_exception=True)
def page(request: HttpRequest) -> HttpResponse:
    """How the installation is, sign by sign, as this web process sees it now."""
    return render(request, "health.html", {"signs": signs.every()})
