import csv
import io
import uuid

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifications.lists import books
from verifications.lists import copying, ending, making, pressing, sheets, understanding
from verifications.models import Batch, Case, CaseList, FileRecord
from verifications.text.cells import cleaned

SEND, DRAFT = CaseList.Action.SEND, CaseList.Action.DRAFT


@pytest.fixture
def receive(asha, account):
    """A function that uploads a list of these rows."""

    def receive(*rows, header=books.HEADER):
        content = books.as_text(*rows, header=header)
        return pressing.receive(content, name="list.csv", account=account, form_key=uuid.uuid4(), by=asha)

    return receive


@pytest.fixture
def made(asha):
    """A function that has these cases of a list made at once."""

    def made(case_list, *positions, action=SEND):
        pressing.create(case_list, set(positions), action=action, confirmed=True, by=asha)
        making.make_cases(case_list.pk)
        return CaseList.objects.select_related("account").get(pk=case_list.pk)

    return made


def added(case_list, *, redacted=False):
    """The added cells of each row."""
    return [
        row[-4:] for row in list(copying.copy_of(case_list, redacted=redacted, by=case_list.uploaded_by))[1:]
    ]


TWO = [books.row("1"), books.row("2", application_id="CDL2")]


def test_figures_count_each_chosen_case_once(receive, made, asha, account):
    case_list = made(
        receive(*TWO, books.row("3", application_id="CDL3"), books.row("4", application_id="CDL4")), 1, 2, 3
    )
    first, second, third = case_list.listed.all()
    Batch.objects.filter(case=second.case).update(state="withdrawn", next_try_at=None)
    Case.objects.filter(pk=second.case_id).update(progress=Case.Progress.FAILED)
    third.case, third.problem = None, "The account is switched off."
    third.save()

    with CaptureQueriesContext(connection) as queries:
        figures = copying.figures_of(case_list)

    assert len(queries) == 1
    assert (figures.chosen, figures.created, figures.problems, figures.waiting) == (3, 2, 1, 0)
    assert (figures.moving, figures.done, figures.steps) == (1, 5, 6)
    assert figures.by_progress == [("queued", 1), ("failed", 1)]


def test_the_copy_has_the_list_s_own_columns_and_what_became_of_each_row(receive, made):
    header = [*books.HEADER, "Branch", "x"]
    rows = [
        books.row("1") + ["Pune"],
        books.row("2", application_id="CDL2", url="ftp://x") + ["Delhi"],
        books.row("3", application_id="CDL2"),
        books.row("4", application_id="CDL4"),
    ]
    case_list = receive(*rows, header=header)
    case_list = made(case_list, 1)
    case = Case.objects.get()

    head, *copied = copying.copy_of(case_list, redacted=False, by=case_list.uploaded_by)

    assert head == [*header, "Case", "Batch state", "What became of it", "file_uuid"]
    assert [row[:6] for row in copied] == [row + [""] * (6 - len(row)) for row in rows]
    assert added(case_list) == [
        [case.reference, "Queued", "Queued", ""],
        ["", "", "Not a web link. “ftp:” cannot be fetched; a link begins with https:// or http://.", ""],
        ["", "", "Not created: row 3 of this application needs attention.", ""],
        ["", "", "Not chosen", ""],
    ]


@pytest.mark.parametrize(
    ("state", "comparison", "words"),
    [
        ("accepted", "answered", ["Accepted", "Accepted", "uuid-1"]),
        ("accepted", "missing", ["Accepted", "Missing in the answer", "uuid-1"]),
        ("not_confirmed", "waiting", ["Not confirmed", "Not confirmed", "uuid-1"]),
    ],
)
def test_what_became_of_a_row_is_its_newest_record(receive, made, state, comparison, words):
    case_list = made(receive(*TWO), 1)
    batch = Batch.objects.get()
    steps = {
        "state": "sending",
        "claim": uuid.uuid4(),
        "claimed_until": batch.created_at,
        "next_try_at": None,
    }
    Batch.objects.update(**steps)
    batch.refresh_from_db()
    batch.move_to(Batch.State(state))
    FileRecord.objects.update(comparison=comparison, file_uuid="uuid-1")

    assert added(case_list)[0] == [batch.case.reference, *words]


def test_the_copy_of_a_list_says_what_is_not_created_and_why(receive, made, asha, account):
    fresh = receive(*TWO, books.row("3", application_id="CDL3", product="PFL_CDL"))
    assert [cells[2] for cells in added(fresh)] == [
        "Not created yet",
        "Not created yet",
        "Product not offered. The account offers: POC_CDL.",
    ]

    header = [*books.HEADER, "flow"]
    shared = receive(*(row + ["LOS-1"] for row in TWO), header=header)
    assert "has the same flow" in added(shared)[0][2]

    pressing.create(fresh, {1, 2}, action=DRAFT, confirmed=False, by=asha)
    fresh.refresh_from_db()
    assert added(fresh)[0] == ["", "", "Not created yet", ""]
    fresh.listed.filter(position=1).update(problem="Switched off.")
    ending.stop(fresh, by=asha)
    fresh.refresh_from_db()
    assert [cells[2] for cells in added(fresh)[:2]] == ["Switched off.", "Stopped before it was created"]


def test_a_draft_of_a_list_and_what_was_changed_in_it_later_is_said(receive, made):
    case_list = made(receive(*TWO), 1, 2, action=DRAFT)
    assert [cells[2] for cells in added(case_list)] == ["Saved as a draft"] * 2

    case = case_list.listed.first().case
    Case.objects.filter(pk=case.pk).update(progress=Case.Progress.QUEUED, first_sent_at=case.created_at)
    assert added(case_list)[0][2] == "Not among the documents of the case"


def test_who_may_only_read_gets_links_without_their_signature(receive):
    header = [*books.HEADER, "note", "n"]
    case_list = receive(
        books.row("1") + ["see https://x.example/a?token=secret", "91-234567890"], header=header
    )

    _, row = copying.copy_of(case_list, redacted=True, by=case_list.uploaded_by)

    assert row[:7] == [
        *books.row("1")[:4],
        "https://docs.example/1.pdf?[removed]",
        "see https://x.example/a?[removed]",
        "91-234567890",
    ]


def test_the_copy_costs_the_same_for_two_cases_and_for_many(receive, made):
    counts = []
    for number in (2, 12):
        rows = [books.row(str(n), application_id=f"CDL{n}") for n in range(number)]
        case_list = made(receive(*rows), *range(1, number + 1))
        with CaptureQueriesContext(connection) as queries:
            list(copying.copy_of(case_list, redacted=False, by=case_list.uploaded_by))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 4


FORMULAS = ["=1+1", "+91", "-5", "@x", "\tx", '=HYPERLINK("https://evil.example","x")', "=cmd|' /C calc'!A0"]
FORMULAS += ["＝1+1", "＋91", "－5", "＠x"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_of_a_copy_is_a_formula(cell):
    text = copying.as_csv([[cell, "plain"]]).decode("utf-8-sig")
    book = copying.as_xlsx([[cell, "plain"]])

    assert text.lstrip('"').startswith(f"'{cell[0]}")
    read = python_calamine.load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert read == [[f"'{cell}", "plain"]]


@pytest.mark.parametrize("separator", ",;\t|")
def test_no_cell_is_parted_into_a_formula(separator):
    cell = f"x{separator}=1+1"
    text = copying.as_csv([[cell, "plain"]]).decode("utf-8-sig")
    assert next(csv.reader([text], delimiter=separator))[0].startswith(cell)


@pytest.mark.parametrize("write", [copying.as_csv, copying.as_xlsx])
def test_half_a_character_spoils_no_copy(write):
    assert write([["a\ud800"]])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), min_size=1, max_size=5))
def test_what_is_copied_is_read_back_as_it_was(cells):
    cells = [cleaned(cell) or "x" for cell in cells]

    read = sheets.read_sheet(copying.as_csv([["id", "url", "product"], cells]))

    assert read.rows[1][1] == cells


@pytest.mark.parametrize("write", [copying.as_csv, copying.as_xlsx])
def test_a_copy_that_is_uploaded_again_has_the_same_cells(write):
    rows = [["id", "url", "product"], *([cell.strip(), "00123", "1.23E+11"] for cell in FORMULAS)]

    assert [cells for _, cells in sheets.read_sheet(write(rows)).rows] == rows


def test_the_template_is_a_list():
    columns, rows = understanding.split(sheets.read_sheet(copying.as_xlsx(copying.TEMPLATE)))

    (group,) = understanding.groups_of(columns, rows, {}, account_name="x", product_types=["POC_CDL"])
    assert group.ready and group.calm and not columns.unused(columns.places)
