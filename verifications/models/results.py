"""What Atlas read and compared."""

import json
from typing import Any

from django.db import models
from django.utils import timezone

from verifications.models.cases import Case
from verifications.models.keys import KeyedTextField


class Payload(models.Model):
    """One version of what `extracts` or a callback said, whole and encrypted, never overwritten."""

    class Kind(models.TextChoices):
        EXTRACTS = "extracts", "Extracts"
        CALLBACK = "callback", "Callback"

    case = models.ForeignKey(Case, models.PROTECT, related_name="payloads")
    kind = models.CharField(max_length=10, choices=Kind)
    body = KeyedTextField(owner="case")
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=("extracts", "callback")), name="payload_kind")
        ]
        # Pages and looks ask for the newest of a case.
        indexes = [models.Index(fields=("case", "-id"), name="payload_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.received_at:%Y-%m-%d %H:%M:%S}"

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class CrossCheck(models.Model):
    """Atlas's comparison of one field on two documents; the compared values stay in the Payload."""

    payload = models.ForeignKey(Payload, models.PROTECT, related_name="cross_checks")
    case = models.ForeignKey(Case, models.PROTECT, related_name="cross_checks")
    position = models.PositiveIntegerField()
    field = models.TextField(blank=True)
    document_a = models.TextField(blank=True)
    document_b = models.TextField(blank=True)
    # In per cent, and null where Atlas gave none: that is no low one.
    similarity = models.FloatField(null=True)

    class Meta:
        ordering = ("similarity", "position")
        constraints = [
            models.UniqueConstraint(fields=("payload", "position"), name="one_cross_check_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.field} on {self.document_a} and {self.document_b}"
