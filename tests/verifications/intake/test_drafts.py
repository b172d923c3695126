import uuid
from functools import partial

import pytest
from django.db import connection

from audit import trail
from pages.form_keys import sign_key
from tests import factories
from tests.verifications.parts import together, trail_of
from verifications.intake import adding, drafts, earlier
from verifications.intake.forms import AddDocumentsForm, CaseForm
from verifications.models import Batch, Case, WrongState
from verifications.sending import pressing

Progress, State = Case.Progress, Batch.State


def typed(case, *, by, key=None, **changes):
    """The form of a case as it was opened, with what was typed since."""
    data = drafts.form_of(case) | {"form_key": sign_key(key or uuid.uuid4(), by), "version": case.version}
    form = CaseForm(data | changes, by=by, case=case, sending=True)
    assert form.is_valid(), form.errors
    return form


def settled(batch, state):
    """The batch as if Atlas, or a person, had ended it like that."""
    steps = {State.REJECTED: {"state": State.SENDING, "claim": uuid.uuid4(), "next_try_at": None}}
    if state in steps:
        Batch.objects.filter(pk=batch.pk).update(**steps[state], claimed_until=batch.created_at)
        batch.refresh_from_db()
    batch.move_to(state)
    return batch.case


def test_a_draft_keeps_what_was_typed(asha, account):
    form = factories.form(by=asha, account=account, text="101 https://docs.example/a")

    case = drafts.save(form, by=asha)

    case.refresh_from_db()
    assert (case.progress, case.owner, case.created_by) == (Progress.DRAFT, asha, asha)
    assert drafts.form_of(case)["documents_text"] == "101 https://docs.example/a"
    assert not case.documents.exists()
    assert trail_of(case) == ["case.created"]


def test_a_draft_keeps_what_is_not_valid_as_it_is(asha, account):
    data = {"account": account.pk, "product_type": "PFL_CDL", "documents_text": "101 http://["}
    form = CaseForm(data | {"form_key": sign_key(uuid.uuid4(), asha)}, by=asha)
    assert not form.is_valid()

    case = drafts.save(form, by=asha)

    assert (case.account, case.product_type) == (account, "")
    assert drafts.form_of(case)["product_type"] == "PFL_CDL"


def test_a_draft_s_text_is_not_readable_in_the_database(draft):
    with connection.cursor() as cursor:
        cursor.execute("SELECT draft_form FROM verifications_case WHERE id = %s", [draft.pk])
        assert "docs.example" not in cursor.fetchone()[0]


def test_saving_twice_keeps_one_draft(asha, account):
    form = factories.form(by=asha, account=account)
    case = drafts.save(form, by=asha)

    again = drafts.save(form, by=asha)

    assert (again, again.version) == (case, 1)
    assert trail_of(case) == ["case.created"]


def test_what_changed_is_named_in_the_trail_and_its_values_are_not(draft, asha):
    drafts.save(typed(draft, by=asha, applicant_name="Meena Rao"), by=asha, case=draft)

    draft.refresh_from_db()
    assert (draft.version, draft.applicant_name) == (2, "Meena Rao")
    assert trail.events(draft)[0].details == {"fields": ["applicant_name"]}


def test_a_draft_that_someone_else_saved_is_not_overwritten(draft, asha, ravi):
    mine = typed(draft, by=asha, applicant_name="Meena Rao")
    drafts.save(typed(draft, by=ravi, applicant_name="Someone Else"), by=ravi, case=draft)

    with pytest.raises(drafts.Overtaken, match="was saved elsewhere at"):
        drafts.save(mine, by=asha, case=draft)

    draft.refresh_from_db()
    assert (draft.version, draft.applicant_name) == (2, "Someone Else")


def test_a_double_press_of_save_that_nobody_saw_coming_leads_to_the_first_case(asha, account, monkeypatch):
    form = factories.form(by=asha, account=account)
    case = drafts.save(form, by=asha)
    begun = iter([None, case])
    monkeypatch.setattr(drafts, "begun_by", lambda key: next(begun))

    assert drafts.save(form, by=asha) == case


def test_a_press_of_send_that_crosses_one_of_save_sends_the_same_case(asha, account, monkeypatch):
    form = factories.form(by=asha, account=account)
    case = drafts.save(form, by=asha)
    begun = iter([None, case])
    monkeypatch.setattr(drafts, "begun_by", lambda key: next(begun))

    assert drafts.submit(form, by=asha) == case

    assert Batch.objects.get().case == case
    assert trail_of(case) == ["case.created", "batch.queued"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", [drafts.save, drafts.submit])
def test_two_presses_at_the_same_moment_make_one_case(asha, account, wakeups, step):
    form = factories.form(by=asha, account=account)

    first, second = together(*[partial(step, form, by=asha)] * 2)

    assert first == second == Case.objects.get()
    assert Batch.objects.count() == len(wakeups) == (step == drafts.submit)


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_send_on_one_draft_make_one_batch(asha, draft, wakeups):
    form = typed(draft, by=asha)

    first, second = together(*[partial(drafts.submit, form, by=asha, case=draft)] * 2)

    assert first == second == draft
    assert Batch.objects.count() == len(wakeups) == 1


def test_a_form_is_sent_once_with_documents_as_they_were_pasted(asha, account):
    form = factories.form(by=asha, account=account, text=factories.lines("a.jpg", "b.jpg"))

    case = drafts.submit(form, by=asha)

    case.refresh_from_db()
    assert drafts.submit(form, by=asha) == case
    assert (case.progress, case.draft_form) == (Progress.QUEUED, None)
    first, second = case.documents.all()
    assert (first.document_id, first.file_url) == ("101", "https://docs.example/a.jpg?sig=a%2Bb")
    assert (second.url_without_query, second.file_name) == ("https://docs.example/b.jpg", "b.jpg")
    assert case.batches.get().files.count() == 2
    assert trail_of(case) == ["case.created", "batch.queued"]


def test_a_draft_is_sent(draft, asha):
    drafts.submit(typed(draft, by=asha, applicant_name="Meena Rao"), by=asha, case=draft)

    draft.refresh_from_db()
    assert (draft.progress, draft.applicant_name) == (Progress.QUEUED, "Meena Rao")
    assert trail_of(draft) == ["case.created", "case.draft_saved", "batch.queued"]


def test_a_draft_that_became_valid_by_itself_is_sent_with_all_its_fields(asha, account):
    key = uuid.uuid4()
    account.product_types = []
    account.save()
    data = {"account": account.pk, "application_id": "CDL1", "applicant_name": "Sunil Patil"}
    data |= {"product_type": "POC_CDL", "documents_text": factories.lines("a.jpg")}
    form = CaseForm(data | {"form_key": sign_key(key, asha)}, by=asha)
    assert not form.is_valid()
    case = drafts.save(form, by=asha)
    account.product_types = ["POC_CDL"]
    account.save()

    drafts.submit(typed(case, by=asha), by=asha, case=case)

    case.refresh_from_db()
    assert (case.progress, case.product_type) == (Progress.QUEUED, "POC_CDL")


def test_what_was_sent_is_not_saved_as_a_draft_again(batch, asha):
    form = typed(batch.case, by=asha, applicant_name="Meena Rao")

    with pytest.raises(WrongState, match="was queued for Atlas in the meantime"):
        drafts.save(form, by=asha, case=batch.case)
    with pytest.raises(WrongState, match="was queued for Atlas in the meantime"):
        drafts.submit(form, by=asha, case=batch.case)

    assert batch.case.batches.count() == 1


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN])
def test_a_case_of_which_nothing_was_taken_is_corrected_and_sent_anew(batch, asha, state):
    case = settled(batch, state)
    rows = "103\thttps://docs.example/new.jpg\t\n101\thttps://docs.example/other.jpg?sig=2\t"
    text = f"document_id\tfile_url\texpected_type\n{rows}"
    old = batch.files.get(document_id="101")

    drafts.submit(typed(case, by=asha, documents_text=text), by=asha, case=case)

    first, second = case.batches.order_by("pk")
    old.refresh_from_db()
    assert old.file_url == "https://docs.example/invoice.jpg?sig=a%2Bb"
    assert second.files.get(document_id="101").file_url == "https://docs.example/other.jpg?sig=2"
    assert case.documents.get(document_id="101").url_without_query == "https://docs.example/other.jpg"
    assert (first.state, second.state) == (state, State.QUEUED)
    assert drafts.form_of(case)["documents_text"] == text


@pytest.mark.parametrize(
    ("state", "may"), [(State.REJECTED, True), (State.WITHDRAWN, True), (State.QUEUED, False)]
)
def test_the_form_is_open_while_atlas_has_taken_nothing(batch, state, may):
    case = batch.case if state == State.QUEUED else settled(batch, state)
    case.refresh_from_db()

    assert drafts.may_edit(case) is may


@pytest.mark.parametrize("step", [drafts.save, drafts.submit])
def test_a_flow_that_another_case_took_meanwhile_is_said(asha, account, step):
    late = factories.form(by=asha, account=account, flow_uuid="LOS-known-1")
    drafts.save(factories.form(by=asha, account=account, flow_uuid="LOS-known-1"), by=asha)

    with pytest.raises(drafts.Overtaken, match="Another case took this flow"):
        step(late, by=asha)

    assert Case.objects.count() == 1
    assert not Batch.objects.exists()


@pytest.mark.parametrize("step", [drafts.save, drafts.submit])
def test_a_draft_keeps_its_own_flow_when_another_case_took_the_new_one(asha, account, draft, step):
    late = typed(draft, by=asha, flow_uuid="LOS-known-1")
    drafts.save(factories.form(by=asha, account=account, flow_uuid="LOS-known-1"), by=asha)

    with pytest.raises(drafts.Overtaken, match="Another case took this flow"):
        step(late, by=asha, case=draft)

    draft.refresh_from_db()
    assert (draft.flow_uuid, draft.version, draft.progress) == (None, 1, Progress.DRAFT)


def test_what_is_sent_together_is_stored_together_or_not_at_all(asha, account, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(pressing.wakeups, "wake_sender", fail)

    with pytest.raises(RuntimeError):
        drafts.submit(factories.form(by=asha, account=account), by=asha)

    assert not Case.objects.exists()
    assert not Batch.objects.exists()


def test_what_was_sent_before_with_the_same_id_or_links_is_found(batch, asha, account):
    same_id = factories.form(
        by=asha, account=account, text="9 https://x.example/1", application_id=batch.case.application_id
    )
    same_link = factories.form(by=asha, account=account, text="9 https://docs.example/pan.jpg?sig=another")
    neither = factories.form(by=asha, account=account, text="9 https://x.example/1")

    assert earlier.lookalikes(same_id, None) == earlier.lookalikes(same_link, None) == [batch.case]
    assert earlier.lookalikes(neither, None) == earlier.lookalikes(same_link, batch.case) == []


def test_a_draft_is_no_lookalike(draft, asha, account):
    form = factories.form(by=asha, account=account, application_id=draft.application_id)

    assert earlier.lookalikes(form, None) == []


def test_the_same_form_a_moment_ago_is_no_lookalike(batch, asha, account):
    form = factories.form(
        by=asha, account=account, key=batch.form_key, application_id=batch.case.application_id
    )

    assert earlier.lookalikes(form, None) == []


def addition(batch, *, by, text="201\thttps://docs.example/more.pdf"):
    form = AddDocumentsForm(
        {"documents_text": text, "form_key": sign_key(uuid.uuid4(), by)}, by=by, case=batch.case
    )
    assert form.is_valid() and not form.documents_fault()
    return form


def test_documents_are_added_once_however_often_it_is_pressed(batch, asha):
    form = addition(batch, by=asha)

    first, second = (adding.add(form, batch.case, by=asha) for _ in range(2))

    assert first == second and batch.case.batches.count() == 2


def test_an_id_that_another_addition_took_meanwhile_is_not_taken_again(batch, asha):
    early, late = addition(batch, by=asha), addition(batch, by=asha)
    adding.add(early, batch.case, by=asha)

    with pytest.raises(WrongState, match="has the id “201” already"):
        adding.add(late, batch.case, by=asha)

    assert batch.case.batches.count() == 2
