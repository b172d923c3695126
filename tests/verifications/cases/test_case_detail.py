"""The page of one case."""

import json
import re

import pytest
from django.utils import timezone

from audit import trail
from tests.verifications.pages import elements, tags
from verifications.models import AtlasAccount, Batch, Case, Payload

State = Batch.State


def _open(browser, case):
    page = browser.get(f"/cases/{case.reference}/")
    assert page.status_code == 200
    return page


def _text(page):
    return " ".join(page.content.decode().split())


def _actions(page):
    return [form["action"] for form in tags(page, "form") if "action" in form]


def test_the_page_is_marked_for_tests_and_integrations(officer, batch):
    page = _open(officer, batch.case)
    case = elements(page, "data-case")[0]
    assert case["data-case"] == batch.case.reference
    assert (case["data-progress"], case["data-decision"]) == ("queued", "undecided")
    shown = elements(page, "data-batch")[0]
    assert (shown["data-batch"], shown["data-state"]) == (batch.our_id, "queued")
    documents = elements(page, "data-document-id")
    assert [(row["data-document-id"], row["data-file-url"]) for row in documents] == [
        ("101", "https://docs.example/invoice.jpg?sig=a%2Bb"),
        ("102", "https://docs.example/pan.jpg?sig=a%2Bb"),
    ]
    assert not any("data-file-uuid" in row for row in documents)


def test_a_file_uuid_is_shown_once_it_is_known(officer, batch):
    batch.files.filter(document_id="101").update(file_uuid="03f0341d", comparison="answered")
    rows = elements(_open(officer, batch.case), "data-document-id")
    assert [row.get("data-file-uuid") for row in rows] == ["03f0341d", None]


SENTENCES = {
    State.SENDING: ("Getting ready; nothing has left yet.", "It is settled by"),
    State.ACCEPTED: ("With Atlas",),
    State.REJECTED: (
        "Atlas refused this application, so the documents were not sent",
        "422: no such dealer &lt;b&gt;",
        "send it as a new batch",
    ),
    State.NOT_CONFIRMED: (
        "Atlas may or may not have these 2 documents",
        "does not send them again by itself",
    ),
    State.FAILED: ("Atlas has not taken these documents", "Send again"),
    State.WITHDRAWN: ("Withdrawn before it was sent",),
}


@pytest.mark.parametrize("state", SENTENCES)
def test_each_state_of_a_batch_has_its_sentences(officer, batch, put, state):
    left = {"left_at": timezone.now()} if state == State.NOT_CONFIRMED else {}
    put(batch, state, problem="422: no such dealer <b>", **left)
    page = _open(officer, batch.case)
    assert elements(page, "data-batch")[0]["data-state"] == state.value
    for sentence in SENTENCES[state]:
        assert sentence in _text(page)


def test_a_queued_batch_says_that_a_worker_takes_it_next(officer, batch):
    assert "Nothing has been sent.</strong> A worker takes it next." in _text(_open(officer, batch.case))


def test_a_batch_that_is_tried_again_says_why_and_when(officer, batch, put):
    put(batch, State.QUEUED, problem="Atlas could not be reached.")
    text = re.sub("<[^>]*>", "", _text(_open(officer, batch.case)))
    assert "Atlas could not be reached. Tried 1 time; next try in 1 m 1" in text


def test_a_request_that_has_left_says_so(officer, batch, put):
    put(batch, State.SENDING, left_at=timezone.now())
    assert "The request has left; waiting for Atlas’s answer." in _text(_open(officer, batch.case))


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        (State.QUEUED, True),
        (State.SENDING, True),
        (State.REJECTED, False),
        (State.FAILED, False),
        (State.WITHDRAWN, False),
    ],
)
def test_the_page_looks_again_only_while_something_moves(officer, batch, put, state, moves):
    put(batch, state)
    case = elements(_open(officer, batch.case), "data-case")[0]
    assert case.get("hx-get") == (f"/cases/{batch.case.reference}/state/" if moves else None)


def test_a_case_whose_flow_is_watched_moves_until_it_is_ready(officer, batch, put):
    put(batch, State.ACCEPTED)
    Case.objects.filter(pk=batch.case_id).update(look_at=timezone.now())
    assert "hx-get" in elements(_open(officer, batch.case), "data-case")[0]
    Case.objects.filter(pk=batch.case_id).update(look_at=None, progress="ready")
    assert "hx-get" not in elements(_open(officer, batch.case), "data-case")[0]


def test_the_fragment_is_the_very_part_of_the_page(officer, batch):
    fragment = officer.get(f"/cases/{batch.case.reference}/state/", headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert elements(fragment, "data-case") == elements(_open(officer, batch.case), "data-case")


def test_check_now_asks_atlas_at_once(
    officer, asha, batch, put, no_queue, django_capture_on_commit_callbacks
):
    put(batch, State.ACCEPTED)
    Case.objects.filter(pk=batch.case_id).update(flow_uuid="LOS-1")
    page = _open(officer, batch.case)
    address = f"/cases/{batch.case.reference}/check/"
    assert address in _actions(page) and "Check now" in _text(page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = officer.post(address, follow=True)
    assert "Asking Atlas now." in _text(answer)
    assert no_queue == [("look_at_case", batch.case_id)]
    assert trail.events(batch.case)[0].action == "case.checked"


@pytest.mark.parametrize("flow_uuid", [None, "LOS-1"])
def test_there_is_nothing_to_ask_of_a_case_that_has_not_reached_atlas(
    officer, draft, flow_uuid, django_capture_on_commit_callbacks, no_queue
):
    Case.objects.filter(pk=draft.pk).update(flow_uuid=flow_uuid)
    with django_capture_on_commit_callbacks(execute=True):
        answer = officer.post(f"/cases/{draft.reference}/check/", follow=True)
    assert "Nothing to ask yet" in _text(answer)
    draft.refresh_from_db()
    assert draft.look_at is None and no_queue == []


def test_a_draft_leads_an_officer_to_its_form_and_shows_an_auditor_what_there_is(client, draft, asha, meera):
    client.force_login(asha)
    assert client.get(f"/cases/{draft.reference}/").url == f"/cases/{draft.reference}/edit/"
    client.force_login(meera)
    page = _open(client, draft)
    assert elements(page, "data-case")[0]["data-progress"] == "draft"
    assert "No documents have been sent." in _text(page)


def test_a_case_is_found_under_several_spellings_of_its_reference(officer, batch):
    for name in (batch.case.reference, batch.case.reference.lower(), str(batch.case_id)):
        assert officer.get(f"/cases/{name}/").context["case"] == batch.case


def test_an_auditor_sees_no_button(client, meera, batch, put):
    client.force_login(meera)
    assert _actions(_open(client, batch.case)) == ["/search/", "/logout/"]
    Case.objects.filter(pk=batch.case_id).update(flow_uuid="LOS-1")
    put(batch, State.FAILED)
    assert _actions(_open(client, batch.case)) == ["/search/", "/logout/"]
    assert "Correct and send anew" not in _text(_open(client, batch.case))


def test_a_rejected_case_may_be_corrected_and_sent_anew(officer, batch, put):
    put(batch, State.REJECTED)
    page = _open(officer, batch.case)
    assert f"/cases/{batch.case.reference}/edit/" in {each["href"] for each in elements(page, "href")}
    assert officer.get(f"/cases/{batch.case.reference}/edit/").status_code == 200


def test_results_are_shown_worst_first_with_what_differs_and_masked_numbers(officer, batch, put):
    put(batch, State.ACCEPTED)
    data = {
        "ocr_data": [
            {
                "document_id": "101",
                "document_type": "AADHAAR",
                "aadhaar_number": {"value": "1234 5678 9012", "confidence_score": 0.4},
                "name": {"value": "<b>Sunil</b>", "confidence_score": 0.99},
            },
            {"document_id": "102", "error_code": "INVALID_DOC"},
            {"document_id": "999", "document_type": "NEW_TYPE"},
        ],
        "cross_checks": [
            {"field": "name", "similarity_score": 95, "document_1": "PAN", "document_2": "AADHAAR"},
            {
                "field": "dealer_address",
                "similarity_score": 12,
                "value_1": "1 MG Road",
                "value_2": "2 MG Road",
            },
        ],
    }
    Payload.objects.create(case=batch.case, kind="extracts", body=json.dumps(data), sha256="0" * 64)
    text = _text(_open(officer, batch.case))
    assert "XXXX XXXX 9012" in text and "1234 5678" not in text
    assert "&lt;b&gt;Sunil" in text and "Could not be read (INVALID_DOC)" in text
    assert "this case did not send it" in text
    assert text.index("Dealer address") < text.index("<strong>Name</strong>")
    assert "12 %" in text and "<mark>" in text


def test_words_of_atlas_that_nobody_knows_are_shown_as_they_came(officer, batch, put):
    put(batch, State.ACCEPTED)
    Case.objects.filter(pk=batch.case_id).update(
        processing_status="ON_THE_<MOON>", status_at=timezone.now(), look_problem="Atlas did not answer."
    )
    text = _text(_open(officer, batch.case))
    assert "Atlas says ON_THE_&lt;MOON&gt;" in text and "Atlas did not answer." in text


def test_an_outage_of_atlas_is_told_while_the_case_waits(officer, batch):
    now = timezone.now()
    AtlasAccount.objects.update(outage_since=now, probe_at=now, failures_in_row=5)

    page = officer.get(f"/cases/{batch.case.reference}/").content.decode()

    assert f"Atlas has not answered for {batch.case.account} since" in page


@pytest.fixture
def given_up(batch):
    """A case that Atlas never ended and is no longer asked about."""
    Case.objects.update(progress=Case.Progress.PROCESSING, flow_uuid="LOS-1", look_at=None)
    return batch.case


def test_a_case_that_is_no_longer_asked_about_says_so(officer, given_up):
    page = _text(_open(officer, given_up))
    assert "the portal no longer asks by itself" in page
    assert "Check now asks once more." in page

    Case.objects.update(look_at=timezone.now())
    assert "no longer asks" not in _text(_open(officer, given_up))


def test_who_may_not_ask_is_not_told_to(auditor, given_up):
    page = _text(_open(auditor, given_up))
    assert "the portal no longer asks by itself" in page
    assert "Check now asks" not in page


def test_scores_and_confidences_are_shown_as_they_can_be_understood(officer, batch):
    checks = [{"field": f"f{score}", "similarity_score": score} for score in (0.2, "<b>high</b>", "97%")]
    fields = {"a": {"value": "x", "confidence_score": 31}, "b": {"value": "x", "confidence_score": "<i>sure"}}
    body = json.dumps({"ocr_data": [{"document_id": "101"} | fields], "cross_checks": checks})
    Payload.objects.create(case=batch.case, kind=Payload.Kind.EXTRACTS, body=body)

    page = _open(officer, batch.case)

    assert [check["data-match"] for check in elements(page, "data-match")] == [
        "no_match",
        "unscored",
        "match",
    ]
    assert len(elements(page, "data-low")) == 1
    assert "3 comparisons, 1 under 70 %, 1 without a score" in _text(page)
    read = {row["data-field"]: row.get("data-confidence") for row in elements(page, "data-field")}
    assert read == {"a": "0.31", "b": None}
    assert "as Atlas said 31" in _text(page) and "“&lt;i&gt;sure”" in _text(page)
    assert "Atlas said &lt;b&gt;high&lt;/b&gt;" in _text(page)


def test_of_very_many_checks_the_page_shows_the_first_and_leads_to_all(officer, batch):
    checks = [{"field": f"field {number}", "similarity_score": 0.2} for number in range(101)]
    body = json.dumps({"ocr_data": [], "cross_checks": checks})
    Payload.objects.create(case=batch.case, kind=Payload.Kind.EXTRACTS, body=body)

    page = _open(officer, batch.case)
    everything = officer.get(f"/cases/{batch.case.reference}/?checks=all")

    assert len(elements(page, "data-low")) == 100
    assert [link["href"] for link in tags(page, "a") if "checks=all" in link.get("href", "")] == [
        "?checks=all"
    ]
    assert "101 comparisons, 101 under 70 %" in _text(page)
    assert len(elements(everything, "data-low")) == 101
    assert "Show all" not in _text(everything)
