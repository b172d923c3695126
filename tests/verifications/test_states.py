from pathlib import Path

from verifications.models import Batch
from verifications.models.states import CHANGES, NEXT, State, table_of_changes

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_readme_shows_every_change_as_the_code_has_it():
    assert table_of_changes() in README.read_text()


def test_no_change_is_listed_twice_and_every_state_can_be_reached_or_begun_in():
    pairs = [(change.old, change.new) for change in CHANGES]
    assert len(pairs) == len(set(pairs))
    assert {change.new for change in CHANGES} == set(State)


def test_proof_moves_a_batch_from_any_state_to_accepted():
    assert all(State.ACCEPTED in NEXT[state] for state in State if state != State.ACCEPTED)
    assert NEXT[State.ACCEPTED] == set()


def test_nothing_but_a_person_leaves_failed_rejected_or_withdrawn_without_proof():
    ends = {State.FAILED: {State.QUEUED}, State.REJECTED: set(), State.WITHDRAWN: set()}
    assert {state: NEXT[state] - {State.ACCEPTED} for state in ends} == ends


def test_a_batch_speaks_of_the_same_states():
    assert Batch.State is State
