import uuid

import pytest
from django.utils import timezone

from tests import factories
from tests.verifications.sending.test_pressing import brought_to
from verifications.models import Batch, Case
from verifications.sending import pressing, progress

State, Progress = Batch.State, Case.Progress


@pytest.fixture
def case_with(batch, asha):
    """A case with one batch in each of these states, the oldest first."""

    def make(*states):
        batches = [batch]
        for number, _ in enumerate(states[1:], 1):
            text = factories.lines("invoice.jpg", first=1000 * number)
            more = factories.form(by=asha, account=batch.case.account, text=text)
            documents = factories.documents(batch.case, more)
            batches.append(pressing.queue(batch.case, documents, form_key=uuid.uuid4(), by=asha))
        for row, state in zip(batches, states, strict=True):
            brought_to(row, state)
        return batch.case

    return make


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([State.QUEUED], Progress.QUEUED),
        ([State.SENDING], Progress.SENDING),
        ([State.NOT_CONFIRMED], Progress.NOT_CONFIRMED),
        ([State.REJECTED], Progress.FAILED),
        ([State.WITHDRAWN], Progress.FAILED),
        ([State.FAILED], Progress.FAILED),
        ([State.ACCEPTED], Progress.PROCESSING),
        ([State.NOT_CONFIRMED, State.SENDING], Progress.NOT_CONFIRMED),
        ([State.QUEUED, State.SENDING], Progress.SENDING),
        ([State.FAILED, State.QUEUED], Progress.QUEUED),
        ([State.FAILED, State.ACCEPTED], Progress.FAILED),
        ([State.ACCEPTED, State.REJECTED], Progress.FAILED),
        ([State.ACCEPTED, State.WITHDRAWN], Progress.FAILED),
        # What was rejected or withdrawn is corrected as a whole, so the batch after it counts alone.
        ([State.REJECTED, State.ACCEPTED], Progress.PROCESSING),
        ([State.WITHDRAWN, State.QUEUED], Progress.QUEUED),
        ([State.REJECTED, State.REJECTED], Progress.FAILED),
        ([State.ACCEPTED, State.ACCEPTED], Progress.PROCESSING),
    ],
)
def test_the_first_of_the_states_wins(case_with, states, expected):
    case = case_with(*states)

    after = progress.update(progress.lock(case.pk), source=Case.Source.WORKER)

    assert (after.progress, after.progress_source) == (expected, Case.Source.WORKER)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"master_status": "FAILED"}, Progress.PROCESSING),
        ({"master_status": "FAILED", "ended_at": timezone.now()}, Progress.FAILED),
        ({"master_status": "SUCCESS", "ended_at": timezone.now()}, Progress.PROCESSING),
        ({"master_status": "SUCCESS", "results_at": timezone.now()}, Progress.READY),
    ],
)
def test_what_atlas_took_is_where_atlas_says(case_with, fields, expected):
    case = case_with(State.ACCEPTED)
    Case.objects.filter(pk=case.pk).update(**fields)

    assert progress.update(progress.lock(case.pk), source=Case.Source.POLL).progress == expected


def test_a_case_that_was_never_sent_is_a_draft(draft):
    after = progress.update(progress.lock(draft.pk), source=Case.Source.PERSON)

    assert (after.progress, after.first_sent_at, after.progress_at) == (
        Progress.DRAFT,
        None,
        draft.progress_at,
    )


def test_its_time_moves_only_when_the_progress_does(case_with):
    case = case_with(State.QUEUED)
    before = Case.objects.get()

    same = progress.update(progress.lock(case.pk), source=Case.Source.POLL, note="x" * 400)

    assert (same.progress_at, same.first_sent_at) == (before.progress_at, before.first_sent_at)
    assert same.progress_note == "x" * 300


def test_without_a_note_the_batch_s_problem_is_the_note(case_with):
    case = case_with(State.FAILED)
    Batch.objects.update(problem="Could not connect.")

    after = progress.update(progress.lock(case.pk), source=Case.Source.WORKER)

    assert after.progress_note == "Could not connect."
