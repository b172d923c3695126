"""Events in words for the screen: who, did what, to what, with which outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model

from audit import verbs
from audit.models import AuditEvent, Reason, SealedEvent
from audit.trail import came_to

# The icon that stands for who has no initials, and the name where the event holds none.
OTHERS = {
    "worker": ("server", "worker"),
    "scheduler": ("server", "scheduler"),
    "atlas": ("callback", "Atlas"),
    "command": ("server", "command"),
    "system": ("server", "portal"),
    "anonymous": ("", "not signed in"),
}
# The outcomes of what was tried and not done.
NOT_DONE = ("refused", "failed")


@dataclass(frozen=True)
class Line:
    """One event as a list shows it; its reason is None where there was none or it was erased."""

    event: AuditEvent
    who: str
    initials: str
    icon: str
    did: str
    to: str
    outcome: str
    outcome_tone: str
    outcome_icon: str
    reason: str | None
    # How many neighbours it stands for, and when the first of them was.
    times: int = 1
    first_at: datetime | None = None

    def says_the_same(self, other: "Line") -> bool:
        """Whether both tell the same of the same, and neither has a reason of its own."""
        mine, theirs = (
            (line.who, line.did, line.outcome, line.event.target_kind, line.event.target_id, line.reason)
            for line in (self, other)
        )
        return mine == theirs and self.reason is None


def in_words(events: Iterable[SealedEvent]) -> list[Line]:
    """The events of `trail.events()` in words; one query finds the names of all users."""
    events = list(events)
    keys = {event.actor_id for event in events if event.actor_kind == AuditEvent.ActorKind.USER}
    # The trail has no foreign keys, so an event's actor need not be anyone who is known here.
    users = get_user_model().objects.in_bulk([int(key) for key in keys if key.isdecimal()])
    names = {str(key): user for key, user in users.items()}
    return [_line(event, names) for event in events]


def folded(lines: Iterable[Line]) -> list[Line]:
    """Neighbours that say the same as one line, with their number and the time of the first."""
    told: list[Line] = []
    for line in lines:
        if told and told[-1].says_the_same(line):
            told[-1] = replace(told[-1], times=told[-1].times + 1, first_at=line.event.at)
        else:
            told.append(line)
    return told


def _line(event: SealedEvent, users: dict[str, Any]) -> Line:
    who, initials, icon = _who(event, users)
    # Earlier versions wrote “done” of whatever had happened.
    outcome = came_to(event.action) if event.outcome == "done" else event.outcome
    words, tone, outcome_icon = outcome_words(outcome)
    return Line(
        event=event,
        who=who,
        initials=initials,
        icon=icon,
        did=action_words(
            event.action,
            by_machine=event.actor_kind != AuditEvent.ActorKind.USER,
            only_tried=outcome in NOT_DONE,
        ),
        to=_to(event),
        outcome=words,
        outcome_tone=tone,
        outcome_icon=outcome_icon,
        reason=Reason.unsealed(event.sealed) if event.sealed else None,
    )


def action_words(action: str, *, by_machine: bool = False, only_tried: bool = False) -> str:
    """What was done, as a person says it; of a verb that is registered no more, its own words."""
    if only_tried and action in verbs.TRIED:
        return verbs.TRIED[action]
    own_words = _spaced(action.replace(".", " ")).capitalize()
    words = verbs.ACTIONS.get(action, own_words)
    return verbs.BY_MACHINE.get(action, words) if by_machine else words


def outcome_words(outcome: str) -> tuple[str, str, str]:
    """The outcome's name, tone and icon."""
    return verbs.OUTCOMES.get(outcome, (_spaced(outcome).capitalize(), "grey", "audit"))


def target_words(kind: str, key: str) -> str:
    """What it was done to: by the name that its app gives it, or by its kind and id."""
    name = verbs.TARGETS.get(kind)
    return name(key) if name else f"{_spaced(kind)} {key}".strip()


def _who(event: AuditEvent, users: dict[str, Any]) -> tuple[str, str, str]:
    """The name, the initials and the icon of who acted."""
    if event.actor_kind == AuditEvent.ActorKind.USER:
        user = users.get(event.actor_id)
        return (user.full_name, user.initials, "") if user else (f"user {event.actor_id}", "?", "")
    icon, name = OTHERS[event.actor_kind]
    return event.actor_id or name, "" if icon else "?", icon


def _to(event: AuditEvent) -> str:
    parts = [target_words(event.target_kind, event.target_id)]
    if event.case_id is not None and event.target_kind != "case":
        parts.insert(0, target_words("case", str(event.case_id)))
    # Of an event that somebody tampered with, they may be anything; the verification names it.
    details = event.details if isinstance(event.details, dict) else {"details": "cannot be read"}
    parts += [f"{_spaced(name)}: {_value_words(value)}" for name, value in details.items()]
    return " · ".join(part for part in parts if part)


def _value_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value_words(item) for item in value)
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    return str(value)


def _spaced(name: str) -> str:
    return name.replace("_", " ")
