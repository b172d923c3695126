"""A document: one thing that the officer brings to a case."""

from collections.abc import Iterable
from typing import Self

from django.db import models

from users.models import User
from verifications.models import lengths
from verifications.models.attachments import Attachment
from verifications.models.cases import Case, of_visible_cases
from verifications.models.keys import KeyedTextField, unless_erased


class DocumentQuerySet(models.QuerySet["Document"]):
    """Who may see which document, and documents by what they share with others."""

    def visible_to(self, user: User) -> Self:
        """The documents of the cases that this person may see."""
        return self.filter(of_visible_cases(user))

    def sent_before(
        self,
        fingerprints: Iterable[str],
        *,
        by: User,
        case: Case | None = None,
        ids: Iterable[str] | None = None,
    ) -> Self:
        """What was sent before with one of these links or files, by keyed hash, as this person may see.

        But for the documents of `case`, or of those the ones with these ids: they are what is being brought.
        """
        # A join, where SQLite would first write down every sent case for `case__in`.
        sent = self.filter(url_fingerprint__in=fingerprints).exclude(case__progress=Case.Progress.DRAFT)
        sent = sent.visible_to(by)
        if case is None:
            return sent
        return sent.exclude(case=case) if ids is None else sent.exclude(case=case, document_id__in=ids)

    def first_cases(self) -> dict[str, int]:
        """By keyed hash, the key of the earliest case that has it."""
        first = self.order_by().values("url_fingerprint").annotate(first=models.Min("case"))
        return dict(first.values_list("url_fingerprint", "first"))


class Document(models.Model):
    """One thing the officer brings, under the lender's own id.

    It is a link or an attached file. The link is kept byte for byte. Beside it stand what may be shown
    and searched: the link without its query, the file's name, and a keyed hash to find the same link,
    or the same file, again.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    document_id = models.CharField(max_length=lengths.DOCUMENT_ID)
    position = models.PositiveIntegerField()
    file_url = KeyedTextField(owner="case", null=True)
    url_without_query = models.TextField()
    file_name = models.CharField(max_length=lengths.FILE_NAME)
    url_fingerprint = models.CharField(max_length=64)
    # What the officer says it is; Atlas is not told, and reads it for itself. The database has the default
    # too: a process of the version before writes rows without it while the new one starts.
    expected_type = models.CharField(max_length=lengths.DOCUMENT_TYPE, blank=True, db_default="")
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="documents")
    # The document that this one stands for under a new id, as Atlas takes an id once.
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replacements")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("position", "id")
        constraints = [
            # Atlas takes an id once in a flow, and its results are matched by it (S).
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
        """How the text of a form names it: its link, or its attached file; empty once it was erased."""
        return self.attachment.text if self.attachment else unless_erased(self, "file_url")
