import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from audit import trail
from tests import factories
from tests.atlas.server import answer, hang_up
from tests.verifications.parts import reading, receipt, status, trail_of
from verifications.intake import drafts
from verifications.models import AtlasAccount, Batch, Case, Exchange, WrongState
from verifications.sending import calling, pressing, progress, proof
from verifications.watching import flows

State = Batch.State
STILL = status(
    "NOT_STARTED",
    upload_status="NOT_STARTED",
    processing_status="NOT_STARTED",
    crossheck_status="NOT_STARTED",
)


@pytest.fixture
def unsure(queued, server):
    """A batch of 101 and 102 whose answer was lost; its flow was opened for it."""
    server.on("multiupload", hang_up)
    server.on("status", answer(STILL))
    server.on("extracts", answer({"ocr_data": [], "cross_checks": []}))
    calling.send(queued.pk)
    batch = Batch.objects.get()
    assert (batch.state, batch.flow_was_empty) == (State.NOT_CONFIRMED, True)
    return batch


def looked(batch):
    """The batch after Atlas was asked about its flow."""
    Case.objects.filter(pk=batch.case_id).update(look_at=timezone.now())
    flows.look(batch.case_id)
    batch.refresh_from_db()
    return batch


def long_since(batch):
    """Have Atlas said for longer than the settling time that it has nothing."""
    Batch.objects.filter(pk=batch.pk).update(nothing_since=timezone.now() - timedelta(seconds=121))


@pytest.mark.parametrize("master", ["IN_PROGRESS", "SUCCESS", "FAILED"])
def test_a_flow_that_moves_has_taken_the_only_batch_that_left_for_it(unsure, server, master):
    server.on("status", answer(status(master)))

    after = looked(unsure)

    assert (after.state, after.was_unconfirmed, after.batch_id) == (State.ACCEPTED, True, "")
    assert trail_of(after.case)[-2:] == ["batch.not_confirmed", "batch.accepted"] or master != "IN_PROGRESS"


def test_one_look_that_shows_nothing_proves_nothing(unsure):
    after = looked(unsure)

    assert (after.state, after.nothing_since is not None) == (State.NOT_CONFIRMED, True)
    assert Case.objects.get().look_at is not None


def test_an_atlas_that_keeps_having_nothing_fails_the_batch(unsure):
    long_since(looked(unsure))

    after = looked(unsure)

    assert (after.state, after.nothing_since) == (State.FAILED, None)
    assert "for 121 s Atlas kept saying that it has nothing" in after.problem
    assert "Send again looks once more" in after.problem
    assert (Case.objects.get().progress, trail_of(after.case)[-1]) == (Case.Progress.FAILED, "batch.failed")


@pytest.mark.parametrize("words", [{"upload_status": "RESTING"}, {"processing_status": "PENDING"}])
def test_a_word_in_between_starts_the_settling_time_anew(unsure, server, words):
    long_since(looked(unsure))
    server.on("status", answer(STILL | words))

    after = looked(unsure)

    assert (after.state, after.nothing_since) == (State.NOT_CONFIRMED, None)


def test_proof_that_comes_late_moves_a_failed_batch_all_the_same(unsure, server):
    long_since(looked(unsure))
    looked(unsure)
    server.on("extracts", answer({"ocr_data": [reading("102")], "cross_checks": []}))

    after = looked(unsure)

    assert after.state == State.ACCEPTED
    assert trail_of(after.case)[-2:] == ["batch.failed", "batch.accepted"]


def test_late_proof_is_looked_for_during_a_day(unsure):
    long_since(looked(unsure))
    looked(unsure)
    assert Case.objects.get().look_at is not None
    Batch.objects.update(state_at=timezone.now() - timedelta(days=2))

    looked(unsure)

    assert Case.objects.get().look_at is None


def test_a_flow_that_the_loan_system_opened_cannot_be_told_by_its_status(moody, asha, server):
    server.on("multiupload", hang_up)
    server.on("status", answer(STILL), answer(status("IN_PROGRESS")))
    server.on("extracts", answer({"ocr_data": [], "cross_checks": []}))
    batch = factories.batch(account=moody, by=asha, flow_uuid="LOS-theirs")
    calling.send(batch.pk)

    after = looked(looked(batch))

    assert (after.state, after.nothing_since) == (State.NOT_CONFIRMED, None)
    assert proof.why_unproven(progress.lock(after.case_id), after) == proof.KNOWN_FLOW


def test_a_flow_with_other_documents_is_told_apart_by_extracts_alone(queued, server, asha):
    server.on("status", answer(status("IN_PROGRESS")))
    calling.send(queued.pk)
    server.on("multiupload", hang_up)
    case = Case.objects.get()
    more = factories.form(by=asha, account=case.account, text=factories.lines("gst.pdf", first=103))
    documents = factories.documents(case, more)
    second = pressing.queue(case, documents, form_key=uuid.uuid4(), by=asha)
    calling.send(second.pk)
    unproven = looked(second).state
    standing = progress.lock(case.pk)
    why = proof.why_unproven(standing, standing.batch(second.pk))
    server.on("extracts", answer({"ocr_data": [reading("101"), reading("103")], "cross_checks": []}))

    assert (unproven, why) == (State.NOT_CONFIRMED, proof.SHARED_FLOW)
    assert looked(second).state == State.ACCEPTED


def test_send_again_looks_first_and_sends_nothing_twice(unsure, server, asha):
    long_since(looked(unsure))
    failed = looked(unsure)
    pressing.send_again(failed, by=asha)
    server.on("status", answer(status("SUCCESS")))

    calling.send(failed.pk)

    failed.refresh_from_db()
    assert (failed.state, len(server.asked("multiupload"))) == (State.ACCEPTED, 1)


def test_send_again_sends_where_atlas_still_has_nothing(unsure, server, asha):
    long_since(looked(unsure))
    failed = looked(unsure)
    pressing.send_again(failed, by=asha)
    server.on("multiupload", answer([receipt("101"), receipt("102")]))

    calling.send(failed.pk)

    failed.refresh_from_db()
    assert (failed.state, failed.tries, len(server.asked("multiupload"))) == (State.ACCEPTED, 2, 2)


def test_send_again_waits_while_nobody_can_look(unsure, server, asha):
    long_since(looked(unsure))
    failed = looked(unsure)
    pressing.send_again(failed, by=asha)
    server.on("status", answer(status=503))

    calling.send(failed.pk)

    failed.refresh_from_db()
    assert (failed.state, len(server.asked("multiupload"))) == (State.QUEUED, 1)


@pytest.mark.parametrize(("taken", "state"), [(True, State.ACCEPTED), (False, State.FAILED)])
def test_a_person_may_declare_either_with_a_reason(unsure, asha, taken, state):
    pressing.declare(unsure, taken=taken, reason="Atlas support, ticket 48213.", by=asha)

    unsure.refresh_from_db()
    event = trail.events(unsure.case_id)[0]
    assert (unsure.state, event.action, event.actor_id) == (state, f"batch.{state}", str(asha.pk))
    assert event.reason_hash
    assert "ticket" not in str(event.details)


def test_only_what_is_not_confirmed_can_be_declared(queued, asha):
    with pytest.raises(WrongState, match="Only a batch that is not confirmed"):
        pressing.declare(queued, taken=True, reason="I know it.", by=asha)


@pytest.mark.parametrize(
    ("behaviour", "state"),
    [
        (answer(STILL), State.REJECTED),
        (answer(status("IN_PROGRESS")), State.NOT_CONFIRMED),
        (hang_up, State.NOT_CONFIRMED),
    ],
)
def test_after_an_external_failure_the_status_says_whether_anything_was_taken(
    queued, server, behaviour, state
):
    server.on("multiupload", answer({"error_code": "422", "error_message": "External failure"}, status=422))
    server.on("status", behaviour)

    calling.send(queued.pk)

    queued.refresh_from_db()
    assert (queued.state, "External failure" in queued.problem) == (state, True)
    assert len(server.asked("multiupload")) == 1


def test_a_wake_up_of_a_row_that_was_never_committed_does_nothing(db):
    calling.send(4711)

    assert not Batch.objects.exists()


@pytest.fixture
def queued_again(unsure, asha):
    """The same batch, declared not to be with Atlas, and queued once more."""
    pressing.declare(unsure, taken=False, reason="Atlas support, ticket 4711", by=asha)
    pressing.send_again(Batch.objects.get(), by=asha)
    return Batch.objects.get()


def sent_again(batch):
    calling.send(batch.pk)
    return Batch.objects.select_related("case__account").get(pk=batch.pk)


def calls(batch):
    return batch.exchanges.filter(endpoint="multiupload").count()


def test_the_settling_time_begins_anew_with_every_lost_answer(unsure, asha):
    long_since(looked(unsure))
    pressing.declare(Batch.objects.get(), taken=False, reason="Atlas support, ticket 4711", by=asha)
    pressing.send_again(Batch.objects.get(), by=asha)

    assert sent_again(unsure).state == State.NOT_CONFIRMED
    assert looked(unsure).state == State.NOT_CONFIRMED


def test_extracts_prove_it_before_it_is_sent_again_also_on_a_flow_of_the_loan_system(moody, asha, server):
    server.on("multiupload", hang_up)
    server.on("status", answer(STILL))
    server.on("extracts", answer({"ocr_data": [], "cross_checks": []}))
    batch = sent_again(factories.batch(account=moody, by=asha, flow_uuid="LOS-9"))
    pressing.declare(batch, taken=False, reason="Atlas support, ticket 4711", by=asha)
    pressing.send_again(Batch.objects.get(), by=asha)
    server.on("extracts", answer({"ocr_data": [reading("101")], "cross_checks": []}))

    after = sent_again(batch)

    assert (after.state, calls(after)) == (State.ACCEPTED, 1)


def test_proof_that_comes_while_it_waits_to_be_sent_again_settles_it(queued_again, server):
    server.on("status", answer(status("SUCCESS")))

    assert looked(queued_again).state == State.ACCEPTED
    assert calls(sent_again(queued_again)) == 1


def test_taken_back_it_is_failed_again_and_its_form_stays_closed(queued_again, asha):
    pressing.withdraw(queued_again, by=asha)

    batch = Batch.objects.get()
    assert batch.state == State.FAILED
    assert "The answer to the first try was lost; Send again looks before it sends." in batch.problem
    assert not drafts.may_edit(batch.case)


def test_a_refusal_does_not_tell_what_became_of_the_try_before(queued_again, server):
    server.on("multiupload", answer("document_id must be unique, already used: ['101']", status=400))

    after = sent_again(queued_again)

    assert (after.state, after.case.progress) == (State.NOT_CONFIRMED, Case.Progress.NOT_CONFIRMED)
    assert "The answer to the try before was lost, so Atlas may have them from then." in after.problem


@pytest.mark.parametrize(
    ("refusal", "state", "words"),
    [
        (403, State.QUEUED, "That is about the account: an Admin can mend it."),
        (409, State.FAILED, "Send again looks before it sends."),
    ],
)
def test_a_refused_look_sends_nothing_and_closes_nothing(queued_again, server, refusal, state, words):
    server.on("status", answer({"error": "No"}, status=refusal))

    after = sent_again(queued_again)

    assert (after.state, calls(after), after.was_unconfirmed) == (state, 1, True)
    assert words in after.problem


def test_an_account_that_is_switched_off_leaves_it_failed(queued_again):
    AtlasAccount.objects.update(active=False)

    after = sent_again(queued_again)

    assert (after.state, calls(after)) == (State.FAILED, 1)
    assert after.problem.startswith("Nilgiri POC is switched off. Nothing was sent. That is of this try;")


@pytest.mark.parametrize("code", [400, 404, 409])
def test_without_extracts_the_status_proves_as_much(unsure, server, code):
    server.on("extracts", answer({"error": "No results yet"}, status=code))
    server.on("status", answer(status("IN_PROGRESS")))

    after = looked(unsure)

    assert (after.state, Case.objects.get().look_problem) == (State.ACCEPTED, "")


def test_without_extracts_a_flow_that_has_not_moved_has_nothing(unsure, server):
    server.on("extracts", answer({"error": "No results yet"}, status=409))
    long_since(looked(unsure))

    assert looked(unsure).state == State.FAILED


def test_a_flow_whose_answer_was_lost_is_asked_about_where_it_went(moody, asha, server):
    server.on("multiupload", hang_up)
    batch = sent_again(factories.batch(account=moody, by=asha, flow_uuid="LOS-9"))
    home = moody.credential

    assert (batch.state, batch.case.flow_credential) == (State.NOT_CONFIRMED, home)


def test_only_what_is_still_not_confirmed_is_declared(unsure, asha):
    as_another_tab_has_it = Batch.objects.get()
    pressing.declare(unsure, taken=False, reason="Atlas support, ticket 4711", by=asha)

    with pytest.raises(WrongState, match="Only a batch that is not confirmed"):
        pressing.declare(as_another_tab_has_it, taken=True, reason="I saw it there", by=asha)


def test_looks_that_say_the_same_for_days_are_two_rows(unsure):
    before = Exchange.objects.count()

    for _ in range(5):
        looked(unsure)

    rows = Exchange.objects.order_by("pk")[before:]
    assert [(row.endpoint, row.times) for row in rows] == [("status", 5), ("extracts", 5)]


def test_extracts_that_let_nobody_in_prove_nothing(unsure, server):
    server.on("status", answer(status("IN_PROGRESS")))
    server.on("extracts", answer({"error": "Invalid token"}, status=401))

    after = looked(unsure)

    assert after.state == State.NOT_CONFIRMED
    assert Case.objects.get().look_problem == "Atlas refused: Invalid token (401)."
