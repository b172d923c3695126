"""What a case held is erased: nobody reads it any more, and everything that is no secret stays."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from atlas_portal.encryption import Erased
from audit import trail
from audit.models import Reason
from tests import factories, papers
from tests.stored import put_under_field_key
from tests.verifications.pages import fields
from verifications.attachments import attaching, examinations, handing, storing
from verifications.intake import adding, drafts
from verifications.intake.forms import AddDocumentsForm
from verifications.models import (
    Addition,
    Attachment,
    Batch,
    Case,
    DataKey,
    Examination,
    FileRecord,
    Payload,
    WrongState,
)
from verifications.sending import pressing
from verifications.upkeep import erasing, sweeping
from verifications.watching import flows

State = Batch.State
NAME = {"value": "Kavitha", "confidence_score": 0.9}
BODY = json.dumps({"ocr_data": [{"document_id": "8", "document_type": "PAN", "name": NAME}]})


@pytest.fixture
def file(asha):
    return factories.attachment(by=asha)


@pytest.fixture
def ended(account, asha, file, put, wakeups):
    """A batch of a file and a link that has ended, with results and with a reason on the trail."""
    text = f"7\t{file.text}\n" + factories.lines("pan.jpg", first=8)
    batch = factories.batch(account=account, by=asha, text=text)
    put(batch, State.NOT_CONFIRMED, left_at=batch.created_at)
    pressing.declare(batch, taken=True, reason="Kavitha said so on the phone.", by=asha)
    handing.give_links(list(batch.files.select_related("case__key")))
    Payload.objects.create(case=batch.case, kind="extracts", body=BODY)
    Addition.objects.create(case=batch.case, person=asha, documents_text="9\tx", form_key=batch.form_key)
    Case.objects.update(look_at=None, results_at=timezone.now(), progress="ready", flow_uuid="LOS-1")
    return Batch.objects.get(pk=batch.pk)


def erase(batch, joseph):
    erasing.erase(Case.objects.get(pk=batch.case_id), by=joseph)
    return Batch.objects.get(pk=batch.pk)


def test_nothing_that_a_case_held_can_be_read(ended, joseph, file):
    erase(ended, joseph)

    case = Case.objects.get()
    assert case.erased_at and case.key.destroyed_at
    for rows, column in ((case.payloads, "body"), (case.files, "file_url"), (case.documents, "file_url")):
        for row in rows.exclude(**{column: None}):
            with pytest.raises(Erased):
                getattr(row, column)
    with pytest.raises(Erased):
        storing.unsealed(Attachment.objects.get(), file.file)
    assert not Addition.objects.exists() and not Reason.objects.exists()


def test_the_trail_stays_whole_and_says_who_erased_it(ended, joseph):
    before = trail.events().count()
    erase(ended, joseph)

    event = trail.events()[0]
    assert (event.action, event.actor_id, event.case_id) == ("case.erased", str(joseph.pk), ended.case_id)
    assert event.details == {"files": 1, "reasons": 1}
    assert trail.verify().whole and trail.events().count() == before + 1


def test_what_lay_under_the_field_key_is_erased_as_well(ended, joseph):
    put_under_field_key(Payload, "body")
    put_under_field_key(FileRecord, "file_url")

    erase(ended, joseph)

    with pytest.raises(Erased):
        _ = Payload.objects.get().body
    assert FileRecord.objects.first().link == ""


@pytest.mark.parametrize("person", ["asha", "meera", "joseph"])
def test_every_page_of_the_case_says_what_is_no_longer_there(ended, joseph, client, request, person):
    record = ended.files.get(document_id="8")
    reference = ended.case.reference
    pages = [f"/cases/{reference}/", f"/batches/{ended.our_id}/", f"/files/{record.our_id}/"]
    client.force_login(request.getfixturevalue(person))
    assert "Kavitha" in client.get(pages[0]).content.decode()
    erase(ended, joseph)

    for address in pages:
        page = client.get(address)
        assert page.status_code == 200
        assert "What this case held was erased" in page.content.decode()
        assert "Not in the results" not in page.content.decode()
        assert "Kavitha" not in page.content.decode() and "?sig=" not in page.content.decode()
    others = ["state/", "calls/"]
    for address in (*(f"/cases/{reference}/{other}" for other in others), f"/batches/{ended.our_id}/state/"):
        assert client.get(address).status_code == 200
    attached = client.get(f"/files/{ended.files.get(document_id='7').our_id}/").content.decode()
    assert "The file was erased." in attached and "Download" not in attached
    for address in ("/", "/batches/", "/files/", f"/files/?q={record.document_id}"):
        assert client.get(address).status_code == 200
    request_json = client.get(pages[1]).content.decode()
    assert "(erased)" in request_json


def test_its_file_is_given_to_nobody(ended, joseph, client, asha, file):
    erase(ended, joseph)
    client.force_login(asha)

    for address in (f"/attachments/{file.pk}/", f"/attachments/{file.pk}/thumbnail/"):
        assert client.get(address).status_code == 410
    handed = client.get(handing.link_to(file, batch=0).removeprefix("http://127.0.0.1:8000"))
    assert handed.status_code == 410 and "erased" in handed.content.decode()


def test_a_file_that_another_case_has_as_well_stays(ended, joseph, account, asha, file):
    factories.batch(account=account, by=asha, text=f"7\t{file.text}")

    erase(ended, joseph)

    with storing.unsealed(Attachment.objects.get(), file.file) as opened:
        assert opened.read()
    assert trail.events()[0].details["files"] == 0


def test_an_erased_file_is_brought_to_no_case(ended, joseph, asha, account, file):
    erase(ended, joseph)

    form = factories.form(by=asha, account=account, text=f"7\t{file.text}")
    assert form.documents_fault() == "Fix or remove 1 of 1 documents, then send."
    assert not Attachment.objects.usable(by=asha).exists()
    assert attaching.remove_unused() == 0


def test_a_draft_is_erased_and_its_form_is_closed(draft, joseph, asha, client):
    form = factories.form(by=asha, account=draft.account)
    erasing.erase(draft, by=joseph)

    case = Case.objects.get()
    with pytest.raises(Erased):
        _ = case.draft_form
    assert not drafts.may_edit(case)
    with pytest.raises(WrongState, match="was erased in the meantime"):
        drafts.save(form, by=asha, case=case)
    with pytest.raises(WrongState, match="is no draft any more"):
        drafts.discard(case, by=asha)
    client.force_login(asha)
    assert client.get(f"/cases/{case.reference}/").status_code == 200
    assert client.get(f"/cases/{case.reference}/edit/").url == f"/cases/{case.reference}/"


def test_nothing_more_is_sent_for_it(ended, joseph, asha, client, put):
    erase(ended, joseph)
    client.force_login(asha)
    address = f"/cases/{ended.case.reference}/"
    document = ended.case.documents.get(document_id="8")
    case = Case.objects.get()

    with pytest.raises(WrongState, match="held was erased. Nothing more is sent for it"):
        pressing.queue(case, [document], form_key=ended.form_key, by=asha)
    with pytest.raises(WrongState, match="held was erased"):
        pressing.send_again(Batch.objects.get(), by=asha)
    again = client.get(f"{address}documents/{document.pk}/again/")
    assert again.status_code == 200 and "?sig=" not in again.content.decode()


def test_what_is_added_in_another_tab_is_refused_with_a_sentence(ended, joseph, asha, client):
    client.force_login(asha)
    case, address = f"/cases/{ended.case.reference}/", f"/cases/{ended.case.reference}/documents/add/"
    typed = fields(client.get(address)) | {"documents_text": factories.lines("a.jpg", first=50)}
    form = AddDocumentsForm(typed, by=asha, case=ended.case)
    assert form.is_valid()
    erase(ended, joseph)

    assert client.get(address).url == client.post(address, typed | {"action": "send"}).url == case
    autosaved = client.post(f"{address}autosave/", typed)
    assert autosaved.status_code == 409 and "held was erased" in autosaved.content.decode()
    with pytest.raises(WrongState, match="held was erased"):
        adding.add(form, ended.case, by=asha)
    again = f"{case}documents/{ended.case.documents.get(document_id='8').pk}/again/"
    page = client.post(again, fields(client.get(again)) | {"file_url": "https://docs.example/a.jpg"})
    assert page.status_code == 422 and "held was erased" in page.content.decode()
    assert Batch.objects.count() == 1


def test_atlas_is_not_asked_about_it_again(ended, joseph, asha, client, wakeups):
    erase(ended, joseph)
    wakeups.clear()
    case = Case.objects.get()

    flows.hint(case)
    flows.check_now(case, by=asha)
    client.force_login(asha)
    page = client.post(f"/cases/{case.reference}/check/", follow=True)

    assert "Atlas is not asked any more" in page.content.decode()
    assert Case.objects.get().look_at is None and wakeups == []


@pytest.mark.parametrize("state", ["queued", "looked at"])
def test_a_case_that_is_on_its_way_is_not_erased(batch, joseph, state):
    if state == "looked at":
        Case.objects.update(progress="processing", look_at=timezone.now())

    with pytest.raises(WrongState, match="is still on its way"):
        erase(batch, joseph)
    assert not DataKey.objects.exclude(destroyed_at=None).exists()


def test_a_case_is_erased_once(ended, joseph):
    erase(ended, joseph)

    with pytest.raises(WrongState, match="was erased before"):
        erase(ended, joseph)


def test_a_case_with_a_file_in_clear_is_not_erased_before_that_is_encrypted(account, asha, joseph, put):
    clear = factories.clear_attachment(by=asha)
    batch = factories.batch(account=account, by=asha, text=f"7\t{clear.text}")
    pressing.withdraw(batch, by=asha)

    with pytest.raises(WrongState, match="lie in clear. Run manage.py encrypt_stored first"):
        erase(batch, joseph)
    assert Case.objects.get().erased_at is None


def test_where_a_page_cannot_show_what_is_left_it_says_so(account, asha, client):
    case_list = factories.case_list(account=account, by=asha)
    DataKey.objects.filter(pk=case_list.content.key_id).destroy()
    client.force_login(asha)

    page = client.get(f"/lists/{case_list.pk}/")
    assert page.status_code == 410 and "What was here was erased" in page.content.decode()


@pytest.mark.parametrize("held", ["cases", "additions", "form"])
def test_a_file_that_is_still_looked_at_is_erased_too(ended, joseph, asha, held):
    waiting = factories.examination(by=asha)
    claimed = examinations._claimed(waiting.pk)
    paper = examinations._looked_at(claimed)
    if held == "form":
        Examination.objects.update(form_key=ended.case.form_key)
    else:
        named = {"cases": ended.case, "additions": Addition.objects.get()}[held]
        getattr(waiting, held).add(named)

    erase(ended, joseph)

    # A worker has it in its memory, and may go on: what it makes counts no more.
    examinations._attach(claimed, paper)
    row = Examination.objects.get()
    assert row.key.destroyed_at and row.why == examinations.ERASED and Attachment.objects.count() == 1
    with pytest.raises(Erased):
        storing.unsealed_under(row.key, row.file)
    assert trail.events()[0].details == {"files": 2, "reasons": 1}
    Examination.objects.update(ended_at=timezone.now() - timedelta(hours=1))
    sweeping.clean()
    assert not waiting.file.storage.exists(f"{waiting.file.name}.{waiting.key_id}")
    assert not DataKey.objects.filter(pk=waiting.key_id).exists()


def test_a_file_that_is_looked_at_for_another_case_too_stays(ended, joseph, asha, account):
    waiting = factories.examination(by=asha)
    waiting.cases.add(ended.case, factories.draft(account=account, by=asha))

    erase(ended, joseph)
    examinations.examine_kept(waiting.pk)

    kept = Attachment.objects.get(pk=waiting.uuid)
    with storing.unsealed(kept, kept.file) as opened:
        assert opened.read() == papers.jpeg()
