import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit import trail
from tests import factories
from tests.atlas.server import answer, hang_up, raw, silence
from tests.verifications.parts import receipt, status, trail_of
from verifications.connection import accounts, breaker
from verifications.models import AtlasAccount, Batch, Case, Credential, Exchange, FileRecord
from verifications.sending import calling, endings, pressing

State, Comparison = Batch.State, FileRecord.Comparison


def sent(batch):
    """The batch after a worker was woken for it."""
    calling.send(batch.pk)
    return Batch.objects.select_related("case__account").get(pk=batch.pk)


def test_a_batch_is_sent_and_the_answer_matched_by_id(batch):
    after = sent(batch)

    answered = json.loads(after.exchanges.get(endpoint="multiupload").response_body)
    assert [entry["document_id"] for entry in answered] == ["102", "101"]
    assert (after.state, after.batch_id, after.differences) == (State.ACCEPTED, answered[0]["batch_id"], 0)
    found = {file.document_id: (file.file_uuid, file.comparison) for file in after.files.all()}
    assert found == {e["document_id"]: (e["file_uuid"], Comparison.ANSWERED) for e in answered}
    assert (after.claim, after.claimed_until, after.problem) == (None, None, "")
    assert after.left_at <= after.answered_at
    assert trail_of(after.case) == ["case.created", "batch.queued", "case.flow_opened", "batch.accepted"]


def test_a_case_whose_documents_were_taken_is_watched(batch, account):
    case = sent(batch).case

    assert (case.progress, case.progress_source) == (Case.Progress.PROCESSING, Case.Source.ANSWER)
    assert case.look_at <= timezone.now()
    assert case.flow_credential == account.credential
    assert (case.flow_uuid, account.credential) == (batch.case.batches.get().flow_uuid, case.flow_credential)


def test_a_flow_that_the_loan_system_opened_is_used(account, asha):
    batch = factories.batch(account=account, by=asha, flow_uuid="LOS-known-1")

    after = sent(batch)

    assert (after.state, after.flow_uuid) == (State.ACCEPTED, "LOS-known-1")
    assert [row.endpoint for row in after.exchanges.order_by("pk")] == ["authtoken", "multiupload"]


def test_every_call_is_on_record_and_nothing_secret_is(batch):
    after = sent(batch)

    rows = list(after.exchanges.order_by("pk").values())
    assert [row["endpoint"] for row in rows] == ["authtoken", "flow_init", "multiupload"]
    assert all(row["status"] in (200, 201) and row["seconds"] > 0 for row in rows)
    stored = json.dumps(rows, default=str)
    token = Credential.objects.get().token
    for secret in ("sandbox-secret", token, "sig=", "a%2Bb", after.case.callback_key):
        assert secret not in stored
    assert "https://docs.example/invoice.jpg" in stored


@pytest.mark.parametrize(
    "changes",
    [
        {"next_try_at": timezone.now() + timedelta(hours=1)},
        {"state": State.WITHDRAWN, "next_try_at": None},
        {"state": State.ACCEPTED, "next_try_at": None},
    ],
)
def test_a_batch_that_is_not_due_is_left_alone(queued, server, changes):
    Batch.objects.filter(pk=queued.pk).update(**changes)

    sent(queued)

    assert server.seen == []
    assert trail_of(queued.case) == ["case.created", "batch.queued"]


def test_a_batch_that_another_worker_has_is_left_alone(queued, server):
    calling._claim(queued.pk)

    after = sent(queued)

    assert (after.state, after.tries, server.seen) == (State.SENDING, 1, [])


def test_while_a_worker_has_it_the_case_says_so(queued):
    calling._claim(queued.pk)

    case = Case.objects.get()
    assert (case.progress, case.progress_note) == (Case.Progress.SENDING, "A worker is sending it")


@pytest.mark.django_db(transaction=True)
def test_that_the_call_leaves_is_on_record_before_it_leaves(queued, server, wakeups):
    seen = []

    def look(sock, ended):
        try:
            batch = Batch.objects.get()
            exchange = Exchange.objects.get(endpoint="multiupload")
            seen.append((batch.state, batch.left_at is not None, batch.flow_uuid, exchange.finished_at))
        finally:
            connections.close_all()
        return answer([receipt("101"), receipt("102")])(sock, ended)

    server.on("multiupload", look)

    after = sent(queued)

    assert seen == [(State.SENDING, True, "LOS-1", None)]
    assert after.state == State.ACCEPTED


def queries_of(batch):
    """How many statements sending this batch takes, without those that open and close transactions."""
    with CaptureQueriesContext(connection) as captured:
        calling.send(batch.pk)
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(words) for query in captured)


def test_100_documents_take_one_call_and_no_more_queries_than_two(account, asha):
    names = [f"invoice-{number}.jpg" for number in range(100)]
    first, small, large = (
        factories.batch(account=account, by=asha, text=factories.lines(*taken))
        for taken in (names[:1], names[:2], names)
    )
    calling.send(first.pk)

    assert queries_of(large) == queries_of(small) <= 35
    assert large.exchanges.filter(endpoint="multiupload").count() == 1
    assert large.files.filter(comparison=Comparison.ANSWERED).count() == 100


def test_a_batch_costs_what_its_page_says(account, asha):
    first = factories.batch(account=account, by=asha)
    calling.send(first.pk)
    for documents in (2, 100):
        lines = factories.lines(*(f"{number}.jpg" for number in range(documents)))
        batch = factories.batch(account=account, by=asha, text=lines, flow_uuid=f"LOS-known-{documents % 50}")
        assert queries_of(batch) == 18


def test_with_an_account_that_is_switched_off_nothing_is_sent(queued, server):
    AtlasAccount.objects.update(active=False)

    after = sent(queued)

    assert (after.state, after.left_at, server.seen) == (State.WITHDRAWN, None, [])
    assert after.problem == "Nilgiri POC is switched off. Nothing was sent."
    assert trail_of(after.case)[-1] == "batch.withdrawn"


def test_without_a_credential_nothing_is_sent(asha):
    account = AtlasAccount.objects.create(name="New", product_types=["POC_CDL"])
    batch = factories.batch(account=account, by=asha)

    after = sent(batch)

    assert (after.state, after.problem) == (State.WITHDRAWN, "New has no credential. Nothing was sent.")


def test_a_refused_credential_marks_its_account(sandbox_url, asha, db):
    account = factories.account(base_url=sandbox_url, secret="not the secret")
    batch = factories.batch(account=account, by=asha)

    after = sent(batch)

    assert (after.state, after.left_at) == (State.QUEUED, None)
    assert "Unknown Client-Id or Client-Secret" in after.problem
    assert after.problem.endswith("That is about the account: an Admin can mend it.")
    assert "Unknown Client-Id or Client-Secret" in after.case.account.problem
    event = trail.events(after.case)[0]
    assert (event.action, event.details) == ("batch.queued", {"tries": 1})


@pytest.mark.parametrize("refusal", [401, 403, 404, 405, 410])
@pytest.mark.parametrize("endpoint", ["authtoken", "init"])
def test_what_says_nothing_of_the_documents_never_rejects_them(queued, server, still, endpoint, refusal):
    server.on(endpoint, answer({"error": "Nothing here"}, status=refusal))

    after = sent(queued)

    assert (after.state, after.left_at) == (State.QUEUED, None)
    assert 240 <= (after.next_try_at - still).total_seconds() <= 360
    assert after.case.account.problem.endswith(": Nothing here")
    assert not server.asked("multiupload")


def test_what_says_nothing_of_the_application_at_the_token_does_not_reject_it(queued, server):
    server.on("authtoken", answer({"error": "Bad request"}, status=400))

    assert sent(queued).state == State.QUEUED


@pytest.mark.parametrize("mend", ["credential", "test"])
def test_what_waits_goes_on_once_the_account_is_mended(queued, server, joseph, mend):
    server.on("authtoken", answer({"error": "No such client"}, status=404))
    account = sent(queued).case.account
    server.on("authtoken", answer({"access_token": "new", "expires_in": 3600}))
    if mend == "test":
        assert accounts.test_connection(account, by=joseph).worked
    else:
        credential = {"base_url": server.url, "client_id": "another", "client_secret": "another"}
        accounts.save_account(account, **credential, by=joseph, changed=[])

    after = sent(queued)

    assert (after.state, after.case.account.problem) == (State.ACCEPTED, "")


def test_what_waits_for_its_account_fails_in_the_end(queued, server):
    server.on("authtoken", answer({"error": "No such client"}, status=404))
    Batch.objects.update(queued_at=timezone.now() - timedelta(hours=5))

    after = sent(queued)

    assert after.state == State.FAILED and "Tried 1 times. Nothing was taken." in after.problem


@pytest.mark.parametrize("endpoint", ["authtoken", "multiupload"])
def test_sends_that_go_unanswered_are_an_outage_until_one_is_answered(moody, server, asha, endpoint):
    taken = answer([receipt("101"), receipt("102")])
    for _ in range(breaker.FAILURES_TO_OPEN):
        server.on(endpoint, hang_up)
        sent(factories.batch(account=moody, by=asha, flow_uuid=f"LOS-{uuid.uuid4()}"))
    moody.refresh_from_db()
    assert moody.outage_since and moody.outage_problem

    server.on("authtoken", answer({"access_token": "new", "expires_in": 3600}))
    server.on("multiupload", taken)
    sent(factories.batch(account=moody, by=asha, flow_uuid="LOS-last"))

    moody.refresh_from_db()
    assert (moody.outage_since, moody.failures_in_row) == (None, 0)


def test_a_flow_that_atlas_does_not_open_rejects_the_batch_in_atlas_s_words(queued, server):
    server.on("init", answer({"error": "Unknown product"}, status=400))

    after = sent(queued)

    assert (after.state, after.left_at, after.case.flow_uuid) == (State.REJECTED, None, None)
    assert after.problem == "Atlas refused: Unknown product (400). Nothing was taken."
    assert after.case.account.problem == ""
    assert trail_of(after.case)[-1] == "batch.rejected"


def test_a_flow_that_another_case_has_is_a_sentence(moody, asha, queued, server):
    other = factories.draft(account=moody, by=asha, flow_uuid="LOS-1")

    after = sent(queued)

    assert (after.state, server.asked("multiupload")) == (State.REJECTED, [])
    assert f"it gave the flow LOS-1, which {other.reference} has already" in after.problem


def test_a_flow_of_any_length_is_a_sentence(queued, server):
    server.on("init", answer({"flow_uuid": "9" * 5_000}))

    after = sent(queued)

    assert (after.state, after.case.flow_uuid) == (State.REJECTED, None)
    assert "it gave a flow of 5,000 characters" in after.problem


@pytest.mark.parametrize(
    ("status", "words"),
    [(400, "Missing file_urls"), (409, "Flow not found"), (410, "Gone")],
)
def test_what_atlas_refuses_is_rejected_in_its_words(queued, server, status, words):
    server.on("multiupload", answer({"error_code": str(status), "error_message": words}, status=status))

    after = sent(queued)

    assert (after.state, after.problem) == (
        State.REJECTED,
        f"Atlas refused: {words} ({status}). Nothing was taken.",
    )
    assert (after.case.progress, trail_of(after.case)[-1]) == (Case.Progress.FAILED, "batch.rejected")


def test_a_flow_that_the_sandbox_does_not_know_is_rejected(account, asha):
    after = sent(factories.batch(account=account, by=asha, flow_uuid="LOS-nobody-s"))

    assert (after.state, "Flow not found (409)" in after.problem) == (State.REJECTED, True)


def test_an_atlas_that_cannot_be_reached_is_tried_again_later(asha, db, still):
    batch = factories.batch(account=factories.account(base_url="http://127.0.0.1:9"), by=asha)

    first = sent(batch)
    Batch.objects.filter(pk=batch.pk).update(next_try_at=timezone.now())
    second = sent(batch)

    assert (first.state, first.tries, second.state, second.tries) == (State.QUEUED, 1, State.QUEUED, 2)
    assert first.problem == "Could not connect to Atlas: connection refused."
    assert first.next_try_at - still < timedelta(seconds=2.5)
    assert second.next_try_at - still > timedelta(seconds=3)
    assert second.case.progress_note == first.problem
    assert trail_of(batch.case)[-2:] == ["batch.queued", "batch.queued"]


def test_an_atlas_that_stays_away_for_four_hours_fails_the_batch(asha, db):
    batch = factories.batch(account=factories.account(base_url="http://127.0.0.1:9"), by=asha)
    long_ago = timezone.now() - endings.GIVE_UP_AFTER - timedelta(minutes=1)
    Batch.objects.filter(pk=batch.pk).update(queued_at=long_ago, tries=50)

    after = sent(batch)

    assert (after.state, after.tries, after.next_try_at) == (State.FAILED, 51, None)
    assert after.problem.endswith("connection refused. Tried 51 times. Nothing was taken.")
    assert (after.case.progress, trail_of(after.case)[-1]) == (Case.Progress.FAILED, "batch.failed")


def test_the_pause_grows_to_five_minutes_and_no_further(queued, server, still):
    server.on("multiupload", answer(status=429))
    Batch.objects.filter(pk=queued.pk).update(tries=2_000)

    after = sent(queued)

    assert timedelta(minutes=4) <= after.next_try_at - still <= timedelta(minutes=6)


@pytest.mark.parametrize("endpoint", ["authtoken", "init", "multiupload"])
def test_when_atlas_asks_us_to_wait_we_wait(queued, server, still, endpoint):
    server.on(endpoint, answer(status=429, Retry_After="1200"))

    after = sent(queued)

    assert (after.state, after.left_at) == (State.QUEUED, None)
    assert after.next_try_at - still == timedelta(seconds=1200)
    assert after.problem == "Atlas asks us to wait (429)."


@pytest.mark.parametrize(
    "lost",
    [
        hang_up,
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n["),
        answer(b"<html>", status=200),
        answer([]),
        answer([receipt("999")]),
        answer(b"", status=302, Location="http://127.0.0.1:9/"),
        answer({"error": "down"}, status=503),
        answer(b"", status=500),
    ],
)
def test_an_answer_that_is_lost_is_not_confirmed_and_never_sent_again(queued, server, lost):
    server.on("multiupload", lost)

    after = sent(queued)
    again = sent(queued)

    assert (after.state, after.was_unconfirmed) == (State.NOT_CONFIRMED, True)
    assert (after.left_at is not None, after.problem != "") == (True, True)
    assert (after.case.progress, after.case.look_at is not None) == (Case.Progress.NOT_CONFIRMED, True)
    assert (again.state, again.state_at, again.tries) == (State.NOT_CONFIRMED, after.state_at, 1)
    assert len(server.asked("multiupload")) == 1
    assert trail_of(after.case)[-1] == "batch.not_confirmed"


@pytest.mark.deadline
def test_an_atlas_that_never_answers_leaves_it_not_confirmed(moody, asha, server, settings):
    accounts.client_for(moody.credential).ensure_token()
    accounts.transport.cache_clear()
    settings.ATLAS_READ_TIMEOUT = 0.3
    server.on("multiupload", silence)

    after = sent(factories.batch(account=moody, by=asha, flow_uuid="LOS-1"))

    assert (after.state, after.problem) == (State.NOT_CONFIRMED, "The answer was lost after 0.3 s.")
    assert after.exchanges.get(endpoint="multiupload").error == after.problem
    assert after.exchanges.get(endpoint="multiupload").status is None


def test_an_expired_token_is_renewed_once_and_the_call_repeated(queued, server):
    taken = answer([receipt("101"), receipt("102")])
    server.on("multiupload", answer({"error": "Invalid token"}, status=401), taken)

    after = sent(queued)

    assert (after.state, len(server.asked("authtoken"))) == (State.ACCEPTED, 2)
    assert [row.status for row in after.exchanges.filter(endpoint="multiupload").order_by("pk")] == [401, 200]


@pytest.mark.parametrize("unconfirmed", [False, True])
def test_a_new_token_that_is_refused_too_marks_the_account_and_the_batch_waits(queued, server, unconfirmed):
    Batch.objects.update(was_unconfirmed=unconfirmed)
    server.on("status", answer(status("NOT_STARTED")))
    server.on("extracts", answer({"ocr_data": [], "cross_checks": []}))
    server.on("multiupload", answer({"error": "Invalid token"}, status=401))

    after = sent(queued)

    assert (after.state, len(server.asked("multiupload"))) == (State.QUEUED, 2)
    assert (after.left_at, after.was_unconfirmed) == (None, unconfirmed)
    assert after.case.account.problem == "Atlas refused its credential: Invalid token"


def test_two_batches_of_a_case_go_to_one_flow(queued, server, asha, wakeups):
    document = queued.case.documents.first()
    again = pressing.send_under_new_id(
        document, document_id="101-2", file_url=document.file_url, form_key=uuid.uuid4(), by=asha
    )
    claimed = [calling._claim(queued.pk), calling._claim(again.pk)]
    for batch, flow_uuid in zip(claimed, ("LOS-1", "LOS-2"), strict=True):
        server.on("init", answer({"flow_uuid": flow_uuid}))
        calling._ensure_flow(batch, *accounts.connect(batch.case.account, case=batch.case, batch=batch))

    assert [batch.flow_uuid for batch in claimed] == ["LOS-1", "LOS-1"]
    assert Case.objects.get().flow_uuid == "LOS-1"


def test_an_account_switched_off_while_its_batch_was_got_ready_sends_nothing(queued, monkeypatch):
    open_flow = calling._ensure_flow

    def open_flow_and_switch_off(*args):
        open_flow(*args)
        AtlasAccount.objects.update(active=False)

    monkeypatch.setattr(calling, "_ensure_flow", open_flow_and_switch_off)

    after = sent(queued)

    assert (after.state, after.problem) == (
        State.WITHDRAWN,
        "Nilgiri POC was switched off. Nothing was sent.",
    )
    assert not after.exchanges.filter(endpoint="multiupload").exists()
