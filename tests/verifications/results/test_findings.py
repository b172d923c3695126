import json
import uuid
from collections import Counter
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atlas import extracts_from
from tests.atlas.server import answer
from tests.growth import calls_of
from tests.verifications.parts import reading, receipt
from verifications.models import Case, FileRecord, Payload
from verifications.results import findings
from verifications.results.comparing import compare
from verifications.sending import calling, pressing
from verifications.watching import flows

AADHAAR = "9999 1234 5678"
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters())),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(st.characters()), inner)),
)


@pytest.fixture
def found(queued, server):
    """What a case's page shows once Atlas gave these extracts."""

    def look(*documents, checks=()):
        server.on("extracts", answer({"ocr_data": list(documents), "cross_checks": list(checks)}))
        calling.send(queued.pk)
        flows.look(queued.case_id)
        return findings.findings_of(Case.objects.get())

    return look


def field(value, confidence=0.9, **extra):
    return {"value": value, "confidence_score": confidence} | extra


def test_the_findings_of_a_case_are_its_documents_and_what_was_read(found):
    name, date = field("Kavitha Iyer"), field("01/02/1990", 0.6)

    shown = found(reading("101", name=name, dob=date), {"document_id": "102", "error_code": "INVALID_DOC"})

    first, second = shown.documents
    assert [(r.name, r.value, r.low) for r in first.readings] == [
        ("dob", "01/02/1990", True),
        ("name", "Kavitha Iyer", False),
    ]
    assert (first.document_type, first.file.document_id, first.low_count) == ("INVOICE", "101", 1)
    assert (second.error_code, second.readings, second.document_type) == ("INVALID_DOC", (), "")
    assert (shown.field_count, shown.low_fields) == (2, 1)


def test_a_document_that_was_not_read_is_shown_and_one_that_nobody_sent_too(found):
    shown = found(reading("999"))

    assert [(d.document_id, d.file is None, bool(d.document_type)) for d in shown.documents] == [
        ("101", False, False),
        ("102", False, False),
        ("999", True, True),
    ]


@pytest.mark.parametrize(
    ("expected", "said"), [("", ""), ("INVOICE", ""), ("PAN", "PAN")], ids=["nothing", "the same", "another"]
)
def test_a_document_of_another_type_than_was_expected_says_so(found, queued, expected, said):
    queued.case.documents.filter(document_id="101").update(expected_type=expected)

    first, *_ = found(reading("101")).documents

    assert first.instead_of == said


def test_without_a_payload_there_is_nothing_read(batch):
    shown = findings.findings_of(batch.case)

    assert [bool(document.document_type) for document in shown.documents] == [False, False]
    assert (shown.checks, shown.field_count) == ([], 0)


def test_a_document_that_was_sent_twice_is_shown_once_with_its_newest_record(found, queued, asha):
    found(reading("101"))
    documents = list(queued.case.documents.all())
    batch = pressing.queue(queued.case, documents, form_key=uuid.uuid4(), by=asha)

    shown = findings.findings_of(queued.case)

    assert [document.file.batch for document in shown.documents] == [batch, batch]


def test_one_file_s_finding_is_its_document_s(found):
    found(reading("101", name=field("Kavitha Iyer")))
    file = FileRecord.objects.get(document_id="101")

    assert findings.finding_of(file).readings[0].value == "Kavitha Iyer"


def test_an_entry_that_nobody_asked_for_has_a_finding_too(queued, server):
    server.on("multiupload", answer([receipt("101"), receipt("999")]))
    calling.send(queued.pk)
    stranger = FileRecord.objects.get(document_id="999")

    finding = findings.finding_of(stranger)

    assert (finding.document_id, finding.file, bool(finding.document_type)) == ("999", stranger, False)


def test_the_worst_check_comes_first(found):
    scores = [0.9, 0.42, None, 0.7]
    checks = [{"field": f"f{n}", "similarity_score": score} for n, score in enumerate(scores)]

    shown = found(checks=checks)

    assert [check.percent for check in shown.checks] == [42.0, None, 70.0, 90.0]
    assert [check.field for check in shown.low_checks] == ["f1"]
    assert [check.field for check in shown.unscored_checks] == ["f2"]
    assert [check.match for check in shown.checks] == ["no_match", "unscored", "partial", "match"]
    assert [check.field for check in shown.good_checks] == ["f3", "f0"]


def test_only_what_differs_and_is_not_scored_a_match_is_marked_amber(found):
    # The stylesheet marks by `data-match`; a 100 % may differ in what Atlas takes for the same.
    sides = {"value_1": "12 MG Rd", "value_2": "12, MG Rd"}
    shown = found(checks=[sides | {"similarity_score": score} for score in (1, "100%", -5, 0.8, 0.2)])

    matches = [(check.match, check.percent, check.said) for check in shown.checks]
    assert matches == [
        ("no_match", 20.0, ""),
        ("unscored", None, "-5"),
        ("partial", 80.0, ""),
        ("match", 100.0, ""),
        ("match", 100.0, "100%"),
    ]


def test_a_confidence_that_came_otherwise_says_how(found):
    shown = found(reading("101", a=field("x", 31), b=field("x", "certain"), c=field("x", 0.9)))

    read = {each.name: (each.confidence, each.said, each.low) for each in shown.documents[0].readings}
    assert read == {
        "a": (0.31, "31", True),
        "b": (None, "certain", False),
        "c": (0.9, "", False),
    }


def test_of_very_many_checks_the_worst_are_shown_at_first(found, queued):
    scores = [0.3] * 150 + [0.8] * 150 + [None]
    checks = [{"field": f"f{n}", "similarity_score": score} for n, score in enumerate(scores)]

    shown = found(checks=checks)

    assert (shown.check_count, shown.low_count, shown.good_count, shown.hidden_count) == (301, 150, 150, 100)
    assert (len(shown.low_checks), len(shown.good_checks)) == (100, 100)
    assert [check.field for check in shown.unscored_checks] == ["f300"] and shown.unscored_count == 1
    everything = findings.findings_of(queued.case, every_check=True)
    assert (len(everything.low_checks), len(everything.good_checks), everything.hidden_count) == (150, 150, 0)


def test_a_check_of_two_documents_of_one_type_says_which(found):
    sides = {"document_type_1": "INVOICE", "document_id_1": "101", "document_type_2": "INVOICE"}
    other = {
        "document_type_1": "INVOICE",
        "document_id_1": "101",
        "document_type_2": "PAN",
        "document_id_2": "9",
    }
    pan = {"document_id": "9", "document_type": "PAN"}

    shown = found(reading("101"), reading("102"), pan, checks=[sides | {"document_id_2": "102"}, other])

    assert [(check.id_a, check.id_b) for check in shown.checks] == [("101", "102"), ("101", "")]


def test_the_activity_of_a_case_is_its_trail_in_words(batch):
    assert len(findings.activity_of(batch.case)) == 2


@pytest.mark.parametrize(
    "document",
    [
        {"aadhaar_number": field(AADHAAR, redact_url="https://pictures.example/1")},
        {"aadhaar_number": AADHAAR},
        {"aadhaar_number": 999912345678},
        {"aadhaar_number": field(999912345678.0)},
        {"aadhaar_number": field(["9999", "1234", "5678"])},
        {"aadhaar_number": field({"a": 9999, "b": {"c": 1234}, "d": "5678"})},
        {"aadhaarNumber": field("9999/1234/5678")},
        {"address": field(f"Flat 1, {AADHAAR}, Pune")},
        {"formatted_address": {"line": {"deep": [AADHAAR]}}},
        {"document_type": "AADHAAR", "file_data": {"aadhaar_number": field(AADHAAR)}},
        {"file_data": [{"field_name": "aadhaar_number", "value": "9999 1234 5678"}]},
        {"file_data": [{"key": "note", "value": f"UID {AADHAAR}"}]},
        {"remarks": field(["9999", "1234", "5678"])},
        {"remarks": field("9999\u202e1234\u202c5678")},
        {"remarks": field("9999.1234_5678 and 9999\u200b1234–5678")},
        {AADHAAR: field("a name that is a number")},
    ],
)
def test_no_aadhaar_number_is_shown_of_a_document(document):
    (read,) = extracts_from({"ocr_data": [document]}).documents

    shown = " ".join(f"{r.name} {r.value}" for r in findings._document("101", None, read).readings)

    for digits in ("9999", "1234"):
        assert digits not in shown


@pytest.mark.parametrize(
    "check",
    [
        {"field": "aadhaar_number", "value_1": AADHAAR, "value_2": "9999 1234 5670"},
        {"field": "aadhaar_number", "value_1": "9999.1234.5678", "value_2": "9999,1234,5670"},
        {"field": "x", "values": [AADHAAR, "999912345670"]},
    ],
)
def test_no_aadhaar_number_is_shown_of_a_check(check):
    (read,) = extracts_from({"cross_checks": [check]}).checks

    found = findings._check(read, Counter())

    shown = "".join(text for text, _ in found.pieces_a + found.pieces_b)
    assert "9999" not in shown
    assert "1234" not in shown
    assert shown.count("567") == 2


@settings(deadline=None)
@given(JSON, JSON)
@example([{"document_id": "1", "\ud800": "\ud800"}], [])
@example([{"a": [[[None]]], "file_data": 5}], [{"values": 5}])
def test_a_payload_of_any_shape_is_shown(documents, checks):
    extracts = extracts_from({"ocr_data": documents, "cross_checks": checks})

    shown = [findings._document("101", None, document) for document in extracts.documents]
    shown += [findings._check(check, Counter()) for check in extracts.checks]

    assert all(str(finding).encode() for finding in shown)


def test_what_is_nested_without_end_is_cut_off():
    deep = json.loads("[" * 500 + "1" + "]" * 500)

    assert findings._text(deep) == "…"


def pieces(left, right):
    """Both texts, with what differs in brackets."""
    marked = partial(map, lambda piece: f"[{piece[0]}]" if piece[1] else piece[0])
    return tuple("".join(marked(side)) for side in compare(left, right))


@pytest.mark.parametrize(
    ("left", "right", "shown"),
    [
        ("FC Road, Pune", "FC Road, Pune", ("FC Road, Pune", "FC Road, Pune")),
        (" Sunil Patil", "SUNIL PATIL ", ("Sunil Patil", "SUNIL PATIL")),
        ("FC Road, Pune", "FC Rd, Pune", ("FC R[oa]d, Pune", "FC Rd, Pune")),
        ("Dadar West", "Serampore", ("[Dadar West]", "[Serampore]")),
        ("Pune", "", ("[Pune]", "")),
        ("", "", ("", "")),
    ],
)
def test_two_texts_are_compared_word_by_word_then_letter_by_letter(left, right, shown):
    assert pieces(left, right) == shown


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_of_a_comparison_are_the_texts(left, right):
    pieces_a, pieces_b = compare(left, right)

    assert "".join(text for text, _ in pieces_a) == left.strip()
    assert "".join(text for text, _ in pieces_b) == right.strip()


def test_long_texts_are_shown_at_once_without_a_comparison():
    left, right = compare("a b " * 50_000, "b c " * 50_000)

    assert calls_of(lambda: compare("a b " * 50_000, "b c " * 50_000)) < 50
    assert ([differs for _, differs in left], [differs for _, differs in right]) == ([True], [True])


def test_a_callback_s_payload_is_not_what_is_shown(batch):
    Payload.objects.create(
        case=batch.case, kind=Payload.Kind.CALLBACK, body='{"ocr_data": [{"document_id": "9"}]}'
    )

    assert len(findings.findings_of(batch.case).documents) == 2


def test_a_sign_that_turns_text_around_is_shown_as_its_number():
    turned = "12\u202e34\u2066"
    said = {
        "ocr_data": [{"document_type": turned, turned: field(turned)}],
        "cross_checks": [{"field": turned, "document_1": turned, "value_1": turned, "value_2": ""}],
    }
    extracts = extracts_from(said)
    shown = findings._document("101", None, extracts.documents[0])
    check = findings._check(extracts.checks[0], Counter())

    text = "12[U+202E]34[U+2066]"
    (reading,) = shown.readings
    assert (shown.document_type, reading.name, reading.value) == (text, text, text)
    assert (check.field, check.document_a) == (text, text)
    assert "".join(piece for piece, _ in check.pieces_a) == text
