"""Sign-ins and sign-outs as audit events."""

from django.contrib.auth import signals
from django.db import transaction

from audit import trail
from users.models import User


def connect() -> None:
    """Have Django's signals of signing in and out written to the trail."""
    signals.user_logged_in.connect(_signed_in)
    signals.user_logged_out.connect(_signed_out)
    signals.user_login_failed.connect(_refused)


@transaction.atomic
def _signed_in(sender: object, user: User, **kwargs: object) -> None:
    trail.record("user.signed_in", by=user, target=user)


@transaction.atomic
def _signed_out(sender: object, user: User | None, **kwargs: object) -> None:
    # Django sends this also where nobody was signed in.
    if user is not None:
        trail.record("user.signed_out", by=user, target=user)


@transaction.atomic
def _refused(sender: object, credentials: object, **kwargs: object) -> None:
    # The name that was typed may be a password in the wrong field: it is not kept.
    trail.record("user.signed_in", by=trail.ANONYMOUS, outcome="refused")
