"""The pages for people: what a flow's page tells, and that it tells nothing that a paper says."""

import json
import re

import pytest
import requests

from sandbox.config import Sandbox, Settings
from sandbox.flowpage import flow_page
from sandbox.messages import Request
from sandbox.reading.results import ReadResults
from sandbox.storage import DOWNLOADING, FAILED, READ, Storage
from tests.sandbox.conftest import flow_parameters

FILE = {"batch_id": "B", "file_url": "https://files.example/somebody.jpg?signature=secret"}
FIELDS = json.dumps({"name": {"value": "Somebody Somewhere", "confidence_score": 0.9}})


@pytest.fixture
def sandbox(tmp_path):
    """A sandbox that reads, without a reader: a test notes what was read."""
    storage = Storage(tmp_path / "pages.sqlite3")
    yield Sandbox(storage, Settings(), ReadResults(storage, None), "http://127.0.0.1:1", None)
    storage.close()


def upload(sandbox, *document_ids, flow_uuid="F"):
    sandbox.storage.add_flow(flow_uuid, flow_parameters(application_id="MARK-OF-A-PERSON"), 1.0)
    records = [FILE | {"file_uuid": f"u-{name}", "document_id": name} for name in document_ids]
    sandbox.storage.add_files(flow_uuid, records, 2.0)


def look(sandbox, path="/flows/F"):
    answer = flow_page(Request("GET", path, {}, {}), sandbox)
    return answer.status, answer.body.decode()


def rows(page):
    """The text of each cell of the page's table, row by row."""
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall("<tr><td.*?</tr>", page)]


def test_a_flows_page_tells_how_far_each_file_is_and_what_went_wrong(sandbox):
    upload(sandbox, "1", "2", "3", "4")
    sandbox.storage.add_reading("u-1", READ, document_type="INVOICE", pages=2, seconds=3.21, fields=FIELDS)
    sandbox.storage.add_reading("u-2", FAILED, problem="The link answered 404.", error_code="INVALID_DOC")
    sandbox.storage.add_reading("u-3", DOWNLOADING)
    status, page = look(sandbox)
    assert status == 200
    assert rows(page) == [
        ["1", "Read", "INVOICE", "2", "3.2", "–"],
        ["2", "Not fetched", "INVALID_DOC", "–", "–", "The link answered 404."],
        ["3", "Being fetched", "–", "–", "–", "–"],
        ["4", "Waiting", "–", "–", "–", "–"],
    ]
    assert '<meta http-equiv="refresh"' in page


def test_a_flows_page_says_nothing_personal_and_nothing_of_a_link(sandbox):
    upload(sandbox, "1")
    sandbox.storage.add_reading("u-1", READ, document_type="INVOICE", fields=FIELDS)
    _, page = look(sandbox)
    for hidden in ("MARK-OF-A-PERSON", "Somebody", "somebody", "files.example", "signature", "127.0.0.1:9"):
        assert hidden not in page


def test_a_flow_that_has_ended_is_not_asked_for_again(sandbox):
    upload(sandbox, "1")
    sandbox.storage.add_reading("u-1", READ, document_type="PAN")
    sandbox.storage.add_cross_checks(sandbox.storage.flow("F"), [])
    _, page = look(sandbox)
    assert '<p class="state">Ended</p>' in page
    assert "refresh" not in page


@pytest.mark.parametrize(
    ("outcome", "again", "words"),
    [
        ("", None, "Once the flow has ended"),
        ("HTTP 204", None, "<dd>HTTP 204</dd>"),
        ("Not reached: http://lender.example/?token=secret", 9.0, "<dd>Not reached, tried again soon</dd>"),
    ],
)
def test_a_flows_page_tells_how_its_callback_went(sandbox, outcome, again, words):
    upload(sandbox, "1")
    if outcome:
        sandbox.storage.record_callback(sandbox.storage.flow("F"), outcome, again)
    _, page = look(sandbox)
    assert words in page
    assert "lender.example" not in page


def test_what_lenders_name_is_written_as_text(sandbox):
    upload(sandbox, "<b>1</b>", flow_uuid="LOS-<i>/1")
    sandbox.storage.add_reading("u-<b>1</b>", FAILED, problem="a <b> host")
    _, page = look(sandbox, "/flows/LOS-%3Ci%3E%2F1")
    assert "LOS-&lt;i&gt;/1" in page and "&lt;b&gt;1&lt;/b&gt;" in page and "a &lt;b&gt; host" in page
    assert "<i>" not in page and "<b>" not in page


def test_a_flow_that_there_is_not_has_a_page_that_says_so(sandbox):
    status, page = look(sandbox, "/flows/nothing")
    assert status == 404
    assert "No such flow" in page


def test_invented_results_are_called_so(lender):
    flow = lender.open_flow()
    lender.upload(flow, ["invoice.jpg"])
    page = requests.get(f"{lender.url}/flows/{flow}", timeout=60).text
    assert rows(page) == [["1", "Invented", "–", "–", "–", "–"]]
    assert "all its results are invented" in page


@pytest.mark.parametrize("path", ["/", "/flows/nothing"])
def test_every_page_says_what_it_is_and_loads_nothing_but_its_style(sandbox_url, path):
    answer = requests.get(sandbox_url + path, timeout=60)
    assert "This is a sandbox, not Atlas." in answer.text
    assert answer.headers["X-Sandbox"] == "not Atlas"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    assert re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', answer.text) == ["/sandbox.css"]
    style = requests.get(f"{sandbox_url}/sandbox.css", timeout=60)
    assert style.headers["Content-Type"] == "text/css; charset=utf-8"
