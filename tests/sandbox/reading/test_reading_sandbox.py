"""A sandbox that reads, as a lender meets it: over HTTP, with faults on top and a callback at the end."""

import pytest
import requests

from sandbox.papers import SETS
from tests.sandbox.conftest import Lender, draw, wait_for

SECONDS = 300
# PDFs with a text of their own, which is read at once.
INVOICE, GST = (paper for paper in SETS["complete"].papers if paper.manner == "pdf")


@pytest.fixture
def reading(start):
    """A sandbox with one reader process that may fetch from itself; its papers are drawn already."""
    reading = start("--private-addresses", "--readers", "1", invent=False, SANDBOX_CHECK_AUTH_URL="on")
    draw(reading.url, SETS["complete"])
    return reading


def send(lender, flow, *papers):
    entries = [
        {"file_url": f"{lender.url}/papers/complete/{paper.file}", "document_id": paper.name}
        for paper in papers
    ]
    return lender.post("multiupload", json={"flow_uuid": flow, "file_urls": entries})


def test_papers_are_read_and_delivered_though_the_answer_was_lost(reading, portal):
    lender = Lender(reading.url)
    urls = {"auth_url": portal.url("/auth"), "callback_url": portal.url("/results")}
    flow = lender.open_flow(application_id="READ", **urls)
    fault = {"endpoint": "multiupload", "fault": "cut_after", "times": 1}
    requests.post(f"{reading.url}/faults", json=fault, timeout=60)
    with lender.session:
        with pytest.raises(requests.ConnectionError):
            send(lender, flow, INVOICE, GST)
        status = lender.finish(flow, SECONDS)
        extracts = lender.get("extracts", flow_uuid=flow).json()
        page = requests.get(f"{reading.url}/flows/{flow}", timeout=60)
    assert status == {
        "upload_status": "SUCCESS",
        "processing_status": "SUCCESS",
        "crossheck_status": "COMPLETED",
        "master_status": "SUCCESS",
    }
    invoice, gst = extracts["ocr_data"]
    assert {name: invoice[name]["value"] for name in INVOICE.facts} == INVOICE.facts
    assert {name: gst["file_data"][name]["value"] for name in GST.facts} == GST.facts
    compared = {check["field"] for check in extracts["cross_checks"]}
    assert {"dealer_name", "dealer_address", "gstin"} <= compared
    delivered = wait_for(lambda: portal.bodies("/results"))[0]
    assert delivered == extracts | {"application_id": "READ", "flow_params": {}}
    assert [path for path, _, _ in portal.calls][-2:] == ["/auth", "/results"]
    assert page.headers["X-Sandbox"] == "not Atlas"
    assert "not Atlas" in page.text and INVOICE.name in page.text
    # What stands on a paper stays off the pages.
    assert INVOICE.facts["customer_name"] not in page.text
    assert reading.stop() == 0


def test_a_lender_that_does_not_answer_keeps_its_papers(reading):
    lender = Lender(reading.url)
    with lender.session:
        flow = lender.open_flow()
        answer = send(lender, flow, INVOICE)
        status = lender.get("status", flow_uuid=flow).json()
    assert answer.status_code == 422
    assert status["master_status"] == "NOT_STARTED"
