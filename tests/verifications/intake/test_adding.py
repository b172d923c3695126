"""More documents for a case that Atlas has."""

import pytest

from tests import factories
from tests.verifications.pages import alerts, elements, fields
from verifications.intake.forms import AddDocumentsForm
from verifications.models import Batch

State = Batch.State
MORE = "201\thttps://docs.example/more.pdf"


@pytest.fixture
def sent(batch, put):
    """A case whose first batch Atlas has accepted."""
    return put(batch, State.ACCEPTED).case


def form_of(officer, case, text=MORE):
    page = officer.get(f"/cases/{case.reference}/documents/add/")
    assert page.status_code == 200
    return fields(page) | {"documents_text": text, "action": "send"}


def add(officer, case, form):
    return officer.post(f"/cases/{case.reference}/documents/add/", form)


def test_more_documents_go_in_a_batch_of_their_own(
    officer, sent, no_queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = add(officer, sent, form_of(officer, sent))

    assert answer.url == f"/cases/{sent.reference}/"
    new = sent.batches.latest("pk")
    assert (new.state, new.document_count) == (State.QUEUED, 1)
    assert list(sent.documents.values_list("document_id", "position")) == [("101", 0), ("102", 1), ("201", 2)]
    assert ("send_batch", new.pk) in no_queue


def test_the_same_press_twice_makes_one_batch(officer, sent):
    form = form_of(officer, sent)

    answers = [add(officer, sent, form) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    assert sent.batches.count() == 2 and sent.documents.count() == 3


def test_an_id_that_the_case_has_is_a_fault_at_its_row(officer, sent):
    text = f"101\thttps://docs.example/again.pdf\n{MORE}"

    answer = add(officer, sent, form_of(officer, sent, text))

    assert answer.status_code == 422
    assert "Id is taken" in alerts(answer) and f"{sent.reference} has this id already" in alerts(answer)
    assert [row["data-verdict"] for row in elements(answer, "data-row")] == ["error", "ok"]
    assert fields(answer)["documents_text"] == text
    assert sent.batches.count() == 1


def test_the_preview_knows_the_ids_of_the_case(officer, sent):
    form = form_of(officer, sent, "102\thttps://docs.example/again.pdf")

    assert "Id is taken" in alerts(officer.post("/cases/new/preview/", form))


def test_an_id_that_was_taken_meanwhile_is_told(officer, sent, asha):
    form = form_of(officer, sent)
    add(officer, sent, form_of(officer, sent))

    answer = add(officer, sent, form)

    assert answer.status_code == 422 and "Id is taken" in alerts(answer)


def test_nothing_is_added_without_a_document(officer, sent):
    answer = add(officer, sent, form_of(officer, sent, ""))

    assert answer.status_code == 422 and "Paste at least one document" in alerts(answer)


def test_a_damaged_form_keeps_what_was_typed(officer, sent):
    answer = add(officer, sent, form_of(officer, sent) | {"form_key": "x"})

    assert answer.status_code == 400 and "This form is damaged" in alerts(answer)
    assert fields(answer)["documents_text"] == MORE


def test_a_case_of_which_atlas_has_nothing_is_corrected_as_a_whole(officer, draft):
    answer = officer.get(f"/cases/{draft.reference}/documents/add/")

    assert answer.url == f"/cases/{draft.reference}/edit/"


def test_the_case_offers_it(officer, sent, client, meera):
    where = f"/cases/{sent.reference}/documents/add/"
    assert where in officer.get(f"/cases/{sent.reference}/").content.decode()
    client.force_login(meera)
    assert where not in client.get(f"/cases/{sent.reference}/").content.decode()


def test_a_session_that_ended_signs_in_in_place_and_goes_on(client, officer, sent):
    form = form_of(officer, sent)
    client.logout()

    page = add(client, sent, form)
    assert page.status_code == 401 and fields(page)["documents_text"] == MORE

    answer = add(client, sent, fields(page) | {"username": "asha", "password": factories.PASSWORD})
    assert answer.status_code == 302 and sent.batches.count() == 2


def test_a_form_whose_files_were_lost_is_shown_again_and_not_sent(officer, sent):
    answer = add(officer, sent, form_of(officer, sent) | {"action": "draft"})
    page = officer.get(answer.url)

    assert answer.status_code == 302 and "Attach them again" in alerts(page)
    assert fields(page)["documents_text"] == MORE
    assert sent.batches.count() == 1


def test_more_documents_are_added_to_attached_ones(officer, asha, account, put):
    file = factories.attachment(by=asha, name="invoice.jpg")
    case = put(factories.batch(by=asha, account=account, text=f"101\t{file.text}"), State.ACCEPTED).case

    page = officer.get(f"/cases/{case.reference}/documents/add/")
    answer = add(officer, case, form_of(officer, case))

    assert page.status_code == 200 and answer.url == f"/cases/{case.reference}/"
    assert case.batches.count() == 2


def test_an_id_that_is_taken_during_the_press_is_told_and_kept(officer, sent, monkeypatch):
    text = "101\thttps://docs.example/again.pdf"
    # As if the other document had come between this look and the lock.
    monkeypatch.setattr(AddDocumentsForm, "documents_fault", lambda form: "")

    answer = add(officer, sent, form_of(officer, sent, text))

    assert answer.status_code == 409 and f"{sent.reference} has the id “101” already." in alerts(answer)
    assert fields(answer)["documents_text"] == text
    assert sent.batches.count() == 1
