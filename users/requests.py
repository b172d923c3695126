"""What a view is handed, for its annotation: a request of anyone, or of someone who has signed in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from users.models import User


class PortalRequest(HttpRequest):
    """A request as the portal's middleware leaves it: whoever asks, and what htmx says of it."""

    htmx: HtmxDetails


class SignedInRequest(PortalRequest):
    """What every view is handed that asks for a login, and all do unless they say otherwise."""

    user: User
