"""Where Atlas authenticates and delivers: a hint to look, and nothing of it is believed."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from verifications.models import Case
from verifications.services import callbacks

LARGEST_BODY = 2_000_000


@csrf_exempt
@login_not_required
def authenticate(request, key):
    """Answer Atlas's call to `auth_url` with a token; what it sends and expects is not documented."""
    case = _case_of(key)
    callbacks.note(case, endpoint="auth", method=request.method, body=b"", status=200)
    return JsonResponse({"access_token": get_random_string(32), "expires_in": 3600})


@csrf_exempt
@login_not_required
@require_POST
def deliver(request, key):
    """Take a delivery of results: note it, and have our own look fetch what is true."""
    case = _case_of(key)
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return HttpResponse("This delivery is larger than the portal takes.\n", status=413)
    callbacks.note(case, endpoint="callback", method=request.method, body=body, status=204)
    return HttpResponse(status=204)


def _case_of(key):
    """The case that this address was made for; 404 for any other."""
    if "\x00" in key:  # PostgreSQL cannot even be asked
        raise Http404
    return get_object_or_404(Case, callback_key=key)
