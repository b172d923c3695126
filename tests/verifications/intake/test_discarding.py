"""A draft that nobody will send is ended by whoever sees it, and stays on record."""

import pytest

from tests import factories
from tests.verifications.pages import NEW, alerts, elements, fields
from tests.verifications.parts import trail_of
from verifications.models import Batch, Case


def discard(client, case):
    return client.post(f"/cases/{case.reference}/discard/", follow=True)


def in_queue(client, tab):
    return [row["data-case"] for row in elements(client.get("/", {"tab": tab}), "data-case")]


def test_a_discarded_draft_leaves_the_queue_and_can_still_be_looked_at(officer, draft):
    page = officer.get(f"/cases/{draft.reference}/edit/")
    assert "Discard draft" in page.content.decode()
    assert in_queue(officer, "mine") == [draft.reference]

    page = discard(officer, draft)

    assert page.redirect_chain[-1][0] == "/" and f"{draft.reference} is discarded." in page.content.decode()
    assert in_queue(officer, "mine") == [] and in_queue(officer, "all") == [draft.reference]
    assert trail_of(draft)[-1] == "case.discarded"
    assert draft.reference not in officer.get(NEW).content.decode()
    kept = officer.get(f"/cases/{draft.reference}/edit/", follow=True)
    assert kept.redirect_chain[-1][0] == f"/cases/{draft.reference}/" and kept.status_code == 200
    (row,) = [attrs for attrs in elements(kept, "data-decision") if attrs["data-case"] == draft.reference][:1]
    assert row["data-decision"] == "closed"


@pytest.mark.parametrize("action", ["draft", "send"])
def test_what_another_tab_still_shows_is_not_sent_and_comes_back(officer, draft, action):
    form = fields(officer.get(f"/cases/{draft.reference}/edit/"))
    discard(officer, draft)

    typed = form | {"action": action, "applicant_name": "Typed meanwhile"}
    page = officer.post(f"/cases/{draft.reference}/edit/", typed)

    assert page.status_code == 409 and "was discarded in the meantime" in alerts(page)
    assert fields(page)["applicant_name"] == "Typed meanwhile"
    assert not Batch.objects.exists() and Case.objects.get().decision == "closed"


def test_a_form_that_is_saved_during_the_press_is_told(officer, account, asha):
    draft = factories.draft(account=account, by=asha)
    form = fields(officer.get(f"/cases/{draft.reference}/edit/"))
    discard(officer, draft)

    page = officer.post(f"/cases/{draft.reference}/autosave/", form)

    assert page.status_code == 409
    assert f"{draft.reference} was discarded in the meantime." in alerts(page)


def test_what_was_sent_is_not_discarded_and_nothing_twice(officer, batch, draft):
    page = discard(officer, batch.case)
    assert f"{batch.case.reference} is no draft any more." in page.content.decode()
    assert Case.objects.get(pk=batch.case_id).decision == "undecided"

    discard(officer, draft)
    discard(officer, draft)
    assert trail_of(draft).count("case.discarded") == 1
