"""A file record: one document in one batch, and what became of it."""

from typing import Self

from django.db import models
from django.utils import timezone

from users.models import User
from verifications.models import ids, lengths
from verifications.models.accounts import AtlasAccount
from verifications.models.attachments import Attachment, text_of
from verifications.models.batches import Batch
from verifications.models.cases import Case, of_visible_cases, reference_of
from verifications.models.documents import Document
from verifications.models.keys import KeyedTextField, unless_erased


class FileRecordQuerySet(models.QuerySet["FileRecord"]):
    """Who may see which file record, and records by any id."""

    def visible_to(self, user: User) -> Self:
        """The records of the cases that this person may see."""
        return self.filter(of_visible_cases(user))

    def called(self, name: str) -> Self:
        """The record called f-000123 by us or by Atlas's file_uuid; of several, the newest."""
        key = ids.key_of(ids.FILE, name)
        if key is not None:
            return self.filter(pk=key)
        return self.filter(file_uuid=name).exclude(file_uuid="").order_by("-pk")

    def sent(self) -> Self:
        """The records that were written with their batch; the others only came with an answer."""
        return self.filter(comparison__in=FileRecord.SENT)

    def read_types(self) -> Self:
        """The sent records whose type Atlas has read, the newest last."""
        return self.sent().exclude(document_type="").order_by("pk")

    def accepted(self) -> Self:
        """The sent records of which Atlas has the documents."""
        return self.sent().filter(batch__state=Batch.State.ACCEPTED)


class FileRecord(models.Model):
    """One document in one batch.

    Written with the batch, completed by the answer and by the results. What lists filter and
    sort by stands on the row itself, since a join is what makes a long list slow. What Atlas
    sends is kept as it came: not required, not unique, not limited in length.
    """

    class Comparison(models.TextChoices):
        WAITING = "waiting", "Not answered"
        ANSWERED = "answered", "Matched"
        MISSING = "missing", "Missing"
        EXTRA = "extra", "Extra"
        REPEATED = "repeated", "Repeated"

    # Written with the batch, and so with the document that they are of; the others came with an answer.
    SENT = (Comparison.WAITING, Comparison.ANSWERED, Comparison.MISSING)

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="files")
    case = models.ForeignKey(Case, models.PROTECT, related_name="files")
    account = models.ForeignKey(AtlasAccount, models.PROTECT, related_name="+")
    origin = models.ForeignKey(Document, models.PROTECT, null=True, related_name="files")
    created_at = models.DateTimeField(default=timezone.now)
    application_id = models.CharField(max_length=lengths.APPLICATION_ID)
    document_id = models.TextField()
    file_name = models.CharField(max_length=lengths.FILE_NAME, blank=True)
    url_without_query = models.TextField(blank=True)
    # The URL as sent. An attached file gets a fresh one each time its batch leaves, and none before.
    file_url = KeyedTextField(owner="case", null=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="files")

    # Matched by document_id, as the order of the entries of an answer is not documented (?).
    comparison = models.CharField(max_length=10, choices=Comparison, default=Comparison.WAITING)
    file_uuid = models.TextField(blank=True)
    atlas_batch_id = models.TextField(blank=True)
    document_type = models.TextField(blank=True)
    error_code = models.TextField(blank=True)
    read_at = models.DateTimeField(null=True)

    objects = FileRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(comparison__in=("waiting", "answered", "missing", "extra", "repeated")),
                name="file_record_comparison",
            ),
            # Entries that nobody asked for have no origin; all others do.
            models.CheckConstraint(
                condition=models.Q(comparison__in=("extra", "repeated"))
                | models.Q(origin__isnull=False)
                & (models.Q(file_url__isnull=False) | models.Q(attachment__isnull=False)),
                name="file_record_sent_has_origin",
            ),
            # Not of extra and repeated entries: an answer may name any id any number of times.
            models.UniqueConstraint(
                fields=("batch", "document_id"),
                condition=models.Q(comparison__in=("waiting", "answered", "missing")),
                name="one_file_record_per_document_and_batch",
            ),
        ]
        indexes = [
            models.Index(fields=("created_at", "id"), name="file_by_time"),
            models.Index(fields=("file_uuid",), name="file_by_uuid"),
            models.Index(fields=("document_id", "id"), name="file_by_document_id"),
            models.Index(fields=("application_id", "id"), name="file_by_application"),
            models.Index(fields=("atlas_batch_id", "id"), name="file_by_batch_id"),
            models.Index(fields=("document_type", "created_at", "id"), name="file_by_type"),
        ]

    def __str__(self) -> str:
        return self.our_id

    @property
    def our_id(self) -> str:
        """What we call the record: f-000123."""
        return ids.our_id(ids.FILE, self.pk)

    @property
    def was_sent(self) -> bool:
        """Whether it was written with its batch, and did not only come with the answer."""
        return self.comparison in self.SENT

    @property
    def stands(self) -> str:
        """Where it stands: how it was answered, and before any answer where its batch stands."""
        return self.batch.state if self.comparison == self.Comparison.WAITING else self.comparison

    @property
    def name(self) -> str:
        """Atlas's id once it is known, ours before."""
        return self.file_uuid or self.our_id

    @property
    def link(self) -> str:
        """The URL as sent; empty where there is none, and once it was erased."""
        return unless_erased(self, "file_url")

    def url_for(self, reader: User) -> str:
        """The URL as this person's pages show it; empty for what was not sent.

        Whole only for who could send it. Whoever has the portal's own address of an attached file has
        the file: no page shows it, but how the form names it.
        """
        if self.attachment_id:
            return text_of(self.attachment_id, self.file_name)
        whole = self.link if reader.has_perm("verifications.add_case") else ""
        return whole or self.url_without_query

    @property
    def case_reference(self) -> str:
        """The reference of the case, without fetching it."""
        return reference_of(self.case_id)
