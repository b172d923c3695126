"""Links by which a person chooses a password: they work once, for some hours, and no page shows them."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from audit import trail
from users.models import User

SUBJECTS = {True: "Your login to Atlas Portal", False: "A new password for Atlas Portal"}


class NotSent(Exception):
    """No mail went out; the text says why and what else there is, and may be shown."""


def mail_link(user: User, *, by: trail.By, invites: bool = False) -> None:
    """Send a person a link to the address on record; `invites` somebody who never had a password.

    Raises NotSent.
    """
    if not settings.MAIL_IS_SET_UP:
        raise NotSent(f"Mail is not set up here, so none was sent. {_otherwise(user)}")
    if not user.email:
        raise NotSent(f"{user.full_name} has no address of mail, so none was sent. {_otherwise(user)}")
    if not user.is_active:
        raise NotSent(f"{user.full_name} is deactivated, so no mail was sent.")
    context = {"user": user, "link": _link(user), "hours": settings.PASSWORD_LINK_HOURS, "invites": invites}
    text = render_to_string("users/mail_link.txt", context)
    try:
        # In no transaction: whoever else writes would wait for the mail server.
        send_mail(SUBJECTS[invites], text, None, [user.email])
    except OSError as error:
        _note(user, by=by, invites=invites, outcome="failed")
        raise NotSent(f"The mail server did not take the mail. Try it later. {_otherwise(user)}") from error
    _note(user, by=by, invites=invites, outcome="done")


@transaction.atomic
def print_link(user: User) -> str:
    """The link, for whoever is at the machine."""
    trail.record("user.link_printed", by=trail.COMMAND, target=user)
    return _link(user)


def _otherwise(user: User) -> str:
    return f"On the machine, manage.py password_link {user.username} prints a link."


def _link(user: User) -> str:
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password-link", args=[key, default_token_generator.make_token(user)])
    # Not by the host that the browser names, which whoever asks may choose.
    return f"{settings.PORTAL_PUBLIC_URL}{path}"


@transaction.atomic
def _note(user: User, *, by: trail.By, invites: bool, outcome: str) -> None:
    action = "user.invited" if invites else "user.link_sent"
    trail.record(action, by=by, target=user, outcome=outcome)
