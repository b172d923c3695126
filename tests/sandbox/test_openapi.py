"""The sandbox is what its OpenAPI description says: asked by schemathesis, with every check it has."""

import json
import re
from itertools import count
from pathlib import Path

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings

import sandbox
from tests.sandbox.conftest import Lender, start_process

PATH = Path(sandbox.__file__).with_name("openapi.json")
# The same questions in every run, whatever the machine's speed.
SAME = {
    "derandomize": True,
    "database": None,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
}
schema = schemathesis.openapi.from_path(PATH, config=schemathesis.Config(seed=1))
numbers = count(1)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """A sandbox of this module's own whose flows end at once, and a lender at it."""
    running = start_process(tmp_path_factory.mktemp("described") / "sandbox.sqlite3", "--seconds", "0")
    lender = Lender(running.url)
    yield lender
    lender.session.close()
    assert running.stop() == 0


def keep_apart(case):
    """Give each document an id of its own: that they are unique is what no schema can say."""
    files = case.body.get("file_urls") if isinstance(case.body, dict) else None
    for file in files if isinstance(files, list) else []:
        document_id = file.get("document_id") if isinstance(file, dict) else None
        if isinstance(document_id, str) and document_id.strip():
            file["document_id"] = f"{document_id}-{next(numbers)}"


@schema.parametrize()
@settings(max_examples=40, **SAME)
def test_each_endpoint_is_as_described(case, described):
    keep_apart(case)
    case.call_and_validate(base_url=described.url, headers={"Token": described.session.headers["Token"]})


def test_flows_are_as_described_over_many_calls(described):
    class Flows(schema.as_state_machine()):
        def before_call(self, case):
            keep_apart(case)

        def get_call_kwargs(self, case):
            return {"base_url": described.url, "headers": {"Token": described.session.headers["Token"]}}

    Flows.run(settings=settings(max_examples=30, stateful_step_count=6, **SAME))
    page = requests.get(described.url, timeout=60).text
    flows, files = map(int, re.search(r"(\d+) flows, (\d+) files", page).groups())
    assert flows > 30 and files > 30


def test_results_of_every_kind_of_paper_are_as_described(described):
    names = ["invoice.jpg", "do.jpg", "pan.jpg", "aadhaar.jpg", "gst.pdf", "unreadable.jpg", "selfie.jpg"]
    flow_uuid = described.open_flow()
    described.upload(flow_uuid, names)
    answer = described.get("extracts", flow_uuid=flow_uuid)
    schema["/v3/verification/extracts"]["GET"].validate_response(answer)
    assert len(answer.json()["ocr_data"]) == len(names)
    assert answer.json()["cross_checks"]


def test_the_description_is_served_as_it_lies_there(described):
    answer = requests.get(f"{described.url}/openapi.json", timeout=60)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads(PATH.read_text())
