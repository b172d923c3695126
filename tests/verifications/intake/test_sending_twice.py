"""One form is one batch, however often and by whomever it is sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from tests import factories
from tests.verifications.pages import NEW, alerts, fields, typed
from verifications.models import AtlasAccount, Batch, Case, Document


def _in_threads(user, posts):
    """The answers to all these POSTs, made at the same time."""

    def post(address, form):
        try:
            client = Client()
            client.force_login(user)
            return client.post(address, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return [answer.result() for answer in [pool.submit(post, *each) for each in posts]]


def test_sending_the_same_form_again_leads_to_the_same_case(officer, asha, account):
    form = typed(asha, account, action="send")
    first, second = officer.post(NEW, form), officer.post(NEW, form)
    assert first.url == second.url
    assert (Case.objects.count(), Batch.objects.count()) == (1, 1)


def test_a_form_that_was_sent_says_so_even_if_it_has_faults_by_now(officer, asha, account):
    form = typed(asha, account, action="send")
    first = officer.post(NEW, form)
    AtlasAccount.objects.update(active=False)
    again = officer.post(NEW, form)
    assert again.status_code == 302 and again.url == first.url


def test_a_form_that_was_sent_can_no_longer_be_saved_as_a_draft(officer, asha, account):
    form = typed(asha, account)
    officer.post(NEW, form | {"action": "send"})
    page = officer.post(NEW, form | {"applicant_name": "Changed", "action": "draft"})
    assert page.status_code == 409 and "was queued for Atlas in the meantime." in alerts(page)
    assert fields(page)["applicant_name"] == "Changed"
    assert Case.objects.get().applicant_name == "Sunil Patil"


def test_saving_the_same_draft_twice_is_one_draft(officer, asha, account):
    form = typed(asha, account, action="draft")
    assert officer.post(NEW, form).url == officer.post(NEW, form).url
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_the_same_time_are_one_batch(transactional_db, asha, account, no_queue):
    form = typed(asha, account, flow_uuid="LOS-1", action="send")
    answers = _in_threads(asha, [(NEW, form)] * 20)
    batch = Batch.objects.get()
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, f"/cases/{batch.case.reference}/")
    }
    assert (Case.objects.count(), Document.objects.count()) == (1, 2)
    assert no_queue == [("send_batch", batch.pk)]


@pytest.mark.django_db(transaction=True)
def test_ten_presses_of_save_draft_at_the_same_time_are_one_draft(transactional_db, asha, account):
    form = typed(asha, account, action="draft")
    answers = _in_threads(asha, [(NEW, form)] * 10)
    assert len({answer.url for answer in answers}) == 1
    assert Case.objects.count() == 1


def test_of_two_officers_on_one_draft_the_second_is_told(client, asha, ravi, draft):
    address = f"/cases/{draft.reference}/edit/"
    client.force_login(asha)
    hers = fields(client.get(address)) | {"applicant_name": "Hers", "action": "draft"}
    client.force_login(ravi)
    his = fields(client.get(address)) | {"applicant_name": "His", "action": "send"}
    assert client.post(address, hers).status_code == 302
    page = client.post(address, his)
    assert page.status_code == 409
    assert f"{draft.reference} was saved elsewhere at" in alerts(page)
    assert fields(page)["applicant_name"] == "His"
    draft.refresh_from_db()
    assert (draft.applicant_name, draft.version, draft.batches.count()) == ("Hers", 2, 0)


def test_a_draft_that_was_sent_meanwhile_leads_to_its_case(officer, asha, draft):
    address = f"/cases/{draft.reference}/edit/"
    form = fields(officer.get(address))
    stale = fields(officer.get(address))
    officer.post(address, form | {"action": "send"})
    assert officer.post(address, stale | {"action": "send"}).url == f"/cases/{draft.reference}/"
    assert Batch.objects.count() == 1


def test_a_withdrawn_case_is_corrected_and_sent_as_a_new_batch(officer, batch):
    officer.post(f"/batches/{batch.our_id}/withdraw/")
    address = f"/cases/{batch.case.reference}/edit/"
    form = fields(officer.get(address))
    assert form["documents_text"].startswith(
        "document_id\tfile_url\texpected_type\n101\thttps://docs.example/invoice.jpg?sig=a%2Bb\t\n102\t"
    )
    form |= {"documents_text": factories.lines("again.jpg"), "action": "send"}
    assert officer.post(address, form).status_code == 302
    assert list(batch.case.batches.order_by("pk").values_list("state", "document_count")) == [
        ("withdrawn", 2),
        ("queued", 1),
    ]
