"""What waits for a second person, and what became of it."""

import json
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from atlas_portal.encryption import EncryptedTextField
from confirmations.kinds import KINDS, Kind, Sealed
from users.models import User


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Requests by what may still become of them, and for whom."""

    def waiting(self) -> Self:
        """What may still be confirmed."""
        return self.filter(state=Confirmation.State.ASKED, expires_at__gt=timezone.now())

    def overdue(self) -> Self:
        """What nobody confirmed in time, and is not yet written down as over."""
        return self.filter(state=Confirmation.State.ASKED, expires_at__lte=timezone.now())

    def visible_to(self, user: User) -> Self:
        """The requests of the kinds that this person has the right to ask for."""
        return self.filter(kind__in=[kind.name for kind in KINDS.values() if user.has_perm(kind.permission)])


class Confirmation(models.Model):
    """Something that one person asked for and another with the same right has to confirm."""

    class State(models.TextChoices):
        ASKED = "asked", "Waits for a second person"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"
        EXPIRED = "expired", "Not confirmed in time"

    kind = models.CharField(max_length=64)
    target_id = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    # What was asked for, such as a new secret, as JSON; it goes when the request is over.
    sealed = EncryptedTextField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "target_id"), condition=models.Q(state="asked"), name="one_open_confirmation"
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", sealed__isnull=False, ended_at__isnull=True)
                | models.Q(
                    state__in=("confirmed", "refused", "withdrawn", "expired"),
                    sealed__isnull=True,
                    ended_at__isnull=False,
                ),
                name="confirmation_open_or_ended",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed")
                | models.Q(ended_by__isnull=False) & ~models.Q(ended_by=models.F("asked_by")),
                name="confirmed_by_another_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.of.what}: {self.target_name}"

    @property
    def of(self) -> Kind:
        """The kind, as its app registered it."""
        return KINDS[self.kind]

    @property
    def target_name(self) -> str:
        """What it is asked for, by its name."""
        return self.of.name_of(self.target_id)

    @property
    def contents(self) -> Sealed:
        """What was asked for; empty once the request is over."""
        return json.loads(self.sealed) if self.sealed else {}

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What a second person has to know of it; nothing once it is over."""
        return self.of.facts(self.target_id, self.contents) if self.sealed else []

    @property
    def others(self) -> list[User]:
        """Who may confirm it: everybody with the right, but who asked."""
        able = User.objects.with_perm(self.of.permission)
        return list(able.exclude(pk=self.asked_by_id).order_by("first_name", "username"))

    def may_be_answered_by(self, user: User) -> bool:
        """Whether this person may confirm or refuse it: with the same right, and not their own."""
        return user.pk != self.asked_by_id and user.has_perm(self.of.permission)
