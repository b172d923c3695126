"""A batch: one call of multiupload, and what is known of its outcome."""

import uuid
from typing import Any, Self, TypeAlias

from django.conf import settings
from django.db import models
from django.utils import timezone

from users.models import User
from verifications.models import ids, lengths, states
from verifications.models.accounts import Credential
from verifications.models.cases import Case, of_visible_cases


class WrongState(Exception):
    """The row was in another state than the change needs; the text may be shown."""


class BatchQuerySet(models.QuerySet["Batch"]):
    """Who may see which batch, and batches by any id."""

    def visible_to(self, user: User) -> Self:
        """The batches of the cases that this person may see."""
        return self.filter(of_visible_cases(user))

    def called(self, name: str) -> Self:
        """The batch called b-000123 by us or BATCH-… by Atlas; of several, the newest."""
        key = ids.key_of(ids.BATCH, name)
        if key is not None:
            return self.filter(pk=key)
        return self.filter(batch_id=name).exclude(batch_id="").order_by("-pk")

    def of_form(self, key: uuid.UUID) -> Self:
        """The batch that the form with this key has sent, or none: a form sends once."""
        return self.filter(form_key=key)

    def try_now(self) -> None:
        """Have the queued ones tried as soon as may be, and not when their next try would have been."""
        self.filter(state=Batch.State.QUEUED).update(next_try_at=timezone.now())

    def may_be_taken(self) -> Self:
        """All but those of which Atlas took nothing and never will."""
        return self.exclude(state__in=Batch.TOOK_NOTHING)

    def reached(self) -> Self:
        """The batches of which a try may have reached Atlas, a later one notwithstanding."""
        return self.filter(models.Q(left_at__isnull=False) | models.Q(was_unconfirmed=True))


class Batch(models.Model):
    """One call of multiupload: its documents, and what is known of its outcome."""

    State: TypeAlias = states.State
    # Atlas took nothing of these, and nobody will send them again: a person corrects and sends anew.
    TOOK_NOTHING = (State.REJECTED, State.WITHDRAWN)

    case = models.ForeignKey(Case, models.PROTECT, related_name="batches")
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    state_at = models.DateTimeField(default=timezone.now)
    problem = models.TextField(blank=True)
    flow_uuid = models.CharField(max_length=lengths.FLOW_UUID, null=True)
    # Atlas's own, opaque to us (S).
    batch_id = models.TextField(blank=True)
    document_count = models.PositiveIntegerField()
    differences = models.PositiveIntegerField(default=0)

    # One press, one batch: the insert of a second press fails, however close behind the first it came.
    form_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    credential = models.ForeignKey(Credential, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    # Whose the batch is while it is being sent: every later write of that worker names this claim.
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    # Written directly before the call; without it a claim that ran out has brought Atlas nothing.
    left_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(default=timezone.now)
    # Whether Atlas had nothing of the flow before this batch left; None: not known.
    flow_was_empty = models.BooleanField(null=True)
    # Never taken back: Atlas may have the documents from that try, whatever became of later ones.
    was_unconfirmed = models.BooleanField(default=False)
    # Since when Atlas has been saying, without a break, that it has nothing of the flow.
    nothing_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "batches"
        permissions = [
            ("send_batch", "Can send documents to Atlas"),
            ("withdraw_batch", "Can take back a queued batch"),
            ("declare_batch", "Can declare what became of a batch that is not confirmed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=(
                        "queued",
                        "sending",
                        "accepted",
                        "rejected",
                        "not_confirmed",
                        "failed",
                        "withdrawn",
                    )
                ),
                name="batch_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sending", claim__isnull=False, claimed_until__isnull=False)
                | (~models.Q(state="sending") & models.Q(claim__isnull=True, claimed_until__isnull=True)),
                name="batch_claimed_while_sending",
            ),
            models.CheckConstraint(
                condition=models.Q(state="queued", next_try_at__isnull=False)
                | (~models.Q(state="queued") & models.Q(next_try_at__isnull=True)),
                name="batch_queued_has_its_time",
            ),
            # Whoever claims a queued batch sends it, so nothing of it may be on its way.
            models.CheckConstraint(
                condition=~models.Q(state="queued", left_at__isnull=False), name="batch_queued_has_not_left"
            ),
            models.CheckConstraint(condition=models.Q(document_count__gt=0), name="batch_has_documents"),
        ]
        indexes = [
            models.Index(fields=("created_at", "id"), name="batch_by_time"),
            models.Index(fields=("state", "created_at", "id"), name="batch_by_state"),
            models.Index(fields=("batch_id",), name="batch_by_batch_id"),
            # The sweep asks several times a second: these two hold only the few that wait or are being sent.
            models.Index(
                fields=("state", "next_try_at"), name="batch_to_send", condition=models.Q(state="queued")
            ),
            models.Index(
                fields=("claimed_until",), name="batch_claimed", condition=models.Q(state="sending")
            ),
        ]

    @property
    def has_results(self) -> bool:
        """Whether Atlas needs its files no more: its flow has ended since, or each document was read."""
        if self.state == Batch.State.ACCEPTED and (self.case.ended_at or self.case.results_at):
            return True
        return not self.files.sent().filter(read_at=None).exists()

    def __str__(self) -> str:
        return self.our_id

    @property
    def our_id(self) -> str:
        """What we call the batch: b-000123."""
        return ids.our_id(ids.BATCH, self.pk)

    @property
    def name(self) -> str:
        """Atlas's id once it is known, ours before."""
        return self.batch_id or self.our_id

    @property
    def flow(self) -> str:
        """The flow of a batch that is about to leave, or has left."""
        assert self.flow_uuid is not None
        return self.flow_uuid

    @property
    def has_reached(self) -> bool:
        """Whether a try may have reached Atlas; one whose answer was lost may have, for ever."""
        return self.left_at is not None or self.was_unconfirmed

    @property
    def went(self) -> str:
        """What may be said of it: sent once a try has left, and queued before."""
        return "sent" if self.has_reached else "queued"

    @property
    def is_open(self) -> bool:
        """Whether its state will change without a person."""
        return self.state in (self.State.QUEUED, self.State.SENDING, self.State.NOT_CONFIRMED)

    def move_to(self, state: states.State, **changes: Any) -> None:
        """Change the state and what belongs to it, unless someone else changed it since it was read.

        Raises WrongState, with nothing changed, where states.CHANGES lacks it or another was first.
        """
        changes = {"claim": None, "claimed_until": None, "next_try_at": None} | changes
        changes |= {"state": state, "state_at": timezone.now()}
        # By the claim, too: Sending may be that of a later try, which is not this worker's to end.
        rows = Batch.objects.filter(pk=self.pk, state=self.state, claim=self.claim)
        if state not in states.NEXT[self.State(self.state)] or not rows.update(**changes):
            raise WrongState(
                f"Batch {self.our_id} is no longer {self.get_state_display()}; "
                f"it cannot become {self.State(state).label}. Reload the page to see where it stands."
            )
        for name, value in changes.items():
            setattr(self, name, value)
