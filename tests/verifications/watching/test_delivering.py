"""Where Atlas authenticates and delivers: noted, and nothing of it believed."""

import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from verifications.models import Batch, Case, CrossCheck, Exchange, Payload
from verifications.watching.views import LARGEST_BODY, deliver

RESULTS = {
    "application_id": "CDL1",
    "ocr_data": [{"document_id": "101", "name": {"value": "Sunil Patil", "confidence_score": 0.9}}],
    "cross_checks": [],
}


@pytest.fixture
def atlas(db):
    """Atlas: no login, no cookies, and CSRF checked as in production."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def watched(batch, put):
    """A case that Atlas has, and that the scheduler looks at in an hour."""
    put(batch, Batch.State.ACCEPTED, left_at=timezone.now())
    Case.objects.filter(pk=batch.case_id).update(look_at=timezone.now() + timedelta(hours=1))
    batch.case.refresh_from_db()
    return batch.case


def _deliver(atlas, case, body, content_type="application/json"):
    return atlas.post(f"/callbacks/{case.callback_key}/", body, content_type=content_type)


def test_a_delivery_is_answered_and_noted_without_what_was_read(atlas, watched):
    answer = _deliver(atlas, watched, json.dumps(RESULTS))
    assert (answer.status_code, answer.content) == (204, b"")
    exchange = Exchange.objects.get()
    assert (exchange.direction, exchange.endpoint, exchange.status) == ("in", "callback", 204)
    assert "101" in exchange.request_body and "Sunil" not in exchange.request_body
    assert watched.callback_key not in exchange.url


def test_a_delivery_makes_the_next_look_due_and_wakes_it(
    atlas, watched, no_queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        _deliver(atlas, watched, json.dumps(RESULTS))
    watched.refresh_from_db()
    assert watched.look_at <= timezone.now()
    assert no_queue == [("look_at_case", watched.pk)]


def test_nothing_of_a_delivery_is_believed(atlas, watched):
    lie = RESULTS | {"master_status": "SUCCESS", "flow_uuid": "LOS-other"}
    before = Case.objects.values().get(pk=watched.pk)
    _deliver(atlas, watched, json.dumps(lie))
    after = Case.objects.values().get(pk=watched.pk)
    assert {name for name in before if before[name] != after[name]} == {"look_at"}
    assert not Payload.objects.exists() and not CrossCheck.objects.exists()


def test_a_delivery_for_a_flow_to_which_nothing_was_sent_starts_no_watch(atlas, batch, no_queue):
    assert _deliver(atlas, batch.case, "{}").status_code == 204
    batch.case.refresh_from_db()
    assert batch.case.look_at is None and no_queue == []


def test_a_delivery_to_a_draft_is_noted(atlas, draft):
    assert _deliver(atlas, draft, "{}").status_code == 204
    assert Exchange.objects.get().case == draft


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"\xff\xfe\x00", b'{"a": "\\ud800\\u0000"}', b"[" * 100_000, b"1" * 10_000, b"NaN"],
)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "x"])
def test_a_body_of_whatever_form_is_noted(atlas, watched, body, content_type):
    assert _deliver(atlas, watched, body, content_type).status_code == 204
    assert Exchange.objects.get().response_size == len(body)


def test_a_multipart_body_is_noted_unread(atlas, watched):
    assert atlas.post(f"/callbacks/{watched.callback_key}/", {"a": "b"}).status_code == 204


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 204), (LARGEST_BODY + 1, 413)])
def test_a_delivery_over_two_megabytes_is_refused(atlas, watched, size, status):
    assert _deliver(atlas, watched, b" " * size).status_code == status
    assert Exchange.objects.values_list("status", "response_size").get() == (status, size)


def test_a_delivery_in_chunks_is_read_as_well(rf, watched):
    request = rf.post("/", **{"wsgi.input": io.BytesIO(b'{"a": "b"}'), "wsgi.input_terminated": True})
    del request.META["CONTENT_LENGTH"]

    assert deliver(request, watched.callback_key).status_code == 204
    assert Exchange.objects.get().request_body == '{"a": "b"}'


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "patch"])
def test_only_a_post_delivers(atlas, watched, method):
    assert getattr(atlas, method)(f"/callbacks/{watched.callback_key}/").status_code == 405
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS", "UNSUBSCRIBE"])
def test_atlas_is_authenticated_by_whatever_method_it_calls(atlas, watched, method):
    answers = [atlas.generic(method, f"/callbacks/{watched.callback_key}/auth/", b"secret") for _ in "ab"]
    assert all(answer.status_code == 200 for answer in answers)
    tokens = [answer.json()["access_token"] for answer in answers]
    assert len(set(tokens)) == 2 and answers[0].json()["expires_in"] == 3600
    exchanges = Exchange.objects.all()
    assert {exchange.endpoint for exchange in exchanges} == {"auth"}
    assert not any("secret" in each.request_body or tokens[0] in each.response_body for each in exchanges)


def test_authenticating_is_no_news_of_the_flow(atlas, watched, no_queue):
    before = watched.look_at
    atlas.post(f"/callbacks/{watched.callback_key}/auth/")
    watched.refresh_from_db()
    assert watched.look_at == before and no_queue == []


def test_the_key_cannot_be_guessed_from_the_case(atlas, watched):
    for key in (watched.pk, watched.reference, watched.callback_key[:-1], watched.callback_key.swapcase()):
        assert atlas.post(f"/callbacks/{key}/").status_code == 404
        assert atlas.post(f"/callbacks/{key}/auth/").status_code == 404
    assert len(watched.callback_key) >= 40
