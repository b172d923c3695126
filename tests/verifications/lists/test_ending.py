"""A list is taken back by a person until it was pressed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit import trail
from tests import factories
from tests.verifications.pages import elements, tags
from tests.verifications.parts import together
from verifications.lists import copying, ending, making, pressing
from verifications.models import AtlasAccount, Case, CaseList, WrongState
from verifications.upkeep import sweeping

State = CaseList.State


@pytest.fixture
def case_list(asha, account):
    """A list that was uploaded and not pressed."""
    return factories.case_list(by=asha, account=account)


@pytest.fixture
def press(case_list, asha):
    """A function that has the list's case made."""
    return lambda: pressing.create(
        CaseList.objects.get(pk=case_list.pk), {1}, action="draft", confirmed=True, by=asha
    )


def state_of(case_list):
    return CaseList.objects.get(pk=case_list.pk).state


def text_of(page):
    return " ".join(page.content.decode().split())


def test_taking_a_list_back_is_written_down(case_list, ravi):
    ending.take_back(case_list, by=ravi)

    case_list.refresh_from_db()
    assert (case_list.state, case_list.withdrawn_by) == (State.WITHDRAWN, ravi)
    assert case_list.withdrawn_at is not None and not case_list.is_new
    event = trail.events()[0]
    assert (event.action, event.actor_id, event.target_id) == (
        "list.withdrawn",
        str(ravi.pk),
        str(case_list.pk),
    )
    assert (event.outcome, event.details) == ("withdrawn", {"cases": 1})


def test_what_was_taken_back_can_neither_be_pressed_nor_taken_back_nor_go_elsewhere(case_list, asha, press):
    ending.take_back(case_list, by=asha)
    elsewhere = factories.account("Another POC")
    events = trail.events().count()

    for act in (
        press,
        lambda: ending.take_back(case_list, by=asha),
        lambda: pressing.change_account(case_list, elsewhere, by=asha),
    ):
        with pytest.raises(WrongState, match="Asha Kulkarni took this list back. Nothing was created."):
            act()
    with pytest.raises(WrongState, match="Nothing is being created any more"):
        ending.stop(case_list, by=asha)
    assert state_of(case_list) == State.WITHDRAWN and trail.events().count() == events
    assert not case_list.listed.exists()


@pytest.mark.parametrize("became", [State.CREATING, State.CREATED, State.STOPPED])
def test_a_list_that_was_pressed_is_not_taken_back(case_list, ravi, press, became):
    press()
    if became == State.STOPPED:
        ending.stop(case_list, by=ravi)
    elif became == State.CREATED:
        making.make_cases(case_list.pk)

    with pytest.raises(WrongState, match="Asha Kulkarni pressed this list already"):
        ending.take_back(case_list, by=ravi)

    assert state_of(case_list) == became
    assert not trail.events().filter(action="list.withdrawn").exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_press_and_a_taking_back_at_the_same_moment_one_counts(case_list, ravi, press):
    outcomes = together(press, lambda: ending.take_back(case_list, by=ravi))

    assert sum(isinstance(outcome, WrongState) for outcome in outcomes) == 1, outcomes
    written = {event.action for event in trail.events()} & {"list.created", "list.withdrawn"}
    assert written == {"list.created" if state_of(case_list) == State.CREATING else "list.withdrawn"}
    assert case_list.listed.exists() == (state_of(case_list) == State.CREATING)


@pytest.mark.django_db(transaction=True)
def test_taken_back_twice_at_the_same_moment_is_one_event(case_list, asha, ravi):
    outcomes = together(*(lambda by=by: ending.take_back(case_list, by=by) for by in (asha, ravi)))

    assert sum(isinstance(outcome, WrongState) for outcome in outcomes) == 1, outcomes
    assert trail.events().filter(action="list.withdrawn").count() == 1


def test_neither_a_sweep_nor_a_late_worker_makes_anything_of_it(case_list, asha, wakeups):
    ending.take_back(case_list, by=asha)
    CaseList.objects.update(woken_at=timezone.now() - timedelta(hours=1))

    sweeping.sweep()
    making.make_cases(case_list.pk)

    assert wakeups == [] and state_of(case_list) == State.WITHDRAWN and not Case.objects.exists()


def test_the_database_keeps_who_took_it_back_with_the_state(case_list, asha):
    wrong = (
        {"state": "withdrawn"},
        {"withdrawn_by": asha, "withdrawn_at": timezone.now()},
        {"state": "withdrawn", "withdrawn_by": asha},
        {"state": "withdrawn", "withdrawn_by": asha, "withdrawn_at": timezone.now(), "action": "send"},
    )
    for changes in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseList.objects.filter(pk=case_list.pk).update(**changes)


def test_the_copy_says_that_it_was_taken_back_whatever_the_account_offers_later(case_list, asha, account):
    ending.take_back(case_list, by=asha)
    AtlasAccount.objects.update(product_types=["OTHER"])

    case_list = CaseList.objects.get(pk=case_list.pk)
    header, row = copying.copy_of(case_list, redacted=False, by=asha)
    assert row[-2] == "The list was taken back before anything was created"


def test_a_draft_of_a_list_that_was_discarded_says_so(case_list, asha, press):
    press()
    making.make_cases(case_list.pk)
    Case.objects.update(decision="closed")

    _, row = copying.copy_of(CaseList.objects.get(pk=case_list.pk), redacted=False, by=asha)
    assert row[-2] == "Saved as a draft, then discarded"


def test_the_page_offers_it_with_what_it_means_and_says_so_afterwards(officer, case_list):
    address = f"/lists/{case_list.pk}/"
    page = officer.get(address)
    assert f"{address}withdraw/" in [form.get("action") for form in tags(page, "form")]
    assert "No case will be made of this list." in text_of(page)

    page = officer.post(f"{address}withdraw/", follow=True)

    text = text_of(page)
    assert "Taken back. Nothing was created." in text
    assert "Taken back before anything was created" in text and "By Asha Kulkarni" in text
    assert elements(page, "data-list")[0]["data-state"] == "withdrawn"
    assert not [form for form in tags(page, "form") if "/lists/" in form.get("action", "")]
    assert "Ready" not in text and "can be created" not in text
    row = elements(officer.get("/lists/"), "data-list")[0]
    assert row["data-state"] == "withdrawn"
    assert officer.get(f"{address}result/").status_code == 200


def test_another_tab_that_presses_or_takes_back_later_is_told(officer, case_list):
    address = f"/lists/{case_list.pk}/"
    officer.post(f"{address}withdraw/")
    for late in ("create", "withdraw", "account"):
        fields = {"case": "1", "action": "send", "account": case_list.account_id}
        page = officer.post(f"{address}{late}/", fields, follow=True)
        assert "Asha Kulkarni took this list back. Nothing was created." in text_of(page), late


def test_an_auditor_sees_what_became_of_it_and_takes_nothing_back(auditor, case_list, asha):
    address = f"/lists/{case_list.pk}/"
    assert "Take back" not in text_of(auditor.get(address))
    assert auditor.post(f"{address}withdraw/").status_code == 403
    ending.take_back(case_list, by=asha)
    page = auditor.get(address)
    assert "Taken back before anything was created" in text_of(page) and "Upload a list" not in text_of(page)


@pytest.mark.parametrize(
    ("fields", "tone"),
    [
        ({}, "green"),
        ({"moving": 1}, "blue"),
        ({"watched": 1}, "blue"),
        ({"created": 1, "is_over": False}, "blue"),
        ({"created": 1}, "amber"),
        ({"created": 1, "problems": 1}, "amber"),
        ({"by_progress": [("ready", 1), ("failed", 1)]}, "amber"),
        ({"by_progress": [("draft", 2)]}, "green"),
    ],
)
def test_a_list_is_green_only_where_all_went_well(fields, tone):
    whole = {"is_over": True, "chosen": 2, "created": 2, "problems": 0, "moving": 0, "watched": 0}
    assert copying.Figures(**(whole | {"by_progress": []} | fields)).tone == tone
