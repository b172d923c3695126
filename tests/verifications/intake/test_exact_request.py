"""The exact JSON can be looked at before anything is sent."""

from tests import factories
from verifications.models import Batch, Case

ADDRESS = "/cases/new/request/"


def test_the_request_is_shown_as_it_would_leave_with_signatures_hidden(officer):
    page = officer.post(ADDRESS, {"documents_text": factories.lines("invoice.jpg"), "flow_uuid": "LOS-1"})
    shown = page.context["request_json"]
    assert '"flow_uuid": "LOS-1"' in shown and '"document_id": "101"' in shown
    assert "https://docs.example/invoice.jpg?[removed]" in shown and "a%2Bb" not in page.content.decode()
    assert not (Case.objects.exists() or Batch.objects.exists())


def test_a_flow_that_is_not_open_yet_and_a_fault_are_said(officer):
    page = officer.post(ADDRESS, {"documents_text": "https://docs.example/a.jpg"}).content.decode()
    assert "(opened when it is sent)" in page and "1 of 1 documents need attention" in page


def test_a_text_that_is_not_understood_has_its_sentence(officer):
    page = officer.post(ADDRESS, {"documents_text": "{"}).content.decode()
    assert "This JSON is not complete" in page
