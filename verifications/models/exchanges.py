"""One HTTP call to Atlas, or one callback from it."""

from typing import Self

from django.db import models
from django.utils import timezone

from users.models import User
from verifications.models.accounts import AtlasAccount, Credential
from verifications.models.batches import Batch
from verifications.models.cases import Case, of_visible_cases, reference_of


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    """Who may see which call."""

    def visible_to(self, user: User) -> Self:
        """The calls about no case, and those about the cases that this person may see."""
        rule = of_visible_cases(user)
        return self.filter(models.Q(case=None) | rule) if rule else self


class Exchange(models.Model):
    """One HTTP call to Atlas, or one callback from it, with both bodies redacted before storing.

    The SHA-256 of the true bodies proves what they were. Polls that changed nothing fold into
    one Exchange: first and last time, and how often.
    """

    class Direction(models.TextChoices):
        OUT = "out", "To Atlas"
        IN = "in", "From Atlas"

    direction = models.CharField(max_length=3, choices=Direction, default=Direction.OUT)
    account = models.ForeignKey(AtlasAccount, models.PROTECT, null=True, related_name="+")
    credential = models.ForeignKey(Credential, models.PROTECT, null=True, related_name="exchanges")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="exchanges")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="exchanges")
    endpoint = models.CharField(max_length=32)
    method = models.CharField(max_length=8)
    url = models.TextField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    status = models.PositiveIntegerField(null=True)
    error = models.TextField(blank=True)
    request_body = models.TextField(blank=True)
    request_sha256 = models.CharField(max_length=64, blank=True)
    response_body = models.TextField(blank=True)
    response_sha256 = models.CharField(max_length=64, blank=True)
    # Of the true body, as the hash is: what is stored of it is redacted and cut.
    response_size = models.PositiveIntegerField(default=0)
    # A poll that said what the one before said is counted there.
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(null=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        permissions = [("view_calls", "Can see the calls of every account")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(direction__in=("out", "in")), name="exchange_direction"
            ),
            models.CheckConstraint(condition=models.Q(times__gte=1), name="exchange_at_least_once"),
        ]
        indexes = [
            models.Index(fields=("case", "id"), name="exchange_of_case"),
            models.Index(fields=("batch", "id"), name="exchange_of_batch"),
            models.Index(fields=("started_at", "id"), name="exchange_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} at {self.started_at:%Y-%m-%d %H:%M:%S}"

    @property
    def case_reference(self) -> str:
        """The reference of the case, without fetching it; empty where the call is of none."""
        return reference_of(self.case_id) if self.case_id else ""
