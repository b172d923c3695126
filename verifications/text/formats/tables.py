"""Rows of a table whose header says what its columns are."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifications.models.document_types import document_type
from verifications.text.cells import Record, bare, cleaned, records
from verifications.text.formats import lines, prose
from verifications.text.rows import Row, Understood, is_link, too_many
from verifications.text.separating import separator_of, unframed
from verifications.text.vocabulary import (
    ABOVE,
    ROLES,
    Columns,
    header,
    names_document,
    with_link_column,
)

LIMIT = 5_000
SPREADSHEET = "cells of a spreadsheet with a header"
_FORMS = {"\t": SPREADSHEET, ",": "CSV", ";": "CSV with semicolons", "|": "CSV with pipes"}
_NAMED = 3


@dataclass(frozen=True)
class Table:
    """The rows of a table below its header, and those above; `separator` is what may stand in a link too."""

    columns: Columns
    records: Sequence[Record]
    separator: str = ""
    above: Sequence[Record] = ()


def delimited(text: str) -> Understood | None:
    """Read a text of cells with a header, with whatever stands between the cells; None for other texts."""
    separator, begin = separator_of(text)
    if headed(unframed(records(text, separator, limit=begin + ABOVE)[begin:], separator)) is None:
        return None
    found = table(unframed(records(text, separator)[begin:], separator), separator)
    return understood([found], _FORMS[separator]) if found else None


def headed(rows: Sequence[Record]) -> tuple[int, Columns] | None:
    """Where the header of a table of documents stands, and its columns; None for rows that are no table.

    A header that names both an id and a link may stand below anything but documents, any other below
    titles alone, which are rows of a single cell: a comma between words makes no cells of a letter.
    """
    found = header(rows)
    if found is None or len(found[1].names) == 1 or not names_document(found[1]):
        return None
    at, columns = found
    above = [[cell for cell in map(cleaned, cells) if cell] for _, cells in rows[:at]]
    if any(is_link(cell) for cells in above for cell in cells):
        return None
    are_titles = all(len(cells) <= 1 and "://" not in "".join(cells) for cells in above)
    return found if are_titles or {"document_id", "file_url"} <= columns.places.keys() else None


def table(rows: Sequence[Record], separator: str = "\t") -> Table | None:
    """The table of these rows; None if they have no header."""
    found = headed(rows)
    if found is None:
        return None
    at, columns = found
    below = rows[at + 1 :]
    parts = "" if separator == "\t" else separator
    return Table(with_link_column(columns, below), below, parts, rows[:at])


def unnamed(rows: Sequence[Record]) -> Table:
    """The table below a header whose words say nothing: only its links are known, as by their form."""
    names = tuple(map(cleaned, rows[0][1]))
    return Table(with_link_column(Columns(names, {}), rows[1:]), rows[1:], "|")


def understood(tables: Sequence[Table], form: str) -> Understood:
    """What the tables say together."""
    count = sum(len(each.records) for each in tables)
    if count > LIMIT:
        return Understood(form=form, problem=too_many(count))
    rows = [row for each in tables for row in _rows(each)]
    problem = next((twice for each in tables if (twice := each.columns.claimed_twice(ROLES))), "")
    unused = [name for each in tables for name in each.columns.unused(ROLES)]
    if rows and unused and not problem:
        names = ", ".join(name[:30] for name in unused[:_NAMED]) + (" …" if len(unused) > _NAMED else "")
        form = f"{form} (not used: {names})"
    above = [(number, "\t".join(cells)) for each in tables for number, cells in each.above]
    return Understood(tuple(rows), form=form, problem=problem).with_links(prose.rows(above))


def _rows(table: Table) -> list[Row]:
    columns = table.columns
    width = len(columns.names)
    id_at, url_at, type_at = map(columns.places.get, ROLES)
    reads_alone, twice = width > 1, columns.claimed_twice(ROLES)
    may_overflow = not all(columns.names)
    found = []
    for number, cells in table.records:
        count = len(cells)
        if count == 1 and reads_alone:
            found.append(lines.row_of_source(number, cells[0]))
            continue
        if twice:
            found.append(lines.from_cells(number, cells))
            continue
        if count > width:
            cells = _fitted(table, cells)
            count = len(cells)
        url = cleaned(cells[url_at]) if url_at is not None and url_at < count else ""
        document_id = cleaned(cells[id_at]) if id_at is not None and id_at < count else ""
        expected = cleaned(cells[type_at]) if type_at is not None and type_at < count else ""
        if (may_overflow or count > width) and columns.overflow(cells):
            found.append(lines.from_cells(number, cells))
        elif (document_id or url) in columns.names and columns.is_repeated_in(cells):
            continue
        elif document_id or expected or url:
            row = Row(number, document_id, url, expected_type=document_type(expected) or expected)
            # Most links are as they should be, and a closer look takes its time.
            found.append(row if url[:4] == "http" else lines.tidied(row))
        elif any(map(bare, cells)):
            found.append(lines.from_cells(number, cells))
    return found


def _fitted(table: Table, cells: list[str]) -> list[str]:
    """A row of more cells than the header, without empty ones at its end and with its link in one piece.

    A link may have the separator in it, where the text was made without quotes. It is put together
    only if nothing else in the row can have one: with a column for remarks it stays as it is.
    """
    columns, width = table.columns, len(table.columns.names)
    last = len(cells)
    while last > width and not bare(cells[last - 1]):
        last -= 1
    cells = cells[:last]
    more, at, type_at = (
        len(cells) - width,
        columns.places.get("file_url"),
        columns.places.get("expected_type"),
    )
    if not more or not table.separator or at is None or columns.unused(ROLES):
        return cells
    if not all(columns.names) or not is_link(bare(cells[at])):
        return cells
    link = table.separator.join(cells[at : at + more + 1])
    fitted = [*cells[:at], link, *cells[at + more + 1 :]]
    expected = bare(fitted[type_at]) if type_at is not None else ""
    return cells if expected and not document_type(expected) else fitted
