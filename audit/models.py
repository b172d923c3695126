"""What the trail is stored in: events, their reasons and the head of the chain."""

from typing import TYPE_CHECKING, TypedDict

from cryptography.fernet import InvalidToken
from django.db import models

from atlas_portal.encryption import EncryptedTextField, cipher
from audit.chain import GENESIS, VERSION


class AuditEvent(models.Model):
    """Who did what to what, when, from where, with which outcome; never changed or deleted.

    No foreign key, name, URL or personal text: the trail neither blocks nor follows live rows.
    """

    class ActorKind(models.TextChoices):
        USER = "user", "User"
        WORKER = "worker", "Worker"
        SCHEDULER = "scheduler", "Scheduler"
        ATLAS = "atlas", "Atlas"
        COMMAND = "command", "Command"
        SYSTEM = "system", "System"
        ANONYMOUS = "anonymous", "Not signed in"

    position = models.BigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16, choices=ActorKind)
    actor_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=64)
    target_kind = models.CharField(max_length=64, blank=True)
    target_id = models.CharField(max_length=128, blank=True)
    case_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=32)
    address = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)
    reason_hash = models.CharField(max_length=64, blank=True)
    version = models.PositiveSmallIntegerField(default=VERSION)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ("view",)
        # Uniqueness stands here since `unique=True` on text costs a second index on PostgreSQL.
        constraints = (
            models.UniqueConstraint(fields=("position",), name="one_event_per_position"),
            models.UniqueConstraint(fields=("hash",), name="one_event_per_hash"),
            models.CheckConstraint(condition=models.Q(position__gte=1), name="event_position_from_one"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="event_version_from_one"),
            models.CheckConstraint(condition=~models.Q(action=""), name="event_has_action"),
            models.CheckConstraint(condition=~models.Q(outcome=""), name="event_has_outcome"),
            models.CheckConstraint(
                condition=models.Q(
                    actor_kind__in=("user", "worker", "scheduler", "atlas", "command", "system", "anonymous")
                ),
                name="event_actor_kind",
            ),
        )
        # Each ends with the position, by which pages are ordered and begin, so that none has to sort.
        indexes = (
            models.Index(fields=("case_id", "position"), name="event_by_case"),
            models.Index(fields=("action", "position"), name="event_by_action"),
            models.Index(fields=("actor_kind", "actor_id", "position"), name="event_by_actor"),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.action}"


class Sealed(TypedDict):
    """What `trail.events()` reads with an event: the text of its reason, still encrypted."""

    sealed: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    SealedEvent = WithAnnotations[AuditEvent, Sealed]
else:
    SealedEvent = AuditEvent


class Reason(models.Model):
    """Why someone did it, in their own words; the event holds only its salted hash.

    Delete the row to erase the words: the salt goes with them, so they cannot be guessed back.
    """

    position = models.BigIntegerField(primary_key=True)
    salt = models.CharField(max_length=32)
    text = EncryptedTextField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Reason of event {self.position}"

    @staticmethod
    def unsealed(sealed: str) -> str | None:
        """The words that a stored text holds, or None if it was tampered with or its key is gone."""
        try:
            return cipher().decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None


class ChainHead(models.Model):
    """The one row that says which event is the last; who holds its lock writes the next."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_chain_head"),)

    def __str__(self) -> str:
        return f"{self.position} {self.hash}"
