"""What is hashed and how. Pure: the same fields give the same hash on any database, for ever."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

GENESIS = "0" * 64
VERSION = 1

# A version is never changed, only followed by the next: old events are verified by their own.
FIELDS = {
    1: (
        "position",
        "at",
        "actor_kind",
        "actor_id",
        "action",
        "target_kind",
        "target_id",
        "case_id",
        "outcome",
        "address",
        "details",
        "reason_hash",
        "version",
    ),
}


def canonical(event: Mapping[str, Any]) -> str:
    """The event as JSON in ASCII: keys sorted, no spaces, its time in UTC with microseconds."""
    form = {name: event[name] for name in FIELDS[event["version"]]}
    form["at"] = event["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(form, sort_keys=True, separators=(",", ":"))


def event_hash(event: Mapping[str, Any]) -> str:
    """The SHA-256 over the canonical form, followed by the hash of the event before."""
    return hashlib.sha256((canonical(event) + event["previous_hash"]).encode()).hexdigest()


def reason_hash(salt: str, text: str) -> str:
    """The salted SHA-256 that stands in the event for a reason."""
    return hashlib.sha256((salt + text).encode()).hexdigest()
