"""Events in words for the screen: who, did what, to what, with which outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from audit.models import AuditEvent, Reason, SealedEvent

ACTIONS = {
    "atlas_account.changed": "Changed an Atlas account",
    "atlas_account.created": "Created an Atlas account",
    "atlas_account.credential_set": "Set an Atlas account’s secret",
    "atlas_account.switched_off": "Switched off an Atlas account",
    "atlas_account.switched_on": "Switched on an Atlas account",
    "atlas_account.tested": "Tested an Atlas account",
    "attachment.added": "Attached a file",
    "attachment.downloaded": "Downloaded a file",
    "batch.accepted": "Batch accepted",
    "batch.failed": "Batch failed",
    "batch.not_confirmed": "Batch not confirmed",
    "batch.queued": "Sent documents",
    "batch.rejected": "Batch rejected",
    "batch.sending": "Began to send a batch",
    "batch.withdrawn": "Withdrew a batch",
    "atlas_account.outage": "Atlas stopped answering",
    "atlas_account.recovered": "Atlas answers again",
    "case.assigned": "Assigned a case",
    "case.checked": "Asked Atlas about a case",
    "case.created": "Created a case",
    "case.decided": "Decided a case",
    "case.discarded": "Discarded a draft",
    "case.draft_saved": "Saved a draft",
    "case.failed": "Case failed",
    "case.flow_opened": "Opened a flow at Atlas",
    "case.not_confirmed": "Case not confirmed",
    "case.processing": "Atlas is processing",
    "case.queued": "Case queued",
    "case.ready": "Case ready for review",
    "case.sending": "Case being sent",
    "callback.refused": "Refused a callback",
    "document.revealed": "Revealed a masked number",
    "list.created": "Had the cases of a list created",
    "list.downloaded": "Downloaded the result of a list",
    "list.stopped": "Stopped the creating of cases",
    "list.uploaded": "Uploaded a list",
    "page.refused": "Opened a page",
    "product_template.changed": "Changed what a product expects",
    "product_template.created": "Said what a product expects",
    "results.delivered": "Delivered results",
    "results.opened": "Opened the results",
    "trail.exported": "Exported the audit trail",
    "trail.verified": "Verified the chain",
    "user.changed": "Changed a user",
    "user.created": "Created a user",
    "user.password_changed": "Changed a password",
    "user.password_set": "Set a password",
    "user.preferences": "Changed their preferences",
    "user.signed_in": "Signed in",
    "user.signed_out": "Signed out",
}

# What the outcome is called, its tone and its icon.
OUTCOMES = {
    "broken": ("Broken", "red", "fail"),
    "done": ("Done", "green", "ok"),
    "draft": ("Draft", "grey", "draft"),
    "failed": ("Failed", "red", "fail"),
    "not_confirmed": ("Not confirmed", "amber", "alert"),
    "queued": ("Queued", "blue", "clock"),
    "refused": ("Refused", "red", "lock"),
    "rejected": ("Rejected", "red", "fail"),
    "withdrawn": ("Withdrawn", "grey", "withdrawn"),
    "whole": ("Whole", "green", "ok"),
    "works": ("Works", "green", "ok"),
}

# The icon that stands for who has no initials, and the name where the event holds none.
OTHERS = {
    "worker": ("server", "worker"),
    "scheduler": ("server", "scheduler"),
    "atlas": ("callback", "Atlas"),
    "command": ("server", "command"),
    "system": ("server", "portal"),
    "anonymous": ("", "not signed in"),
}


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


def in_words(events: Iterable[SealedEvent]) -> list[Line]:
    """The events of `trail.events()` in words; one query finds the names of all users."""
    events = list(events)
    keys = {event.actor_id for event in events if event.actor_kind == AuditEvent.ActorKind.USER}
    users = get_user_model().objects.in_bulk([int(key) for key in keys if key.isdecimal()])
    names = {str(key): user for key, user in users.items()}
    return [_line(event, names) for event in events]


def _line(event: SealedEvent, users: dict[str, Any]) -> Line:
    who, initials, icon = _who(event, users)
    words, tone, outcome_icon = outcome_words(event.outcome)
    return Line(
        event=event,
        who=who,
        initials=initials,
        icon=icon,
        did=_deed(event),
        to=_to(event),
        outcome=words,
        outcome_tone=tone,
        outcome_icon=outcome_icon,
        reason=Reason.unsealed(event.sealed) if event.sealed else None,
    )


def _deed(event: AuditEvent) -> str:
    # Only a person sends; a machine puts back what did not get through.
    if event.action == "batch.queued" and event.actor_kind != AuditEvent.ActorKind.USER:
        return "Queued the batch again"
    return action_words(event.action)


def action_words(action: str) -> str:
    """What was done, as a person says it; an action without words is shown as it is."""
    return ACTIONS.get(action, action)


def outcome_words(outcome: str) -> tuple[str, str, str]:
    """The outcome's name, tone and icon."""
    return OUTCOMES.get(outcome, (_spaced(outcome).capitalize(), "grey", "audit"))


def target_words(kind: str, key: str) -> str:
    """What it was done to: a case by its reference, everything else by its kind and id."""
    if kind == "case" and key.isdecimal():
        return f"C-{int(key):06d}"
    return f"{_spaced(kind)} {key}".strip()


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
    parts += [f"{_spaced(name)}: {_value_words(value)}" for name, value in event.details.items()]
    return " · ".join(part for part in parts if part)


def _value_words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value_words(item) for item in value)
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    return str(value)


def _spaced(name: str) -> str:
    return name.replace("_", " ")
