"""Rows of a table whose header says what its columns are."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifications.models.document_types import document_type
from verifications.text.cells import Record, bare, cleaned, records
from verifications.text.formats import lines
from verifications.text.rows import ATTACHED, WEB, Row, Understood, is_link, too_many
from verifications.text.vocabulary import Columns, header

LIMIT = 5_000
SPREADSHEET = "cells of a spreadsheet with a header"
_FORMS = {"\t": SPREADSHEET, ",": "CSV", ";": "CSV with semicolons", "|": "CSV with pipes"}
_NAMED = 3


@dataclass(frozen=True)
class Table:
    """The rows of a table without those above its header; `separator` is what may stand in a link too."""

    columns: Columns
    records: Sequence[Record]
    separator: str = ""


def delimited(text: str) -> Understood | None:
    """Read a text of cells with a header, with whatever stands between the cells; None for other texts."""
    chosen = _declared(text)
    for delimiter in (chosen,) if chosen else _FORMS:
        begin = 1 if chosen else 0
        first = header(_unframed(records(text, delimiter, limit=12)[begin:], delimiter))
        if first is not None:
            found = table(_unframed(records(text, delimiter)[begin:], delimiter), delimiter)
            return understood([found], _FORMS[delimiter]) if found else None
    return None


def table(rows: Sequence[Record], delimiter: str = "\t") -> Table | None:
    """The table of these rows; None if they have no header."""
    found = header(rows)
    if found is None:
        return None
    at, columns = found
    return Table(_by_content(columns, rows[at + 1 :]), rows[at + 1 :], "" if delimiter == "\t" else delimiter)


def unnamed(rows: Sequence[Record]) -> Table:
    """The table below a header whose words say nothing: only its links are known, as by their form."""
    names = tuple(map(bare, rows[0][1]))
    return Table(_by_content(Columns(names, None, None, None), rows[1:]), rows[1:], "|")


def understood(tables: Sequence[Table], form: str) -> Understood:
    """What the tables say together."""
    count = sum(len(each.records) for each in tables)
    if count > LIMIT:
        return Understood(form=form, problem=too_many(count))
    rows = [row for each in tables for row in _rows(each)]
    problem = ""
    for each in tables:
        if each.columns.twice:
            problem = f"Two columns are called “{each.columns.twice[:40]}”. Rename or remove one of them."
    unused = [name for each in tables for name in each.columns.unused]
    if rows and unused and not problem:
        names = ", ".join(name[:30] for name in unused[:_NAMED]) + (" …" if len(unused) > _NAMED else "")
        form = f"{form} (not used: {names})"
    return Understood(tuple(rows), form=form, problem=problem)


def _rows(table: Table) -> list[Row]:
    columns = table.columns
    width = len(columns.names)
    id_at, url_at, type_at = columns.document_id, columns.file_url, columns.expected_type
    reads_alone = width > 1
    others = [at for at in range(width) if at not in (id_at, url_at, type_at)]
    unnamed = [at for at in others if columns.is_unnamed(at)]
    found = []
    for number, cells in table.records:
        count = len(cells)
        if count == 1 and reads_alone:
            found.append(lines.from_source(number, cells[0]))
            continue
        if columns.twice:
            found.append(lines.from_cells(number, cells))
            continue
        if count > width:
            cells = _fitted(table, cells)
            count = len(cells)
        url = cleaned(cells[url_at]) if url_at is not None and url_at < count else ""
        document_id = cleaned(cells[id_at]) if id_at is not None and id_at < count else ""
        expected = cleaned(cells[type_at]) if type_at is not None and type_at < count else ""
        if count > width or (unnamed and any(at < count and bare(cells[at]) for at in unnamed)):
            found.append(lines.from_cells(number, cells))
        elif document_id in columns.names and tuple(map(bare, cells)) == columns.names:
            continue  # the header once more, as when pages were copied one by one
        elif document_id or expected or url:
            found.append(Row(number, document_id, url, expected_type=document_type(expected) or expected))
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
    more, at, type_at = len(cells) - width, columns.file_url, columns.expected_type
    if not more or not table.separator or at is None or columns.unused:
        return cells
    if any(columns.is_unnamed(each) for each in range(width)) or not is_link(bare(cells[at])):
        return cells
    link = table.separator.join(cells[at : at + more + 1])
    fitted = [*cells[:at], link, *cells[at + more + 1 :]]
    expected = bare(fitted[type_at]) if type_at is not None else ""
    return cells if expected and not document_type(expected) else fitted


def _by_content(columns: Columns, rows: Sequence[Record]) -> Columns:
    """The columns with the one that has links in it, where no header named it."""
    if columns.file_url is not None:
        return columns
    places = {
        at
        for _, cells in rows
        for at, cell in enumerate(cells)
        if WEB.match(bare(cell)) or ATTACHED.match(cell)
    }
    places.discard(columns.document_id)
    if len(places) != 1:
        return columns
    return Columns(columns.names, columns.document_id, places.pop(), columns.expected_type, columns.twice)


def _declared(text: str) -> str:
    """The separator that Excel names in the first line of a CSV."""
    first = text[:10].partition("\n")[0].strip().strip('"').lower()
    return first[4] if len(first) == 5 and first.startswith("sep=") and first[4] in _FORMS else ""


def _unframed(rows: list[Record], delimiter: str) -> list[Record]:
    """The rows without the frame of pipes that some programs draw around a table."""
    if delimiter != "|" or not rows or rows[0][1][0].strip() or rows[0][1][-1].strip():
        return rows
    return [(number, cells[1:-1] if len(cells) > 2 else cells) for number, cells in rows]
