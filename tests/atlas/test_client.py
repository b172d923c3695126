import hashlib
import json
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from atlas import FlowRequest, Refused, Token, Unconfirmed, Unreachable, Upload, request_body

from .conftest import SECRET, UPLOADS
from .server import TOKEN, Server, answer, hang_up, raw

FLOW = FlowRequest("POC_CDL", "A-1", "https://us.example/auth/k3y", "https://us.example/callbacks/k3y")
RECEIPTS = [{"document_id": "1", "file_uuid": "u", "batch_id": "b"}]


def test_a_token_is_asked_for_with_id_and_secret_and_no_body(client, server, tokens):
    before = datetime.now(UTC)
    token = client.fetch_token()
    (seen,) = server.seen
    assert (seen.method, seen.target, seen.body) == ("POST", "/v3/verification/authtoken", b"")
    assert (seen.headers["client-id"], seen.headers["client-secret"]) == ("lender-1", SECRET)
    assert token.value == TOKEN
    assert tokens.token == token
    assert before <= token.expires_at - timedelta(seconds=3600) <= datetime.now(UTC)


def test_a_fresh_token_is_used_again(client, server, tokens):
    server.on("status", answer({}))
    client.status("F-1")
    client.status("F-1")
    assert tokens.saved == 1
    assert [seen.headers["token"] for seen in server.asked("status")] == [TOKEN, TOKEN]
    assert not any("authorization" in seen.headers for seen in server.seen)


def test_a_token_is_renewed_before_it_ends(client, server, tokens):
    tokens.token = Token("old", datetime.now(UTC) + timedelta(seconds=59))
    assert client.ensure_token().value == TOKEN
    assert len(server.asked("authtoken")) == 1


def test_a_token_that_atlas_no_longer_takes_is_renewed_once(client, server, tokens, sample):
    tokens.token = Token("old", datetime.now(UTC) + timedelta(hours=1))
    server.on("multiupload", answer(sample("error_reason.json"), 401), answer(RECEIPTS))
    assert client.multiupload("F-1", UPLOADS)[0].file_uuid == "u"
    assert [seen.headers["token"] for seen in server.asked("multiupload")] == ["old", TOKEN]


def test_a_second_401_is_a_refusal(client, server, sample):
    server.on("multiupload", answer(sample("error_code.json"), 401))
    with pytest.raises(Refused) as caught:
        client.multiupload("F-1", UPLOADS)
    assert (caught.value.status, caught.value.code, caught.value.endpoint) == (401, "401", "multiupload")
    assert len(server.asked("multiupload")) == len(server.asked("authtoken")) == 2


def test_a_refused_secret_says_that_it_was_the_secret(client, server):
    server.on("authtoken", answer({"error": "Unknown client"}, 401))
    with pytest.raises(Refused, match=r"^Atlas refused: Unknown client \(401\).$") as caught:
        client.multiupload("F-1", UPLOADS)
    assert caught.value.endpoint == "authtoken"
    assert caught.value.code == "401"
    assert server.asked("multiupload") == []


def test_without_a_token_no_document_leaves(client, server):
    server.on("authtoken", answer(b"", 503, Retry_After="7"))
    with pytest.raises(Unreachable) as caught:
        client.multiupload("F-1", UPLOADS)
    assert (caught.value.status, caught.value.retry_after) == (503, 7)
    assert server.asked("multiupload") == []


def test_a_flow_is_opened_with_exactly_the_documented_keys(client, server):
    server.on("init", answer({"flow_uuid": "LOS-1"}, 201))
    assert client.open_flow(FLOW) == "LOS-1"
    (seen,) = server.asked("init")
    assert (seen.target, seen.headers["content-type"]) == ("/v3/verification/flow/init", "application/json")
    assert json.loads(seen.body) == {
        "product_type": "POC_CDL",
        "application_id": "A-1",
        "auth_url": FLOW.auth_url,
        "callback_url": FLOW.callback_url,
    }


def test_flow_params_are_passed_through(client, server):
    server.on("init", answer({"flow_uuid": "LOS-1"}, 201))
    client.open_flow(FlowRequest("POC_CDL", "A-1", "https://a.example", "https://b.example", {"branch": [1]}))
    assert json.loads(server.asked("init")[0].body)["flow_params"] == {"branch": [1]}


def test_a_lost_flow_may_be_opened_again(client, server):
    server.on("init", hang_up)
    with pytest.raises(Unreachable):
        client.open_flow(FLOW)


def test_documents_leave_in_one_call_byte_for_byte(client, server, sample):
    server.on("multiupload", answer(sample("multiupload_200.json")))
    receipts = client.multiupload("LOS-1", UPLOADS)
    (seen,) = server.asked("multiupload")
    assert (seen.method, seen.target) == ("POST", "/v3/verification/multiupload")
    assert seen.body == request_body("LOS-1", UPLOADS)
    assert [receipt.document_id for receipt in receipts] == ["1", "2"]
    assert len({receipt.batch_id for receipt in receipts}) == 1


def test_the_body_of_multiupload_has_the_documented_keys_and_the_true_url():
    url = "https://files.example/चालान.jpg?sig=a%2Fb+c&x=\ud800"
    body = request_body("LOS-1", [Upload("01", url)])
    assert json.loads(body) == {"flow_uuid": "LOS-1", "file_urls": [{"file_url": url, "document_id": "01"}]}
    assert "चालान".encode() in body


def test_each_multiupload_has_its_own_connection_and_polls_share_one(client, server):
    server.on("multiupload", answer(RECEIPTS))
    server.on("status", answer({"master_status": "SUCCESS"}))
    for _ in range(2):
        client.multiupload("F-1", UPLOADS)
        assert client.status("F-1").ended
    assert len({seen.connection for seen in server.asked("multiupload")}) == 2
    assert len({seen.connection for seen in server.asked("status") + server.asked("authtoken")}) == 1
    assert server.connections == 3


def test_threads_share_a_client(client, server):
    server.on("status", answer({"master_status": "SUCCESS"}))
    client.ensure_token()
    with ThreadPoolExecutor(4) as pool:
        assert all(status.ended for status in pool.map(client.status, ["F-1"] * 20))


def test_a_flow_is_asked_for_by_its_escaped_name(client, server, sample):
    server.on("status", answer(sample("status_200.json")))
    server.on("extracts", answer(sample("extracts_200.json")))
    assert client.status("LOS 1&x").processing == "IN_PROGRESS"
    assert len(client.extracts("LOS 1&x").documents) == 4
    targets = [seen.target for seen in server.seen if seen.method == "GET"]
    assert targets == [f"/v3/verification/{word}?flow_uuid=LOS+1%26x" for word in ("status", "extracts")]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_never_carries_the_token_to_another_host(client, server, status):
    other = Server()
    server.on("multiupload", answer(b"", status, Location=other.url + "/status"))
    server.on("status", answer(b"", status, Location=other.url + "/status"))
    with pytest.raises(Unconfirmed, match=rf"Atlas answered with a redirect \({status}\)."):
        client.multiupload("F-1", UPLOADS)
    with pytest.raises(Unreachable, match="redirect"):
        client.status("F-1")
    other.close()
    assert other.connections == 0


def test_no_proxy_of_the_environment_is_used(client, server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert client.fetch_token().value == TOKEN


def test_no_cookie_of_atlas_is_kept(client, server):
    server.on("status", answer({}, Set_Cookie="a=b"))
    client.status("F-1")
    client.status("F-1")
    assert not any("cookie" in seen.headers for seen in server.seen)


def test_every_call_is_recorded_redacted_with_the_hash_of_its_true_body(client, server, records):
    server.on("multiupload", answer(RECEIPTS))
    began = time.monotonic()
    client.multiupload("F-1", UPLOADS)
    took = time.monotonic() - began
    call, written = records.calls[-1], records.last
    assert (call.endpoint, call.method, call.url) == (
        "multiupload",
        "POST",
        server.url + "/v3/verification/multiupload",
    )
    assert call.sha256 == hashlib.sha256(request_body("F-1", UPLOADS)).hexdigest()
    assert "https://files.example/invoice.jpg?[removed]" in call.body
    assert json.loads(written.body) == RECEIPTS
    assert written.sha256 == hashlib.sha256(json.dumps(RECEIPTS).encode()).hexdigest()
    assert (written.status, written.size, written.error) == (200, len(json.dumps(RECEIPTS)), "")
    assert 0 < written.seconds <= took
    assert records.calls[0].sha256 == hashlib.sha256(b"").hexdigest()


def test_a_failed_call_is_recorded_with_its_reason(client, server, records, sample):
    server.on("status", answer(sample("error_string.json"), 400))
    with pytest.raises(Refused) as caught:
        client.status("F-1")
    assert records.last.status == 400
    assert records.last.error == str(caught.value)
    assert records.calls[-1].url.endswith("/status?[removed]")


def test_an_interrupted_call_is_closed_too(client, records, monkeypatch):
    def interrupt(outgoing):
        raise KeyboardInterrupt

    monkeypatch.setattr(client._transport, "send", interrupt)
    with pytest.raises(KeyboardInterrupt):
        client.fetch_token()
    assert (records.last.status, records.last.error) == (None, "The call was interrupted.")


@pytest.mark.parametrize(
    "behaviour",
    [
        answer({"error": f"no client with secret {SECRET}", "token_seen": TOKEN, "reason": TOKEN}, 400),
        answer(f"<title>{SECRET} {TOKEN}</title>".encode(), 502, Content_Type="text/html"),
        answer([{"document_id": SECRET, "x": TOKEN}]),
        answer(f"{TOKEN} {SECRET}".encode()),
        answer({"access_token": TOKEN, "expires_in": SECRET}),
        raw(f'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{{"access_token": "{TOKEN}'.encode()),
        hang_up,
    ],
)
def test_no_secret_or_token_is_in_anything_recorded_or_raised(client, server, tokens, records, behaviour):
    tokens.token = Token(TOKEN, datetime.now(UTC) + timedelta(hours=1))
    for endpoint in ("authtoken", "init", "multiupload", "status", "extracts"):
        server.on(endpoint, behaviour)
    said = []
    calls = [client.fetch_token, lambda: client.open_flow(FLOW), lambda: client.multiupload("F-1", UPLOADS)]
    for call in [*calls, lambda: client.status("F-1"), lambda: client.extracts("F-1")]:
        try:
            call()
        except (Refused, Unreachable, Unconfirmed) as error:
            said.append("".join(traceback.format_exception(error)) + repr(error) + repr(vars(error)))
    everything = repr(records) + repr(said) + repr(client) + repr(tokens)
    assert len(records.calls) == 5
    assert not any(secret in everything for secret in (SECRET, TOKEN, "sig=abc", "k3y"))


def test_a_token_of_unknown_form_is_not_recorded(client, server, records):
    server.on("authtoken", answer("opaque-token"))
    with pytest.raises(Unreachable, match="not a token"):
        client.fetch_token()
    assert records.last.body == "[removed]"


def test_a_secret_that_fits_in_no_header_is_never_quoted(connect, server):
    secret = f"{SECRET}\n"
    with pytest.raises(Unreachable, match="the address or a header of the request cannot be used") as caught:
        connect(server.url, secret=secret).fetch_token()
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert server.seen == []


@pytest.mark.parametrize("secret", ["naïve", "x"])
def test_any_other_secret_is_sent_as_it_is(connect, server, secret):
    connect(server.url, secret=secret).fetch_token()
    assert server.seen[0].headers["client-secret"].encode("latin-1").decode() == secret


def test_a_slash_at_the_end_of_the_address_does_no_harm(connect, server):
    assert connect(server.url + "/").fetch_token().value == TOKEN
