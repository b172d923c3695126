"""A list: one uploaded sheet of documents over many cases, and the cases that were chosen of it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from users.models import User
from verifications.models import lengths
from verifications.models.accounts import AtlasAccount
from verifications.models.cases import Case, of_visible_cases
from verifications.models.keys import HasKey, KeyedTextField


class CaseListQuerySet(models.QuerySet["CaseList"]):
    """Who may see which list."""

    def visible_to(self, user: User) -> Self:
        """Every list, as every case is visible to everyone who logs in."""
        return self


class CaseList(models.Model):
    """One uploaded sheet: as it was read, who chose what of it, and whether its cases are made yet."""

    class State(models.TextChoices):
        NEW = "new", "Not created yet"
        CREATING = "creating", "Creating"
        CREATED = "created", "Created"
        STOPPED = "stopped", "Stopped"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Kind(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel workbook"
        XLS = "xls", "Excel 97–2003 workbook"
        ODS = "ods", "OpenDocument spreadsheet"

    class Action(models.TextChoices):
        DRAFT = "draft", "Save as drafts"
        SEND = "send", "Send to Atlas"

    account = models.ForeignKey(AtlasAccount, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=Kind)
    read_as = models.CharField(max_length=200)
    row_count = models.PositiveIntegerField()
    case_count = models.PositiveIntegerField()
    # One upload, one list: the insert of a second press fails.
    form_key = models.UUIDField(unique=True, editable=False)
    state = models.CharField(max_length=16, choices=State, default=State.NEW)

    # What was pressed, by whom, and the product types of that moment: later ones change no fault of it.
    action = models.CharField(max_length=5, choices=Action, blank=True)
    pressed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pressed_at = models.DateTimeField(null=True)
    product_types = models.JSONField(default=list)
    # Who took it back before anything was made of it; `product_types` are then those of that moment.
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)

    objects = CaseListQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("new", "creating", "created", "stopped", "withdrawn")),
                name="case_list_state",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=("new", "withdrawn"),
                    pressed_by__isnull=True,
                    pressed_at__isnull=True,
                    action="",
                )
                | models.Q(
                    state__in=("creating", "created", "stopped"),
                    pressed_by__isnull=False,
                    pressed_at__isnull=False,
                    action__in=("draft", "send"),
                ),
                name="case_list_pressed_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(state="withdrawn", withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                | ~models.Q(state="withdrawn")
                & models.Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True),
                name="case_list_withdrawn_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(claim__isnull=True, claimed_until__isnull=True)
                | models.Q(state="creating", claim__isnull=False, claimed_until__isnull=False),
                name="case_list_claimed_while_creating",
            ),
        ]
        indexes = [
            models.Index(fields=("uploaded_at", "id"), name="case_list_by_time"),
            # For the sweep, which asks several times a second for the few that are being made.
            models.Index(
                fields=("woken_at",), name="case_list_to_create", condition=models.Q(state="creating")
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_new(self) -> bool:
        """Whether its cases can still be chosen."""
        return self.state == self.State.NEW


class ListContent(HasKey):
    """The header and the rows of a list as they were read, as JSON; encrypted, as links are in it.
    Under a key of its own, as its rows are of many cases.

    A table of its own: the list itself is written with every case that is made of it.
    """

    case_list = models.OneToOneField(CaseList, models.PROTECT, primary_key=True, related_name="content")
    text = KeyedTextField()


class ListedCaseQuerySet(models.QuerySet["ListedCase"]):
    """Who may see which case of a list."""

    def visible_to(self, user: User) -> Self:
        """The chosen cases that are not made yet, and those made ones that this person may see."""
        rule = of_visible_cases(user)
        return self.filter(models.Q(case=None) | rule) if rule else self


class ListedCase(models.Model):
    """One case that was chosen of a list: not made yet, made, or why it was not."""

    case_list = models.ForeignKey(CaseList, models.PROTECT, related_name="listed")
    position = models.PositiveIntegerField()
    application_id = models.CharField(max_length=lengths.APPLICATION_ID)
    applicant_name = models.CharField(max_length=lengths.APPLICANT_NAME)
    product_type = models.CharField(max_length=lengths.PRODUCT_TYPE)
    flow_uuid = models.CharField(max_length=lengths.FLOW_UUID, blank=True)
    document_count = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    # The key of the form that nobody filled in: a worker that is killed and comes again makes one case.
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="listed")
    problem = lengths.SentenceField(blank=True)

    objects = ListedCaseQuerySet.as_manager()

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=("case_list", "position"), name="one_case_per_list_and_position"),
            models.CheckConstraint(
                condition=models.Q(case__isnull=True) | models.Q(problem=""), name="listed_case_made_or_not"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}, row {self.first_row}"
