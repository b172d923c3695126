"""One-time form keys: pressing twice leads to the same thing, and a key says whose form it was."""

import uuid

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from users.models import User

# Another salt damages every form that stands open in a browser.
SALT = "verifications.form-key"
DAMAGED = "This form is damaged. Copy what you typed, and open New case again."


def new_key(user: User) -> str:
    """A signed key for a form that this user opens now."""
    return sign_key(uuid.uuid4(), user)


def sign_key(key: uuid.UUID, user: User) -> str:
    """A one-time form key that says which user's form it is."""
    return signing.dumps([str(key), user.pk], salt=SALT)


def read_key(value: str) -> tuple[uuid.UUID, int]:
    """The form key and user key of `sign_key`; raises BadSignature for anything else."""
    key, user_pk = signing.loads(value, salt=SALT)
    return uuid.UUID(key), user_pk


class FormKeyField(forms.CharField):
    """The signed key of a form, hidden in it; cleaned, it is the UUID alone."""

    widget = forms.HiddenInput
    default_error_messages = {"damaged": DAMAGED}

    def clean(self, value: str | None) -> uuid.UUID:
        """The key; raises ValidationError for a missing or damaged one."""
        try:
            return read_key(super().clean(value))[0]
        except signing.BadSignature:
            raise ValidationError(self.error_messages["damaged"], "damaged") from None
