import json
import subprocess

import pytest

from pages.bodies import pretty
from tests import factories
from tests.atlas.server import answer
from tests.verifications.parts import receipt
from verifications.models import Batch
from verifications.sending import calling
from verifications.sending.record import record_of


def record(batch):
    return record_of(Batch.objects.get(pk=batch.pk))


def test_the_record_of_a_batch_shows_what_was_asked_and_answered(queued, server):
    calling.send(queued.pk)

    shown = record(queued)

    assert (shown["sent_count"], shown["answered_count"], shown["case"]) == (2, 2, queued.case)
    assert json.loads(shown["answer"]) == [receipt("101"), receipt("102")]
    assert [row.endpoint for row in shown["exchanges"]] == ["authtoken", "flow_init", "multiupload"]
    assert (shown["call"].endpoint, shown["slowest"] > 0) == ("multiupload", True)
    assert len(shown["states"]) == 2


def test_the_request_is_shown_in_order_with_the_signatures_of_its_links_removed(queued, server):
    calling.send(queued.pk)

    request = json.loads(record(queued)["request_json"])

    assert request["flow_uuid"] == "LOS-1"
    assert request["file_urls"] == [
        {"file_url": "https://docs.example/invoice.jpg?[removed]", "document_id": "101"},
        {"file_url": "https://docs.example/pan.jpg?[removed]", "document_id": "102"},
    ]


def test_differences_come_first(queued, server):
    server.on("multiupload", answer([receipt("102"), receipt("102"), receipt("999")]))
    calling.send(queued.pk)

    shown = record(queued)

    compared = [(file.document_id, file.comparison) for file in shown["files"]]
    assert compared == [("101", "missing"), ("102", "repeated"), ("999", "extra"), ("102", "answered")]
    assert (shown["sent_count"], shown["answered_count"]) == (2, 1)
    assert len(json.loads(shown["request_json"])["file_urls"]) == 2


def test_a_batch_that_was_not_sent_yet_has_no_call(batch):
    shown = record(batch)

    assert (shown["call"], shown["answer"], shown["exchanges"], shown["slowest"]) == (None, "", [], 1)
    assert json.loads(shown["request_json"])["flow_uuid"] == "(opened when it is sent)"
    assert "curl -sS 'https://…/v3/verification/multiupload'" in shown["curl"]


def test_the_curl_command_holds_no_token(queued, server):
    calling.send(queued.pk)

    curl = record(queued)["curl"]

    assert f"curl -sS {server.url}/v3/verification/multiupload" in curl
    assert '-H "Token: $ATLAS_TOKEN"' in curl


def test_a_shell_takes_the_curl_command_s_request_as_it_is_shown(asha, account, tmp_path):
    text = "$(touch ran) `touch ran` REQUEST 'x'\thttps://docs.example/a.jpg?a=$(touch ran)"
    shown = record(factories.batch(by=asha, account=account, documents_text=text))

    script = f"curl() {{ cat; }}\n{shown['curl']}\n"
    said = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert "touch ran" in shown["request_json"]
    assert said.stdout == shown["request_json"] + "\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"a": "é"}', '{\n  "a": "é"\n}'),
        ("<html>", "<html>"),
        ("", ""),
        ("[" * 20_000, "[" * 20_000),
    ],
)
def test_a_body_is_shown_as_json_or_as_it_is(body, shown):
    assert pretty(body) == shown
