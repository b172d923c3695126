"""What a look at a link brought, kept for some minutes; the link itself is not."""

from django.db import models
from django.utils import timezone


class LinkCheck(models.Model):
    """The last look at one link, found by a keyed hash of the whole of it."""

    fingerprint = models.CharField(max_length=64, unique=True)
    checked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=16)
    sentence = models.TextField()
    size = models.BigIntegerField(null=True)
    content_type = models.CharField(max_length=16, blank=True)

    class Meta:
        # For the cleaning: what is some minutes old is never read again.
        indexes = [models.Index(fields=("checked_at",), name="link_check_by_age")]

    def __str__(self) -> str:
        return self.outcome
