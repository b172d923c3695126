"""A document sent again under a new id."""

import pytest
from django.utils import timezone

from tests import factories
from tests.verifications.pages import fields
from verifications.models import Batch


@pytest.fixture
def document(batch, put):
    """A document that Atlas has."""
    put(batch, Batch.State.ACCEPTED, left_at=timezone.now())
    return batch.case.documents.first()


@pytest.fixture
def address(document):
    return f"/cases/{document.case.reference}/documents/{document.pk}/again/"


def test_the_case_offers_it_and_the_form_suggests_an_id(client, asha, document, address):
    client.force_login(asha)
    assert address in client.get(f"/cases/{document.case.reference}/").content.decode()
    page = client.get(address).content.decode()
    assert f'value="{document.document_id}-2"' in page and "docs.example/invoice.jpg" in page


def test_pressed_twice_it_is_one_batch_and_the_link_to_the_old_is_shown(client, asha, document, address):
    client.force_login(asha)
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in ("document_id", "file_url", "form_key")}
    answers = [client.post(address, typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Batch.objects.count() == 2
    page = client.get(f"/cases/{document.case.reference}/").content.decode()
    assert f"stands for {document.document_id}" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"document_id": "102"}, "has the id “102” already"),
        ({"document_id": ""}, "Enter an id"),
        ({"document_id": "x" * 101}, "Id too long"),
        ({"file_url": "javascript:alert(1)"}, "Not a web link"),
        ({"file_url": ""}, "A document needs a link."),
        ({"form_key": "damaged"}, "This form is damaged"),
    ],
)
def test_a_fault_has_its_sentence_and_sends_nothing(client, asha, document, address, changed, words):
    client.force_login(asha)
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in ("document_id", "file_url", "form_key")} | changed
    answer = client.post(address, typed)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert Batch.objects.count() == 1


def test_a_document_of_another_case_is_not_found(client, asha, document):
    client.force_login(asha)
    assert client.get(f"/cases/{document.case.reference}/documents/999999/again/").status_code == 404


def test_an_attached_file_goes_again_by_its_name_and_not_by_the_text_of_a_form(client, asha, account, put):
    file = factories.attachment(by=asha, name="scan.jpg")
    batch = put(factories.batch(by=asha, account=account, text=f"7\t{file.text}"), Batch.State.ACCEPTED)
    document = batch.case.documents.get()
    client.force_login(asha)
    address = f"/cases/{batch.case.reference}/documents/{document.pk}/again/"
    page = client.get(address)
    assert "the attached file scan.jpg goes again" in page.content.decode()
    assert str(file.pk) not in page.content.decode() and fields(page)["file_url"] == ""

    assert client.post(address, fields(page)).status_code == 302

    again = batch.case.documents.get(document_id="7-2")
    assert (again.attachment, again.file_url, again.replaces) == (file, None, document)
