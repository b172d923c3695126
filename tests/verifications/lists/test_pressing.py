import json
import uuid
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import trail
from tests import factories
from tests.verifications.lists import books
from tests.verifications.parts import together
from verifications.lists import ending, pressing, sheets
from verifications.models import AtlasAccount, Case, CaseList, ListContent, ListedCase, WrongState

SEND, DRAFT = CaseList.Action.SEND, CaseList.Action.DRAFT


@pytest.fixture
def receive(asha, account):
    """A function that uploads a list of these rows."""

    def receive(*rows, key=None, name="list.csv", content=None, **fields):
        return pressing.receive(
            content or books.as_text(*rows, **fields),
            name=name,
            account=account,
            form_key=key or uuid.uuid4(),
            by=asha,
        )

    return receive


@pytest.fixture
def press(asha):
    """A function that has cases of a list made."""

    def press(case_list, *positions, action=SEND, confirmed=False, by=asha):
        pressing.create(case_list, set(positions), action=action, confirmed=confirmed, by=by)

    return press


def test_a_list_is_kept_as_it_was_read(receive, asha, account):
    case_list = receive(books.row("1"), books.row("2", application_id="CDL2"), name="of November.csv")

    assert (case_list.row_count, case_list.case_count, case_list.kind) == (2, 2, "csv")
    assert (case_list.file_name, case_list.account, case_list.uploaded_by) == (
        "of November.csv",
        account,
        asha,
    )
    assert case_list.is_new
    event = trail.events()[0]
    assert (event.action, event.target_id, event.details) == (
        "list.uploaded",
        str(case_list.pk),
        {"rows": 2, "cases": 2},
    )


def test_the_rows_of_a_list_are_not_readable_in_the_database(receive):
    receive(books.row("1"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM verifications_listcontent")
        assert "docs.example" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\x.csv", "x.csv"),
        ("a\r\n\x00\u202eb.csv", "ab.csv"),
        ("x" * 300, "x" * 200),
        ("\n", "list"),
    ],
)
def test_a_name_is_shown_without_what_it_may_pretend(receive, name, shown):
    assert receive(books.row("1"), name=name).file_name == shown


@pytest.mark.parametrize("content", [b"no list", b"PK\x03\x04", books.as_text()])
def test_of_what_cannot_be_read_nothing_is_kept(receive, content):
    with pytest.raises(sheets.Unreadable):
        receive(content=content)

    assert not CaseList.objects.exists() and not ListContent.objects.exists()
    assert not trail.events().filter(action="list.uploaded").exists()


def test_the_same_upload_twice_is_one_list(receive):
    key = uuid.uuid4()

    assert receive(books.row("1"), key=key) == receive(content=b"whatever", key=key)


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_the_same_moment_are_one_list(receive):
    first, second = together(*[partial(receive, books.row("1"), key=uuid.uuid4())] * 2)

    assert first == second == CaseList.objects.get()
    assert trail.events().filter(action="list.uploaded").count() == 1


def test_an_upload_that_another_overtook_leads_to_the_same_list(receive, monkeypatch):
    key = uuid.uuid4()
    first = receive(books.row("1"), key=key)
    monkeypatch.setattr(pressing, "_present", lambda form_key: None)

    assert receive(books.row("1"), key=key) == first


def test_earlier_cases_like_those_of_a_list_are_found_in_three_queries(receive, batch, draft):
    sent = batch.case
    case_list = receive(
        books.row("1", application_id=sent.application_id),
        books.row("2", url="https://docs.example/pan.jpg?sig=another"),
        books.row("3", application_id="CDL3"),
        books.row("4", application_id=draft.application_id),
        books.row("5", application_id="CDL5", url=""),
    )

    with CaptureQueriesContext(connection) as queries:
        found = pressing.looked_up(case_list, by=case_list.uploaded_by)

    assert [group.seen for group in found.groups] == [(sent.reference,), (sent.reference,), (), (), ()]
    assert [group.position for group in found.seen] == [1, 2]
    assert [group.position for group in found.attention] == [1, 2, 5]
    assert len(found.ready) == 4 and found.faulty_rows == 1
    assert len(queries) == 3


def test_a_flow_that_a_case_has_already_is_said(receive, asha, account):
    taken = factories.draft(by=asha, account=account, flow_uuid="LOS-known-1")
    header = [*books.HEADER, "flow"]
    case_list = receive(
        books.row("1") + ["LOS-known-1"],
        books.row("2", application_id="CDL2") + ["LOS-known-2"],
        books.row("3", application_id="CDL3", url="") + ["LOS-known-3"],
        header=header,
    )

    found = pressing.looked_up(case_list, by=case_list.uploaded_by)

    assert (
        found.groups[0].problem == f"{taken.reference} has this flow already. Open that case, or use another."
    )
    assert [group.ready for group in found.groups] == [False, True, False]


def test_chosen_cases_are_written_down_and_a_worker_is_woken(
    receive, press, asha, wakeups, django_capture_on_commit_callbacks
):
    case_list = receive(*(books.row(str(n), application_id=f"CDL{n}") for n in (1, 2, 3)))

    with django_capture_on_commit_callbacks(execute=True):
        press(case_list, 1, 3, action=DRAFT)

    case_list.refresh_from_db()
    assert (case_list.state, case_list.action, case_list.pressed_by) == ("creating", "draft", asha)
    assert [(each.position, each.application_id) for each in case_list.listed.all()] == [
        (1, "CDL1"),
        (3, "CDL3"),
    ]
    assert wakeups == [("make_list", case_list.pk)]
    event = trail.events()[0]
    assert (event.action, event.outcome, event.details) == (
        "list.created",
        "queued",
        {"cases": 2, "action": "draft"},
    )
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("positions", "sentence"),
    [
        ((), "Tick at least one case."),
        ((99,), "Tick at least one case."),
        ((1, 2), "1 of the ticked cases cannot be created"),
    ],
)
def test_what_cannot_be_made_is_not_written_down(receive, press, positions, sentence):
    case_list = receive(books.row("1"), books.row("2", application_id="CDL2", url=""))

    with pytest.raises(WrongState, match=sentence):
        press(case_list, *positions)

    assert not ListedCase.objects.exists()


def test_cases_that_look_like_earlier_ones_are_sent_only_when_someone_says_so(receive, press, batch):
    case_list = receive(
        books.row("1", application_id=batch.case.application_id), books.row("2", application_id="CDL2")
    )

    with pytest.raises(pressing.LooksRepeated):
        press(case_list, 1, 2)
    assert not ListedCase.objects.exists()

    press(case_list, 1, 2, confirmed=True)
    assert ListedCase.objects.count() == 2


@pytest.mark.parametrize(("positions", "action"), [((2,), SEND), ((1, 2), DRAFT)])
def test_nobody_is_asked_about_cases_that_are_not_sent(receive, press, batch, positions, action):
    case_list = receive(
        books.row("1", application_id=batch.case.application_id), books.row("2", application_id="CDL2")
    )

    press(case_list, *positions, action=action)

    assert ListedCase.objects.count() == len(positions)


def test_a_list_for_an_account_that_was_switched_off_is_not_made(receive, press, account):
    case_list = receive(books.row("1"))
    case_list.account.active = False

    with pytest.raises(WrongState, match="is switched off. Choose another or have it switched on."):
        press(case_list, 1)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_write_one_choice(receive, press, wakeups):
    pk = receive(books.row("1"), books.row("2", application_id="CDL2")).pk
    lists_ = [CaseList.objects.select_related("account").get(pk=pk) for _ in range(2)]

    outcomes = together(*(partial(press, each, 1, 2) for each in lists_))

    assert {str(outcome) for outcome in outcomes} == {
        "None",
        "Asha Kulkarni pressed this list already. Here is what becomes of its cases.",
    }
    assert ListedCase.objects.count() == 2
    assert wakeups == [("make_list", pk)]


def test_a_product_that_is_withdrawn_after_the_press_makes_no_fault_of_what_was_chosen(receive, press):
    case_list = receive(books.row("1"))
    press(case_list, 1)
    AtlasAccount.objects.update(product_types=[])

    again = CaseList.objects.select_related("account").get(pk=case_list.pk)

    assert pressing.opened(again).groups[0].ready


def test_stopping_is_written_down_with_what_was_left(receive, press, ravi):
    case_list = receive(books.row("1"), books.row("2", application_id="CDL2"))
    press(case_list, 1, 2)

    ending.stop(case_list, by=ravi)

    case_list.refresh_from_db()
    event = trail.events()[0]
    assert case_list.state == CaseList.State.STOPPED
    assert (event.action, event.actor_id, event.details) == ("list.stopped", str(ravi.pk), {"not_created": 2})
    with pytest.raises(WrongState, match="Nothing is being created any more."):
        ending.stop(case_list, by=ravi)


def test_a_list_that_nobody_pressed_is_not_stopped(receive, asha):
    with pytest.raises(WrongState):
        ending.stop(receive(books.row("1")), by=asha)


def test_what_is_kept_of_a_workbook_says_what_was_flagged(receive):
    case_list = receive(content=books.xlsx(books.HEADER, books.row("1")[:3] + [12.5, "https://x.example/a"]))

    kept = json.loads(case_list.content.text)

    assert kept["flags"] == {"2": {"3": "fraction"}}
    assert pressing.opened(case_list).groups[0].rows[0].fault == "Not a whole number"


def test_a_page_leaves_out_no_case_that_can_be_chosen_and_not_every_fault(receive, monkeypatch):
    monkeypatch.setattr(pressing, "FAULTY_SHOWN", 2)
    monkeypatch.setattr(pressing, "ROWS_SHOWN", 3)
    bad = [books.row(f"{n}{m}", application_id=f"BAD{n}", url="") for n in range(3) for m in range(2)]

    lines = pressing.opened(receive(*bad, books.row("1"))).lines()

    assert [(group.application_id, len(rows)) for group, rows in lines] == [
        ("BAD0", 2),
        ("BAD1", 1),
        ("CDL1", 0),
    ]
