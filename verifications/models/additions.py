"""Documents that someone has begun to add to a case, and has not sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from verifications.models.attachments import Attachment
from verifications.models.cases import Case
from verifications.models.keys import KeyedTextField


class Addition(models.Model):
    """What the form of Add documents held when it was last saved; one for each case and person.

    It proves nothing, and goes once its documents are sent.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="additions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    documents_text = KeyedTextField(owner="case")
    # As those of a draft: they keep two tabs from overwriting each other.
    form_key = models.UUIDField(editable=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    # The files that the text names, which then stay.
    attachments = models.ManyToManyField(Attachment, related_name="additions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("case", "person"), name="one_addition_per_case_and_person"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id}"
