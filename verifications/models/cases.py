"""A case and the documents that the officer brings to it."""

import secrets
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from users.models import User
from verifications.models import ids, lengths
from verifications.models.accounts import AtlasAccount, Credential
from verifications.models.keys import HasKey, KeyedTextField


# No signature of callbacks is documented (?): strangers are kept out by an address that nobody can guess.
def new_callback_key() -> str:
    """The unguessable part of a case's callback address."""
    return secrets.token_urlsafe(32)


def reference_of(pk: int) -> str:
    """What people call the case with this key: C-000123."""
    return ids.our_id(ids.CASE, pk)


def visible_cases(user: User) -> models.Q:
    """Which cases this person may see, as a condition on cases: the one place where that is said.

    Empty for all: one installation serves one lender, and the owner of a case is no rule of access.
    """
    return models.Q()


class CaseQuerySet(models.QuerySet["Case"]):
    """Who may see which case, and cases by their reference."""

    def visible_to(self, user: User) -> Self:
        """The cases that this person may see."""
        return self.filter(visible_cases(user))

    def hidden_from(self, user: User) -> set[int]:
        """The keys of those that this person may not see; asks nothing where everyone sees all."""
        rule = visible_cases(user)
        return set(self.exclude(rule).values_list("pk", flat=True)) if rule else set()

    def with_reference(self, reference: str) -> Self:
        """The case called C-000123, or none."""
        key = ids.key_of_case(reference)
        return self.none() if key is None else self.filter(pk=key)

    def sent(self) -> Self:
        """The cases that were ever sent: all but drafts."""
        return self.exclude(progress=Case.Progress.DRAFT)


class Case(HasKey):
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

    # What the queue's tabs are made of: without a verdict, in need of a person, on its way by itself.
    OPEN = (Decision.UNDECIDED, Decision.DOCUMENTS_REQUESTED, Decision.ON_HOLD)
    ATTENTION = (Progress.NOT_CONFIRMED, Progress.FAILED)
    WORKING = (Progress.QUEUED, Progress.SENDING, Progress.PROCESSING)

    account = models.ForeignKey(AtlasAccount, models.PROTECT, null=True, related_name="cases")
    application_id = models.CharField(max_length=lengths.APPLICATION_ID, blank=True)
    applicant_name = models.CharField(max_length=lengths.APPLICANT_NAME, blank=True)
    product_type = models.CharField(max_length=lengths.PRODUCT_TYPE, blank=True)
    flow_uuid = models.CharField(max_length=lengths.FLOW_UUID, null=True)
    # Whether the portal opened the flow; else the loan system did, and may have used it.
    flow_opened = models.BooleanField(default=False)
    # A flow stays with the address that it was opened at, whatever its account calls later.
    flow_credential = models.ForeignKey(Credential, models.PROTECT, null=True, related_name="+")
    callback_key = models.CharField(max_length=64, unique=True, default=new_callback_key, editable=False)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cases")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    first_sent_at = models.DateTimeField(null=True)

    # Since when its key is destroyed, so that its pages need not ask for that.
    erased_at = models.DateTimeField(null=True, editable=False)

    # What the form of a draft held, and the guards that keep two savers from overwriting each other.
    draft_form = KeyedTextField(null=True)
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    autosaved_by_form = models.UUIDField(null=True, editable=False)
    # Kept of a form whose person was not signed in, until that person saves or sends it.
    rescued_at = models.DateTimeField(null=True)

    progress = models.CharField(max_length=16, choices=Progress, default=Progress.DRAFT)
    progress_at = models.DateTimeField(default=timezone.now)
    progress_source = models.CharField(max_length=16, choices=Source, default=Source.PERSON)
    progress_note = lengths.SentenceField(blank=True)
    # What a person decided is another thing than what the machine is doing: Failed is not Declined.
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
    look_problem = lengths.SentenceField(blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        permissions = [("check_case", "Can ask Atlas about a case at once")]
        constraints = [
            # Two cases of one flow would mix their documents at Atlas; those without a flow share nothing.
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
            # The scheduler asks several times a second; flows that are over are not in it.
            models.Index(fields=("look_at",), name="case_due", condition=models.Q(look_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What people call the case: C-000123."""
        return reference_of(self.pk)

    @property
    def sent_to(self) -> AtlasAccount:
        """The account of a case that was sent; the database lets none be sent without."""
        assert self.account is not None
        return self.account

    @property
    def flow(self) -> str:
        """The flow of a case that has one."""
        assert self.flow_uuid is not None
        return self.flow_uuid

    def flow_is_taken(self, *, hidden: bool) -> str:
        """The sentence for whoever wants this flow for another case; `hidden`: they may not see this."""
        if hidden:
            return "Another case has this flow already. Use another flow."
        return f"{self.reference} has this flow already. Open that case, or use another."

    @property
    def is_draft(self) -> bool:
        return self.progress == self.Progress.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether nobody has ended it with a verdict or without one."""
        return self.decision in self.OPEN

    @property
    def is_moving(self) -> bool:
        """Whether its pages should look again by themselves."""
        return self.look_at is not None or self.progress in (self.Progress.QUEUED, self.Progress.SENDING)

    @property
    def is_unwatched(self) -> bool:
        """Whether Atlas never ended it and is no longer asked about it."""
        return self.look_at is None and self.progress == self.Progress.PROCESSING


def of_visible_cases(user: User, field: str = "case") -> models.Q:
    """`visible_cases` for rows that belong to a case by `field`; costs nothing where all are visible."""
    rule = visible_cases(user)
    return models.Q(**{f"{field}__in": Case.objects.filter(rule)}) if rule else models.Q()
