"""File records: the history, and one record."""

import json

import pytest

from tests import factories
from tests.verifications.pages import elements, fields, tags
from verifications.models import FileRecord, Payload

HTMX = {"HX-Request": "true"}


def _ids(page):
    return [row["data-document-id"] for row in elements(page, "data-document-id")]


def _text(page):
    return " ".join(page.content.decode().split())


@pytest.fixture
def files(account, asha):
    """Four file records of two batches; the first is answered."""
    for first in (201, 203):
        text = factories.lines("a.pdf", "b.pdf", first=first)
        factories.batch(account=account, by=asha, text=text, application_id=f"App {first}")
    found = list(FileRecord.objects.order_by("pk"))
    found[0].file_uuid, found[0].comparison, found[0].atlas_batch_id = "03f0", "answered", "BATCH-1"
    found[0].save()
    return found


def test_the_list_shows_every_record_newest_first(officer, files):
    page = officer.get("/files/")
    assert _ids(page) == ["204", "203", "202", "201"]
    assert elements(page, "data-file-uuid")[0]["data-file-uuid"] == "03f0"


def test_a_record_is_found_by_every_id(officer, files):
    file = files[0]
    for q in ("03f0", "201", file.our_id, "03f0 \x00"):
        assert _ids(officer.get("/files/", {"q": q})) == ["201"], q
    for q in ("App 201", file.case.reference):
        assert _ids(officer.get("/files/", {"q": q})) == ["202", "201"], q
    assert _ids(officer.get("/files/", {"q": "BATCH-1"})) == ["201"]


@pytest.mark.parametrize("q", ["nothing", "f-" + "9" * 30, "x" * 5000, "'", "%", "🙂", "²"])
def test_a_search_without_a_match_says_what_was_looked_for(officer, files, q):
    page = officer.get("/files/", {"q": q})
    assert page.status_code == 200 and "No file record has the id" in _text(page)


def test_the_list_is_filtered_by_answer_and_paged_both_ways(officer, files):
    assert _ids(officer.get("/files/", {"comparison": "answered"})) == ["201"]
    page = officer.get("/files/", {"comparison": "waiting", "size": "2"})
    assert _ids(page) == ["204", "203"] and fields(page)["comparison"] == "waiting"
    link = next(attrs["href"] for attrs in tags(page, "a") if "after=" in attrs.get("href", ""))
    page = officer.get(f"/files/{link}")
    assert _ids(page) == ["202"] and fields(page)["comparison"] == "waiting"
    back = next(attrs["href"] for attrs in tags(page, "a") if "before=" in attrs.get("href", ""))
    assert _ids(officer.get(f"/files/{back}")) == ["204", "203"]


@pytest.mark.parametrize("query", ["comparison=nonsense", "comparison=%00", "after=x", "before=-", "size=x"])
def test_what_cannot_be_read_of_the_address_is_ignored(officer, files, query):
    assert len(_ids(officer.get(f"/files/?{query}"))) == 4


def test_an_empty_list_says_what_will_be_there(officer):
    assert "No file record here" in _text(officer.get("/files/"))


def test_htmx_gets_the_rows_alone_and_history_the_page(officer, files):
    page = officer.get("/files/", headers=HTMX)
    assert "<html" not in page.content.decode() and len(_ids(page)) == 4
    page = officer.get("/files/", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in page.content.decode() and "HX-Request" in page["Vary"]


def test_a_record_is_found_under_our_id_and_under_atlass(officer, files):
    for name in (files[0].our_id, "03f0"):
        page = officer.get(f"/files/{name}/")
        assert page.context["file"] == files[0]
        head = elements(page, "data-file-uuid")[0]
        assert (head["data-document-id"], head["data-file-uuid"]) == ("201", "03f0")
        assert head["data-file-url"] == "https://docs.example/a.pdf?sig=a%2Bb"


def test_of_two_records_with_the_same_file_uuid_the_newest_is_shown(officer, files):
    FileRecord.objects.filter(pk=files[3].pk).update(file_uuid="03f0")
    assert officer.get("/files/03f0/").context["file"] == files[3]


def test_a_record_that_nobody_asked_for_has_a_page(officer, files):
    extra = FileRecord.objects.create(
        batch=files[0].batch,
        case=files[0].case,
        account=files[0].account,
        document_id="",
        comparison="extra",
        file_uuid="",
    )
    page = officer.get(f"/files/{extra.our_id}/")
    assert page.status_code == 200 and "Not sent by us" in _text(page)
    assert officer.get("/files/").status_code == 200


def test_what_was_read_is_shown_with_numbers_masked(officer, files):
    number = {"value": "1234-5678-9012", "confidence_score": 0.5}
    data = {"ocr_data": [{"document_id": "201", "document_type": "AADHAAR", "aadhaar_number": number}]}
    Payload.objects.create(case=files[0].case, kind="extracts", body=json.dumps(data), sha256="0" * 64)
    text = _text(officer.get(f"/files/{files[0].our_id}/"))
    assert "9012" in text and "1234-5678" not in text and "Aadhaar" in text
    data = {"ocr_data": [{"document_id": "201", "error_code": "INVALID_DOC"}]}
    Payload.objects.create(case=files[0].case, kind="extracts", body=json.dumps(data), sha256="1" * 64)
    assert "Atlas could not read this document: INVALID_DOC." in _text(
        officer.get(f"/files/{files[0].our_id}/")
    )
