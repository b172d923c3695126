"""The flow of a new case: typed, named by the pasted JSON, or opened by the portal."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories, papers
from tests.verifications.pages import NEW, alerts, fields, typed
from verifications.models import Batch, Case


def _json(flow_uuid):
    entry = {"file_url": "https://docs.example/a.pdf", "document_id": "1"}
    return json.dumps({"flow_uuid": flow_uuid, "file_urls": [entry]})


def _send(officer, asha, account, **changes):
    return officer.post(NEW, typed(asha, account, action="send", **changes))


def test_an_empty_flow_is_left_to_the_portal(officer, asha, account):
    assert _send(officer, asha, account).status_code == 302
    assert Case.objects.get().flow_uuid is None


@pytest.mark.parametrize(
    ("typed_flow", "text"),
    [
        ("LOS-1", factories.lines("a.pdf")),
        ("", _json("LOS-1")),
        ("LOS-1", _json("LOS-1")),
        (" LOS-1 ", _json(" LOS-1")),
    ],
)
def test_a_flow_is_taken_from_the_field_or_from_the_json(officer, asha, account, typed_flow, text):
    assert _send(officer, asha, account, flow_uuid=typed_flow, documents_text=text).status_code == 302
    assert Case.objects.get().flow_uuid == "LOS-1"


@pytest.mark.parametrize(
    ("typed_flow", "text", "sentence"),
    [
        ("LOS-1", _json("LOS-2"), "The pasted JSON names another flow."),
        ("", _json("x" * 201), "The flow in the pasted JSON is longer than 200 characters."),
        ("", _json("a\x00b"), "“flow_uuid” in this JSON has hidden characters."),
        ("", _json("\ud800"), "“flow_uuid” in this JSON has hidden characters."),
        ("a\x00b", _json(""), "Null characters are not allowed."),
    ],
)
def test_a_flow_that_cannot_be_has_its_sentence(officer, asha, account, typed_flow, text, sentence):
    page = _send(officer, asha, account, flow_uuid=typed_flow, documents_text=text)
    assert page.status_code == 422 and sentence in alerts(page)
    assert fields(page)["documents_text"] == text


def test_a_flow_in_the_json_is_kept_when_a_file_comes_with_the_form(officer, asha, account):
    file = SimpleUploadedFile("a.jpg", papers.jpeg())
    form = typed(asha, account, action="draft", documents_text=_json("LOS-1"), attachments=[file])
    page = officer.post(NEW, form, follow=True)
    assert fields(page)["flow_uuid"] == Case.objects.get().flow_uuid == "LOS-1"


def test_a_damaged_form_is_told_that_its_flow_is_another_cases_too(officer, asha, account):
    other = factories.draft(by=asha, account=account, flow_uuid="LOS-1")
    page = _send(officer, asha, account, flow_uuid="LOS-1", form_key="forged")
    assert page.status_code == 400 and "This form is damaged" in alerts(page)
    assert list(Case.objects.all()) == [other]


def test_a_flow_of_another_case_is_named_with_that_case(officer, asha, account):
    other = factories.draft(by=asha, account=account, flow_uuid="LOS-1")
    page = _send(officer, asha, account, flow_uuid="LOS-1")
    assert page.status_code == 422
    assert f"{other.reference} has this flow already." in alerts(page)
    assert not Batch.objects.exists()


def test_the_same_flow_at_another_account_is_another_flow(officer, asha, account):
    factories.draft(by=asha, account=factories.account("Other"), flow_uuid="LOS-1")
    assert _send(officer, asha, account, flow_uuid="LOS-1").status_code == 302


def test_a_draft_keeps_a_flow_that_another_case_has(officer, asha, account):
    factories.draft(by=asha, account=account, flow_uuid="LOS-1")
    saved = officer.post(NEW, typed(asha, account, flow_uuid="LOS-1", action="draft"))
    form = fields(officer.get(saved.url))
    assert form["flow_uuid"] == "LOS-1"
    saved = officer.post(saved.url, form | {"applicant_name": "Someone else", "action": "draft"})
    assert saved.status_code == 302
    assert Case.objects.filter(flow_uuid="LOS-1").count() == 1


def test_a_form_with_a_flow_is_no_rival_of_itself(officer, asha, account):
    form = typed(asha, account, flow_uuid="LOS-1")
    officer.post(NEW, form | {"action": "draft"})
    first = officer.post(NEW, form | {"action": "send"})
    second = officer.post(NEW, form | {"action": "send"})
    assert first.status_code == 302 and second.url == first.url
    assert Batch.objects.count() == 1
