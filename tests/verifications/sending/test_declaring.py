"""What a person who knows says of a batch that is Not confirmed."""

import pytest
from django.utils import timezone

from audit import trail
from verifications.models import Batch, Case


@pytest.fixture
def unsure(batch, put):
    """A batch whose answer was lost, in a flow of the loan system's."""
    put(batch, Batch.State.NOT_CONFIRMED, left_at=timezone.now(), was_unconfirmed=True, flow_uuid="LOS-1")
    Case.objects.filter(pk=batch.case_id).update(flow_uuid="LOS-1")
    batch.refresh_from_db()
    return batch


def test_the_case_says_why_it_cannot_be_told_and_offers_to_declare(client, asha, unsure):
    client.force_login(asha)
    page = client.get(f"/cases/{unsure.case.reference}/").content.decode()
    assert "What this flow held before is not known" in page
    assert f"/batches/{unsure.our_id}/declare/" in page


@pytest.mark.parametrize(("to", "state"), [("accepted", "accepted"), ("failed", "failed")])
def test_an_officer_declares_with_a_reason(client, asha, unsure, to, state):
    client.force_login(asha)
    answer = client.post(f"/batches/{unsure.our_id}/declare/", {"to": to, "reason": "Atlas, ticket 48213"})
    unsure.refresh_from_db()
    assert (answer.status_code, unsure.state) == (302, state)
    event = trail.events(unsure.case_id)[0]
    assert (event.action, event.actor_id, bool(event.reason_hash)) == (f"batch.{state}", str(asha.pk), True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose one of the two."),
        ({"to": "accepted", "reason": "because"}, "in at least 10 characters"),
        ({"to": "accepted"}, "Say how you know"),
        ({"to": "queued", "reason": "long enough a reason"}, "queued"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, asha, unsure, typed, words):
    client.force_login(asha)
    answer = client.post(f"/batches/{unsure.our_id}/declare/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page and typed.get("reason", "") in page
    assert Batch.objects.get().state == "not_confirmed"


def test_what_was_settled_meanwhile_is_told(client, asha, unsure):
    unsure.move_to(Batch.State.ACCEPTED)
    client.force_login(asha)
    answer = client.post(
        f"/batches/{unsure.our_id}/declare/", {"to": "failed", "reason": "long enough a reason"}, follow=True
    )
    assert "Only a batch that is not confirmed can be declared." in answer.content.decode()
