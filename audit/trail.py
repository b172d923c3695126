"""Writing to the trail, and reading it newest first."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import camel_case_to_spaces

from audit import verbs
from audit.chain import VERSION, event_hash, reason_hash
from audit.details import checked_details, checked_word
from audit.models import AuditEvent, ChainHead, Reason, SealedEvent
from audit.verification import Verdict, verify

__all__ = [
    "ANONYMOUS",
    "ATLAS",
    "COMMAND",
    "SCHEDULER",
    "SYSTEM",
    "WORKER",
    "Actor",
    "By",
    "Verdict",
    "acting_from",
    "erase_reasons",
    "events",
    "record",
    "verify",
]


@dataclass(frozen=True)
class Actor:
    """Who acted, if it was no user: the kind, and the name of the process where that tells more."""

    kind: str
    id: str = ""


# Who stands behind an event: a person, signed in or not, or something of the portal's own.
By = AbstractBaseUser | AnonymousUser | Actor

WORKER = Actor(AuditEvent.ActorKind.WORKER)
SCHEDULER = Actor(AuditEvent.ActorKind.SCHEDULER)
ATLAS = Actor(AuditEvent.ActorKind.ATLAS)
COMMAND = Actor(AuditEvent.ActorKind.COMMAND)
SYSTEM = Actor(AuditEvent.ActorKind.SYSTEM)
ANONYMOUS = Actor(AuditEvent.ActorKind.ANONYMOUS)

_address = ContextVar("audit_address", default="")


@contextmanager
def acting_from(address: str) -> Iterator[None]:
    """Everything recorded inside came from this address."""
    # A context and not an argument: verbs know nothing of requests.
    token = _address.set(address[:64])
    try:
        yield
    finally:
        _address.reset(token)


def record(
    action: str,
    *,
    by: By,
    target: models.Model | tuple[str, object] | None = None,
    case: models.Model | int | None = None,
    outcome: str = "",
    details: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> AuditEvent:
    """Write one event, in the transaction of what it records and as its last step.

    `by` is a user or an Actor, `target` a row or a pair of kind and id, `case` a row or its key. Without
    an `outcome` it is what the action comes to when all goes its way.
    Raises TransactionManagementError outside a transaction, ValueError for an action that no app has
    registered and for what an event may not hold.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "An audit event belongs to the transaction of what it records: call record() inside atomic()."
        )
    if action not in verbs.ACTIONS:
        raise ValueError(f"An audit event cannot say {action!r}: no app has registered this verb.")
    actor = _actor(by)
    target_kind, target_id = _target(target)
    # A reason is hashed in with a salt of its own: both can be erased, and the chain stays whole.
    salt = secrets.token_hex(16)
    event = {
        "actor_kind": checked_word("actor_kind", actor.kind, 16),
        "actor_id": checked_word("actor_id", actor.id, 64),
        "action": checked_word("action", action, 64),
        "target_kind": checked_word("target_kind", target_kind, 64),
        "target_id": checked_word("target_id", target_id, 128),
        "case_id": getattr(case, "pk", case),
        "outcome": checked_word("outcome", outcome or came_to(action), 32),
        "address": _address.get(),
        "details": checked_details(details or {}),
        "reason_hash": reason_hash(salt, reason) if reason else "",
        "version": VERSION,
    }
    # The reason comes after its event, as only the event's position names it.
    written = _append(event)
    if reason:
        Reason.objects.create(position=written.position, salt=salt, text=reason)
    return written


def came_to(action: str) -> str:
    """The outcome of an action that went its way."""
    return verbs.CAME_TO.get(action, "done")


def events(case: models.Model | int | None = None) -> models.QuerySet[SealedEvent]:
    """The events newest first, of one case if given, each with its reason still encrypted in `sealed`."""
    reasons = Reason.objects.filter(position=models.OuterRef("position")).values("text")
    # Decrypting waits for `Reason.unsealed`, lest one spoilt reason takes a whole page down.
    newest_first = AuditEvent.objects.order_by("-position").annotate(
        sealed=models.Subquery(reasons, output_field=models.TextField())
    )
    return newest_first if case is None else newest_first.filter(case_id=getattr(case, "pk", case))


def erase_reasons(case_id: int) -> int:
    """Erase the words of every reason that was given about a case; returns how many there were.

    Call in the transaction of the event that says so. The chain has but their hashes, and stays whole.
    """
    of_case = AuditEvent.objects.filter(case_id=case_id).exclude(reason_hash="").values("position")
    return Reason.objects.filter(position__in=of_case).delete()[0]


def _append(event: dict[str, Any]) -> AuditEvent:
    """Chain the event to the last one; every other writer waits from here to the commit."""
    # SQLite knows no row locks; there its one writer at a time does the same.
    head = ChainHead.objects.select_for_update().get()
    # The time is taken with the head locked, so that it runs as the positions do.
    event |= {"position": head.position + 1, "at": timezone.now(), "previous_hash": head.hash}
    event["hash"] = event_hash(event)
    written = AuditEvent.objects.create(**event)
    ChainHead.objects.filter(pk=head.pk).update(position=written.position, hash=written.hash)
    return written


def _actor(by: By) -> Actor:
    if isinstance(by, Actor):
        return by
    if by.is_anonymous:
        return ANONYMOUS
    return Actor(AuditEvent.ActorKind.USER, _key(by))


def _target(target: models.Model | tuple[str, object] | None) -> tuple[str, object]:
    if target is None:
        return "", ""
    if isinstance(target, models.Model):
        return camel_case_to_spaces(target.__class__.__name__).replace(" ", "_"), _key(target)
    return target


def _key(row: models.Model) -> str:
    if row.pk is None:
        raise ValueError(f"{row!r} is not saved, so an audit event cannot name it.")
    return str(row.pk)
