"""A file that was attached to a case instead of a link."""

import uuid
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.utils import timezone

from atlas_portal.encryption import fingerprint
from users.models import User
from verifications.models import lengths
from verifications.models.cases import Case, of_visible_cases
from verifications.models.keys import DataKey


def attachment_storage() -> Storage:
    """Where attached files lie: the storage that the settings call `attachments`."""
    return storages["attachments"]


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Who may see which file, and files that are wholly there."""

    def visible_to(self, user: User) -> Self:
        """The files of the cases that this person may see, and those that they brought themselves."""
        rule = of_visible_cases(user, "cases") | of_visible_cases(user, "documents__case")
        rule = rule and rule | models.Q(uploaded_by=user)
        return self.stored().filter(rule).distinct() if rule else self.stored()

    def stored(self) -> Self:
        """The files that are wholly there, and not about to be removed."""
        return self.filter(stored_at__isnull=False)

    def usable(self, *, by: User, case: Case | None = None) -> Self:
        """The files that this person may bring to this case: their own, and those the case has.

        None that were erased.
        """
        usable = models.Q(uploaded_by=by)
        if case:
            usable |= models.Q(form_key=case.form_key)
            usable |= models.Q(pk__in=case.attachments.values("pk"))
            usable |= models.Q(pk__in=case.documents.exclude(attachment=None).values("attachment"))
        return self.stored().filter(usable, erased_at=None)

    def in_clear(self) -> Self:
        """The files that lie in clear, or of which a copy in clear may be left."""
        return self.stored().filter(models.Q(key=None) | models.Q(next_key__isnull=False))


class Attachment(models.Model):
    """One attached file: what it is by its content, and who brought it.

    The row is written before the file is, and removed after it, so that no file lies anywhere without
    a row; `stored_at` says that all of it is there.

    In the storage a file has a random name and the number of the DataKey that seals it, so that none can be
    met under a wrong one. Without `key` it lies in clear, under the random name alone, as it was stored by a
    version that did not encrypt; `next_key` is set while that is being mended.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=lengths.FILE_NAME)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    asks_password = models.BooleanField(default=False)
    file = models.FileField(storage=attachment_storage, max_length=100)
    thumbnail = models.FileField(storage=attachment_storage, max_length=100, blank=True)
    key = models.ForeignKey(DataKey, models.PROTECT, null=True, related_name="+")
    next_key = models.ForeignKey(DataKey, models.PROTECT, null=True, related_name="+")
    # Since when its key is destroyed, so that its pages need not ask for that.
    erased_at = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    stored_at = models.DateTimeField(null=True)
    form_key = models.UUIDField()
    # The cases whose form names it. What was sent is held by its Document as well.
    cases = models.ManyToManyField(Case, related_name="attachments")

    # Who fetched it by the portal's own link is not known: someone who had the link.
    first_fetched_at = models.DateTimeField(null=True)
    last_fetched_at = models.DateTimeField(null=True)
    fetch_count = models.PositiveIntegerField(default=0)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fetch_count=0, first_fetched_at__isnull=True, last_fetched_at__isnull=True)
                | models.Q(fetch_count__gt=0, first_fetched_at__isnull=False, last_fetched_at__isnull=False),
                name="attachment_fetches_have_their_times",
            ),
        ]
        indexes = [
            models.Index(fields=("form_key",), name="attachment_by_form"),
            # For the cleaning, which asks for the old ones.
            models.Index(fields=("uploaded_at",), name="attachment_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def fingerprint(self) -> str:
        """A keyed hash by which the same file is found again."""
        return fingerprint("file", self.sha256)

    @property
    def text(self) -> str:
        """How the text of a form names it."""
        return text_of(self.pk, self.name)

    @property
    def line(self) -> str:
        """The line by which a form's text names it; without an id, which is never given silently."""
        return f"\t{self.text}"


class LinkFetch(models.Model):
    """That a file was fetched by one of its signed addresses from one place: the first time is an event."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="+")
    # A keyed hash of the address and of where it was fetched from.
    mark = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.mark


def text_of(key: uuid.UUID, name: str) -> str:
    """How the text of a form names the attached file with this key.

    Letters of any script stand as they are; whatever separates or quotes somewhere is written as %20.
    """
    plain = (
        char if char in "._-()" or char.isalnum() or (char > "\x7f" and not char.isspace()) else quote(char)
        for char in name
    )
    return f"attached:{key}/{''.join(plain)}"
