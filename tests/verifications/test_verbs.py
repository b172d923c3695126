from pathlib import Path

import pytest

from audit import verbs
from audit.trail import came_to
from audit.words import outcome_words
from verifications.models import Batch, Case
from verifications.tags import STAMPS

ROOT = Path(__file__).parents[2]
# Written by `f"batch.{state}"` and `f"case.{progress}"`: all that a change or a result may lead to.
BATCHES = {f"batch.{state}" for state in Batch.State} - {"batch.sending"}
CASES = {f"case.{progress}" for progress in Case.Progress} - {"case.draft"}


def test_whatever_a_batch_or_a_case_may_become_has_words():
    assert verbs.ACTIONS.keys() >= BATCHES | CASES


@pytest.mark.parametrize("action", sorted(BATCHES | CASES))
def test_an_outcome_has_the_tone_and_the_shape_of_the_state_that_it_led_to(action):
    _, state = action.split(".")
    # A batch's move writes its state for an outcome.
    outcome = came_to(action) if action in CASES | {"batch.accepted"} else state
    assert outcome_words(outcome)[1:] == STAMPS[state]


def test_no_words_stand_for_what_nobody_writes():
    sources = "".join(
        path.read_text()
        for app in ("atlas_portal", "audit", "confirmations", "users", "verifications")
        for path in (ROOT / app).rglob("*.py")
        if path.name not in ("apps.py", "verbs.py")
    )
    assert {verb for verb in verbs.ACTIONS if f'"{verb}"' not in sources} <= BATCHES | CASES
    assert verbs.BY_MACHINE.keys() | verbs.CAME_TO.keys() | verbs.TRIED.keys() <= verbs.ACTIONS.keys()
