"""A file that takes long to look at: kept until a worker has, and until then nothing but itself."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from users.models import User
from verifications.models import lengths
from verifications.models.additions import Addition
from verifications.models.attachments.attached import attachment_storage, text_of
from verifications.models.cases import Case
from verifications.models.keys import DataKey


class ExaminationQuerySet(models.QuerySet["Examination"]):
    """Who is told of which file, and those that are still to be looked at."""

    def told_to(self, user: User, case: Case | None = None) -> Self:
        """The files that this person brought, and those that this case's form names."""
        told = models.Q(uploaded_by=user)
        if case:
            told |= models.Q(form_key=case.form_key) | models.Q(pk__in=case.examinations.values("pk"))
        return self.filter(told)

    def open(self) -> Self:
        """The files that are wholly here and not looked at to the end."""
        return self.filter(stored_at__isnull=False, ended_at=None)


class Examination(models.Model):
    """One file that is looked at outside of the request that brought it.

    It is no Attachment, so that nothing can send, show or hand it out; once it is found good an Attachment
    with its `uuid` takes its place, and its file, picture and key over. Refused, it keeps the sentence that
    says why. Until then its file is sealed as that of an Attachment is, and never in clear.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=lengths.FILE_NAME)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(storage=attachment_storage, max_length=100, blank=True)
    # Noted before it is stored; each claim has a name of its own for it.
    thumbnail = models.FileField(storage=attachment_storage, max_length=100, blank=True)
    key = models.ForeignKey(DataKey, models.PROTECT, null=True, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    form_key = models.UUIDField()
    # What names it in its text when it is saved, and shall name the Attachment.
    cases = models.ManyToManyField(Case, related_name="examinations")
    additions = models.ManyToManyField(Addition, related_name="examinations")
    arrived_at = models.DateTimeField(default=timezone.now)
    stored_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    why = lengths.SentenceField(blank=True)
    woken_at = models.DateTimeField(default=timezone.now)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claim__isnull=True, claimed_until__isnull=True)
                | models.Q(claim__isnull=False, claimed_until__isnull=False, ended_at__isnull=True),
                name="examination_claimed_while_open",
            ),
            models.CheckConstraint(
                condition=models.Q(why="", ended_at__isnull=True)
                | (~models.Q(why="") & models.Q(ended_at__isnull=False)),
                name="examination_ends_with_a_refusal",
            ),
            models.CheckConstraint(
                condition=models.Q(file="", thumbnail="", key__isnull=True)
                | (~models.Q(file="") & models.Q(key__isnull=False)),
                name="examination_file_has_its_key",
            ),
        ]
        indexes = [
            models.Index(fields=("form_key",), name="examination_by_form"),
            models.Index(
                fields=("woken_at",), name="examination_open", condition=models.Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def text(self) -> str:
        """How the text of a form names it, now and once it is an Attachment."""
        return text_of(self.uuid, self.name)

    @property
    def line(self) -> str:
        """The line by which a form's text names it; without an id, which is never given silently."""
        return f"\t{self.text}"
