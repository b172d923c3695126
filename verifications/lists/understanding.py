"""From the rows of a sheet to cases and their documents, each fault at its row. Pure but for the clock."""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property

from verifications.knowing import expiring
from verifications.lists.entries import LABELS, Entry, entry_of
from verifications.lists.sheets import ROW_LIMIT, Sheet, Unreadable
from verifications.text import Note, Row, Understood, without_query
from verifications.text.cells import Record
from verifications.text.faults import with_faults
from verifications.text.rows import plain
from verifications.text.vocabulary import OF_CASE, ROLES, Columns, header, with_link_column

# The columns that every list has, as the page calls them.
NEEDED = {
    "application_id": "application id",
    "applicant_name": "applicant",
    "product_type": "product",
    "document_id": "document id",
    "file_url": "URL",
}


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


def split(sheet: Sheet) -> tuple[Columns, list[Record]]:
    """The columns of a list and the rows below its header. Raises Unreadable if one of them is not there."""
    found = header(sheet.rows)
    if found is None:
        raise Unreadable(
            "No row names the columns. Put one above the list: "
            "application id, applicant, product, document id, URL."
        )
    at, columns = found
    if claimed_twice := columns.claimed_twice((*ROLES, *OF_CASE)):
        raise Unreadable(claimed_twice)
    rows = sheet.rows[at + 1 :]
    columns = with_link_column(columns, rows)
    if missing := [name for column, name in NEEDED.items() if column not in columns.places]:
        raise Unreadable(f"No column for: {', '.join(missing)}. The first row of the list names its columns.")
    # Before the header's repetitions are taken out: of more rows than these not all were read.
    if len(rows) > ROW_LIMIT:
        raise Unreadable(f"More than {ROW_LIMIT:,} rows. Split the list into several files.")
    rows = [(number, cells) for number, cells in rows if not columns.is_repeated_in(cells)]
    for number, cells in rows:
        if columns.is_reordered_in(cells):
            raise Unreadable(
                f"Row {number} names the columns anew, in another order. "
                "Upload what stands below it as a list of its own."
            )
    if not rows:
        raise Unreadable("There are no rows below the names of the columns.")
    return columns, rows


def groups_of(
    columns: Columns,
    rows: list[Record],
    flags: dict[int, dict[int, str]],
    *,
    account_name: str,
    product_types: list[str],
    delimited: bool = False,
) -> list[Group]:
    """The cases of a list in the order of their first rows, every fault at its row.

    `flags` say what a workbook's cells became, `delimited` that the list was a text and no workbook.
    """
    together: dict[str, list[Entry]] = {}
    # By the application, the rows without one that stand directly below its own.
    unnamed: dict[str, list[int]] = {}
    above = ""
    for record in rows:
        entry = entry_of(
            columns, record, flags.get(record[0], {}), account_name=account_name, delimited=delimited
        )
        together.setdefault(entry.application_id, []).append(entry)
        if not entry.application_id and above:
            unnamed.setdefault(above, []).append(record[0])
        above = entry.application_id or above
    groups = [
        _group(position, entries, product_types) for position, entries in enumerate(together.values(), 1)
    ]
    return _across([_with_unnamed(group, unnamed.get(group.application_id, [])) for group in groups])


def _with_unnamed(group: Group, rows: list[int]) -> Group:
    """The case, with a problem where rows below its own may belong to it: it would go without them."""
    if not rows or group.problem:
        return group
    which = f"Row {rows[0]}" if len(rows) == 1 else f"{len(rows)} rows from row {rows[0]} on"
    names = "names" if len(rows) == 1 else "name"
    problem = f"{which} below {names} no application. Is it this one? Write the application id in each row."
    return replace(group, problem=problem)


def _group(position: int, entries: list[Entry], product_types: list[str]) -> Group:
    said: dict[str, str] = {}
    rows = [entry.row for entry in entries]
    for name in ("applicant_name", "product_type", "flow_uuid"):
        # A row may leave out what another row of its application says; none may say otherwise.
        first = next((entry for entry in entries if getattr(entry, name)), None)
        said[name] = getattr(first, name) if first else ""
        for number, entry in enumerate(entries):
            text = getattr(entry, name)
            if first and text and text != said[name]:
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
    return Group(
        position,
        entries[0].application_id,
        said["applicant_name"],
        said["product_type"],
        said["flow_uuid"],
        tuple(expiring.note_ends(understood.rows, by=None)),
        understood.problem,
    )


def _across(groups: list[Group]) -> list[Group]:
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


def _told_apart(groups: list[Group]) -> list[Group]:
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


def _noted(
    group: Group, links: dict[int, str], counts: Counter[str], flows: Counter[str], first: dict[str, int]
) -> Group:
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
