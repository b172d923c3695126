"""From the rows of a sheet to cases and their documents, each fault at its row. Pure but for the clock."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property

from verifications.knowing import expiring
from verifications.lists.sheets import ABOVE, ROW_LIMIT, Sheet, Unreadable
from verifications.models import lengths
from verifications.text import Note, Row, Understood, without_query
from verifications.text.rows import has_invisible, plain, with_faults

# What people call the columns, without case and punctuation.
WORDINGS = {
    "application_id": (
        *("application id", "application", "application no", "application number", "application ref"),
        *("application reference", "app id", "app no", "app number", "loan application id"),
        *("loan application no", "loan application number", "loan id", "loan no", "loan number", "los id"),
    ),
    "applicant_name": (
        *("applicant", "applicant name", "name of applicant", "name of the applicant", "name"),
        *("customer", "customer name", "borrower", "borrower name"),
    ),
    "product_type": ("product", "product type", "product code", "loan product", "scheme"),
    "document_id": (
        *("document id", "document no", "document number", "document ref", "document reference", "document"),
        *("doc id", "doc no", "doc number", "docid", "documentid", "id", "file id"),
    ),
    "file_url": (
        *("url", "link", "file url", "file link", "fileurl", "document url", "document link", "doc url"),
        *("doc link", "image url", "image link", "download link", "download url"),
    ),
    "expected_type": ("document type", "doc type", "type", "expected type", "type of document"),
    "flow_uuid": ("flow", "flow uuid", "flow id", "flowuuid"),
    "account": ("account", "atlas account", "account name"),
}
NAMES = {
    "application_id": "application id",
    "applicant_name": "applicant",
    "product_type": "product",
    "document_id": "document id",
    "file_url": "URL",
}
_COLUMN_OF = {wording: column for column, wordings in WORDINGS.items() for wording in wordings}
LENGTHS = {
    "application_id": lengths.APPLICATION_ID,
    "applicant_name": lengths.APPLICANT_NAME,
    "product_type": lengths.PRODUCT_TYPE,
    "flow_uuid": lengths.FLOW_UUID,
}
LABELS = {
    "application_id": "application id",
    "applicant_name": "applicant",
    "product_type": "product",
    "flow_uuid": "flow",
}
RUINED = re.compile(r"-?\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)
FLAGS = {
    "date": ("Became a date", "The cell holds the date {}. Make the column text and type it anew"),
    "logical": ("Not a text", "The cell holds the value {}. Make the column text and type it anew"),
    "fraction": ("Not a whole number", "The cell holds the number {}. Make the column text and type it anew"),
    "digits": ("Digits lost", "A number cell keeps 15 digits. Make the column text and type it anew"),
}


@dataclass(frozen=True)
class Layout:
    """Which column holds what, and the columns that were not read."""

    header: list[str]
    columns: dict[str, int]

    @property
    def unread(self) -> list[str]:
        """The names of the columns that say nothing to the portal."""
        used = set(self.columns.values())
        return [name for column, name in enumerate(self.header) if name and column not in used]


@dataclass(frozen=True)
class Entry:
    """One row of the list: what it says of its case, and its document."""

    application_id: str
    applicant_name: str
    product_type: str
    flow_uuid: str
    row: Row


@dataclass(frozen=True)
class Group:
    """One case of the list: what its rows say together, and the rows with their faults."""

    position: int
    application_id: str
    applicant_name: str
    product_type: str
    flow_uuid: str
    rows: tuple[Row, ...]
    problem: str = ""
    seen: tuple[str, ...] = field(default=(), compare=False)

    @property
    def first_row(self) -> int:
        """The number of its first row in the sheet."""
        return self.rows[0].line

    @cached_property
    def faulty(self) -> tuple[Row, ...]:
        """The rows that cannot be sent as they are."""
        return tuple(row for row in self.rows if row.fault)

    @cached_property
    def noted(self) -> tuple[Row, ...]:
        """The rows with a fault or a warning."""
        return tuple(row for row in self.rows if row.fault or row.notes)

    @property
    def ready(self) -> bool:
        """Whether the case can be made as it is."""
        return not (self.problem or self.faulty)

    @property
    def calm(self) -> bool:
        """Whether nothing about it needs a person."""
        return not (self.problem or self.seen or self.noted)


def words_of(name: str) -> str:
    """A column's name without case and punctuation."""
    return " ".join(re.sub(r"[\W_]+", " ", name).casefold().split())


def header_weight(cells: list[str]) -> int:
    """How many of the list's columns a row names."""
    return len({column for cell in cells if (column := _COLUMN_OF.get(words_of(cell)))})


def split(sheet: Sheet) -> tuple[Layout, list[tuple[int, list[str]]]]:
    """The header of a list and the rows below it. Raises Unreadable if one of them is not there."""
    head = max(range(min(len(sheet.rows), ABOVE)), key=lambda number: header_weight(sheet.rows[number][1]))
    header = sheet.rows[head][1]
    if not header_weight(header):
        raise Unreadable(
            "No row names the columns. Put one above the list: "
            "application id, applicant, product, document id, URL."
        )
    columns: dict[str, int] = {}
    for number, name in enumerate(header):
        column = _COLUMN_OF.get(words_of(name))
        if column in columns:
            raise Unreadable(
                f"The columns “{header[columns[column]][:60]}” and “{name[:60]}” mean the same. "
                "Keep one of them."
            )
        if column:
            columns[column] = number
    if missing := [name for column, name in NAMES.items() if column not in columns]:
        raise Unreadable(f"No column for: {', '.join(missing)}. The first row of the list names its columns.")
    rows = sheet.rows[head + 1 :]
    if not rows:
        raise Unreadable("There are no rows below the names of the columns.")
    if len(rows) > ROW_LIMIT:
        raise Unreadable(f"More than {ROW_LIMIT:,} rows. Split the list into several files.")
    return Layout(header, columns), rows


def groups_of(layout, rows, flags, *, account_name, product_types) -> list[Group]:
    """The cases of a list in the order of their first rows, every fault at its row."""
    together: dict[str, list[Entry]] = {}
    for number, cells in rows:
        entry = _entry(layout, number, cells, flags.get(number, {}), account_name)
        together.setdefault(entry.application_id, []).append(entry)
    groups = [
        _group(position, entries, product_types) for position, entries in enumerate(together.values(), 1)
    ]
    return _across(groups)


def _entry(layout, number, cells, flags, account_name):
    def cell(name):
        column = layout.columns.get(name)
        return cells[column] if column is not None and column < len(cells) else ""

    said = {name: cell(name) for name in ("application_id", "applicant_name", "product_type", "flow_uuid")}
    row = Row(number, cell("document_id"), cell("file_url"), expected_type=cell("expected_type"))
    for name in ("application_id", "document_id", "flow_uuid", "applicant_name", "product_type", "file_url"):
        flag = flags.get(layout.columns.get(name, -1))
        if flag and (name in ("application_id", "document_id", "flow_uuid") or flag in ("date", "logical")):
            fault, todo = FLAGS[flag]
            row = row.refused(fault, todo.format(cell(name)), name)
    for name in ("application_id", "document_id"):
        if RUINED.fullmatch(cell(name)):
            todo = f"{cell(name)} is what a spreadsheet makes of a long number. Make the column text"
            row = row.refused("Ruined id", todo, name)
    if not said["application_id"]:
        row = row.refused("No application id", "Every row names its application", "application_id")
    for name, text in said.items():
        if has_invisible(text):
            todo = f"The {LABELS[name]} has invisible characters in it; type it anew"
            row = row.refused("Hidden characters", todo, name)
        if len(text) > LENGTHS[name]:
            todo = f"The {LABELS[name]} has {len(text):,} characters; {LENGTHS[name]} is the most"
            row = row.refused("Too long", todo, name)
    account = cell("account")
    if account and account.casefold() != account_name.casefold():
        todo = f"This list goes to {account_name}. Upload these rows as a list of their own"
        row = row.refused("Another account", todo, "account")
    if row.attachment:
        row = row.refused(
            "Not a web link", "A list has links that begin with https:// or http://", "file_url"
        )
    return Entry(**said, row=row)


def _group(position, entries, product_types):
    said, rows = {}, [entry.row for entry in entries]
    for name in ("applicant_name", "product_type", "flow_uuid"):
        # A row may leave out what another row of its application says; none may say otherwise.
        first = next((entry for entry in entries if getattr(entry, name)), None)
        said[name] = getattr(first, name) if first else ""
        for number, entry in enumerate(entries):
            text = getattr(entry, name)
            if text and text != said[name]:
                todo = f"Row {first.row.line} has another {LABELS[name]} for this application"
                rows[number] = rows[number].refused(f"Another {LABELS[name]}", todo, name)
    for name in ("applicant_name", "product_type"):
        if not said[name]:
            todo = f"One row of each application names the {LABELS[name]}"
            rows[0] = rows[0].refused(f"No {LABELS[name]}", todo, name)
    if said["product_type"] and said["product_type"] not in product_types:
        offered = ", ".join(product_types) or "none yet"
        todo = f"The account offers: {offered}"
        rows = [row.refused("Product not offered", todo, "product_type") for row in rows]
    understood = with_faults(Understood(tuple(rows)))
    rows = tuple(expiring.note_ends(understood.rows, by=None))
    return Group(position, entries[0].application_id, **said, rows=rows, problem=understood.problem)


def _across(groups):
    """What only the whole list shows: one link or one flow several times, applications nearly the same."""
    links = {
        row.line: without_query(row.file_url)
        for group in groups
        for row in group.rows
        if row.file_url and not row.fault
    }
    counts = Counter(links.values())
    flows = Counter(group.flow_uuid for group in groups if group.flow_uuid)
    first: dict[str, int] = {}
    return [_noted(group, links, counts, flows, first) for group in _told_apart(groups)]


def _told_apart(groups):
    """The cases, with a note where an application differs from one above by case or zeros alone."""
    first: dict[str, int] = {}
    told = []
    for group in groups:
        row = first.setdefault(plain(group.application_id), group.first_row)
        if group.application_id and row != group.first_row:
            note = Note(f"Row {row} has nearly the same application id")
            group = replace(group, rows=(group.rows[0].noted(note), *group.rows[1:]))
        told.append(group)
    return told


def _noted(group, links, counts, flows, first):
    rows, changed = list(group.rows), False
    for number, row in enumerate(rows):
        link = links.get(row.line)
        if link and counts[link] > 1:
            if link in first:
                rows[number], changed = row.noted(Note(f"Row {first[link]} has the same link")), True
            first.setdefault(link, row.line)
    problem = group.problem
    if flows[group.flow_uuid] > 1 and not problem:
        problem = "Another application of this list has the same flow. A flow belongs to one application."
    if not changed and problem == group.problem:
        return group
    return replace(group, rows=tuple(rows), problem=problem)
