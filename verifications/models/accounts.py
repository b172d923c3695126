"""Contracts with Atlas and the credentials that open them."""

from typing import Self

from django.db import models
from django.utils import timezone

from verifications.models import lengths
from verifications.models.keys import HasKey, KeyedTextField


class AtlasAccount(models.Model):
    """One contract with Atlas: what it is called, test or live, and what it offers."""

    class Environment(models.TextChoices):
        TEST = "test", "Test"
        LIVE = "live", "Live"

    name = models.CharField(max_length=80, unique=True)
    environment = models.CharField(max_length=4, choices=Environment, default=Environment.TEST)
    # What Atlas provisioned for one contract says nothing of another, so products follow the account.
    product_types = models.JSONField(
        default=list, help_text="As Atlas provisioned them for this contract, such as POC_CDL."
    )
    active = models.BooleanField(
        default=True, help_text="Off: nothing is sent with this account, and queued batches are withdrawn."
    )
    problem = lengths.SentenceField(blank=True, editable=False)

    # An outage, as the looks at flows see it: calls without an answer, and when the next one may try.
    failures_in_row = models.PositiveIntegerField(default=0, editable=False)
    outage_since = models.DateTimeField(null=True, editable=False)
    outage_problem = lengths.SentenceField(blank=True, editable=False)
    probe_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "Atlas account"
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(environment__in=("test", "live")), name="atlas_account_environment"
            ),
            models.CheckConstraint(
                condition=models.Q(outage_since__isnull=True, probe_at__isnull=True)
                | models.Q(outage_since__isnull=False, probe_at__isnull=False),
                name="atlas_account_outage_is_probed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def credential(self) -> "Credential | None":
        """The newest credential, or None before the first one."""
        return self.credentials.with_keys().first()


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Credentials as whoever calls Atlas needs them."""

    def with_keys(self) -> Self:
        """The newest first, each with the key of its secret and token."""
        return self.select_related("key").order_by("-version")


class Credential(HasKey):
    """One version of an account's address and secret, with its token.

    Never changed (the database refuses it), only followed by the next; Exchanges name theirs.
    """

    account = models.ForeignKey(AtlasAccount, models.PROTECT, related_name="credentials")
    version = models.PositiveIntegerField()
    base_url = models.URLField(max_length=300)
    client_id = models.CharField(max_length=200)
    client_secret = KeyedTextField()
    secret_last4 = models.CharField(max_length=4)
    secret_fingerprint = models.CharField(max_length=64)
    token = KeyedTextField(null=True)
    token_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        constraints = [
            # The trail and the calls name a credential by this number.
            models.UniqueConstraint(fields=("account", "version"), name="one_credential_per_version"),
            models.CheckConstraint(
                condition=models.Q(token__isnull=True, token_expires_at__isnull=True)
                | models.Q(token__isnull=False, token_expires_at__isnull=False),
                name="credential_token_with_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}, version {self.version}"

    def __repr__(self) -> str:
        return f"<Credential {self.pk} of account {self.account_id}>"
