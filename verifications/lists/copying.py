"""What became of a list: figures while its cases are made and sent, and its copy with added columns."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import xlsxwriter
from django.db.models import Count, Q

from atlas.redaction import redact_text, redact_url
from users.models import User
from verifications.lists import pressing
from verifications.lists.understanding import Group
from verifications.models import Batch, Case, CaseList, FileRecord, ListedCase
from verifications.text import Row
from verifications.text.cells import guarded
from verifications.text.rows import WEB

ADDED = ["Case", "Batch state", "What became of it", "file_uuid"]
# Of a record: its batch's state, how the answer compares, Atlas's file_uuid.
Sent = tuple[str, str, str]
MOVING = (Case.Progress.QUEUED, Case.Progress.SENDING)
TEMPLATE = [
    ["application id", "applicant", "product", "document id", "URL", "document type"],
    ["CDL0001", "Sunil Patil", "POC_CDL", "101", "https://example.com/invoice.pdf", "INVOICE"],
    ["CDL0001", "Sunil Patil", "POC_CDL", "102", "https://example.com/pan.jpg", "PAN"],
]


@dataclass(frozen=True)
class Figures:
    """How far a list has come, in numbers of its chosen cases.

    `moving` are on their way to Atlas; `watched` are those that Atlas is still asked about. `is_over`:
    no more of them are made.
    """

    is_over: bool

    chosen: int
    created: int
    problems: int
    moving: int
    watched: int
    by_progress: list[tuple[str, int]]

    @property
    def waiting(self) -> int:
        """Not made yet."""
        return self.chosen - self.created - self.problems

    @property
    def tone(self) -> str:
        """Blue while something goes on by itself, amber where a person is needed, else green."""
        attention = sum(number for progress, number in self.by_progress if progress in Case.ATTENTION)
        if self.moving or self.watched or (self.waiting and not self.is_over):
            return "blue"
        return "amber" if self.problems or self.waiting or attention else "green"

    @property
    def steps(self) -> int:
        """What the bar runs to: each case is made, then it leaves the queue."""
        return 2 * self.chosen

    @property
    def done(self) -> int:
        """How much of `steps` is behind it."""
        return 2 * (self.created + self.problems) - self.moving


def figures_of(case_list: CaseList) -> Figures:
    """Where the chosen cases of a list stand, in one query."""
    counted = case_list.listed.order_by().values("case__progress")
    rows = list(
        counted.annotate(
            number=Count("pk"),
            problems=Count("pk", filter=~Q(problem="")),
            watched=Count("pk", filter=Q(case__look_at__isnull=False)),
        )
    )
    counts = {row["case__progress"]: row["number"] for row in rows if row["case__progress"]}
    problems = sum(row["problems"] for row in rows)
    unmade = sum(row["number"] for row in rows if not row["case__progress"])
    created = sum(counts.values())
    return Figures(
        is_over=case_list.state != CaseList.State.CREATING,
        chosen=created + unmade,
        created=created,
        problems=problems,
        moving=sum(counts.get(progress, 0) for progress in MOVING),
        watched=sum(row["watched"] for row in rows),
        by_progress=[(value, counts[value]) for value in Case.Progress.values if value in counts],
    )


def copy_of(case_list: CaseList, *, redacted: bool, by: User) -> Iterator[list[str]]:
    """The list as it was uploaded, the header first, with the added columns filled in.

    `redacted`: links without their signature, for who may read the list and not use it.
    """
    # Once it was pressed, its own cases would look like earlier ones, and have its flows.
    found = pressing.looked_up(case_list, by=by) if case_list.is_new else pressing.opened(case_list)
    listed = {each.position: each for each in case_list.listed.visible_to(by).select_related("case")}
    records = _records_of(case_list)
    became = {}
    for group in found.groups:
        for row in group.rows:
            became[row.line] = _became(case_list, group, row, listed.get(group.position), records)
    header = list(found.columns.names)
    width = max(len(header), max(len(cells) for _, cells in found.rows))
    yield _padded(header, width) + ADDED
    for number, cells in found.rows:
        cells = [_redacted(cell) for cell in cells] if redacted else cells
        yield _padded(cells, width) + became[number]


def _records_of(case_list: CaseList) -> dict[tuple[int, str], Sent]:
    """By case and document id, of the newest record: its batch's state, comparison, file_uuid."""
    cases = case_list.listed.exclude(case=None).values("case")
    sent = FileRecord.objects.sent().filter(case__in=cases).order_by("pk")
    values = sent.values_list("case_id", "document_id", "batch__state", "comparison", "file_uuid")
    return {(case, document): (state, said, uuid) for case, document, state, said, uuid in values}


def _became(
    case_list: CaseList,
    group: Group,
    row: Row,
    listed: ListedCase | None,
    records: dict[tuple[int, str], Sent],
) -> list[str]:
    """The added cells of one row."""
    if listed is None:
        return ["", "", _why_not(case_list, group, row), ""]
    if listed.case is None:
        stopped = case_list.state == CaseList.State.STOPPED
        return [
            "",
            "",
            listed.problem or ("Stopped before it was created" if stopped else "Not created yet"),
            "",
        ]
    reference = listed.case.reference
    if (listed.case.pk, row.document_id) not in records:
        words = "Not among the documents of the case"
        if listed.case.is_draft:
            words = "Saved as a draft" if listed.case.is_open else "Saved as a draft, then discarded"
        return [reference, "", words, ""]
    state, comparison, file_uuid = records[listed.case.pk, row.document_id]
    words = Batch.State(state).label
    if comparison == FileRecord.Comparison.MISSING:
        words = "Missing in the answer"
    return [reference, Batch.State(state).label, words, file_uuid]


def _why_not(case_list: CaseList, group: Group, row: Row) -> str:
    if row.fault:
        return f"{row.fault}. {row.todo}."
    if group.problem:
        return group.problem
    if group.faulty:
        return f"Not created: row {group.faulty[0].line} of this application needs attention."
    if case_list.state == CaseList.State.WITHDRAWN:
        return "The list was taken back before anything was created"
    return "Not created yet" if case_list.is_new else "Not chosen"


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))


def _redacted(cell: str) -> str:
    if WEB.match(cell):
        return redact_url(cell)
    return redact_text(cell) if "://" in cell else cell


def as_csv(rows: Iterable[list[str]]) -> bytes:
    """The rows as CSV in UTF-8, with the mark by which Excel knows it."""
    text = io.StringIO(newline="")
    # All in quotation marks: a program that parts cells at semicolons would find a formula behind one.
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def as_xlsx(rows: Iterable[list[str]]) -> bytes:
    """The rows as a workbook of text cells."""
    book = io.BytesIO()
    # Cells come from a stranger's sheet: none may become a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(book, options) as workbook:
        sheet = workbook.add_worksheet("List")
        as_text = workbook.add_format({"num_format": "@"})
        sheet.set_column(0, 20, 22, as_text)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                # XlsxWriter ends with an error at half a surrogate pair.
                sheet.write_string(number, column, guarded(cell.encode(errors="replace").decode()))
    return book.getvalue()
