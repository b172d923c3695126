import uuid

import pytest

from audit import trail
from pages.form_keys import sign_key
from tests import factories
from tests.verifications.pages import NEW, alerts, elements, fields, tags, typed
from verifications.models import AtlasAccount, Batch, Case, Document

NAMES = ("account", "application_id", "applicant_name", "product_type", "flow_uuid", "documents_text")


def _events(case):
    return [event.action for event in reversed(trail.events(case))]


def test_the_form_has_every_field_and_both_buttons(officer, account):
    page = officer.get(NEW)
    assert {*NAMES, "form_key", "version"} <= set(fields(page))
    buttons = [(attrs.get("name"), attrs.get("value")) for attrs in tags(page, "button")]
    assert ("action", "draft") in buttons and ("action", "send") in buttons
    assert fields(page)["account"] == str(account.pk) and fields(page)["product_type"] == "POC_CDL"
    assert "Send to Atlas" in page.content.decode() and "Save draft" in page.content.decode()


def test_each_opening_of_the_form_has_its_own_key(officer):
    assert fields(officer.get(NEW))["form_key"] != fields(officer.get(NEW))["form_key"]


def test_without_an_account_the_form_says_who_adds_one_and_keeps_drafts(officer, asha):
    page = officer.get(NEW)
    assert "An admin adds the Atlas account" in page.content.decode()
    data = {"documents_text": "x", "form_key": fields(page)["form_key"], "account": "", "action": "draft"}
    assert officer.post(NEW, data).status_code == 302
    assert Case.objects.get().account is None


def test_sending_queues_one_batch_and_leads_to_its_case(officer, asha, account, no_queue):
    sent = officer.post(NEW, typed(asha, account, action="send"))
    batch = Batch.objects.get()
    assert sent.status_code == 302 and sent.url == f"/cases/{batch.case.reference}/"
    assert (batch.state, batch.document_count, batch.sent_by) == (Batch.State.QUEUED, 2, asha)
    assert batch.case.owner == asha
    assert list(Document.objects.values_list("document_id", flat=True)) == ["101", "102"]
    assert _events(batch.case) == ["case.created", "batch.queued"]


def test_the_wake_up_waits_for_the_commit(
    officer, asha, account, no_queue, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(NEW, typed(asha, account, action="send"))
        assert no_queue == []
    assert no_queue == [("send_batch", Batch.objects.get().pk)]


def test_an_empty_form_is_saved_as_a_draft(officer, asha, account):
    empty = dict.fromkeys(NAMES, "") | {"form_key": sign_key(uuid.uuid4(), asha), "action": "draft"}
    saved = officer.post(NEW, empty)
    case = Case.objects.get()
    assert saved.url == f"/cases/{case.reference}/edit/"
    assert case.is_draft and _events(case) == ["case.created"]
    assert not Document.objects.exists() and not Batch.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "\n\n101\thttps://docs.example/a.pdf",
        "101\thttps://docs.example/a.pdf?sig=a%2Bb&x=1   \n  \t\n",
        "<script>alert(1)</script></textarea><b>&amp; “quoted” 'single'",
        "javascript:alert(1)\nfile:///etc/passwd\nftp://docs.example/a",
        "नमस्ते 🙂 \u202egpj.exe\u202c e\u0301",
        '{"flow_uuid": "LOS-1", "file_urls": [',
        " \n ",
    ],
)
def test_a_draft_comes_back_with_everything_as_it_was_typed(officer, asha, account, text):
    wanted = typed(asha, account, applicant_name=" <i>Sunil</i> ", flow_uuid="LOS-?", documents_text=text)
    saved = officer.post(NEW, wanted | {"action": "draft"})
    page = officer.get(saved.url)
    got = fields(page)
    assert {name: got[name] for name in NAMES} == {name: str(wanted[name]) for name in NAMES}
    assert got["version"] == "1"
    case = Case.objects.get()
    assert elements(page, "data-case")[0]["data-progress"] == "draft" == case.progress


def test_the_line_ends_that_browsers_send_are_kept(officer, asha, account):
    # Browsers send a textarea's newlines as CRLF, whatever the page held, and show CRLF as a newline.
    text = "101\thttps://docs.example/a.pdf\r\n102\thttps://docs.example/b.pdf\r\n"
    saved = officer.post(NEW, typed(asha, account, documents_text=text, action="draft"))
    page = officer.get(saved.url)
    assert text in page.content.decode()
    again = fields(page) | {"action": "send"}
    assert again["documents_text"] == text
    assert officer.post(saved.url, again).status_code == 302
    assert [document.file_url for document in Document.objects.all()] == [
        "https://docs.example/a.pdf",
        "https://docs.example/b.pdf",
    ]


FAULTS = [
    ({"account": ""}, "Choose an Atlas account."),
    ({"account": "999"}, "This Atlas account is switched off or gone."),
    ({"account": "no number"}, "This Atlas account is switched off or gone."),
    ({"account": "9" * 30}, "This Atlas account is switched off or gone."),
    ({"application_id": " "}, "Enter the application id, as in the loan system."),
    ({"application_id": "x" * 101}, "at most 100 characters (it has 101)"),
    ({"application_id": "a\x00b"}, "Null characters are not allowed."),
    ({"application_id": "CDL\u200b1"}, "This has invisible characters in it."),
    ({"flow_uuid": "LOS\u200d1"}, "This has invisible characters in it."),
    ({"applicant_name": ""}, "Enter the applicant’s name."),
    ({"applicant_name": "x" * 300}, "at most 200 characters (it has 300)"),
    ({"product_type": ""}, "Choose the product."),
    ({"product_type": "CAR_LOAN"}, "Nilgiri POC does not offer CAR_LOAN. It offers: POC_CDL."),
    ({"flow_uuid": "x" * 201}, "at most 200 characters (it has 201)"),
    ({"documents_text": ""}, "Paste at least one document: an id and a link."),
    ({"documents_text": "101"}, "Fix or remove 1 of 1 documents, then send."),
    ({"documents_text": "{"}, "This JSON is not complete, or has a mistake in line 1."),
    ({"version": "x"}, "This form is damaged."),
    ({"version": "0"}, "This form is damaged."),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_each_fault_has_its_sentence_and_keeps_what_was_typed(officer, asha, account, change, sentence):
    wanted = typed(asha, account, **change)
    page = officer.post(NEW, wanted | {"action": "send"})
    assert page.status_code == 422
    assert sentence in alerts(page) and "Nothing was sent." in alerts(page)
    got = fields(page)
    # A select is never empty in a browser.
    names = [name for name in (*NAMES, "form_key") if wanted[name] or name not in ("account", "product_type")]
    assert {name: got[name] for name in names} == {name: str(wanted[name]) for name in names}
    assert not Case.objects.exists()


def test_a_field_with_a_fault_names_its_sentence(officer, asha, account):
    page = officer.post(NEW, typed(asha, account, applicant_name="", action="send"))
    field = next(attrs for attrs in tags(page, "input") if attrs.get("name") == "applicant_name")
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] in {attrs["id"] for attrs in elements(page, "id")}


@pytest.mark.parametrize("key", ["", "forged", "a:b:c", "\x00"])
@pytest.mark.parametrize("action", ["send", "draft"])
def test_a_damaged_form_key_stores_nothing(officer, asha, account, key, action):
    page = officer.post(NEW, typed(asha, account, form_key=key, action=action))
    assert page.status_code == 400
    assert fields(page)["applicant_name"] == "Sunil Patil"
    assert not Case.objects.exists()


def test_a_damaged_form_key_is_told_in_a_sentence(officer, asha, account):
    page = officer.post(NEW, typed(asha, account, form_key="x", action="send"))
    assert "This form is damaged. Copy what you typed, and open New case again." in alerts(page)


def test_an_account_that_was_switched_off_meanwhile_stays_chosen_and_is_refused(officer, asha, account):
    factories.account("Another", base_url="http://127.0.0.1:9")
    saved = officer.post(NEW, typed(asha, account, action="draft"))
    AtlasAccount.objects.filter(pk=account.pk).update(active=False)
    form = fields(officer.get(saved.url))
    assert form["account"] == str(account.pk)
    page = officer.post(saved.url, form | {"action": "send"})
    assert page.status_code == 422 and "This Atlas account is switched off or gone." in alerts(page)
    assert fields(page)["account"] == str(account.pk)
    assert not Batch.objects.exists()


def test_a_product_that_is_no_longer_offered_stays_chosen_and_is_refused(officer, asha, account):
    saved = officer.post(NEW, typed(asha, account, action="draft"))
    AtlasAccount.objects.filter(pk=account.pk).update(product_types=["PROD_CDL"])
    form = fields(officer.get(saved.url))
    assert form["product_type"] == "POC_CDL"
    page = officer.post(saved.url, form | {"action": "send"})
    assert "does not offer POC_CDL. It offers: PROD_CDL." in alerts(page)


def test_sending_a_draft_makes_its_documents_and_empties_its_form(officer, asha, account):
    saved = officer.post(NEW, typed(asha, account, action="draft"))
    sent = officer.post(saved.url, fields(officer.get(saved.url)) | {"action": "send"})
    case = Case.objects.get()
    assert sent.url == f"/cases/{case.reference}/"
    assert (case.progress, case.draft_form, case.batches.count()) == ("queued", None, 1)
    assert officer.get(saved.url).url == sent.url
