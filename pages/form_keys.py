"""One-time form keys: pressing twice leads to the same thing, and a key says whose form it was."""

import uuid

from cryptography.fernet import InvalidToken
from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError

from atlas_portal.encryption import cipher
from users.ended import person_of
from users.models import User
from users.requests import SignedInRequest

# Another salt damages every form that stands open in a browser.
SALT = "verifications.form-key"
DAMAGED = "This form is damaged. Copy what you typed, and open New case again."


def new_key(request: SignedInRequest) -> str:
    """A signed key for a form that this person opens now, in this session."""
    return sign_key(uuid.uuid4(), request.user, session=request.session.session_key or "")


def sign_key(key: uuid.UUID, user: User, *, session: str = "") -> str:
    """A one-time form key that says which user's form it is, and in which session it was opened."""
    # Encrypted, as whoever has the session's own key is signed in.
    sealed = cipher().encrypt(session.encode()).decode()
    return signing.dumps([str(key), user.pk, sealed], salt=SALT)


def read_key(value: str) -> uuid.UUID:
    """The form key of `sign_key`; raises BadSignature for anything else.

    It says nothing of who sends it, and is for requests of someone who is signed in.
    """
    return uuid.UUID(signing.loads(value, salt=SALT)[0])


def opened_by(value: str) -> int:
    """The key of the user who opened the form; raises BadSignature as `read_key` does."""
    return int(signing.loads(value, salt=SALT)[1])


def read_ended_key(value: str) -> tuple[uuid.UUID, User] | None:
    """The form key and whose form it was, of a form whose session has run out; None if it proves nothing.

    It proves nothing once its person signed out, changed the password or was switched off, and
    none of it is a login: what it names may be kept for that person, over nothing that exists.
    """
    try:
        key, user_pk, sealed = signing.loads(value, salt=SALT, max_age=settings.SESSION_COOKIE_AGE)
        person = person_of(cipher().decrypt(sealed.encode()).decode())
    # A key of the version before has no session in it.
    except (signing.BadSignature, InvalidToken, ValueError):
        return None
    return (uuid.UUID(key), person) if person and person.pk == user_pk else None


class FormKeyField(forms.CharField):
    """The signed key of a form, hidden in it; cleaned, it is the UUID alone."""

    widget = forms.HiddenInput
    default_error_messages = {"damaged": DAMAGED}

    def clean(self, value: str | None) -> uuid.UUID:
        """The key; raises ValidationError for a missing or damaged one."""
        try:
            return read_key(super().clean(value))
        except signing.BadSignature:
            raise ValidationError(self.error_messages["damaged"], "damaged") from None
