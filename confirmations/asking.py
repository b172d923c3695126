"""Asking for a second person, and the three answers: confirmed, refused, taken back; or none in time."""

import json
from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from audit import trail
from confirmations.kinds import KINDS, Outdated, Sealed
from confirmations.models import Confirmation
from users.models import User

DAYS = 7


class AlreadyAsked(Exception):
    """The same waits already; the text may be shown."""


class Over(Exception):
    """The request waits no more; the text may be shown."""


@transaction.atomic
def ask(kind: str, target: models.Model, sealed: Sealed, *, by: User) -> Confirmation:
    """Write down what a second person has to confirm; `sealed` is kept encrypted until it is over.

    Raises AlreadyAsked where a request of this kind waits for the same target.
    """
    expire()
    if earlier := waiting(kind, target):
        raise AlreadyAsked(already(earlier))
    now = timezone.now()
    confirmation = Confirmation.objects.create(
        kind=kind,
        target_id=str(target.pk),
        sealed=json.dumps(sealed),
        asked_by=by,
        asked_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    _note(confirmation, "confirmation.asked", by=by)
    return confirmation


def waiting(kind: str, target: models.Model) -> Confirmation | None:
    """The request of this kind that waits for the target."""
    return Confirmation.objects.waiting().filter(kind=kind, target_id=str(target.pk)).first()


def already(earlier: Confirmation) -> str:
    """What is said to somebody who asks for the same again."""
    return (
        f"The same is asked for already, by {earlier.asked_by.full_name}. "
        "Have it confirmed, refused or taken back first."
    )


def until_words(confirmation: Confirmation) -> str:
    """Who asked, until when it waits, and who may confirm it; in sentences."""
    names = ", ".join(other.full_name for other in confirmation.others)
    until = timezone.localtime(confirmation.expires_at)
    who = f"To confirm it: {names}." if names else f"Nobody else may confirm it. {confirmation.of.otherwise}"
    return f"Asked for by {confirmation.asked_by.full_name}, until {until.day} {until:%b %Y, %H:%M %Z}. {who}"


@transaction.atomic
def confirm(pk: int, *, by: User) -> Confirmation:
    """Do what was asked for, once; where its target has changed since, refuse it and say why in `problem`.

    Raises PermissionDenied for whoever asked or lacks the right, and Over.
    """
    confirmation = _answered(pk, by)
    try:
        # A savepoint, so that nothing is left of what could not be done.
        with transaction.atomic():
            sealed = confirmation.contents
            _end(confirmation, Confirmation.State.CONFIRMED, by=by)
            confirmation.of.carry_out(confirmation.target_id, sealed, by=by, asked_by=confirmation.asked_by)
    except Outdated as error:
        _end(confirmation, Confirmation.State.REFUSED, by=by, problem=str(error))
    return confirmation


@transaction.atomic
def refuse(pk: int, *, by: User) -> Confirmation:
    """Say no to what another asked for. Raises PermissionDenied and Over as `confirm` does."""
    confirmation = _answered(pk, by)
    _end(confirmation, Confirmation.State.REFUSED, by=by)
    return confirmation


@transaction.atomic
def withdraw(pk: int, *, by: User) -> Confirmation:
    """Take back what one asked for oneself. Raises PermissionDenied for everybody else, and Over."""
    confirmation = Confirmation.objects.get(pk=pk)
    if confirmation.asked_by_id != by.pk:
        raise PermissionDenied
    _raise_if_over(confirmation)
    _end(confirmation, Confirmation.State.WITHDRAWN, by=by)
    return confirmation


def expire() -> None:
    """Write down as over what nobody confirmed in time."""
    for confirmation in Confirmation.objects.overdue():
        # Another scheduler may be at the same.
        with suppress(Over), transaction.atomic():
            _end(confirmation, Confirmation.State.EXPIRED, by=trail.SYSTEM)


def _answered(pk: int, by: User) -> Confirmation:
    """The request, for somebody who may answer it."""
    confirmation = Confirmation.objects.get(pk=pk)
    if not confirmation.may_be_answered_by(by):
        raise PermissionDenied
    _raise_if_over(confirmation)
    return confirmation


def _raise_if_over(confirmation: Confirmation) -> None:
    if confirmation.state != Confirmation.State.ASKED:
        raise Over(f"This waits no more: {confirmation.get_state_display().lower()}. Nothing was changed.")
    if confirmation.expires_at <= timezone.now():
        raise Over("The time to confirm this is over. Nothing was changed. It can be asked for again.")


def _end(confirmation: Confirmation, state: Confirmation.State, *, by: trail.By, problem: str = "") -> None:
    """Write down how a request ended; what was sealed in it is gone from then on."""
    ended = {
        "state": state,
        "sealed": None,
        "ended_by": by if isinstance(by, User) else None,
        "ended_at": timezone.now(),
        "problem": problem,
    }
    # Of two who press at once, one finds it over.
    still = Confirmation.objects.filter(pk=confirmation.pk, state=Confirmation.State.ASKED)
    if not still.update(**ended):
        raise Over("This waits no more. Nothing was changed.")
    for name, value in ended.items():
        setattr(confirmation, name, value)
    outcome = "outdated" if problem else ""
    _note(confirmation, ACTIONS[state], by=by, outcome=outcome)


ACTIONS = {
    Confirmation.State.CONFIRMED: "confirmation.confirmed",
    Confirmation.State.REFUSED: "confirmation.refused",
    Confirmation.State.WITHDRAWN: "confirmation.withdrawn",
    Confirmation.State.EXPIRED: "confirmation.expired",
}


def _note(confirmation: Confirmation, action: str, *, by: trail.By, outcome: str = "") -> None:
    kind = KINDS[confirmation.kind]
    trail.record(
        action,
        by=by,
        target=(kind.target, confirmation.target_id),
        outcome=outcome,
        details={"what": kind.name, "confirmation": confirmation.pk, "asked_by": confirmation.asked_by_id},
    )
