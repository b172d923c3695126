"""Where Atlas authenticates and delivers: a hint to look, and nothing of it is believed."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from verifications.models import Case
from verifications.watching import callbacks

# Results are fetched, so nothing is lost with a delivery that is larger.
LARGEST_BODY = 2_000_000


# By which method Atlas calls it is not documented (?), so that any is answered.
@csrf_exempt
@login_not_required
def authenticate(request: HttpRequest, key: str) -> HttpResponse:
    """Answer Atlas's call to `auth_url` with a token; what it sends and expects is not documented."""
    # Nothing asks for it again: a delivery is believed as little with it as without.
    token = {"access_token": get_random_string(32), "expires_in": 3600}
    return _take(request, key, "auth", JsonResponse(token))


@csrf_exempt
@login_not_required
@require_POST
def deliver(request: HttpRequest, key: str) -> HttpResponse:
    """Take a delivery of results: note it, and have our own look fetch what is true."""
    return _take(request, key, "callback", HttpResponse(status=204))


def _take(request: HttpRequest, key: str, endpoint: str, answer: HttpResponse) -> HttpResponse:
    """Note a call and answer it, whatever it says; an address that no case has is noted as well."""
    # PostgreSQL takes no NUL, not even to look for it.
    case = None if "\x00" in key else Case.objects.filter(callback_key=key).first()
    body, size = _body(request), None
    if len(body) > LARGEST_BODY:
        answer = HttpResponse("This delivery is larger than the portal takes.\n", status=413)
        body, size = b"", int(request.META.get("CONTENT_LENGTH") or len(body))
    kept = callbacks.note(
        case,
        endpoint=endpoint,
        method=request.method or "",
        body=body,
        status=answer.status_code if case else 404,
        size=size,
    )
    if case is None:
        raise Http404
    return answer if kept else HttpResponse("Too many deliveries; the results are fetched.\n", status=429)


def _body(request: HttpRequest) -> bytes:
    """What was sent, up to one byte more than is taken."""
    # Django reads nothing of a body that comes in chunks, as it has no length; gunicorn ends it.
    chunked = "CONTENT_LENGTH" not in request.META and request.META.get("wsgi.input_terminated")
    return (request.META["wsgi.input"] if chunked else request).read(LARGEST_BODY + 1)
