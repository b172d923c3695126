"""Trying the product with specimen papers, where a sandbox on this machine stands in for Atlas."""

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from audit import trail
from pages.form_keys import sign_key
from tests import factories
from verifications.connection import accounts
from verifications.demo import samples
from verifications.models import AtlasAccount, Batch, Case

PAGE = "/cases/new/sample/"
COMPLETE = {
    "name": "complete",
    "title": "A complete loan",
    "words": "Everything <b>fits</b>.",
    "applicant": "Ananya Iyer",
    "papers": [
        {"document_id": "invoice", "document_type": "INVOICE", "url": "http://127.0.0.1:8001/papers/a.pdf"},
        {"document_id": "close-up", "document_type": "", "url": "http://127.0.0.1:8001/papers/b.jpg"},
    ],
}


class Shelf(ThreadingHTTPServer):
    """A sandbox that offers what a test has told it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), ShelfHandler)
        self.status, self.body = 200, json.dumps({"sets": [COMPLETE]}).encode()
        self.asked = []


class ShelfHandler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args):
        """Stay quiet."""


@pytest.fixture
def shelf():
    with Shelf() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def sandbox(db, shelf):
    """The account of the sandbox that offers samples."""
    return factories.account("Sandbox", base_url=f"http://127.0.0.1:{shelf.server_port}")


@pytest.fixture
def officer(client, asha, wakeups):
    client.force_login(asha)
    return client


def press(client, user, sample="complete", key=None):
    return client.post(PAGE, {"sample": sample, "form_key": key or sign_key(uuid.uuid4(), user)})


def test_one_press_sends_the_papers_as_any_case_is_sent(officer, asha, sandbox, shelf):
    answer = press(officer, asha)
    case = Case.objects.get()
    assert answer.url == f"/cases/{case.reference}/"
    assert (case.account, case.owner, case.applicant_name) == (sandbox, asha, "Ananya Iyer")
    assert case.application_id.startswith("SAMPLE-")
    assert case.product_type == "POC_CDL"
    assert case.progress == Case.Progress.QUEUED
    documents = case.documents.order_by("position")
    assert [(each.document_id, each.expected_type, each.file_url) for each in documents] == [
        ("invoice", "INVOICE", "http://127.0.0.1:8001/papers/a.pdf"),
        ("close-up", "", "http://127.0.0.1:8001/papers/b.jpg"),
    ]
    assert shelf.asked == ["/papers/"]
    actions = trail.events(case).order_by("position").values_list("action", flat=True)
    assert list(actions) == ["case.created", "batch.queued"]


def test_pressing_twice_leads_to_the_same_case(officer, asha, sandbox):
    key = sign_key(uuid.uuid4(), asha)
    first, second = press(officer, asha, key=key), press(officer, asha, key=key)
    assert first.url == second.url
    assert Batch.objects.count() == 1


def test_the_page_lists_what_the_sandbox_offers_as_text(officer, sandbox):
    page = officer.get(PAGE).content.decode()
    assert "A complete loan" in page
    assert "Everything &lt;b&gt;fits&lt;/b&gt;." in page
    assert "2&nbsp;documents" in page


@pytest.mark.parametrize("page", ["/", "/cases/new/"])
def test_it_is_offered_where_a_case_begins(officer, sandbox, page):
    assert "Try it with a sample case" in officer.get(page).content.decode()


def test_it_is_not_offered_to_who_may_not_send(client, meera, sandbox):
    client.force_login(meera)
    assert "sample case" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"base_url": "https://api.helloatlas.in"},
        {"base_url": "http://10.0.0.7:8001"},
        {"environment": AtlasAccount.Environment.LIVE},
        {"active": False},
    ],
)
def test_it_is_not_offered_without_a_sandbox_on_this_machine(officer, asha, changes):
    factories.account("Nilgiri", **{"base_url": "http://127.0.0.1:9"} | changes)
    assert "sample case" not in officer.get("/").content.decode()
    assert officer.get(PAGE).status_code == 404
    assert press(officer, asha).status_code == 404


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.8.8.8"])
def test_every_address_of_this_machine_is_a_sandbox(db, host):
    account = factories.account(base_url=f"http://{host}:8001")
    assert samples.account() == account


def test_the_newest_credential_says_where_an_account_is(db, joseph):
    account = factories.account(base_url="http://127.0.0.1:8001")
    moved = {"base_url": "https://api.helloatlas.in", "client_id": "lender", "client_secret": "b" * 20}
    accounts.save_account(account, **moved, by=joseph, changed=[])
    assert samples.account() is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b'{"error_code": "404"}'),
        (302, b""),
        (200, b"<html>"),
        (200, b'{"sets": 5}'),
        (200, b'{"sets": [{"name": "complete"}]}'),
        (200, b"[]"),
        (200, b"\xff\xfe"),
        (200, b'{"sets": ' + b"[" * 100_000),
        (200, b'{"sets": [' + b"1," * 600_000 + b"1]}"),
    ],
)
def test_a_strange_answer_is_said_and_creates_nothing(officer, asha, sandbox, shelf, status, body):
    shelf.status, shelf.body = status, body
    page = press(officer, asha).content.decode()
    assert "The sandbox offers no sample cases. Nothing was created." in page
    assert not Case.objects.exists()


def test_a_sandbox_that_does_not_answer_is_said_and_creates_nothing(officer, asha):
    factories.account("Sandbox", base_url="http://127.0.0.1:9")
    page = press(officer, asha).content.decode()
    assert "The sandbox does not answer." in page
    assert not Case.objects.exists()


def test_an_unknown_sample_creates_nothing(officer, asha, sandbox):
    assert "offers no sample cases" in press(officer, asha, sample="other").content.decode()
    assert not Case.objects.exists()


def test_a_damaged_form_creates_nothing(officer, sandbox):
    answer = officer.post(PAGE, {"sample": "complete", "form_key": "x"})
    assert answer.status_code == 422
    assert "Nothing was sent." in answer.content.decode()
    assert not Case.objects.exists()


def lying(**changes):
    """A set of papers that says something else in one place."""
    of_paper = {name: changes.pop(name) for name in tuple(changes) if name in COMPLETE["papers"][0]}
    return COMPLETE | changes | {"papers": [COMPLETE["papers"][0] | of_paper]}


@pytest.mark.parametrize(
    "said",
    [
        lying(url=5),
        lying(url=None),
        lying(url="javascript:alert(1)"),
        lying(url="http://127.0.0.1/a\nb\tc"),
        lying(document_id=1),
        lying(document_id=""),
        lying(document_id="a" * 10_000),
        lying(document_type=["PAN"]),
        lying(document_type="NONE_OF_THEM"),
        lying(applicant=None),
        lying(applicant="a" * 10_000),
        lying(applicant="a\x00b"),
        lying(title={}),
        lying(name=5),
        COMPLETE | {"papers": []},
        COMPLETE | {"papers": COMPLETE["papers"][:1] * 2},
    ],
)
def test_papers_that_cannot_be_are_said_and_create_nothing(officer, asha, sandbox, shelf, said):
    shelf.body = json.dumps({"sets": [said]}).encode()
    assert officer.get(PAGE).status_code == 200
    page = press(officer, asha).content.decode()
    assert "Nothing was created." in page
    assert not Case.objects.exists()
