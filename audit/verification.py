"""Walking the chain from its first event to its head, to say whether anything was touched."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ExpressionWrapper, F, QuerySet, TextField

from audit.chain import FIELDS, GENESIS, event_hash, reason_hash
from audit.models import AuditEvent, ChainHead, Reason

CHUNK = 2000


@dataclass(frozen=True)
class Verdict:
    """How many events were found in order, and if the chain is broken, at which event and how."""

    count: int
    broken_at: int | None = None
    problem: str = ""
    last_hash: str = GENESIS

    @property
    def whole(self) -> bool:
        return not self.problem


def verify() -> Verdict:
    """Check every event, reason and the head; memory stays flat, and writers are not held up."""
    # Nothing is locked, so events may be added while this goes on.
    # Read before the walk: what it names was committed by then, so the walk must meet it.
    head = ChainHead.objects.first()
    count, last, seen = 0, GENESIS, {0: GENESIS}
    for event, reason in _walk():
        problem = _event_problem(event, count + 1, last) or _reason_problem(event, reason)
        if problem:
            return Verdict(count, count + 1, problem, last)
        count, last = event["position"], event["hash"]
        if head and count == head.position:
            seen[count] = last
    broken_at, problem = _head_problem(head, count, seen)
    return Verdict(count, broken_at, problem, last)


def _walk() -> Iterator[tuple[dict[str, Any], tuple[str, str] | None]]:
    """Each event with the salt and encrypted text of its reason, in the order of the chain."""
    # A version of more fields needs those here too: each event is hashed by its own.
    names = {*FIELDS[1], "previous_hash", "hash"}
    rows = AuditEvent.objects.order_by("position").values(*names)
    after = 0
    while chunk := _read(rows.filter(position__gt=after)[:CHUNK]):
        reasons = _reasons(after, after + CHUNK)
        for event in chunk:
            yield event, reasons.get(event["position"])
        after += len(chunk)


def _read(rows: QuerySet[AuditEvent, dict[str, Any]]) -> list[dict[str, Any]]:
    """A chunk of events; one that cannot be read at all has nothing but its position."""
    try:
        return list(rows)
    # SQLite keeps in a column whatever is put there, and Django reads a time or JSON or fails.
    except (ValueError, TypeError):
        positions = list(rows.values_list("position", flat=True))
    read: list[dict[str, Any]] = []
    for position in positions:
        try:
            read += rows.model.objects.filter(position=position).values(*rows.query.values_select)
        except (ValueError, TypeError):
            read.append({"position": position})
    return read


def _reasons(first: int, last: int) -> dict[int, tuple[str, str]]:
    """The reasons that are not erased, still encrypted."""
    # As text: the field itself would decrypt, and a spoilt reason would raise in place of being named.
    raw = ExpressionWrapper(F("text"), output_field=TextField())
    kept = Reason.objects.filter(position__range=(first, last), text__isnull=False)
    return {position: (salt, sealed) for position, salt, sealed in kept.values_list("position", "salt", raw)}


def _event_problem(event: dict[str, Any], position: int, previous: str) -> str:
    if event["position"] != position:
        return f"Event {position} is missing: event {event['position']} stands in its place."
    if "hash" not in event:
        return f"Event {position} was changed: it cannot be read."
    if event["previous_hash"] != previous:
        before = f"event {position - 1}" if position > 1 else "the beginning of the chain"
        return f"Event {position} does not follow {before}: one of them was moved or replaced."
    if event["version"] not in FIELDS:
        return f"Event {position} has the unknown version {event['version']}."
    if event["hash"] != _hash_of(event):
        return f"Event {position} was changed: its content does not give its hash."
    return ""


def _hash_of(event: dict[str, Any]) -> str | None:
    """The hash that an event's content gives; None where it has values that no event can have."""
    try:
        return event_hash(event)
    except (AttributeError, TypeError, ValueError):
        return None


def _reason_problem(event: dict[str, Any], reason: tuple[str, str] | None) -> str:
    if reason is None:
        return ""
    position = event["position"]
    if not event["reason_hash"]:
        return f"Event {position} was given a reason afterwards."
    salt, sealed = map(str, reason)
    text = Reason.unsealed(sealed)
    if text is None:
        return f"The reason of event {position} was changed, or FIELD_ENCRYPTION_KEYS lacks its key."
    if reason_hash(salt, text) != event["reason_hash"]:
        return f"The reason of event {position} was changed."
    return ""


def _head_problem(head: ChainHead | None, count: int, seen: dict[int, str]) -> tuple[int | None, str]:
    """Whether the head, as it was before the walk, and the events agree on where the chain ends."""
    if head is None:
        return count, f"The head of the chain is missing: nothing says that event {count} is the last."
    if not isinstance(head.position, int):
        return count, "The head of the chain was changed: what it counts is no number."
    if count < head.position:
        return count + 1, f"Event {count + 1} is missing: the head of the chain counts {head.position}."
    if seen[head.position] != head.hash:
        return head.position, f"The head of the chain holds another hash than event {head.position}."
    # More than the head named: written during the walk, or put there without it.
    if count > head.position:
        now = ChainHead.objects.get().position
        if count > now:
            return now + 1, f"Event {now + 1} stands behind the head of the chain, which counts {now}."
    return None, ""
