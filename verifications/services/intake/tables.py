"""Cells: of a spreadsheet, of CSV, of a Markdown table; with a header that names the columns, or without."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from verifications.services.intake import plain
from verifications.services.intake.rows import LINK, Row
from verifications.services.intake.types import known_type

# Header names as people write them: lower case, letters and digits alone.
_NAMES = {
    "document_id": """id documentid docid document doc documentno docno documentnumber docnumber
        documentref docref documentreference docreference ref refno reference referenceno fileid
        fileno fileref attachmentid""",
    "file_url": """url link fileurl filelink documenturl documentlink docurl doclink href
        downloadlink downloadurl download s3url presignedurl signedurl weblink hyperlink""",
    "expected_type": """type documenttype doctype expectedtype kind category documentcategory
        documentkind""",
}
HEADERS = {name: column for column, names in _NAMES.items() for name in names.split()}
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_EDGES = " \t\r\n\u00a0\ufeff\u200e\u200f"

Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Header:
    """Which column holds what; -1 where none does."""

    document_id: int = -1
    file_url: int = -1
    expected_type: int = -1


def header_of(cells: list[str], following: Iterable[list[str]]) -> Header | None:
    """What a first line says of the columns, or None if it is no header.

    `following` are some of the lines below; where no name stands for the links, their column is
    the one that has links.
    """
    if any(LINK.match(cell) for cell in cells):
        return None
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        column = HEADERS.get(re.sub(r"[\W_]+", "", cell.lower()))
        if column:
            found.setdefault(column, position)
    linked = [position for cells in following for position, cell in enumerate(cells) if LINK.match(cell)]
    if linked and found and found.get("file_url") not in linked:
        found["file_url"] = linked[0]
        if found.get("document_id") == linked[0]:
            del found["document_id"]
    return Header(**found) if "file_url" in found else None


def delimiter_of(first: str, following: list[str]) -> str:
    """What separates the cells of CSV, told by its header; empty where no header is read."""
    for delimiter in ";|,":
        cells = _split(first, delimiter)
        if len(cells) > 1 and header_of(cells, (_split(line, delimiter) for line in following)):
            return delimiter
    return ""


def _split(line: str, delimiter: str) -> list[str]:
    return [cell.strip(_EDGES + '"') for cell in line.split(delimiter)]


def from_lines(lines: list[Line], delimiter: str = "") -> tuple[list[Row], bool]:
    """The rows of lines of cells, and whether the first of them was a header.

    `delimiter` is given where a URL may have it in it without quotes.
    """
    if not lines:
        return [], False
    names = lines[0][1]
    header = header_of(names, (cells for _, cells in lines[1:21]))
    if header is None:
        return [from_cells(number, cells) for number, cells in lines], False
    return [
        _named(number, _joined(cells, len(names), header, delimiter), header) for number, cells in lines[1:]
    ], True


def _joined(cells: list[str], width: int, header: Header, delimiter: str) -> list[str]:
    """The cells of a line, with a URL put together again that was cut at its own commas."""
    extra, at = len(cells) - width, header.file_url
    if not delimiter or extra <= 0 or not any(cells[width:]) or not LINK.match(cells[at]):
        return cells
    if at == width - 1:
        return [*cells[:at], delimiter.join(cells[at:])]
    if width == 2:
        return [delimiter.join(cells[: extra + 1]), cells[-1]]
    return cells


def from_cells(number: int, cells: list[str]) -> Row:
    """One line of cells that no header names: an id, a link and perhaps a type, in any order."""
    cells = [cell for cell in cells if cell]
    if len(cells) == 1:
        return plain.from_line(number, cells[0])
    source = "\t".join(cells)
    # An id may have a colon in it, so what is surely a link goes first.
    link = LINK if any(LINK.match(cell) for cell in cells) else plain.ANY_LINK
    links = [cell for cell in cells if link.match(cell)]
    others = [cell for cell in cells if not link.match(cell)]
    if not links:
        return Row(number, others[0], "", "No link", "A line needs an id and a link", source=source)
    expected = ""
    if len(others) == 2 and len(links) == 1:
        # Beside an id, the other word may only be a type that Atlas knows.
        types = [cell for cell in others if known_type(cell)]
        if len(types) == 1:
            others.remove(types[0])
            expected = known_type(types[0])
    document_id = others[0] if others else ""
    if len(links) > 1 or len(others) > 1:
        return Row(
            number,
            document_id,
            links[0],
            "Too much in this line",
            "One id and one link, no more",
            source=source,
        )
    return Row(number, document_id, links[0], expected_type=expected)


def _named(number: int, cells: list[str], header: Header) -> Row:
    document_id, url, expected = (
        cells[position] if 0 <= position < len(cells) else ""
        for position in (header.document_id, header.file_url, header.expected_type)
    )
    if not url and LINK.search(document_id):
        # A whole line that was not understood, as an edit in place keeps it.
        return from_cells(number, document_id.split("\t"))
    return Row(number, document_id, url, expected_type=known_type(expected) or expected)


def delimited(text: str, delimiter: str) -> Iterator[Line]:
    """The lines of delimited text with their numbers; a quoted cell may go over several lines."""
    # An odd quote opens nothing: it would take in everything to the end of the text.
    quoting = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    reader = csv.reader(text.split("\n"), delimiter=delimiter, quoting=quoting)
    number = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell of more than 131,072 characters, or a lone carriage return
            number = reader.line_num + 1
            continue
        cells = [cell.strip(_EDGES) for cell in cells]
        if any(cells):
            yield number, cells
        number = reader.line_num + 1


def markdown(lines: list[tuple[int, str]]) -> list[Line] | None:
    """The lines of a Markdown table, or None if this is none."""
    rules = [at for at, (_, line) in enumerate(lines[:20]) if "|" in line and _RULE.fullmatch(line.strip())]
    if not rules or rules[0] == 0:
        return None
    found = []
    for at, (number, line) in enumerate(lines[rules[0] - 1 :]):
        if at == 1 or "|" not in line:
            continue
        cells = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
        found.append((number, [_plain(cell.replace("\\|", "|")) for cell in cells]))
    return found


def _plain(cell: str) -> str:
    """A Markdown cell as a person reads it; of a link, its address."""
    cell = cell.strip(_EDGES)
    if link := re.fullmatch(r"\[[^\]]*\]\(<?([^\s>]+?)>?\)|<([^\s>]+)>", cell):
        return link[1] or link[2]
    return cell.strip("`")
