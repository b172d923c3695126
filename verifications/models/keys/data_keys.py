"""A key of one thing: of a file and its picture, or of the texts of one case."""

from base64 import b64decode, b64encode

from cryptography.fernet import InvalidToken
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from atlas_portal.encryption import Erased, cipher
from atlas_portal.streams import new_key


class DataKeyQuerySet(models.QuerySet["DataKey"]):
    """Keys made and destroyed."""

    def fresh(self) -> "DataKey":
        """A new key, stored under the field key."""
        return self.create(wrapped=wrapped(new_key()))

    def destroy(self) -> int:
        """Erase what these keys protect; returns how many were not destroyed before."""
        return self.filter(destroyed_at=None).update(wrapped="", destroyed_at=timezone.now())


class DataKey(models.Model):
    """A random key, wrapped by the field key.

    It may be wrapped anew, and be destroyed: then nothing that it protected can be read again, wherever the
    encrypted text or file lies. The database lets no destroyed key come back.
    """

    wrapped = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)

    objects = DataKeyQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(wrapped="", destroyed_at__isnull=False)
                | (~models.Q(wrapped="") & models.Q(destroyed_at__isnull=True)),
                name="data_key_wrapped_or_destroyed",
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.pk}"

    # Kept, as a batch has a hundred links under one key.
    @cached_property
    def secret(self) -> bytes:
        """The key itself, 32 bytes. Raises Erased once it was destroyed."""
        if self.destroyed_at:
            raise Erased
        try:
            return b64decode(cipher().decrypt(self.wrapped))
        except InvalidToken:
            raise ImproperlyConfigured(
                "A DataKey needs a field key that FIELD_ENCRYPTION_KEYS lacks."
            ) from None


def wrapped(secret: bytes) -> str:
    """A key as it is stored: encrypted by the first field key."""
    return cipher().encrypt(b64encode(secret)).decode()
