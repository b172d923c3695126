"""A case and the documents that the officer brings to it."""

import secrets
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from atlas_portal.encryption import EncryptedTextField
from users.models import User
from verifications.models.accounts import AtlasAccount, Credential

DOCUMENT_ID_LENGTH = 100


def new_callback_key() -> str:
    """The unguessable part of a case's callback address."""
    return secrets.token_urlsafe(32)


def reference_of(pk: int) -> str:
    """What people call the case with this key: C-000123."""
    return f"C-{pk:06d}"


class CaseQuerySet(models.QuerySet["Case"]):
    """Who may see which case, and cases by their reference."""

    def visible_to(self, user: User) -> Self:
        """Every case: one installation serves one lender, and the owner is no rule of access."""
        return self

    def with_reference(self, reference: str) -> Self:
        """The case called C-000123, or none."""
        digits = reference.removeprefix("C-").removeprefix("c-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
            return self.none()
        return self.filter(pk=int(digits))


class Case(models.Model):
    """One loan application being verified; a draft until it is first sent."""

    class Progress(models.TextChoices):
        DRAFT = "draft", "Draft"
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        NOT_CONFIRMED = "not_confirmed", "Not confirmed"
        PROCESSING = "processing", "Processing"
        READY = "ready", "Ready for review"
        FAILED = "failed", "Failed"

    class Decision(models.TextChoices):
        UNDECIDED = "undecided", "Undecided"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        DOCUMENTS_REQUESTED = "documents_requested", "Documents requested"
        ON_HOLD = "on_hold", "On hold"
        CLOSED = "closed", "Closed"

    class Source(models.TextChoices):
        PERSON = "person", "a person"
        ANSWER = "answer", "answer"
        POLL = "poll", "status poll"
        CALLBACK = "callback", "callback"
        WORKER = "worker", "worker"

    account = models.ForeignKey(AtlasAccount, models.PROTECT, null=True, related_name="cases")
    application_id = models.CharField(max_length=100, blank=True)
    applicant_name = models.CharField(max_length=200, blank=True)
    product_type = models.CharField(max_length=60, blank=True)
    flow_uuid = models.CharField(max_length=200, null=True)
    # Whether the portal opened the flow; else the loan system did, and may have used it.
    flow_opened = models.BooleanField(default=False)
    flow_credential = models.ForeignKey(Credential, models.PROTECT, null=True, related_name="+")
    callback_key = models.CharField(max_length=64, unique=True, default=new_callback_key, editable=False)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cases")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    first_sent_at = models.DateTimeField(null=True)

    # What the form of a draft held, and the guards that keep two savers from overwriting each other.
    draft_form = EncryptedTextField(null=True)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    autosaved_by_form = models.UUIDField(null=True, editable=False)

    progress = models.CharField(max_length=16, choices=Progress, default=Progress.DRAFT)
    progress_at = models.DateTimeField(default=timezone.now)
    progress_source = models.CharField(max_length=16, choices=Source, default=Source.PERSON)
    progress_note = models.CharField(max_length=300, blank=True)
    decision = models.CharField(max_length=24, choices=Decision, default=Decision.UNDECIDED)

    # Atlas's own words, as they came last. `ended_at`: when we first saw the flow ended since the
    # last batch; `results_at`: when its results were complete, or were no longer waited for.
    upload_status = models.TextField(blank=True)
    processing_status = models.TextField(blank=True)
    crosscheck_status = models.TextField(blank=True)
    master_status = models.TextField(blank=True)
    status_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    results_at = models.DateTimeField(null=True)

    # The scheduler's clock for this flow. No `look_at`: nothing to watch.
    look_at = models.DateTimeField(null=True)
    look_claimed_until = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    looks_failed = models.PositiveIntegerField(default=0)
    look_problem = models.CharField(max_length=300, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        permissions = [("check_case", "Can ask Atlas about a case at once")]
        constraints = [
            models.UniqueConstraint(fields=("account", "flow_uuid"), name="one_case_per_account_and_flow"),
            models.CheckConstraint(
                condition=models.Q(
                    progress__in=(
                        "draft",
                        "queued",
                        "sending",
                        "not_confirmed",
                        "processing",
                        "ready",
                        "failed",
                    )
                ),
                name="case_progress",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    decision__in=(
                        "undecided",
                        "approved",
                        "declined",
                        "documents_requested",
                        "on_hold",
                        "closed",
                    )
                ),
                name="case_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(progress="draft", first_sent_at__isnull=True)
                | (~models.Q(progress="draft") & models.Q(first_sent_at__isnull=False)),
                name="case_draft_until_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(progress="draft")
                | (
                    models.Q(account__isnull=False)
                    & ~models.Q(application_id="")
                    & ~models.Q(applicant_name="")
                    & ~models.Q(product_type="")
                ),
                name="case_sent_is_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(flow_uuid__isnull=True) | ~models.Q(flow_uuid=""),
                name="case_flow_not_empty",
            ),
        ]
        indexes = [
            models.Index(fields=("progress_at", "id"), name="case_by_age"),
            models.Index(fields=("progress", "progress_at", "id"), name="case_by_progress"),
            models.Index(fields=("owner", "progress_at", "id"), name="case_by_owner"),
            # For the counts on the tabs, which then read no row.
            models.Index(fields=("progress", "decision"), name="case_count_by_progress"),
            models.Index(fields=("owner", "decision"), name="case_count_by_owner"),
            models.Index(fields=("application_id",), name="case_by_application"),
            models.Index(fields=("flow_uuid",), name="case_by_flow"),
            models.Index(fields=("look_at",), name="case_due", condition=models.Q(look_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people call the case: C-000123."""
        return reference_of(self.pk)

    @property
    def is_draft(self) -> bool:
        return self.progress == self.Progress.DRAFT

    @property
    def is_moving(self) -> bool:
        """Whether its pages should look again by themselves."""
        return self.look_at is not None or self.progress in (self.Progress.QUEUED, self.Progress.SENDING)

    @property
    def is_unwatched(self) -> bool:
        """Whether Atlas never ended it and is no longer asked about it."""
        return self.look_at is None and self.progress == self.Progress.PROCESSING


class Document(models.Model):
    """One thing the officer brings, under the lender's own id.

    It is a link or an attached file. The link is kept byte for byte. Beside it stand what may be shown
    and searched: the link without its query, the file's name, and a keyed hash to find the same link,
    or the same file, again.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    document_id = models.CharField(max_length=DOCUMENT_ID_LENGTH)
    position = models.PositiveIntegerField()
    file_url = EncryptedTextField(null=True)
    url_without_query = models.TextField()
    file_name = models.CharField(max_length=300)
    url_fingerprint = models.CharField(max_length=64)
    # What the officer says it is; Atlas is not told, and reads it for itself. The database has the default
    # too: a process of the version before writes rows without it while the new one starts.
    expected_type = models.CharField(max_length=60, blank=True, db_default="")
    attachment = models.ForeignKey(
        "verifications.Attachment", models.PROTECT, null=True, related_name="documents"
    )
    # The document that this one stands for under a new id, as Atlas takes an id once.
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replacements")

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("case", "document_id"), name="one_document_id_per_case"),
            models.CheckConstraint(condition=~models.Q(document_id=""), name="document_id_not_empty"),
            models.CheckConstraint(
                condition=models.Q(file_url__isnull=False, attachment__isnull=True)
                | models.Q(file_url__isnull=True, attachment__isnull=False, url_without_query=""),
                name="document_is_link_or_attachment",
            ),
        ]
        indexes = [models.Index(fields=("url_fingerprint",), name="document_by_link")]

    def __str__(self) -> str:
        return self.document_id

    @property
    def text(self) -> str:
        """How the text of a form names it: its link, or its attached file."""
        return self.attachment.text if self.attachment else self.file_url or ""
