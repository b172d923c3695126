"""Callbacks, delivered to a small server that plays the lender's side."""

import threading
from dataclasses import replace

import pytest

from sandbox import callbacks
from sandbox.config import Sandbox, Settings
from sandbox.invented.results import InventedResults
from sandbox.shelf import Shelf
from sandbox.storage import Storage
from tests.atlas.server import Server, endless
from tests.sandbox.conftest import flow_parameters, wait_for

START = 1000.0
END = START + 8


@pytest.fixture
def sandbox(tmp_path, monkeypatch):
    monkeypatch.setattr(callbacks, "MOST_SECONDS", 60)
    storage = Storage(tmp_path / "callbacks.sqlite3")
    results = InventedResults(storage, seconds=8)
    yield Sandbox(storage, Settings(), results, "http://127.0.0.1:9", Shelf(tmp_path))
    storage.close()


def upload(sandbox, portal, document_id="1", flow="F", **changes):
    urls = {"auth_url": portal.url("/auth"), "callback_url": portal.url("/results")}
    sandbox.storage.add_flow(flow, flow_parameters(application_id="A", **urls | changes), START)
    record = {"file_uuid": f"{flow}{document_id}", "batch_id": "B", "document_id": document_id}
    sandbox.storage.add_files(flow, [record | {"file_url": "https://files.example/invoice.jpg"}], START)


def outcome(sandbox, flow="F"):
    return sandbox.storage.flow(flow)["callback_outcome"]


@pytest.fixture
def dripping():
    """A lender whose answers come a letter at a time, and have no end before the test's."""
    server = Server()
    server.on("", endless(b"HTTP/1.1 ", b"x", 0.02))
    yield server
    server.close()


def test_a_real_flow_is_delivered_once_it_has_ended(lender, portal):
    urls = {"auth_url": portal.url("/auth"), "callback_url": portal.url("/results")}
    flow = lender.open_flow(application_id="CALL-BACK", flow_params={"branch": "7"}, **urls)
    lender.upload(flow, ["invoice.jpg", "do.jpg"])
    delivered = wait_for(lambda: portal.bodies("/results"))[0]
    extracts = lender.get("extracts", flow_uuid=flow).json()
    assert portal.bodies("/auth") == [{"application_id": "CALL-BACK"}]
    assert delivered == extracts | {"application_id": "CALL-BACK", "flow_params": {"branch": "7"}}
    assert portal.calls[-1][1] == "let me in"


def test_nothing_is_delivered_before_the_end(sandbox, portal):
    upload(sandbox, portal)
    callbacks.deliver_due(sandbox, END - 0.1)
    assert portal.calls == []


def test_a_flow_is_delivered_once(sandbox, portal):
    upload(sandbox, portal)
    for now in (END, END + 10, END + 20):
        callbacks.deliver_due(sandbox, now)
    assert len(portal.bodies("/results")) == 1
    assert outcome(sandbox) == "HTTP 204"


def test_a_later_upload_is_delivered_again(sandbox, portal):
    upload(sandbox, portal)
    callbacks.deliver_due(sandbox, END)
    upload(sandbox, portal, document_id="2")
    callbacks.deliver_due(sandbox, END)
    assert [len(body["ocr_data"]) for body in portal.bodies("/results")] == [1, 2]


@pytest.mark.parametrize(
    "answer",
    [
        (401, b'{"access_token": "no"}'),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"access_token": 7}'),
        (302, b""),
    ],
)
def test_without_a_token_the_callback_carries_no_authorization(sandbox, portal, answer):
    portal.auth_answer = answer
    upload(sandbox, portal)
    callbacks.deliver_due(sandbox, END)
    assert [call[:2] for call in portal.calls] == [("/auth", None), ("/results", None)]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_refused_callback_is_tried_three_times_with_a_pause(sandbox, portal, status):
    portal.results_status = status
    upload(sandbox, portal)
    callbacks.deliver_due(sandbox, END)
    callbacks.deliver_due(sandbox, END + callbacks.PAUSE - 0.1)
    assert len(portal.bodies("/results")) == 1
    for number in range(1, 6):
        callbacks.deliver_due(sandbox, END + number * callbacks.PAUSE)
    assert len(portal.bodies("/results")) == 3
    assert outcome(sandbox) == f"HTTP {status}"


@pytest.mark.parametrize(
    ("callback_url", "words"),
    [
        ("http://127.0.0.1:9/results", "refuses the connection"),
        ("file:///etc/hostname", "only http and https URLs are called"),
        ("nothing", "only http and https URLs are called"),
        ("http://[", "Failed to parse"),
        ("http:///results", "names no host"),
    ],
)
def test_a_callback_that_cannot_be_made_is_harmless(sandbox, portal, callback_url, words):
    upload(sandbox, portal, callback_url=callback_url)
    callbacks.deliver_due(sandbox, END)
    assert words in outcome(sandbox)
    assert portal.bodies("/results") == []


def test_a_flow_that_ends_while_a_new_upload_arrives_stays_open(sandbox, portal):
    upload(sandbox, portal)
    (flow,) = sandbox.results.flows_to_call_back(END)
    sandbox.storage.record_callback(dict(flow) | {"uploaded_at": START - 1}, "HTTP 204")
    assert len(sandbox.results.flows_to_call_back(END)) == 1


@pytest.mark.deadline
def test_lenders_that_drip_do_not_hold_up_the_others(sandbox, portal, dripping):
    slow = [f"SLOW-{number}" for number in range(callbacks.AT_ONCE - 1)]
    for flow in slow:
        upload(sandbox, portal, flow=flow, callback_url=f"{dripping.url}/")
    upload(sandbox, portal)
    delivering = threading.Thread(target=callbacks.deliver_due, args=(sandbox, END))
    delivering.start()
    wait_for(lambda: outcome(sandbox) == "HTTP 204")
    assert delivering.is_alive()
    dripping.close()
    delivering.join()
    assert {outcome(sandbox, flow).partition(":")[0] for flow in slow} == {"Not reached"}


@pytest.mark.deadline
def test_a_lender_that_drips_is_given_up_in_time(sandbox, portal, dripping, monkeypatch):
    monkeypatch.setattr(callbacks, "MOST_SECONDS", 0.3)
    address = f"{dripping.url}/"
    upload(sandbox, portal, auth_url=address, callback_url=address)
    callbacks.deliver_due(sandbox, END)
    assert outcome(sandbox).startswith("Not reached: ")
    assert dripping.left.wait(60)


def test_a_storage_that_fails_sends_nothing_and_ends_nothing(sandbox, portal, capfd):
    upload(sandbox, portal)
    fail_on(sandbox, "callback_tries")
    callbacks.deliver_due(sandbox, END)
    assert portal.calls == []
    assert "The storage failed" in capfd.readouterr().err
    sandbox.storage._write("DROP TRIGGER failing", ())
    callbacks.deliver_due(sandbox, END)
    assert outcome(sandbox) == "HTTP 204"


def test_a_callback_whose_end_could_not_be_noted_is_not_made_for_ever(sandbox, portal):
    upload(sandbox, portal)
    fail_on(sandbox, "callback_outcome")
    for now in range(3):
        callbacks.deliver_due(sandbox, END + now * 0.2)
    assert len(portal.bodies("/results")) == 1
    sandbox.storage._write("DROP TRIGGER failing", ())
    for number in range(1, 6):
        callbacks.deliver_due(sandbox, END + number * callbacks.PAUSE)
    assert len(portal.bodies("/results")) == 2


def fail_on(sandbox, column):
    failing = f"CREATE TRIGGER failing BEFORE UPDATE OF {column} ON flows"
    sandbox.storage._write(f"{failing} BEGIN SELECT RAISE(ABORT, ''); END", ())


def test_for_others_no_private_address_is_called(sandbox, portal):
    upload(sandbox, portal)
    public = replace(sandbox, settings=Settings(private_callbacks=False))
    callbacks.deliver_due(public, END)
    assert portal.calls == []
    assert outcome(sandbox) == "Not reached: 127.0.0.1 leads to a private or reserved address."


@pytest.mark.parametrize("host", ["169.254.169.254", "[fd00:ec2::254]", "0.0.0.0"])
def test_nobody_has_a_machine_called_for_its_secrets(sandbox, portal, host):
    upload(sandbox, portal, auth_url=f"http://{host}/", callback_url=f"http://{host}/")
    callbacks.deliver_due(sandbox, END)
    assert "private or reserved address" in outcome(sandbox)
