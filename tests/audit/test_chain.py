import hashlib
from datetime import datetime, timedelta, timezone

import pytest

from audit.chain import GENESIS, canonical, event_hash, reason_hash

KOLKATA = timezone(timedelta(hours=5, minutes=30))


@pytest.fixture
def event():
    return {
        "position": 7,
        "at": datetime(2025, 11, 21, 17, 6, 2, tzinfo=KOLKATA),
        "actor_kind": "user",
        "actor_id": "12",
        "action": "case.created",
        "target_kind": "case",
        "target_id": "C–7",
        "case_id": 7,
        "outcome": "done",
        "address": "10.20.4.17",
        "details": {"fields": ["b", "a"], "documents": 6},
        "reason_hash": "",
        "version": 1,
        "previous_hash": GENESIS,
    }


def test_the_canonical_form_of_version_one_never_changes(event):
    assert canonical(event) == (
        '{"action":"case.created","actor_id":"12","actor_kind":"user","address":"10.20.4.17",'
        '"at":"2025-11-21T11:36:02.000000+00:00","case_id":7,"details":{"documents":6,"fields":["b","a"]},'
        '"outcome":"done","position":7,"reason_hash":"","target_id":"C\\u20137","target_kind":"case","version":1}'
    )


def test_the_hash_covers_the_form_and_the_hash_before(event):
    expected = hashlib.sha256((canonical(event) + GENESIS).encode()).hexdigest()
    assert event_hash(event) == expected
    assert event_hash(event | {"previous_hash": "1" * 64}) != expected


def test_the_same_reason_with_another_salt_has_another_hash():
    assert reason_hash("a", "A duplicate.") == hashlib.sha256(b"aA duplicate.").hexdigest()
    assert reason_hash("b", "A duplicate.") != reason_hash("a", "A duplicate.")
