"""Encryption at rest: one field, and a keyed hash for finding what is encrypted."""

from base64 import urlsafe_b64decode
from functools import cache
from hmac import HMAC
from typing import TYPE_CHECKING, TypeVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

_Written = TypeVar("_Written", contravariant=True)
_Read = TypeVar("_Read", covariant=True)


def cipher() -> MultiFernet:
    """The cipher of FIELD_ENCRYPTION_KEYS: the first key encrypts, all of them decrypt."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])


class Erased(Exception):
    """What was asked for is there no more: its key was destroyed."""


def key_for(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, derived (HKDF, RFC 5869) from the first of FIELD_ENCRYPTION_KEYS."""
    field_key = urlsafe_b64decode(settings.FIELD_ENCRYPTION_KEYS[0])
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"portal.{purpose}".encode()).derive(field_key)


def fingerprint(purpose: str, value: str) -> str:
    """A keyed hash of 64 hex characters: equal values meet, and nobody can guess back.

    With another first key in FIELD_ENCRYPTION_KEYS stored ones are found again once `refingerprint` has run.
    """
    # A copy, as `update` would go on in the one that is kept.
    keyed = _keyed(purpose, settings.FIELD_ENCRYPTION_KEYS[0]).copy()
    keyed.update(value.encode())
    return keyed.hexdigest()


@cache
def _keyed(purpose: str, field_key: str) -> HMAC:
    # Deriving the key costs more than the hash, and a page may ask for a thousand.
    return HMAC(key_for(f"fingerprint.{purpose}"), digestmod="sha256")


class _Encrypted:
    """Encrypts what is written to a column, and decrypts what is read of it."""

    model: type[models.Model]
    name: str

    def get_prep_value(self, value: object) -> str | None:
        return None if value is None else cipher().encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        if value is None:
            return None
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            raise ImproperlyConfigured(
                f"{self.model.__name__}.{self.name} needs a key that FIELD_ENCRYPTION_KEYS lacks."
            ) from None


if TYPE_CHECKING:
    # Django's fields take types only here: they say whether None may be written and read.
    class EncryptedTextField(_Encrypted, models.TextField[_Written, _Read]): ...

else:

    class EncryptedTextField(_Encrypted, models.TextField):
        """Text that the database holds only in encrypted form.

        It cannot be searched; keep a `fingerprint` beside it for that. To rotate, put a new key
        first in FIELD_ENCRYPTION_KEYS and keep the old one after it.
        """
