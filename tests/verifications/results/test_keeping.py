import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit import trail
from tests import factories
from tests.atlas.server import answer, hang_up
from tests.verifications.parts import reading, status, together, trail_of
from verifications.models import AtlasAccount, Batch, Case, Payload
from verifications.sending import calling, pressing
from verifications.watching import flows, looks

Progress, State = Case.Progress, Batch.State

CHECK = {"field": "name", "document_type_1": "PAN", "document_type_2": "INVOICE", "similarity_score": 0.42}


@pytest.fixture
def watched(queued):
    """A case whose batch of 101 and 102 Atlas has taken."""
    calling.send(queued.pk)
    return Case.objects.get(pk=queued.case_id)


@pytest.fixture
def unsure(queued, server):
    """A case whose batch of 101 and 102 is Not confirmed."""
    server.on("multiupload", hang_up)
    calling.send(queued.pk)
    return Case.objects.get(pk=queued.case_id)


def looked(case):
    """The case after Atlas was asked about it."""
    Case.objects.filter(pk=case.pk).update(look_at=timezone.now())
    flows.look(case.pk)
    return Case.objects.get(pk=case.pk)


def says(server, *documents, checks=()):
    server.on("extracts", answer({"ocr_data": list(documents), "cross_checks": list(checks)}))


def claimed(account, limit=10):
    """The keys of the cases that are claimed."""
    return [look.case.pk for look in flows.claim_due(account, limit)]


def pause(case):
    """The seconds until the next look."""
    return round((case.look_at - case.looked_at).total_seconds())


def test_a_case_ends_ready_with_what_the_sandbox_read(batch):
    calling.send(batch.pk)
    case = Case.objects.get()
    deadline = timezone.now() + timedelta(minutes=2)
    while case.look_at and timezone.now() < deadline:
        case = looked(case)

    assert (case.progress, case.progress_source, case.look_at) == (Progress.READY, Case.Source.POLL, None)
    assert {file.document_type for file in batch.files.all()} == {"INVOICE", "PAN"}
    assert case.payloads.latest("pk").cross_checks.exists()
    assert trail_of(case)[-2:] == ["batch.accepted", "case.ready"]


def test_atlas_s_words_are_stored_as_they_came(watched, server):
    words = status("RESTING", upload_status="HALF_WAY", crossheck_status="<b>", processing_status="")
    server.on("status", answer(words))

    case = looked(watched)

    assert (case.upload_status, case.processing_status) == ("HALF_WAY", "")
    assert (case.crosscheck_status, case.master_status) == ("<b>", "RESTING")
    assert (case.progress, case.progress_note) == (Progress.PROCESSING, "Cross-checks: <b>")
    assert (case.ended_at, server.asked("extracts")) == (None, [])


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ({"crossheck_status": "NOT_STARTED"}, "Extraction: SUCCESS"),
        ({"crossheck_status": "", "processing_status": "NOT_STARTED"}, "Upload: SUCCESS"),
        (
            dict.fromkeys(("upload_status", "processing_status", "crossheck_status")),
            "Atlas has not begun yet",
        ),
    ],
)
def test_what_atlas_is_at_is_the_note(watched, server, words, note):
    server.on("status", answer(status("IN_PROGRESS", **words)))

    assert looked(watched).progress_note == note


def test_a_payload_is_stored_once_and_unreadable_in_the_database(watched, server):
    says(server, reading("101", name={"value": "Kavitha Iyer", "confidence_score": 0.9}))

    looked(watched)
    looked(watched)

    assert Payload.objects.get().data["ocr_data"][0]["name"]["value"] == "Kavitha Iyer"
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM verifications_payload")
        assert "Kavitha" not in cursor.fetchone()[0]


def test_a_payload_that_differs_is_stored_beside_the_first(watched, server):
    says(server, reading("101"), checks=[CHECK])
    looked(watched)
    says(server, reading("101"), reading("102"), checks=[CHECK, CHECK | {"similarity_score": None}])

    looked(watched)

    first, second = Payload.objects.order_by("pk")
    assert [check.similarity for check in first.cross_checks.all()] == [42.0]
    assert sorted(check.position for check in second.cross_checks.all()) == [0, 1]


def test_file_records_say_what_was_read(watched, server):
    unreadable = {"document_id": "102", "error_code": "INVALID_DOC"}
    says(server, reading("101", document_type="A_NEW_TYPE"), unreadable, reading("999"), {})

    case = looked(watched)

    first, second = case.files.order_by("document_id")
    assert (first.document_type, first.error_code, first.read_at is not None) == ("A_NEW_TYPE", "", True)
    assert (second.document_type, second.error_code) == ("", "INVALID_DOC")
    assert (case.progress, case.progress_note) == (Progress.READY, "1 document unreadable")


@pytest.mark.parametrize(
    ("scores", "note"),
    [
        ([], "Nothing to cross-check"),
        ([0.9], "One cross-check, over 70 %"),
        ([0.9, 1], "All 2 cross-checks over 70 %"),
        ([0.9, 0.42], "1 cross-check under 70 %"),
        ([0.5, 0.42, None], "2 cross-checks under 70 %"),
        ([0.9, None], "1 cross-check without a score"),
    ],
)
def test_the_queue_says_what_was_found(watched, server, scores, note):
    checks = [CHECK | {"similarity_score": score} for score in scores]
    says(server, reading("101"), reading("102"), checks=checks)

    case = looked(watched)

    assert (case.progress, case.progress_note, case.look_at) == (Progress.READY, note, None)
    event = trail.events(case)[0]
    assert (event.action, event.details) == ("case.ready", {"missing": 0})


def test_an_end_that_was_asked_for_before_the_batch_was_taken_proves_nothing(watched, server):
    Batch.objects.update(answered_at=timezone.now() + timedelta(seconds=5))

    case = looked(watched)

    assert (case.ended_at, case.progress, case.master_status) == (None, Progress.PROCESSING, "SUCCESS")
    assert not case.payloads.exists()
    assert pause(case) == 5


def test_a_document_that_is_not_in_the_results_is_waited_for(watched, server, settings):
    says(server, reading("101"))

    waiting = looked(watched)
    settings.ATLAS_SETTLE_SECONDS = 0
    case = looked(watched)

    assert (waiting.progress, waiting.results_at, pause(waiting)) == (Progress.PROCESSING, None, 5)
    assert (case.progress, case.progress_note) == (Progress.READY, "1 document not in the results")
    assert case.ended_at == waiting.ended_at
    assert trail.events(case)[0].details == {"missing": 1}


def test_a_flow_that_goes_on_has_not_ended(watched, server):
    says(server, reading("101"))
    looked(watched)
    server.on("status", answer(status("IN_PROGRESS")))

    case = looked(watched)

    assert (case.ended_at, case.progress) == (None, Progress.PROCESSING)


def test_a_flow_that_failed_is_fetched_all_the_same(watched, server):
    server.on("status", answer(status("FAILED")))

    case = looked(watched)

    assert (case.progress, case.progress_note) == (Progress.FAILED, "Atlas ended with FAILED")
    assert (case.payloads.count(), case.look_at) == (1, None)
    assert trail_of(case)[-1] == "case.failed"


def test_a_case_that_ended_may_be_checked_again(watched):
    first = looked(watched)

    second = looked(watched)

    assert (second.results_at, second.progress_at) == (first.results_at, first.progress_at)
    assert trail_of(watched).count("case.ready") == 1


def test_a_payload_of_any_shape_is_stored(watched, server):
    weird = {
        "ocr_data": {"document_id": "101", "n": [[{"a": None}]], "\x00\ud800": "\ud800"},
        "cross_checks": [[], 1],
    }
    server.on("extracts", answer(json.dumps(weird).encode()))

    case = looked(watched)

    assert Payload.objects.get().data == weird
    assert case.look_problem == ""


@pytest.mark.parametrize(
    ("age", "seconds"),
    [
        (timedelta(0), 5),
        (timedelta(minutes=11), 20),
        (timedelta(hours=2), 120),
        (timedelta(days=2), 1800),
    ],
)
def test_the_older_a_flow_the_rarer_it_is_asked_about(watched, server, age, seconds):
    server.on("status", answer(status("IN_PROGRESS")))
    Batch.objects.update(queued_at=timezone.now() - age)

    assert pause(looked(watched)) == seconds


def test_after_two_weeks_nobody_asks_any_more_but_about_what_is_not_confirmed(unsure, server):
    server.on("status", answer(status("IN_PROGRESS")))
    says(server)
    then = timezone.now() - timedelta(days=15)
    Batch.objects.update(queued_at=then, state_at=then, flow_was_empty=None)
    waiting = looked(unsure)
    Batch.objects.update(state=State.ACCEPTED)

    case = looked(unsure)

    assert (waiting.progress, pause(waiting)) == (Progress.NOT_CONFIRMED, 1800)
    assert case.look_at is None


def test_a_look_that_fails_is_shown_and_repeated_ever_more_rarely(watched, server):
    server.on("status", answer({"error": "no such flow"}, status=409))

    cases = [looked(watched) for _ in range(8)]

    assert [pause(case) for case in cases] == [10, 20, 40, 80, 160, 300, 300, 300]
    assert cases[-1].looks_failed == 8
    assert cases[-1].look_problem == "Atlas refused: no such flow (409)."
    assert cases[-1].progress == Progress.PROCESSING


def test_a_look_that_works_again_forgets_the_failures(watched, server):
    server.on("status", hang_up, answer(status("IN_PROGRESS")))
    failed = looked(watched)

    case = looked(watched)

    assert (failed.looks_failed, case.looks_failed, case.look_problem) == (1, 0, "")
    assert failed.look_problem == "The connection broke before the answer was complete."


def test_with_an_account_that_is_switched_off_nobody_asks(watched, server):
    AtlasAccount.objects.update(active=False)

    case = looked(watched)

    assert server.asked("status") == []
    assert (case.look_problem, case.looks_failed) == ("Nilgiri POC is switched off or has no credential.", 1)
    assert pause(case) == 10


def test_a_case_without_a_flow_is_not_asked_about(batch):
    case = looked(batch.case)

    assert (case.look_at, case.look_problem, case.looks_failed) == (None, "", 0)


def test_a_case_that_nobody_watches_is_not_asked_about(watched, server):
    Case.objects.update(look_at=None)

    flows.look(watched.pk)

    assert server.asked("status") == []


def test_a_case_that_another_process_asks_about_is_left_to_it(watched, server):
    assert claimed(watched.account) == [watched.pk]

    flows.look(watched.pk)

    assert server.asked("status") == []
    assert claimed(watched.account) == []


def test_a_claim_that_ran_out_is_taken_over(watched):
    claimed(watched.account)
    Case.objects.update(look_claimed_until=timezone.now() - timedelta(seconds=1))

    assert claimed(watched.account) == [watched.pk]


@pytest.mark.django_db(transaction=True)
def test_no_case_is_claimed_by_two(account, asha, wakeups):
    cases = {factories.draft(account=account, by=asha).pk for _ in range(20)}
    Case.objects.update(look_at=timezone.now())

    def claim():
        return [key for _ in range(5) for key in claimed(account, 5)]

    found = [key for keys in together(*[claim] * 4) for key in keys]

    assert sorted(found) == sorted(cases)


def test_what_is_longest_due_is_claimed_first(watched, moody, asha):
    other = factories.draft(account=moody, by=asha)
    Case.objects.filter(pk=other.pk).update(look_at=timezone.now() - timedelta(hours=1))

    assert claimed(moody, 1) == [other.pk]


def test_check_now_asks_at_once_and_says_who_wanted_it(
    watched, ravi, wakeups, django_capture_on_commit_callbacks
):
    Case.objects.update(look_at=None)

    with django_capture_on_commit_callbacks(execute=True):
        flows.check_now(watched, by=ravi)

    watched.refresh_from_db()
    assert watched.look_at <= timezone.now()
    assert wakeups == [("look_at_case", watched.pk)]
    event = trail.events(watched)[0]
    assert (event.action, event.actor_id) == ("case.checked", str(ravi.pk))


def test_a_hint_makes_the_next_look_due_at_once(watched, wakeups, django_capture_on_commit_callbacks):
    Case.objects.update(look_at=None)

    with django_capture_on_commit_callbacks(execute=True):
        flows.hint(watched)

    watched.refresh_from_db()
    assert watched.look_at <= timezone.now()
    assert wakeups == [("look_at_case", watched.pk)]


def test_a_hint_before_anything_was_sent_is_no_news(queued, wakeups, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        flows.hint(queued.case)

    assert (Case.objects.get().look_at, wakeups) == (None, [])


def test_a_hint_during_a_look_has_the_flow_looked_at_again_at_once(watched, server):
    before = watched.look_at
    (look,) = flows.claim_due(watched.account, 1)
    looks.ask(look)
    Case.objects.update(look_at=timezone.now())

    looks.store(look)

    after = Case.objects.get()
    assert before != after.look_at <= timezone.now()


def test_extracts_prove_that_atlas_has_what_was_not_confirmed(unsure, server):
    server.on("status", answer(status("IN_PROGRESS")))

    case = looked(unsure)

    batch = case.batches.get()
    assert (batch.state, batch.was_unconfirmed, batch.problem) == (State.ACCEPTED, True, "")
    assert (case.progress, case.progress_source) == (Progress.PROCESSING, Case.Source.POLL)
    assert trail_of(case)[-2:] == ["batch.not_confirmed", "batch.accepted"]
    assert looked(case).progress == Progress.PROCESSING


def test_extracts_of_other_documents_prove_nothing(unsure, server):
    Batch.objects.update(flow_was_empty=None)
    says(server, reading("999"))

    case = looked(unsure)

    assert (case.progress, case.batches.get().state) == (Progress.NOT_CONFIRMED, State.NOT_CONFIRMED)
    assert pause(case) == 5


def test_extracts_of_another_flow_prove_nothing(unsure, server):
    Batch.objects.update(flow_uuid="LOS-other")

    assert looked(unsure).batches.get().state == State.NOT_CONFIRMED


def test_a_document_proves_the_batch_that_sent_it_last(queued, server, asha):
    server.on("multiupload", answer({"error": "no"}, status=400), hang_up)
    calling.send(queued.pk)
    case = Case.objects.get()
    documents = list(case.documents.all())
    calling.send(pressing.queue(case, documents, form_key=uuid.uuid4(), by=asha).pk)

    looked(case)

    assert [batch.state for batch in case.batches.order_by("pk")] == [State.REJECTED, State.ACCEPTED]


def test_a_batch_that_never_left_is_not_proven(queued, server):
    Case.objects.update(flow_uuid="LOS-1")

    case = looked(queued.case)

    assert (case.batches.get().state, case.progress) == (State.QUEUED, Progress.QUEUED)
    assert len(server.asked("extracts")) == 1


def test_results_of_an_id_in_another_form_of_its_letters_are_that_document_s(moody, asha, server, officer):
    ours, said = "caf\u00e9-1", "cafe\u0301-1"
    batch = factories.batch(account=moody, by=asha, text=factories.lines("a.jpg", first=1))
    batch.files.update(document_id=ours)
    batch.case.documents.update(document_id=ours)
    entry = {"document_id": said, "file_uuid": "F-1", "batch_id": "B-1"}
    server.on("multiupload", answer([entry]))
    calling.send(batch.pk)
    says(server, reading(said, document_type="PAN"))
    server.on("status", answer(status("SUCCESS")))
    case = looked(batch.case)

    (file,) = case.files.all()
    assert (file.document_id, file.file_uuid, file.document_type) == (ours, "F-1", "PAN")
    assert (file.comparison, case.progress) == (file.Comparison.ANSWERED, Progress.READY)
    page = officer.get(f"/cases/{case.reference}/").content.decode()
    assert "Atlas named this document by itself" not in page
