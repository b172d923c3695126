"""Faults, switched on over HTTP: what leaves is wrong in just the way that was asked for."""

import re
import socket

import pytest
import requests

from sandbox.faults import FAULTS
from tests.sandbox.conftest import Lender, start_process


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A sandbox of this module's own, as a fault is on for everyone who asks."""
    running = start_process(tmp_path_factory.mktemp("faulty") / "faulty.sqlite3")
    yield running
    assert running.stop() == 0


@pytest.fixture
def switch_on(faulty):
    """Switch a fault on; every endpoint behaves again after the test."""

    def switch(fault, endpoint="multiupload", **more):
        answer = requests.post(f"{faulty.url}/faults", json={"endpoint": endpoint, "fault": fault} | more)
        assert answer.json()[endpoint]["name"] == fault

    yield switch
    assert requests.delete(f"{faulty.url}/faults").json() == {}


@pytest.fixture
def sent(faulty):
    """A lender, and the call that sends three files of a new flow."""
    lender = Lender(faulty.url)
    flow_uuid = lender.open_flow()
    return lender, flow_uuid, lambda: lender.upload(flow_uuid, ["a.jpg", "b.jpg", "c.jpg"])


def taken(lender, flow_uuid):
    """Whether the sandbox took the files."""
    return lender.get("status", flow_uuid=flow_uuid).json()["upload_status"] != "NOT_STARTED"


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_a_cut_connection_tells_nothing_of_what_was_taken(sent, switch_on, fault):
    lender, flow_uuid, send = sent
    switch_on(fault, times=1)
    with pytest.raises(requests.ConnectionError):
        send()
    assert taken(lender, flow_uuid) == (fault == "cut_after")


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("503", 503, "Service Unavailable"),
        ("503_retry_after", 503, "Service Unavailable"),
        ("502_html", 502, "<title>502 Bad Gateway</title>"),
        ("429", 429, "Too many requests"),
        ("401", 401, '{"error": "Invalid token", "reason": "Expired"}'),
        ("400_coded", 400, '{"error_code": "400", "error_message": "Bad file_urls"}'),
        ("400_titled", 400, '{"error": "Bad request", "reason": "file_urls"}'),
        ("400_words", 400, "\"Missing or empty required parameters: ['flow_uuid']\""),
        ("409", 409, "Flow not found"),
        ("410", 410, "API version withdrawn"),
        ("422", 422, "External service failure"),
    ],
)
def test_a_refusal_takes_nothing(sent, switch_on, fault, status, words):
    lender, flow_uuid, send = sent
    switch_on(fault)
    answer = send()
    assert answer.status_code == status
    assert words in answer.text
    assert not taken(lender, flow_uuid)


def test_retry_after_and_redirects_are_headers(sent, switch_on):
    lender, flow_uuid, send = sent
    switch_on("503_retry_after")
    assert send().headers["Retry-After"] == "7"
    switch_on("redirect", value="http://127.0.0.3:9/elsewhere")
    answer = lender.session.post(f"{lender.url}/v3/verification/multiupload", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (307, "http://127.0.0.3:9/elsewhere")


@pytest.mark.parametrize(
    ("fault", "ids"),
    [
        ("missing_document", ["1", "2"]),
        ("stranger", ["1", "2", "3", "nobody-sent-this"]),
        ("repeated", ["1", "2", "3", "3"]),
        ("numbers", [1, 2, 3]),
        ("empty_array", []),
        ("gzip", ["1", "2", "3"]),
    ],
)
def test_an_answer_that_differs_was_taken_all_the_same(sent, switch_on, fault, ids):
    lender, flow_uuid, send = sent
    switch_on(fault)
    assert sorted(entry["document_id"] for entry in send().json()) == ids
    assert taken(lender, flow_uuid)


def test_batch_ids_can_be_two_or_none(sent, switch_on, faulty):
    _, _, send = sent
    switch_on("two_batch_ids")
    assert len({entry["batch_id"] for entry in send().json()}) == 2
    switch_on("no_batch_id")
    other = Lender(faulty.url)
    answer = other.upload(other.open_flow(), ["a.jpg"])
    assert [set(entry) for entry in answer.json()] == [{"file_uuid", "document_id"}]


def test_five_thousand_entries_come_back_for_three(sent, switch_on):
    _, _, send = sent
    switch_on("5000_entries")
    assert len(send().json()) == 5000


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [("cut_json", r"^\[\{[^\]]*$"), ("not_json", "^OK$"), ("object", r'^\{"files": \[')],
)
def test_a_body_that_is_no_array_of_entries(sent, switch_on, fault, pattern):
    lender, flow_uuid, send = sent
    switch_on(fault)
    assert re.search(pattern, send().text)
    assert taken(lender, flow_uuid)


def test_a_late_answer_is_a_good_one(sent, switch_on):
    _, _, send = sent
    switch_on("late", value="0.3")
    answer = send()
    assert answer.elapsed.total_seconds() >= 0.3
    assert len(answer.json()) == 3


@pytest.mark.parametrize("fault", ["slow", "endless"])
def test_a_dripping_and_an_endless_answer_outlast_a_client(faulty, switch_on, fault):
    switch_on(fault, "authtoken", value="0.5")
    headers = {"Client-Id": "sandbox", "Client-Secret": "sandbox-secret"}
    answer = requests.post(
        f"{faulty.url}/v3/verification/authtoken", headers=headers, stream=True, timeout=60
    )
    with answer:
        assert answer.status_code in (200, 201)
        assert len(answer.raw.read(1)) <= 1


def test_a_fault_that_acts_twice_is_over_after_that(faulty, switch_on):
    switch_on("503", "authtoken", times=2)
    headers = {"Client-Id": "sandbox", "Client-Secret": "sandbox-secret"}
    address = f"{faulty.url}/v3/verification/authtoken"
    assert [requests.post(address, headers=headers).status_code for _ in range(3)] == [503, 503, 201]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"endpoint": "nowhere", "fault": "503"}, "Unknown endpoint"),
        ({"endpoint": "status", "fault": "rain"}, "Unknown fault"),
        ({"endpoint": "status", "fault": "503", "times": "often"}, "'times' must be a number"),
        (["503"], "Request body must be a JSON object"),
        ({"endpoint": ["status"], "fault": {}}, "Unknown endpoint"),
        ({"endpoint": "status", "fault": "503", "times": "²"}, "'times' must be a number"),
        ({"endpoint": "status", "fault": "503", "times": "9" * 5000}, "'times' must be a number"),
        ({"endpoint": "status", "fault": "503", "times": -1}, "'times' must be a number"),
        ({"endpoint": "status", "fault": "late", "value": "soon"}, "'value' must be a number of seconds"),
        ({"endpoint": "status", "fault": "late", "value": "9" * 400}, "seconds, 3600 at the most"),
        ({"endpoint": "status", "fault": "slow", "value": "3600.1"}, "seconds, 3600 at the most"),
        ({"endpoint": "status", "fault": "redirect", "value": "/\r\nX: y"}, "'value' must be printable"),
    ],
)
def test_a_wish_that_is_not_understood_changes_nothing(faulty, wanted, words):
    answer = requests.post(f"{faulty.url}/faults", json=wanted)
    assert answer.status_code == 400
    assert words in answer.json()


def test_the_page_switches_faults_on_and_off_without_a_script(faulty):
    page = requests.get(faulty.url).text
    assert all(f'value="{name}"' in page for name in FAULTS)
    form = {"endpoint": "status", "fault": "503", "value": "", "times": ""}
    assert "status: 503, a dependency is down" in requests.post(f"{faulty.url}/faults", data=form).text
    assert "Every endpoint behaves." in requests.post(f"{faulty.url}/faults/off").text


def test_a_fault_leaves_the_server_whole(faulty, switch_on):
    switch_on("cut_before", "authtoken", times=1)
    with socket.create_connection(faulty.url.removeprefix("http://").split(":")) as line:
        line.sendall(b"POST /v3/verification/authtoken HTTP/1.1\r\nHost: x\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            line.recv(1)
    assert requests.get(faulty.url).status_code == 200
