import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError
from django.utils import timezone

from audit import trail
from tests.verifications.lists import books
from tests.verifications.parts import together, trail_of
from users.models import User
from verifications.intake import drafts
from verifications.lists import ending, making, pressing
from verifications.models import AtlasAccount, Batch, Case, CaseList, Document, ListedCase
from verifications.text import understand
from verifications.upkeep import sweeping

SEND, DRAFT = CaseList.Action.SEND, CaseList.Action.DRAFT

# Each case is a transaction of its own, as it is in a worker.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pressed(asha, account, wakeups):
    """A function that uploads a list and has all its cases made."""

    def pressed(*rows, action=SEND, header=books.HEADER):
        case_list = pressing.receive(
            books.as_text(*rows, header=header),
            name="list.csv",
            account=account,
            form_key=uuid.uuid4(),
            by=asha,
        )
        positions = {group.position for group in pressing.opened(case_list).groups}
        pressing.create(case_list, positions, action=action, confirmed=True, by=asha)
        wakeups.clear()
        return CaseList.objects.select_related("account").get(pk=case_list.pk)

    return pressed


THREE = [books.row(str(number), application_id=f"CDL{number}") for number in (1, 2, 3)]


def state_of(case_list):
    case_list.refresh_from_db()
    return case_list.state


def meant(row):
    return row.document_id, row.file_url, row.expected_type, row.fault


def problems_of(case_list):
    return [each.problem for each in case_list.listed.all()]


def test_chosen_cases_are_made_and_sent_by_the_name_of_who_pressed(pressed, asha, wakeups):
    case_list = pressed(books.row("0101"), books.row("102"), books.row("7", application_id="CDL2"))

    making.make_cases(case_list.pk)

    first, second = Case.objects.order_by("pk")
    assert state_of(case_list) == CaseList.State.CREATED
    assert case_list.claim is None
    assert [each.case for each in case_list.listed.all()] == [first, second]
    assert (first.application_id, first.applicant_name, first.product_type, first.flow_uuid) == (
        "CDL1",
        "Sunil Patil",
        "POC_CDL",
        None,
    )
    assert (first.owner, first.created_by, first.progress) == (asha, asha, Case.Progress.QUEUED)
    assert [document.document_id for document in first.documents.all()] == ["0101", "102"]
    assert first.documents.first().file_url == "https://docs.example/0101.pdf?sig=a%2Bb"
    assert first.batches.get().sent_by == asha
    assert trail_of(first) == ["case.created", "batch.queued"]
    assert {event.actor_id for event in trail.events(first)} == {str(asha.pk)}
    assert wakeups == [("send_batch", batch.pk) for batch in Batch.objects.order_by("pk")]


def test_chosen_cases_are_made_as_drafts_that_open_in_the_form(pressed, asha):
    header = [*books.HEADER, "flow"]
    case_list = pressed(
        books.row("0101") + ["LOS-known-1"], books.row("102") + [""], action=DRAFT, header=header
    )

    making.make_cases(case_list.pk)

    case = Case.objects.get()
    form = drafts.form_of(case)
    understood = understand(form["documents_text"])
    assert (case.progress, case.flow_uuid, case.owner) == (Case.Progress.DRAFT, "LOS-known-1", asha)
    assert form["account"] == str(case_list.account_id)
    assert [(row.document_id, row.file_url, row.fault) for row in understood.rows] == [
        ("0101", "https://docs.example/0101.pdf?sig=a%2Bb", ""),
        ("102", "https://docs.example/102.pdf?sig=a%2Bb", ""),
    ]
    assert not Document.objects.exists() and not Batch.objects.exists()
    assert trail_of(case) == ["case.created"]


def test_a_draft_s_form_reads_the_rows_as_the_list_showed_them(pressed):
    header = [*books.HEADER, "Document type"]
    ids = ["101", '"PAN"', '"PAN" of Asha', 'the "second"', "a'b", "'", '"']
    rows = [
        books.row('"{}"'.format(each.replace('"', '""')), url=f"https://docs.example/{at}")
        + ["PAN" * (at % 2)]
        for at, each in enumerate(ids)
    ]
    case_list = pressed(*rows, action=DRAFT, header=header)
    (shown,) = pressing.opened(case_list).groups

    making.make_cases(case_list.pk)

    rows = understand(drafts.form_of(Case.objects.get())["documents_text"]).rows
    assert [row.document_id for row in rows] == ids
    assert list(map(meant, rows)) == list(map(meant, shown.rows))


def test_a_list_that_was_made_is_not_made_again(pressed):
    case_list = pressed(*THREE)

    making.make_cases(case_list.pk)
    making.make_cases(case_list.pk)

    assert Case.objects.count() == 3


@pytest.mark.parametrize("pk", [0, None])
def test_a_wake_up_of_a_list_that_nobody_pressed_does_nothing(pressed, asha, account, pk):
    if pk is None:
        pk = pressing.receive(
            books.as_text(*THREE), name="x", account=account, form_key=uuid.uuid4(), by=asha
        ).pk

    making.make_cases(pk)

    assert not Case.objects.exists()


class PowerCut(BaseException):
    """What no worker survives."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("action", [SEND, DRAFT])
def test_a_worker_that_dies_half_way_is_followed_by_one_that_makes_the_rest_once(
    pressed, monkeypatch, wakeups, when, action
):
    case_list = pressed(*THREE, action=action)
    step = "send_filled" if action == SEND else "keep_filled"
    made, whole = [], getattr(drafts, step)

    def fatal(filled, *, by):
        if len(made) == 1 and when == "before":
            raise PowerCut
        made.append(case := whole(filled, by=by))
        if len(made) == 2 and when == "after":
            raise PowerCut
        return case

    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(drafts, step, fatal)
        making.make_cases(case_list.pk)
    assert Case.objects.count() == 1
    assert state_of(case_list) == CaseList.State.CREATING

    making.make_cases(case_list.pk)  # its claim has not run out
    assert Case.objects.count() == 1
    past = timezone.now() - timedelta(seconds=10)
    CaseList.objects.update(claimed_until=past, woken_at=past)
    assert making.wake_waiting() == 1
    making.make_cases(case_list.pk)

    assert state_of(case_list) == CaseList.State.CREATED
    assert sorted(Case.objects.values_list("application_id", flat=True)) == ["CDL1", "CDL2", "CDL3"]
    assert Batch.objects.count() == (3 if action == SEND else 0)
    assert trail.verify().whole


def test_two_workers_at_the_same_moment_make_each_case_once(pressed):
    case_list = pressed(*THREE)

    together(*[partial(making.make_cases, case_list.pk)] * 2)

    assert Case.objects.count() == Batch.objects.count() == 3
    assert state_of(case_list) == CaseList.State.CREATED


def test_a_worker_whose_list_was_taken_over_makes_no_more(pressed, monkeypatch):
    case_list = pressed(*THREE)
    send = drafts.send_filled

    def slow(filled, *, by):
        case = send(filled, by=by)
        CaseList.objects.update(claim=uuid.uuid4())
        return case

    monkeypatch.setattr(drafts, "send_filled", slow)
    making.make_cases(case_list.pk)

    assert Case.objects.count() == 1
    assert state_of(case_list) == CaseList.State.CREATING


def test_a_case_that_another_worker_made_meanwhile_is_left_alone(pressed):
    case_list = pressed(*THREE)
    ours = making._claim(case_list.pk)
    first = case_list.listed.first()
    rows = pressing.opened(case_list).groups[0].rows
    making._make_one(ours, first.pk, rows)

    assert making._make_one(ours, first.pk, rows)

    assert Case.objects.count() == 1


def test_a_list_that_was_stopped_makes_no_more(pressed, monkeypatch, ravi):
    case_list = pressed(*THREE)
    send = drafts.send_filled

    def stopping(filled, *, by):
        case = send(filled, by=by)
        if filled.fields["application_id"] == "CDL2":
            monkeypatch.setattr(
                making, "_make_one", lambda *a: ending.stop(case_list, by=ravi) or make_one(*a)
            )
        return case

    make_one = making._make_one
    monkeypatch.setattr(drafts, "send_filled", stopping)
    making.make_cases(case_list.pk)

    assert state_of(case_list) == CaseList.State.STOPPED
    assert Case.objects.count() == 2
    assert trail.events().get(action="list.stopped").details == {"not_created": 1}


def test_a_long_list_is_made_in_parts_each_by_a_wake_up_of_its_own(pressed, monkeypatch, wakeups):
    case_list = pressed(*THREE)
    monkeypatch.setattr(making, "AT_A_TIME", 0)

    making.make_cases(case_list.pk)

    assert wakeups == [("make_list", case_list.pk)]
    assert (state_of(case_list), case_list.claim) == (CaseList.State.CREATING, None)
    monkeypatch.setattr(making, "AT_A_TIME", 60)
    making.make_cases(case_list.pk)
    assert Case.objects.count() == 3


def test_a_list_that_was_taken_over_is_not_left_by_its_first_worker(pressed, monkeypatch, wakeups):
    case_list = pressed(*THREE)
    monkeypatch.setattr(making, "AT_A_TIME", 0)
    opened = pressing.opened

    def overtaken(case_list):
        CaseList.objects.update(claim=uuid.uuid4())
        return opened(case_list)

    monkeypatch.setattr(pressing, "opened", overtaken)

    making.make_cases(case_list.pk)

    assert wakeups == []
    case_list.refresh_from_db()
    assert case_list.claim is not None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            lambda: AtlasAccount.objects.update(active=False),
            "Nilgiri POC is switched off. Nothing was created.",
        ),
        (
            lambda: AtlasAccount.objects.update(product_types=["PFL_CDL"]),
            "Nilgiri POC no longer offers POC_CDL. Nothing was created.",
        ),
        (
            lambda: User.objects.update(is_active=False),
            "Asha Kulkarni may no longer do this. Nothing was created.",
        ),
        (
            lambda: User.objects.get(username="asha").groups.clear(),
            "Asha Kulkarni may no longer do this. Nothing was created.",
        ),
    ],
)
def test_what_changed_since_the_press_is_each_case_s_problem(pressed, change, problem):
    case_list = pressed(*THREE)
    change()

    making.make_cases(case_list.pk)

    assert problems_of(case_list) == [problem] * 3
    assert state_of(case_list) == CaseList.State.CREATED
    assert not Case.objects.exists()


def test_a_flow_that_was_taken_since_the_press_is_that_case_s_problem(pressed, asha, account):
    header = [*books.HEADER, "flow"]
    flows = ["LOS-known-1", "LOS-known-2", ""]
    case_list = pressed(*(row + [flow] for row, flow in zip(THREE, flows, strict=True)), header=header)
    Case.objects.create(account=account, flow_uuid="LOS-known-2", created_by=asha)

    making.make_cases(case_list.pk)

    assert problems_of(case_list) == ["", drafts.TAKEN, ""]
    assert Case.objects.exclude(progress=Case.Progress.DRAFT).count() == 2


def aged(case_list, seconds, **changes):
    past = timezone.now() - timedelta(seconds=seconds)
    CaseList.objects.filter(pk=case_list.pk).update(woken_at=past, **changes)


def test_the_sweep_wakes_a_worker_for_a_list_whose_wake_up_was_lost(pressed, wakeups, still):
    case_list = pressed(*THREE)
    sweeping.sweep()
    assert wakeups == []  # it was woken a moment ago

    aged(case_list, 10)
    sweeping.sweep()
    sweeping.sweep()

    assert wakeups == [("make_list", case_list.pk)]


def test_the_sweep_leaves_a_list_alone_that_a_worker_is_at(pressed, wakeups):
    case_list = pressed(*THREE)
    later = timezone.now() + timedelta(hours=1)
    aged(case_list, 100, claim=uuid.uuid4(), claimed_until=later)

    assert making.wake_waiting() == 0


def test_two_sweeps_wake_one_worker(pressed, wakeups, still):
    case_list = pressed(*THREE)
    aged(case_list, 10)

    assert sorted(together(*[making.wake_waiting] * 2)) == [0, 1]
    assert wakeups == [("make_list", case_list.pk)]


def test_a_list_that_is_overtaken_while_it_is_swept_is_not_woken(pressed, wakeups, monkeypatch):
    case_list = pressed(*THREE)
    aged(case_list, 10)
    original = CaseList.objects.filter

    def overtaking(*args, **kwargs):
        if "woken_at" in kwargs:
            original(pk=case_list.pk).update(state=CaseList.State.CREATED)
        return original(*args, **kwargs)

    monkeypatch.setattr(CaseList.objects, "filter", overtaking)

    assert making.wake_waiting() == 0
    assert wakeups == []


def test_listed_cases_are_made_or_have_a_problem_and_never_both(pressed, asha, account):
    case_list = pressed(*THREE)
    case = Case.objects.create(account=account, created_by=asha)

    with pytest.raises(IntegrityError):
        ListedCase.objects.filter(case_list=case_list).update(case=case, problem="x")
