"""Whatever is typed is shown as it is, and neither runs nor breaks a page."""

from urllib.parse import urlencode

import pytest

from tests import factories
from tests.verifications.pages import NEW, alerts, elements, fields, typed
from verifications.models import Batch, Case, FileRecord
from verifications.sending import pressing

MARKUP = "<img src=x onerror=alert(1)>'\"&amp;"
TURNED = "\u202eevil\u202c \ud83d\ude42".encode("utf-16", "surrogatepass").decode("utf-16")


@pytest.fixture
def hostile(account, asha):
    """A queued batch of a case with markup in every field; its account's name has some as well."""
    account.name = f"Account {MARKUP}"
    account.save()
    return factories.batch(
        account=account,
        by=asha,
        applicant_name=f"Name {MARKUP}",
        application_id=f"App {MARKUP}",
        flow_uuid=f"Flow {MARKUP}",
        text=f"Id {MARKUP}\thttps://docs.example/{MARKUP.replace(' ', '')}?sig=1",
    )


def test_markup_in_every_field_is_escaped_on_every_page(officer, hostile):
    case, file = hostile.case, hostile.files.get()
    FileRecord.objects.filter(pk=file.pk).update(file_uuid=f"u {MARKUP}", document_type=MARKUP)
    Batch.objects.filter(pk=hostile.pk).update(problem=MARKUP, batch_id=f"B {MARKUP}")
    Case.objects.filter(pk=case.pk).update(progress_note=MARKUP, look_problem=MARKUP)
    for address in (
        "/",
        f"/?q={MARKUP}",
        f"/cases/{case.reference}/",
        "/batches/",
        f"/batches/?q={MARKUP}",
        f"/batches/{hostile.our_id}/",
        "/files/",
        f"/files/?q={MARKUP}",
        f"/files/{file.our_id}/",
    ):
        page = officer.get(address)
        assert page.status_code == 200
        assert "<img" not in page.content.decode(), address


def test_markup_in_every_field_of_the_form_is_escaped(officer, asha, account):
    form = typed(asha, account, **dict.fromkeys(("account", "product_type", "flow_uuid"), MARKUP))
    form |= dict.fromkeys(("application_id", "applicant_name", "documents_text", "version"), MARKUP)
    page = officer.post(NEW, form | {"action": "send"})
    assert page.status_code == 422 and "<img" not in page.content.decode()
    assert fields(page)["account"] == fields(page)["applicant_name"] == MARKUP
    page = officer.post(NEW, form | {"action": "draft", "version": ""}, follow=True)
    assert page.status_code == 200 and "<img" not in page.content.decode()


def test_markup_in_a_message_is_escaped(officer, asha, hostile):
    asha.first_name = MARKUP
    asha.save()
    pressing.withdraw(hostile, by=asha)
    page = officer.post(f"/batches/{hostile.our_id}/withdraw/", follow=True)
    assert "Only a queued batch can be taken back." in alerts(page)
    assert "<img" not in page.content.decode()


def test_an_id_of_atlas_with_a_slash_breaks_no_page(officer, batch):
    Batch.objects.filter(pk=batch.pk).update(batch_id="../a/b?c#d")
    batch.files.update(file_uuid="x/../y", comparison="answered")
    for address in (f"/cases/{batch.case.reference}/", f"/batches/{batch.our_id}/", "/batches/", "/files/"):
        assert officer.get(address).status_code == 200
    page = officer.get(f"/cases/{batch.case.reference}/")
    assert f"/batches/{batch.our_id}/" in {each["href"] for each in elements(page, "href")}


def test_emoji_and_turned_text_arrive_as_they_were_typed(officer, asha, account):
    form = typed(asha, account, applicant_name=TURNED, application_id="नमस्ते-🙂", action="send")
    page = officer.post(NEW, form, follow=True)
    assert page.status_code == 200 and TURNED in page.content.decode()
    assert Case.objects.get().applicant_name == TURNED


def test_ten_megabytes_are_answered_with_the_limit_and_kept(officer, asha, account):
    text = "101\thttps://docs.example/invoice-of-the-dealer.pdf\n" * 200_000
    form = typed(asha, account, documents_text=text, action="send")
    page = officer.post(NEW, form)
    assert page.status_code == 422
    assert f"This is {len(text):,} characters long; 2,000,000 is the most." in alerts(page)
    assert fields(page)["documents_text"] == text
    assert not Case.objects.exists()


def test_more_than_a_request_may_hold_is_a_page_and_no_traceback(officer, asha, account, settings):
    form = typed(asha, account, documents_text="x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE, action="send")
    page = officer.post(NEW, urlencode(form), content_type="application/x-www-form-urlencoded")
    assert page.status_code == 413
    assert "That is more than the portal takes at once" in alerts(page)


def test_five_thousand_lines_are_kept_and_refused(officer, asha, account):
    text = factories.lines(*(f"{number}.pdf" for number in range(5000)))
    page = officer.post(NEW, typed(asha, account, documents_text=text, action="send"))
    assert page.status_code == 422 and "5,000 documents. A batch takes 500 at most" in alerts(page)
    assert fields(page)["documents_text"] == text


def test_five_hundred_documents_are_one_batch(officer, asha, account):
    text = factories.lines(*(f"{number}.pdf" for number in range(500)))
    assert officer.post(NEW, typed(asha, account, documents_text=text, action="send")).status_code == 302
    assert Batch.objects.get().document_count == 500


def test_nul_bytes_in_every_field_are_told_and_never_stored(officer, asha, account):
    form = typed(asha, account, application_id="a\x00", applicant_name="b\x00", flow_uuid="c\x00")
    form |= {"product_type": "d\x00", "documents_text": "e\x00\thttps://docs.example/a"}
    page = officer.post(NEW, form | {"action": "send"})
    assert page.status_code == 422 and "Null characters are not allowed." in alerts(page)
    saved = officer.post(NEW, form | {"action": "draft"})
    assert fields(officer.get(saved.url))["application_id"] == "a\x00"
    assert Case.objects.get().application_id == ""
