"""A second case with the same application id or links is flagged, and goes on only when confirmed."""

import uuid

import pytest

from pages.form_keys import sign_key
from tests import factories
from verifications.models import Batch


@pytest.fixture
def again(client, asha, batch):
    """Send the same application once more, in a form of its own."""
    client.force_login(asha)
    typed = {
        "account": batch.case.account_id,
        "application_id": batch.case.application_id,
        "applicant_name": "Sunil Patil",
        "product_type": "POC_CDL",
        "documents_text": factories.lines("other.jpg"),
        "form_key": sign_key(uuid.uuid4(), asha),
        "action": "send",
    }
    return lambda **changed: client.post("/cases/new/", typed | changed)


@pytest.mark.parametrize(
    "changed",
    [{}, {"application_id": "ANOTHER", "documents_text": "7 https://docs.example/pan.jpg?sig=fresh"}],
)
def test_it_is_flagged_with_a_link_and_everything_typed_stays(again, batch, changed):
    answer = again(**changed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This looks like an earlier case" in page and f"/cases/{batch.case.reference}/" in page
    assert "Sunil Patil" in page and 'name="confirmed"' in page
    assert Batch.objects.count() == 1


def test_confirmed_it_goes(again):
    assert again(confirmed="on").status_code == 302
    assert Batch.objects.count() == 2


def test_another_application_with_other_links_goes_at_once(again):
    assert again(application_id="ANOTHER").status_code == 302


def test_a_draft_is_saved_without_a_question(again):
    assert again(action="draft").status_code == 302
