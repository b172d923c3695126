"""Batches: the list, one record, and what a person may do with it."""

import json
import re

import pytest
from django.db import transaction
from django.utils import timezone

from audit import trail
from tests import factories
from tests.verifications.pages import elements, fields, tags
from verifications.models import AtlasAccount, Batch, Case, Exchange

State = Batch.State
HTMX = {"HX-Request": "true"}


def _batches(page):
    return [(row["data-batch"], row["data-state"]) for row in elements(page, "data-batch")]


def _text(page):
    return " ".join(page.content.decode().split())


def test_the_list_shows_every_batch_newest_first(officer, account, asha, put):
    first, second = (factories.batch(account=account, by=asha) for _ in range(2))
    put(first, State.FAILED, problem="No route to <Atlas>")
    page = officer.get("/batches/")
    assert _batches(page) == [(second.our_id, "queued"), (first.our_id, "failed")]
    assert "No route to &lt;Atlas&gt;" in page.content.decode()


def test_the_list_is_filtered_by_state_and_the_filter_stays_in_the_links(officer, account, asha, put):
    batches = [factories.batch(account=account, by=asha) for _ in range(4)]
    put(batches[0], State.FAILED)
    page = officer.get("/batches/", {"state": "queued", "q": "", "size": "2"})
    assert len(_batches(page)) == 2 and fields(page)["state"] == "queued"
    link = next(attrs["href"] for attrs in tags(page, "a") if "after=" in attrs.get("href", ""))
    assert "state=queued" in link and "size=2" in link
    page = officer.get(f"/batches/{link}")
    assert _batches(page) == [(batches[1].our_id, "queued")]
    back = next(attrs["href"] for attrs in tags(page, "a") if "before=" in attrs.get("href", ""))
    assert _batches(officer.get(f"/batches/{back}"))[0] == (batches[3].our_id, "queued")


@pytest.mark.parametrize(
    "query", ["state=nonsense", "state=%00", "after=x", "before=1-", "size=-1", "size=%C2%B2"]
)
def test_what_cannot_be_read_of_the_address_is_ignored(officer, batch, query):
    page = officer.get(f"/batches/?{query}")
    assert page.status_code == 200 and _batches(page) == [(batch.our_id, "queued")]


def test_search_finds_a_batch_by_every_id(officer, account, asha, batch):
    Batch.objects.filter(pk=batch.pk).update(batch_id="BATCH-1-X", flow_uuid="LOS-1")
    factories.batch(account=account, by=asha)
    case = batch.case
    for q in (
        batch.our_id,
        "BATCH-1-X",
        "LOS-1",
        case.reference,
        case.application_id,
        f" {batch.our_id}\x00",
    ):
        assert _batches(officer.get("/batches/", {"q": q})) == [(batch.our_id, "queued")], q


@pytest.mark.parametrize("q", ["nothing", "b-" + "9" * 30, "x" * 5000, "'", "%", "🙂", "²"])
def test_a_search_without_a_match_says_what_was_looked_for(officer, batch, q):
    page = officer.get("/batches/", {"q": q})
    assert page.status_code == 200 and not _batches(page)
    assert "No batch has the id" in _text(page)


def test_an_empty_list_says_what_will_be_there(officer):
    assert "What is queued for Atlas appears here at once." in _text(officer.get("/batches/"))


def test_htmx_gets_the_rows_alone_and_history_the_page(officer, batch):
    page = officer.get("/batches/", headers=HTMX)
    assert "<html" not in page.content.decode() and _batches(page)
    page = officer.get("/batches/", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in page.content.decode() and "HX-Request" in page["Vary"]


def test_the_record_shows_the_exact_request_without_signatures(officer, batch):
    page = officer.get(f"/batches/{batch.our_id}/")
    shown = json.loads(page.context["request_json"])
    assert [file["document_id"] for file in shown["file_urls"]] == ["101", "102"]
    assert shown["file_urls"][0]["file_url"].startswith("https://docs.example/invoice.jpg?")
    assert "sig=" not in page.context["request_json"] and "as it will leave" in _text(page)
    assert "Token: $ATLAS_TOKEN" in page.context["curl"] and "multiupload" in page.context["curl"]
    assert "curl -sS" in _text(page)


def test_the_record_of_a_batch_that_was_called_shows_both_bodies(officer, batch, put):
    put(batch, State.ACCEPTED, batch_id="BATCH-1-X", credential=batch.case.account.credential, differences=1)
    Exchange.objects.create(
        batch=batch,
        case=batch.case,
        endpoint="multiupload",
        method="POST",
        url="https://atlas.example",
        status=200,
        seconds=0.3,
        response_body='[{"file_uuid": "<u>"}]',
        response_size=22,
    )
    page = officer.get("/batches/BATCH-1-X/")
    assert page.context["batch"] == batch
    assert "&lt;u&gt;" in page.content.decode() and "as it left" in _text(page)
    assert "1 difference" in _text(page) and "300 ms" in _text(page)
    assert batch.case.account.credential.base_url in page.context["curl"]


def test_a_call_that_failed_shows_that_nothing_came_back(officer, batch, put):
    put(batch, State.NOT_CONFIRMED, problem="Lost.", left_at=timezone.now())
    Exchange.objects.create(batch=batch, endpoint="multiupload", method="POST", url="u", error="timed out")
    page = officer.get(f"/batches/{batch.our_id}/")
    assert page.status_code == 200 and "timed out" in page.content.decode()


@pytest.mark.parametrize("comparison", ["missing", "extra", "repeated", "waiting", "answered"])
def test_each_document_is_shown_as_it_was_answered(officer, batch, comparison):
    batch.files.filter(document_id="101").update(comparison=comparison, file_uuid="03f")
    row = elements(officer.get(f"/batches/{batch.our_id}/"), "data-document-id")
    assert {(each["data-document-id"], each.get("data-file-uuid")) for each in row} == {
        ("101", "03f"),
        ("102", None),
    }


@pytest.mark.parametrize(
    ("state", "moves"), [(State.QUEUED, True), (State.SENDING, True), (State.FAILED, False)]
)
def test_the_record_looks_again_only_while_it_moves(officer, batch, put, state, moves):
    put(batch, state)
    record = elements(officer.get(f"/batches/{batch.our_id}/"), "data-batch")[0]
    assert ("hx-get" in record) == moves
    fragment = officer.get(f"/batches/{batch.our_id}/state/", headers=HTMX)
    assert elements(fragment, "data-batch")[0] == record and "<html" not in fragment.content.decode()


def test_a_queued_batch_is_withdrawn(officer, asha, batch):
    answer = officer.post(f"/batches/{batch.our_id}/withdraw/", follow=True)
    batch.refresh_from_db()
    assert (batch.state, batch.next_try_at) == (State.WITHDRAWN, None)
    assert "Taken back." in _text(answer) and "Taken back by Asha" in _text(answer)
    event = trail.events(batch.case)[0]
    assert (event.action, event.actor_id) == ("batch.withdrawn", str(asha.pk))


@pytest.mark.parametrize("state", [State.SENDING, State.ACCEPTED, State.FAILED, State.WITHDRAWN])
def test_no_other_batch_is_withdrawn(officer, batch, put, state):
    put(batch, state)
    answer = officer.post(f"/batches/{batch.our_id}/withdraw/", follow=True)
    batch.refresh_from_db()
    assert batch.state == state and 'role="alert"' in answer.content.decode()


def test_a_failed_batch_is_sent_again(
    officer, asha, batch, put, no_queue, django_capture_on_commit_callbacks
):
    put(batch, State.FAILED, problem="Atlas was away.")
    page = officer.get(f"/cases/{batch.case.reference}/")
    assert f"/batches/{batch.our_id}/send-again/" in {form.get("action") for form in tags(page, "form")}
    with django_capture_on_commit_callbacks(execute=True):
        answer = officer.post(f"/batches/{batch.our_id}/send-again/", follow=True)
    batch.refresh_from_db()
    assert batch.state == State.QUEUED and "Queued again." in _text(answer)
    assert no_queue == [("send_batch", batch.pk)]
    assert trail.events(batch.case)[0].actor_id == str(asha.pk)


@pytest.mark.parametrize(
    "state", [State.QUEUED, State.SENDING, State.REJECTED, State.NOT_CONFIRMED, State.ACCEPTED]
)
def test_no_other_batch_is_sent_again(officer, batch, put, state):
    put(batch, state)
    answer = officer.post(f"/batches/{batch.our_id}/send-again/", follow=True)
    batch.refresh_from_db()
    assert batch.state == state and "Only a failed batch is sent again." in _text(answer)


def test_a_record_without_an_answer_does_not_say_answered(client, asha, batch, put):
    put(batch, Batch.State.NOT_CONFIRMED, left_at=timezone.now())
    Exchange.objects.create(
        case=batch.case,
        batch=batch,
        endpoint="multiupload",
        method="POST",
        seconds=1.0,
        error="The line broke.",
    )
    client.force_login(asha)

    text = _text(client.get(f"/batches/{batch.our_id}/"))

    assert "no answer after 1" in text and "answered in" not in text
    # Where the answer would be, and at the try, in sight and not on hover alone.
    assert text.count(">The line broke.<") == 2


def test_a_batch_that_is_not_confirmed_has_one_banner_and_says_below_it_what_is_known(officer, batch, put):
    put(batch, State.NOT_CONFIRMED, problem="Lost.", left_at=timezone.now(), flow_was_empty=False)
    Case.objects.update(flow_uuid="LOS-1", look_at=timezone.now(), look_problem="Atlas answered 503.")
    now = timezone.now()
    AtlasAccount.objects.update(outage_since=now, probe_at=now)

    for address in (f"/cases/{batch.case.reference}/", f"/batches/{batch.our_id}/"):
        page = officer.get(address)
        text = _text(page)
        assert text.count('class="banner') == 1
        assert "What is known" in text and "Atlas answered 503." in text
        assert "What this flow held before is not known" in text
        assert f"Atlas has not answered for {batch.case.account}" in text
        primary = re.findall(r'<(?:a|button) class="btn primary"[^>]*>(.*?)</(?:a|button)>', text)
        assert [re.sub("<[^>]*>", "", words) for words in primary] == ["Check now"]


def test_a_try_that_is_made_again_and_again_is_one_line_of_its_activity(officer, batch, put):
    with transaction.atomic():
        for _ in range(7):
            trail.record("batch.queued", by=trail.WORKER, target=batch, case=batch.case, outcome="queued")

    text = _text(officer.get(f"/cases/{batch.case.reference}/"))
    assert text.count("Queued the batch again") == 1 and "Queued the batch again, 7 times" in text
    assert "Queued the batch again, 7 times" in _text(officer.get(f"/batches/{batch.our_id}/"))
