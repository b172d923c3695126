from datetime import UTC, datetime, timedelta

import pytest

from atlas import Refused, Unconfirmed, Unreachable
from atlas.reading import (
    check,
    error_words,
    read_flow,
    read_receipts,
    read_status,
    read_token,
    retry_after,
)
from atlas.shapes import Reply

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


def reply(status: int, body: bytes = b"", **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, NOW)


@pytest.mark.parametrize(
    ("name", "content_type", "words"),
    [
        ("error_code.json", "application/json", ("401", "Authentication Error: token expired")),
        ("error_reason.json", "application/json", ("", "Invalid token: Signature verification failed")),
        ("error_string.json", "", ("", "Missing or empty required parameters: ['flow_uuid']")),
        ("error_proxy.html", "text/html", ("", "502 Bad Gateway & sorry")),
        ("error_proxy.html", "", ("", "502 Bad Gateway & sorry")),
    ],
)
def test_an_error_is_read_in_every_known_form(sample, name, content_type, words):
    assert error_words(sample(name), content_type) == words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", ("", "")),
        (b"<p>no title</p>", ("", "")),
        (b"upstream\x00 gone\r\n", ("", "upstream gone")),
        (b'{"error": {"code": 7, "message": "Busy"}}', ("7", "Busy")),
        (b'{"detail": "Not found."}', ("", "Not found.")),
        (b'{"error": "Busy", "message": "Busy"}', ("", "Busy")),
        (b'{"odd": true}', ("", '{"odd": true}')),
        (b"[1, 2]", ("", "[1, 2]")),
        (b"[" * 100_000, ("", "[" * 499 + "\u2026")),
        (b"\xff\xfe\xfd", ("", "\ufffd\ufffd\ufffd")),
        (
            b'"PAN ABCDE1234F at https://f.example/a?sig=1"',
            ("", "PAN [removed] at https://f.example/a?[removed]"),
        ),
    ],
)
def test_an_error_in_no_known_form_gives_what_words_it_has(body, words):
    assert error_words(body) == words


def test_the_words_of_an_error_are_bounded():
    code, message = error_words(b'{"error_code": "%s", "message": "%s"}' % (b"c" * 900, b"m " * 900))
    assert (len(code), len(message)) == (100, 500)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("1.5", 1.5),
        ("9" * 400, 3600),
        ("Thu, 01 Jan 2026 12:02:00 GMT", 120),
        ("Thu, 01 Jan 2026 12:02:00 -0000", 120),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
        ("Fri, 02 Jan 2026 12:00:00 GMT", 3600),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_capped(value, seconds):
    assert retry_after(reply(429, retry_after=value)) == seconds


@pytest.mark.parametrize(
    ("status", "repeatable", "kind", "wait"),
    [
        (429, False, Unreachable, 9),
        (429, True, Unreachable, 9),
        (301, False, Unconfirmed, None),
        (304, True, Unreachable, None),
        (500, False, Unconfirmed, None),
        (500, True, Unreachable, None),
        (503, False, Unconfirmed, None),
        (503, True, Unreachable, 9),
        (101, False, Unconfirmed, None),
        (799, True, Unreachable, None),
        *(
            (status, flag, Refused, None)
            for status in (400, 401, 409, 410, 418, 422)
            for flag in (True, False)
        ),
    ],
)
def test_each_status_means_one_kind_of_error(status, repeatable, kind, wait):
    with pytest.raises(kind) as caught:
        check(reply(status, retry_after="9"), repeatable=repeatable)
    assert type(caught.value) is kind
    assert caught.value.status == status
    assert getattr(caught.value, "retry_after", None) == wait


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_2xx_is_no_error(status):
    check(reply(status), repeatable=False)


def test_a_refusal_without_words_names_its_status():
    with pytest.raises(Refused, match=r"^Atlas refused: HTTP 400 \(400\).$") as caught:
        check(reply(400), repeatable=True)
    assert caught.value.code == "400"


def test_a_failure_of_atlas_quotes_it_where_it_spoke(sample):
    with pytest.raises(Unconfirmed, match="^Atlas answered with HTTP 502: 502 Bad Gateway & sorry.$"):
        check(reply(502, sample("error_proxy.html"), content_type="text/html"), repeatable=False)
    with pytest.raises(Unconfirmed, match="^Atlas answered with HTTP 502.$"):
        check(reply(502), repeatable=False)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (b"3600", 3600),
        (b'"60"', 60),
        (b"null", 3600),
        (b"-1", 0),
        (b"1e300", 86_400),
        (b"1e999", 3600),
        (b"true", 3600),
        (b'"soon"', 3600),
        (b"9" * 400, 3600),
    ],
)
def test_a_token_lives_as_long_as_atlas_says_within_reason(said, seconds):
    token = read_token(reply(201, b'{"access_token": "abc", "expires_in": %s}' % said))
    assert token.expires_at == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "body", [b"{}", b'{"access_token": 7}', b'{"access_token": "a b"}', b"[]", b"", b"<p>"]
)
def test_an_answer_without_a_token_may_be_asked_for_again(body):
    with pytest.raises(Unreachable, match=r"\(200\)\.$"):
        read_token(reply(200, body))


def test_a_flow_is_an_opaque_string():
    assert read_flow(reply(201, b'{"flow_uuid": "LOS-17"}')) == "LOS-17"
    assert read_flow(reply(200, b'{"flow_uuid": 17}')) == "17"
    with pytest.raises(Unreachable, match="without a flow_uuid"):
        read_flow(reply(200, b"{}"))


def test_ids_that_come_as_numbers_become_strings(sample):
    receipts = read_receipts(reply(200, sample("multiupload_numbers.json")), ["1", "2"])
    assert [receipt.document_id for receipt in receipts] == ["2", "1", ""]
    assert receipts[0].file_uuid == "77"
    assert (receipts[1].file_uuid, receipts[1].batch_id) == ("", "")
    assert receipts[1].raw == {"document_id": 1.0}


def test_missing_extra_and_repeated_entries_come_back_as_they_came():
    body = b'[{"document_id": "1"}, {"document_id": "1"}, {"document_id": "stranger\\u0000"}]'
    receipts = read_receipts(reply(200, body), ["1", "2"])
    assert [receipt.document_id for receipt in receipts] == ["1", "1", "stranger"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "could not be read"),
        (b"<html>", "could not be read"),
        (b'{"document_id": "1"}', "could not be read"),
        (b"[" * 100_000, "could not be read"),
        (b"[]", "names none of our documents"),
        (b'[{"document_id": "3"}, "1"]', "names none of our documents"),
        (b"[{}]", "names none of our documents"),
    ],
)
def test_an_answer_to_multiupload_that_proves_nothing_is_unconfirmed(body, words):
    with pytest.raises(Unconfirmed, match=words) as caught:
        read_receipts(reply(200, body), ["1", "2"])
    assert caught.value.status == 200


@pytest.mark.parametrize("key", ["crossheck_status", "crosscheck_status"])
def test_both_spellings_of_crosscheck_are_read(key):
    assert read_status(reply(200, b'{"%s": "PENDING"}' % key.encode())).crosscheck == "PENDING"


def test_a_status_keeps_words_it_does_not_know_and_the_payload():
    status = read_status(reply(200, b'{"master_status": "ODD", "upload_status": null, "more": NaN}'))
    assert (status.master, status.upload, status.raw["more"]) == ("ODD", "", None)
