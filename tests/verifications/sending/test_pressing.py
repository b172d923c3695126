import uuid

import pytest
from django.db import IntegrityError, transaction

from audit import trail
from tests import factories
from tests.verifications.parts import trail_of
from verifications.models import Batch, Case, FileRecord, WrongState
from verifications.sending import pressing

State = Batch.State

# How a queued batch gets to each state.
WAYS = {
    State.QUEUED: [],
    State.SENDING: [State.SENDING],
    State.ACCEPTED: [State.ACCEPTED],
    State.REJECTED: [State.SENDING, State.REJECTED],
    State.NOT_CONFIRMED: [State.SENDING, State.NOT_CONFIRMED],
    State.FAILED: [State.SENDING, State.FAILED],
    State.WITHDRAWN: [State.WITHDRAWN],
}


def brought_to(batch, state):
    for step in WAYS[state]:
        claim = {"claim": uuid.uuid4(), "claimed_until": batch.created_at} if step == State.SENDING else {}
        batch.move_to(step, **claim)
    return batch


def test_a_queued_batch_has_its_records_and_wakes_a_worker(
    asha, account, wakeups, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        batch = factories.batch(account=account, by=asha)

    assert (batch.state, batch.document_count, batch.sent_by) == (State.QUEUED, 2, asha)
    assert [file.document_id for file in batch.files.order_by("pk")] == ["101", "102"]
    assert {file.application_id for file in batch.files.all()} == {batch.case.application_id}
    assert wakeups == [("send_batch", batch.pk)]
    event = trail.events(batch.case)[0]
    assert (event.action, event.outcome, event.details) == ("batch.queued", "queued", {"documents": 2})


@pytest.mark.django_db(transaction=True)
def test_what_was_not_committed_leaves_nothing_and_wakes_nobody(draft, asha, wakeups):
    before = trail_of(draft)
    document = draft.documents.create(document_id="1", position=0, file_url="x", url_without_query="x")

    with pytest.raises(RuntimeError), transaction.atomic():
        pressing.queue(draft, [document], form_key=uuid.uuid4(), by=asha)
        raise RuntimeError

    assert (Batch.objects.count(), FileRecord.objects.count(), wakeups) == (0, 0, [])
    assert trail_of(draft) == before
    assert Case.objects.get().is_draft


def test_one_form_makes_one_batch(batch, asha):
    pressing.withdraw(batch, by=asha)
    with pytest.raises(IntegrityError), transaction.atomic():
        pressing.queue(batch.case, list(batch.case.documents.all()), form_key=batch.form_key, by=asha)


def test_a_queued_batch_is_taken_back(batch, ravi):
    pressing.withdraw(batch, by=ravi)

    batch.refresh_from_db()
    assert (batch.state, batch.next_try_at) == (State.WITHDRAWN, None)
    assert batch.problem == "Taken back by Ravi Kulkarni. Nothing was sent."
    assert (batch.case.progress, batch.case.progress_source) == (Case.Progress.FAILED, Case.Source.PERSON)
    assert trail_of(batch.case)[-1] == "batch.withdrawn"


@pytest.mark.parametrize("state", sorted(set(State) - {State.QUEUED}))
def test_only_a_queued_batch_is_taken_back(batch, asha, state):
    brought_to(batch, state)

    with pytest.raises(WrongState, match="Only a queued batch can be taken back"):
        pressing.withdraw(batch, by=asha)

    batch.refresh_from_db()
    assert (batch.state, trail_of(batch.case)[-1]) == (state, "batch.queued")


def test_a_batch_that_a_worker_took_meanwhile_is_not_taken_back(batch, asha):
    brought_to(Batch.objects.get(), State.SENDING)

    with pytest.raises(WrongState, match="is no longer Queued; it cannot become Withdrawn"):
        pressing.withdraw(batch, by=asha)

    batch.refresh_from_db()
    assert batch.state == State.SENDING


def test_a_failed_batch_is_sent_again(batch, ravi, wakeups, django_capture_on_commit_callbacks):
    brought_to(batch, State.FAILED)

    with django_capture_on_commit_callbacks(execute=True):
        pressing.send_again(batch, by=ravi)

    batch.refresh_from_db()
    assert (batch.state, batch.left_at, batch.problem) == (State.QUEUED, None, "")
    assert batch.next_try_at is not None
    assert wakeups == [("send_batch", batch.pk)]
    assert trail_of(batch.case)[-1] == "batch.queued"


@pytest.mark.parametrize("state", sorted(set(State) - {State.FAILED}))
def test_only_a_failed_batch_is_sent_again(batch, asha, state):
    brought_to(batch, state)

    with pytest.raises(WrongState, match="Only a failed batch is sent again"):
        pressing.send_again(batch, by=asha)

    batch.refresh_from_db()
    assert batch.state == state


def test_an_id_that_the_flow_has_is_not_sent_again(batch, asha):
    with pytest.raises(WrongState, match="This flow has 101, 102 already. Send again under a new id."):
        pressing.queue(batch.case, list(batch.case.documents.all()), form_key=uuid.uuid4(), by=asha)

    assert Batch.objects.count() == 1


def test_a_document_goes_again_under_a_new_id_and_remembers_the_old(batch, asha, wakeups):
    document, key = batch.case.documents.first(), uuid.uuid4()
    again = {"document_id": "101-2", "file_url": "https://docs.example/better.jpg?sig=1", "form_key": key}

    second = pressing.send_under_new_id(document, by=asha, **again)

    assert (second.state, second.document_count) == (State.QUEUED, 1)
    file = second.files.get()
    assert (file.document_id, file.file_name, file.origin.replaces) == ("101-2", "better.jpg", document)
    assert pressing.send_under_new_id(document, by=asha, **again) == second


def test_a_new_id_is_new_in_the_case(batch, asha):
    document = batch.case.documents.first()

    with pytest.raises(WrongState, match="has the id “102” already"):
        pressing.send_under_new_id(
            document, document_id="102", file_url=document.file_url, form_key=uuid.uuid4(), by=asha
        )
