"""Words of the trail that apps register: of actions, outcomes and targets."""

import pytest
from django.db import transaction

from audit import trail, verbs
from audit.models import AuditEvent
from audit.words import action_words, in_words, outcome_words, target_words


@pytest.fixture
def kites(monkeypatch):
    """An app of kites has registered its words; they are gone after the test."""
    for words in ("ACTIONS", "BY_MACHINE", "CAME_TO", "TRIED", "OUTCOMES", "TARGETS"):
        monkeypatch.setattr(verbs, words, getattr(verbs, words).copy())
    verbs.register(
        {"kite.flown": "Flew a kite", "kite.lost_again": "Lost a kite"},
        by_machine={"kite.flown": "The wind took a kite"},
        outcomes={"gone": ("Gone for good", "red", "fail")},
        targets={"kite": lambda key: f"K-{key}"},
    )


def _record(action, by=trail.SYSTEM, **given):
    with transaction.atomic():
        trail.record(action, by=by, **given)
    return in_words(trail.events()[:1])[0]


def test_a_verb_that_no_app_has_registered_is_an_error_where_it_is_written(db):
    with pytest.raises(ValueError, match="kite.flown"):
        _record("kite.flown")
    assert not AuditEvent.objects.exists()


def test_the_words_are_those_that_the_app_registered(db, kites):
    line = _record("kite.lost_again", target=("kite", 7), outcome="gone")
    assert (line.did, line.to) == ("Lost a kite", "K-7")
    assert (line.outcome, line.outcome_tone, line.outcome_icon) == ("Gone for good", "red", "fail")


def test_a_verb_may_have_other_words_where_no_person_did_it(meera, kites):
    assert _record("kite.flown", by=meera).did == "Flew a kite"
    assert _record("kite.flown", by=trail.WORKER).did == "The wind took a kite"
    assert _record("kite.lost_again", by=trail.WORKER).did == "Lost a kite"


def test_an_event_of_an_app_that_is_gone_is_shown_in_words_of_its_verb(db):
    assert action_words("kite.lost_again") == "Kite lost again"
    assert outcome_words("gone_again") == ("Gone again", "grey", "audit")
    assert target_words("wind_kite", "7") == "wind kite 7"
