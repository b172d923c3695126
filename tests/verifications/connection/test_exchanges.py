import hashlib
import json

from django.utils import timezone

from tests.atlas.server import answer, hang_up
from tests.verifications.parts import status
from verifications.models import Case, Exchange
from verifications.sending import calling
from verifications.watching import callbacks, flows


def looked(batch, times=1):
    for _ in range(times):
        Case.objects.update(look_at=timezone.now())
        flows.look(batch.case_id)


def polls():
    return list(Exchange.objects.filter(endpoint="status").order_by("pk"))


def test_polls_that_say_the_same_are_one_row(queued, server):
    server.on("status", answer(status("IN_PROGRESS")))
    calling.send(queued.pk)

    looked(queued, 3)

    (poll,) = polls()
    assert (poll.times, poll.status, poll.case_id, poll.batch) == (3, 200, queued.case_id, None)
    assert poll.started_at < poll.finished_at < poll.last_at
    assert json.loads(poll.response_body)["master_status"] == "IN_PROGRESS"


def test_a_poll_that_says_something_else_is_a_row_of_its_own(queued, server):
    plan = [status("IN_PROGRESS"), status("IN_PROGRESS", upload_status="FAILED"), status("IN_PROGRESS")]
    server.on("status", *map(answer, plan))
    calling.send(queued.pk)

    looked(queued, 4)

    assert [poll.times for poll in polls()] == [1, 1, 2]


def test_polls_that_fail_alike_are_one_row(queued, server):
    server.on("status", hang_up)
    calling.send(queued.pk)

    looked(queued, 2)

    (poll,) = polls()
    assert (poll.times, poll.status, poll.response_size) == (2, None, 0)
    assert poll.error == "The connection broke before the answer was complete."


def test_another_call_in_between_starts_a_new_row(queued, server):
    server.on("status", answer(status("SUCCESS")))
    server.on("extracts", answer({"ocr_data": [], "cross_checks": []}))
    calling.send(queued.pk)

    looked(queued, 1)
    Exchange.objects.create(case=queued.case, endpoint="callback", method="POST")
    looked(queued, 1)

    endpoints = Exchange.objects.filter(batch=None).order_by("pk").values_list("endpoint", flat=True)
    assert list(endpoints) == ["status", "extracts", "callback", "status", "extracts"]


def test_what_was_read_is_not_in_the_record_of_the_call(queued, server):
    paper = {
        "document_id": "101",
        "name": {"value": "Kavitha Iyer"},
        "aadhaar_number": {"value": "9999 1234 5678"},
    }
    server.on("extracts", answer({"ocr_data": [paper], "cross_checks": []}))
    calling.send(queued.pk)

    looked(queued)

    stored = Exchange.objects.get(endpoint="extracts").response_body
    assert "Kavitha" not in stored
    assert "5678" not in stored
    assert '"document_id": "101"' in stored


def test_a_delivery_is_written_down_and_has_us_look(queued, wakeups, django_capture_on_commit_callbacks):
    calling.send(queued.pk)
    body = b'{"ocr_data": [{"name": {"value": "Kavitha"}}], "token": "secret"}'

    with django_capture_on_commit_callbacks(execute=True):
        callbacks.note(queued.case, endpoint="callback", method="POST", body=body, status=204)

    exchange = Exchange.objects.get(direction=Exchange.Direction.IN)
    assert (exchange.endpoint, exchange.status, exchange.response_size) == ("callback", 204, len(body))
    assert exchange.request_sha256 == hashlib.sha256(body).hexdigest()
    assert "Kavitha" not in exchange.request_body
    assert "secret" not in exchange.request_body
    assert queued.case.callback_key not in exchange.url
    assert wakeups == [("look_at_case", queued.case_id)]


def test_a_call_of_any_method_is_written_down_and_is_no_delivery(queued, wakeups):
    callbacks.note(queued.case, endpoint="auth", method="PROPPATCHES", body=b"\x00\xff", status=200)

    exchange = Exchange.objects.get()
    assert (exchange.method, exchange.endpoint, str(exchange)[:13]) == ("PROPPATC", "auth", "PROPPATC auth")
    assert wakeups == []
