"""The endpoints, asked over HTTP; error bodies are compared to the letter."""

import json
import re
import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.sandbox.conftest import Lender, flow_parameters

UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PATHS = ("flow/init", "multiupload", "status", "extracts")


def call(lender, path, **options):
    """Call an endpoint by the method that it takes."""
    method = "GET" if path in ("status", "extracts") else "POST"
    return lender.session.request(method, f"{lender.url}/v3/verification/{path}", timeout=60, **options)


def test_a_known_client_gets_a_token_for_an_hour(lender):
    headers = {"Client-Id": "sandbox", "Client-Secret": "sandbox-secret"}
    answer = lender.post("authtoken", headers=headers)
    assert answer.status_code == 201
    assert answer.json()["expires_in"] == 3600
    assert answer.json()["access_token"].count(".") == 2


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "Missing or empty required headers: ['Client-Id', 'Client-Secret']"),
        ({"Client-Id": "sandbox"}, "Missing or empty required headers: ['Client-Secret']"),
    ],
)
def test_a_token_needs_both_headers(lender, headers, words):
    answer = lender.post("authtoken", headers=headers)
    assert (answer.status_code, answer.json()) == (400, words)


@pytest.mark.parametrize("headers", [("sandbox", "wrong"), ("stranger", "sandbox-secret")])
def test_an_unknown_client_gets_no_token(lender, headers):
    answer = lender.post("authtoken", headers=dict(zip(("Client-Id", "Client-Secret"), headers, strict=True)))
    assert answer.status_code == 401
    assert answer.json() == {
        "error_code": "401",
        "error_message": "Authentication Error: Unknown Client-Id or Client-Secret",
    }


@pytest.mark.parametrize("path", PATHS)
def test_a_missing_token_is_an_authentication_error(lender, path):
    answer = call(lender, path, headers={"Token": None})
    assert answer.status_code == 401
    assert answer.json() == {"error_code": "401", "error_message": "Authentication Error: Token is missing"}


@pytest.mark.parametrize("path", PATHS)
def test_a_wrong_token_is_invalid(lender, path):
    answer = call(lender, path, headers={"Token": "not.a.token"})
    assert answer.status_code == 401
    assert answer.json() == {"error": "Invalid token", "reason": "Signature verification failed"}


def test_an_expired_token_is_invalid(start):
    lender = Lender(start(SANDBOX_TOKEN_SECONDS="0").url)
    with lender.session:
        answer = lender.get("status", flow_uuid="any")
    assert answer.status_code == 401
    assert answer.json() == {"error": "Invalid token", "reason": "Signature has expired"}


def test_clients_can_be_named_in_the_environment(start):
    lender = Lender(start(SANDBOX_CLIENTS="one:first:half, two:second").url, "one", "first:half")
    with lender.session:
        answer = lender.post("authtoken", headers={"Client-Id": "sandbox", "Client-Secret": "sandbox-secret"})
        assert lender.open_flow()
    assert answer.status_code == 401


def test_flows_are_opened_in_both_forms(lender):
    answers = [lender.post("flow/init", json=flow_parameters(application_id=f"F-{n}")) for n in range(20)]
    assert {answer.status_code for answer in answers} == {201}
    forms = [answer.json()["flow_uuid"] for answer in answers]
    assert all(re.fullmatch(f"(LOS-)?{UUID}", form) for form in forms)
    assert {form.startswith("LOS-") for form in forms} == {True, False}


def test_an_application_keeps_its_form_of_flow_and_gets_a_new_one_each_time(lender):
    flows = {lender.open_flow(application_id="THE-SAME", flow_params={"branch": "7"}) for _ in range(4)}
    assert len(flows) == 4
    assert len({flow.startswith("LOS-") for flow in flows}) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"application_id": ""}, "Missing or empty required parameters: ['application_id']"),
        ({"application_id": None}, "Missing or empty required parameters: ['application_id']"),
        (
            {"auth_url": " ", "application_id": None, "product_type": ""},
            "Missing or empty required parameters: ['product_type', 'application_id', 'auth_url']",
        ),
        ({"application_id": 7}, "Invalid parameter: 'application_id' must be a string"),
        ({"flow_params": ["branch"]}, "Invalid parameter: 'flow_params' must be an object"),
        ({"flow_params": []}, "Invalid parameter: 'flow_params' must be an object"),
        ({"flow_params": ""}, "Invalid parameter: 'flow_params' must be an object"),
        ({"flow_params": False}, "Invalid parameter: 'flow_params' must be an object"),
        ({"auth_url": "here"}, "Invalid parameter: 'auth_url' must be an http or https URL"),
        ({"auth_url": "ftp://lender.example/"}, "Invalid parameter: 'auth_url' must be an http or https URL"),
        ({"callback_url": "https://"}, "Invalid parameter: 'callback_url' must be an http or https URL"),
        (
            {"callback_url": "https://a b/\n"},
            "Invalid parameter: 'callback_url' must be an http or https URL",
        ),
    ],
)
def test_a_flow_needs_its_parameters(lender, changes, words):
    answer = lender.post("flow/init", json=flow_parameters(**changes))
    assert (answer.status_code, answer.json()) == (400, words)


@pytest.mark.parametrize("path", ["flow/init", "multiupload"])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "Request body is not valid JSON"),
        (b"{", "Request body is not valid JSON"),
        (b'{"flow_uuid": "\\ud800"}', "Request body is not valid JSON"),
        (b'{"flow_uuid": "\xff"}', "Request body is not valid JSON"),
        ('{"flow_uuid": "F"}'.encode("utf-16"), "Request body is not valid JSON"),
        (b'{"flow_params": {"rate": NaN}}', "Request body is not valid JSON"),
        (b'{"flow_params": {"rate": 1e999}}', "Request body is not valid JSON"),
        (b'{"flow_params": {"rate": ' + b"9" * 5000 + b"}}", "Request body is not valid JSON"),
        (b"[" * 100_000, "Request body is not valid JSON"),
        (b"[]", "Request body must be a JSON object"),
        (b'{"a": 1, "a": 1}', "Invalid request body: a key stands twice in one object"),
        (b'{"a": [{"b": 1, "b": 2}]}', "Invalid request body: a key stands twice in one object"),
    ],
)
def test_a_body_must_be_a_json_object(lender, path, body, words):
    answer = lender.post(path, data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, words)


@pytest.mark.parametrize("path", ["flow/init", "multiupload"])
@pytest.mark.parametrize(
    ("content_type", "words"),
    [
        (None, "Missing or empty required headers: ['Content-Type']"),
        ("", "Missing or empty required headers: ['Content-Type']"),
        ("text/plain", "Invalid header: 'Content-Type' must be application/json"),
        ("application/json-patch+json", "Invalid header: 'Content-Type' must be application/json"),
        ("application/x-www-form-urlencoded", "Invalid header: 'Content-Type' must be application/json"),
    ],
)
def test_a_body_must_be_said_to_be_json(lender, path, content_type, words):
    answer = lender.post(path, data=b"{}", headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()) == (400, words)


@pytest.mark.parametrize("content_type", ["Application/JSON", "application/json; charset=utf-8"])
def test_a_content_type_may_be_written_in_other_ways(lender, content_type):
    body = json.dumps(flow_parameters())
    assert lender.post("flow/init", data=body, headers={"Content-Type": content_type}).status_code == 201


@pytest.mark.parametrize("flow_params", [None, {}, {"branch": {"id": 7, "open": True}}])
def test_flow_params_may_be_anything_in_an_object_or_nothing(lender, flow_params):
    assert lender.post("flow/init", json=flow_parameters(flow_params=flow_params)).status_code == 201


def test_what_is_not_known_is_not_looked_at(lender):
    flow = lender.open_flow(submission_channel="branch")
    entry = {"file_url": "https://files.example/a.jpg", "document_id": "1", "submission_mode": "camera"}
    answer = lender.post("multiupload", json={"flow_uuid": flow, "file_urls": [entry], "note": None})
    assert answer.status_code == 200


def test_ids_may_be_long_and_of_any_characters(lender):
    flow = lender.open_flow(application_id="आवेदन\x00" + "9" * 10_000)
    ids = ["ऋण/1?&", " 1", "1", "1\x00", "x" * 100_000]
    entries = [{"file_url": f"https://files.example/{'a' * 50_000}", "document_id": each} for each in ids]
    answer = lender.post("multiupload", json={"flow_uuid": flow, "file_urls": entries})
    assert {record["document_id"] for record in answer.json()} == set(ids)


def test_a_refusal_names_ten_documents_and_no_more(lender):
    entries = [{"file_url": "https://files.example/a.jpg", "document_id": str(n // 2)} for n in range(5000)]
    body = {"flow_uuid": lender.open_flow(), "file_urls": entries}
    words = lender.post("multiupload", json=body).json()
    assert words.endswith(f"already used: {[str(number) for number in range(10)]}")


def test_every_file_gets_a_record_in_one_batch(lender):
    answer = lender.upload(lender.open_flow(), ["invoice.jpg", "do.jpg", "pan.jpg"])
    assert answer.status_code == 200
    records = answer.json()
    assert all(set(record) == {"file_uuid", "batch_id", "document_id"} for record in records)
    assert len({str(uuid.UUID(record["file_uuid"])) for record in records}) == 3
    (batch_id,) = {record["batch_id"] for record in records}
    assert re.fullmatch(r"BATCH-\d+-[A-Z]{5}-\d{14}", batch_id)
    # Every document is there, but not in the order of the request.
    assert [record["document_id"] for record in records] == ["3", "2", "1"]


def test_the_same_files_under_new_ids_are_taken_again(lender):
    flow = lender.open_flow()
    first = lender.upload(flow, ["invoice.jpg"]).json()[0]
    second = lender.upload(flow, ["invoice.jpg"], first=2).json()[0]
    assert first["file_uuid"] != second["file_uuid"]
    assert first["batch_id"] != second["batch_id"]


def test_a_document_id_of_the_flow_cannot_be_used_again(lender):
    flow = lender.open_flow()
    lender.upload(flow, ["invoice.jpg"])
    answer = lender.upload(flow, ["do.jpg", "pan.jpg"], first=1)
    assert answer.status_code == 400
    assert answer.json() == "document_id must be unique within the flow, already used: ['1']"
    # Nothing of the refused request was taken.
    assert lender.upload(flow, ["pan.jpg"], first=2).status_code == 200


def test_a_document_id_cannot_stand_twice_in_a_request(lender):
    entry = {"file_url": "https://files.example/a.jpg", "document_id": "A"}
    answer = lender.post("multiupload", json={"flow_uuid": lender.open_flow(), "file_urls": [entry, entry]})
    assert answer.status_code == 400
    assert answer.json() == "document_id must be unique within the flow, already used: ['A']"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Missing or empty required parameters: ['flow_uuid', 'file_urls']"),
        ({"file_urls": [{}]}, "Missing or empty required parameters: ['flow_uuid']"),
        ({"flow_uuid": "x", "file_urls": []}, "Missing or empty required parameters: ['file_urls']"),
        ({"flow_uuid": "x", "file_urls": "u"}, "Invalid parameter: 'file_urls' must be a list of objects"),
        ({"flow_uuid": "x", "file_urls": ["u"]}, "Invalid parameter: 'file_urls' must be a list of objects"),
        ({"flow_uuid": 7, "file_urls": [{}]}, "Invalid parameter: 'flow_uuid' must be a string"),
        (
            {"flow_uuid": "x", "file_urls": [{}]},
            "Missing or empty required parameters: ['file_url', 'document_id']",
        ),
        (
            {"flow_uuid": "x", "file_urls": [{"file_url": "https://files.example/a.jpg"}]},
            "Missing or empty required parameters: ['document_id']",
        ),
        (
            {"flow_uuid": "x", "file_urls": [{"file_url": "https://files.example/a.jpg", "document_id": 1}]},
            "Invalid parameter: 'document_id' must be a string",
        ),
    ],
)
def test_an_upload_needs_its_parameters(lender, body, words):
    answer = lender.post("multiupload", json=body)
    assert (answer.status_code, answer.json()) == (400, words)


def test_of_uploads_at_the_same_time_only_one_gets_the_document_id(lender):
    flow = lender.open_flow()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: lender.upload(flow, ["invoice.jpg"]), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7


@pytest.mark.parametrize("path", ["status", "extracts"])
def test_asking_for_results_needs_a_flow(lender, path):
    answer = lender.get(path)
    assert (answer.status_code, answer.json()) == (400, "Missing or empty required parameters: ['flow_uuid']")


@pytest.mark.parametrize("path", ["status", "extracts"])
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("flow_uuid=", "Missing or empty required parameters: ['flow_uuid']"),
        ("flow_uuid=%20", "Missing or empty required parameters: ['flow_uuid']"),
        ("Flow_UUID=F", "Missing or empty required parameters: ['flow_uuid']"),
        ("flow_uuid=F&flow_uuid=F", "Invalid parameter: 'flow_uuid' is given more than once"),
    ],
)
def test_a_query_names_one_flow(lender, path, query, words):
    answer = lender.get(f"{path}?{query}")
    assert (answer.status_code, answer.json()) == (400, words)


@pytest.mark.parametrize("path", ["status", "extracts"])
def test_a_token_is_asked_for_before_anything_else(lender, path):
    assert call(lender, path, headers={"Token": ""}).status_code == 401
    headers = {"Token": None, "Authorization": f"Bearer {lender.session.headers['Token']}"}
    assert call(lender, path, headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/v1/verification/status", "/v2/verification/multiupload", "/v2/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_earlier_versions_of_the_api_are_withdrawn(lender, method, path):
    answer = lender.session.request(method, lender.url + path, timeout=60)
    assert answer.status_code == 410
    assert answer.json() == {"error_code": "410", "error_message": "API version withdrawn"}


def test_storage_that_fails_is_a_dependency_that_is_down(start, tmp_path):
    lender = Lender(start().url)
    with closing(sqlite3.connect(tmp_path / "own.sqlite3")) as storage:
        storage.execute("DROP TABLE flows")
    with lender.session:
        answer = lender.get("status", flow_uuid="F")
    assert answer.status_code == 503
    assert answer.json() == {
        "error_code": "503",
        "error_message": "Service unavailable: the storage does not answer",
    }


@pytest.mark.parametrize(
    "flow", ["LOS-17cab13b-f437-49bc-9c08-55319b88b0eb", str(uuid.UUID(int=5)), "nothing"]
)
def test_a_flow_that_was_never_opened_is_not_found(lender, flow):
    answers = [lender.get("status", flow_uuid=flow), lender.get("extracts", flow_uuid=flow)]
    answers.append(lender.upload(flow, ["invoice.jpg"]))
    assert {answer.status_code for answer in answers} == {409}
    assert all(a.json() == {"error_code": "409", "error_message": "Flow not found"} for a in answers)


def test_a_flow_that_the_loan_system_opened_can_be_used(start):
    lender = Lender(start("--seconds", "0", SANDBOX_KNOWN_FLOWS="LOS-one, plain").url)
    with lender.session:
        before = lender.get("status", flow_uuid="LOS-one").json()
        statuses = [
            lender.upload(flow, ["invoice.jpg"]).status_code for flow in ("LOS-one", "LOS-two", "plain")
        ]
        after = lender.get("status", flow_uuid="LOS-one").json()
    assert statuses == [200, 409, 409]
    assert (before["master_status"], after["master_status"]) == ("NOT_STARTED", "SUCCESS")


def test_a_lender_that_cannot_be_reached_is_an_external_failure(start):
    lender = Lender(start(SANDBOX_CHECK_AUTH_URL="1").url)
    with lender.session:
        flow = lender.open_flow()
        answer = lender.upload(flow, ["invoice.jpg"])
        status = lender.get("status", flow_uuid=flow).json()
    assert answer.status_code == 422
    assert answer.json() == {
        "error_code": "422",
        "error_message": "External service failure: auth_url could not be reached",
    }
    assert status["upload_status"] == "NOT_STARTED"
