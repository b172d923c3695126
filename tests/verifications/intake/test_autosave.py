"""What is typed is kept while it is typed; two tabs on one draft do not overwrite each other."""

from audit import trail
from tests.verifications.pages import alerts, elements, fields, typed
from verifications.intake import earlier
from verifications.models import Batch, Case

NEW = "/cases/new/autosave/"


def of(draft):
    return f"/cases/{draft.reference}/autosave/"


def events(case):
    return [event.action for event in trail.events(case)]


def test_the_first_autosave_makes_a_draft_and_the_next_ones_change_it(officer, asha, account):
    form = typed(asha, account, applicant_name="Sun")

    first = officer.post(NEW, form)
    case = Case.objects.get()
    second = officer.post(NEW, form | {"applicant_name": "Sunil", "version": "1"})

    assert first["HX-Replace-Url"] == f"/cases/{case.reference}/edit/"
    assert "Draft saved" in first.content.decode()
    assert [field["value"] for field in elements(second, "hx-swap-oob")] == ["2"]
    case.refresh_from_db()
    assert (case.applicant_name, case.version, events(case)) == ("Sunil", 2, ["case.created"])


def test_what_is_only_chosen_makes_no_draft(officer, asha, account):
    blank = {"application_id": "", "applicant_name": " ", "documents_text": "\n"}
    form = typed(asha, account, **blank)

    answer = officer.post(NEW, form)

    assert answer.status_code == 200 and "HX-Replace-Url" not in answer
    assert "Draft saved" not in answer.content.decode() and not Case.objects.exists()
    for name in blank:
        officer.post(NEW, typed(asha, account, **(blank | {name: "x"})))
    assert Case.objects.count() == 3


def test_what_was_typed_and_taken_out_again_is_kept_so(officer, asha, account):
    form = typed(asha, account, application_id="", documents_text="", applicant_name="Sun")
    officer.post(NEW, form)

    answer = officer.post(NEW, form | {"applicant_name": "", "version": "1"})

    assert "Draft saved" in answer.content.decode()
    assert Case.objects.get().applicant_name == ""


def test_the_second_of_two_tabs_is_told_and_stores_nothing(officer, asha, account, draft):
    one, two = (fields(officer.get(f"/cases/{draft.reference}/edit/")) for _ in range(2))
    officer.post(of(draft), one | {"applicant_name": "One"})

    answer = officer.post(of(draft), two | {"applicant_name": "Two"})

    assert answer.status_code == 409
    assert f"{draft.reference} was saved elsewhere at" in alerts(answer)
    assert elements(answer, "data-stop")
    draft.refresh_from_db()
    assert draft.applicant_name == "One"


def test_pressing_save_overtakes_the_same_forms_autosave_that_was_on_its_way(officer, asha, account, draft):
    form = fields(officer.get(f"/cases/{draft.reference}/edit/"))
    officer.post(of(draft), form | {"applicant_name": "Sun"})

    answer = officer.post(
        f"/cases/{draft.reference}/edit/", form | {"applicant_name": "Sunil", "action": "draft"}
    )

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.applicant_name == "Sunil"


def test_an_autosave_that_comes_after_the_press_overtakes_nothing(officer, asha, account, draft):
    form = fields(officer.get(f"/cases/{draft.reference}/edit/"))
    officer.post(f"/cases/{draft.reference}/edit/", form | {"applicant_name": "Sunil", "action": "draft"})

    answer = officer.post(of(draft), form | {"applicant_name": "Sun"})

    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.applicant_name == "Sunil"


def test_an_autosave_that_comes_after_sending_changes_nothing(officer, asha, account):
    form = typed(asha, account)
    officer.post(NEW, form)
    officer.post("/cases/new/", form | {"action": "send"})

    answer = officer.post(NEW, form | {"applicant_name": "Late"})

    assert answer.status_code == 409 and "was queued for Atlas in the meantime" in alerts(answer)
    assert Batch.objects.get().case.applicant_name == "Sunil Patil"


def test_a_damaged_form_is_told(officer, asha, account):
    answer = officer.post(NEW, typed(asha, account, form_key="x"))

    assert answer.status_code == 400 and "This form is damaged" in alerts(answer)
    assert not Case.objects.exists()


def test_a_form_of_another_person_is_not_saved_by_itself(client, officer, asha, ravi, account, draft):
    form = fields(officer.get(f"/cases/{draft.reference}/edit/"))
    client.force_login(ravi)

    answer = client.post(of(draft), form | {"applicant_name": "By whom?"})

    assert answer.status_code == 409 and "Someone else has signed in" in alerts(answer)
    assert elements(answer, "data-stop")
    draft.refresh_from_db()
    assert draft.applicant_name == "Sunil Patil"


def test_a_new_case_offers_what_was_not_sent_yet(officer, draft, ravi, account):
    page = officer.get("/cases/new/").content.decode()

    assert f"/cases/{draft.reference}/edit/" in page and "Not sent yet" in page
    assert list(earlier.unsent(ravi)) == []
