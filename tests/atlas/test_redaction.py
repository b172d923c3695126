import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas import redact_body, redact_text, redact_url

MARK = "zQ7mark"
few = settings(max_examples=60)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    "key", ["access_token", "refresh_token", "token", "Token", "client_secret", "auth_url", "callback_url"]
)
def test_secrets_are_removed_by_their_key(key):
    assert json.loads(redact_body(json.dumps({"a": [{key: "opaque"}]}).encode())) == {
        "a": [{key: "[removed]"}]
    }


def test_a_url_keeps_host_and_path_and_loses_user_and_query():
    url = "https://user:pw@files.example/2025112111/a b.jpg?sig=1#x"
    body = json.dumps({"file_url": url, "document_id": "123456789012"}).encode()
    assert json.loads(redact_body(body)) == {
        "file_url": "https://files.example/2025112111/a b.jpg?[removed]",
        "document_id": "123456789012",
    }


def test_what_was_read_from_documents_is_removed_and_the_structure_stays(sample):
    redacted = json.loads(redact_body(sample("extracts_200.json")))
    flat, nested, listed, unread, odd = redacted["ocr_data"]
    assert flat["dealer_address"] == {"value": "[removed]", "confidence_score": 0.93}
    assert (flat["document_id"], nested["document_id"]) == ("1", 2)
    assert nested["file_data"]["aadhaar_number"]["redact_url"] == "[removed]"
    assert nested["file_data"]["formatted_address"]["city"] == "[removed]"
    assert listed["file_data"] == [{"field_name": "dob", "value": "[removed]"}, "[removed]"]
    assert unread["error_code"] == "UNRECOGNISED"
    assert odd == "[removed]"
    assert redacted["cross_checks"][0] == {
        **{"field": "dealer_address", "document_1": "DELIVERY_ORDER", "document_2": "INVOICE"},
        **{"value_1": "[removed]", "value_2": "[removed]", "similarity_score": 0.87},
    }


@pytest.mark.parametrize("cut", [200, 300, 420, 700, 1100])
def test_an_answer_that_was_cut_off_gives_no_more_away_than_a_whole_one(sample, cut):
    redacted = redact_body(sample("extracts_200.json")[:cut])
    assert "INVOICE" in redacted
    assert not any(word in redacted for word in ("Ramesh", "1234", "MG R", "Pune", "sig=", "411001"))


def test_a_structural_key_with_a_person_in_it_is_no_structure():
    item = {"document_type": "Ramesh Kumar", "confidence_score": 123456789012, "error_code": None}
    body = json.dumps({"ocr_data": [item]}).encode()
    assert json.loads(redact_body(body))["ocr_data"] == [
        {"document_type": "[removed]", "confidence_score": "[removed]", "error_code": None}
    ]


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Aadhaar 1234 5678 9012 is wrong", "Aadhaar [removed] is wrong"),
        ("call 9876543210", "call [removed]"),
        ("PAN ABCDE1234F.", "PAN [removed]."),
        ("mail asha.k+1@bank.example now", "mail [removed] now"),
        ("got eyJhbGciOi.eyJzdWIi.c2ln, sorry", "got [removed], sorry"),
        ("see https://u:p@f.example/a?x=1 and /b?y=2", "see https://f.example/a?[removed] and /b?[removed]"),
        ("https://u:p@f.example/a b?x=1 2", "https://f.example/a b?[removed]"),
        (r"see https:\/\/f.example\/a?x=1", r"see https:\/\/f.example\/a?[removed]"),
        ('{"client_secret": "a b"', '{"client_secret": "[removed]"'),
        ("""said "password": "ab'cdefgh" twice""", """said "password": "[removed]" twice"""),
        (r'said "token": "ab\"cdefgh" twice', 'said "token": "[removed]" twice'),
        ("said 'secret': 'ab\"cdefgh' twice", "said 'secret': '[removed]' twice"),
        (r"said {\"password\": \"abcdefgh\"} twice", r"said {\"password\": \"[removed]\"} twice"),
        ("UID 2341.2341.2346 is wrong", "UID [removed] is wrong"),
        ("VID 9152 / 1834 / 7629 / 4012 is wrong", "VID [removed] is wrong"),
        ("client_secret=abc&x=1", "client_secret=[removed]&x=1"),
        ("Invalid token: Signature verification failed", "Invalid token: Signature verification failed"),
        ("Missing parameters: ['flow_uuid'] (HTTP 400)", "Missing parameters: ['flow_uuid'] (HTTP 400)"),
    ],
)
def test_running_text_loses_what_looks_personal_or_secret(text, redacted):
    assert redact_text(text) == redacted


@pytest.mark.parametrize(
    ("body", "redacted"),
    [
        (b"", ""),
        (b"\xff gone \x00", "\ufffd gone "),
        (b"123456789012", '"[removed]"'),
        (b'{"n": 7, "flow_uuid": "LOS-12345678901"}', '{"n": 7, "flow_uuid": "LOS-12345678901"}'),
        (b'"\\ud800"', '""'),
        (
            b'["Ramesh", {"n": 5, "similarity_score": 0.5',
            '["[removed]", {"n": "[removed]", "similarity_score": 0.5',
        ),
    ],
)
def test_a_body_of_any_kind_becomes_text(body, redacted):
    assert redact_body(body) == redacted


def test_a_body_is_bounded_however_deep_or_long_it_is():
    assert len(redact_body(b"[" * 100_000)) == 20_000
    assert len(redact_body(b'"' + b"a " * 100_000 + b'"', limit=100)) == 100


@few
@given(st.text("abcXYZ09%&=+/._-?", max_size=20), st.text("abcXYZ09%&=+/._-?", max_size=20))
def test_a_query_never_survives_in_running_text(before, after):
    assert MARK not in redact_text(f"could not read https://f.example/p?{before}{MARK}{after} sorry")


@few
@given(json_values, st.text(), st.sampled_from(["file_url", "url", "message", "document_id", "value", "odd"]))
def test_a_query_never_survives_in_json(around, tail, key):
    body = json.dumps([around, {key: f"https://f.example/p?sig={MARK}{tail}{MARK}"}]).encode()
    assert MARK not in redact_body(body)


@few
@given(st.text(), st.text())
def test_a_query_never_survives_in_a_url(path, query):
    assert MARK not in redact_url(f"https://f.example/{path}?{query}{MARK}")


@few
@given(json_values)
def test_values_of_ocr_never_survive(around):
    body = json.dumps(
        {"ocr_data": [around, {"file_data": {"name": {"value": [MARK, {"x": MARK}]}}}]}
    ).encode()
    assert MARK not in redact_body(body)
    assert MARK not in redact_body(body[:-3])


@few
@given(st.binary())
def test_any_bytes_become_text_that_a_database_takes(body):
    redacted = redact_body(body, limit=50)
    assert len(redacted) <= 50
    assert "\x00" not in redacted.encode().decode()
