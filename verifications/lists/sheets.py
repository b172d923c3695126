"""From an uploaded file to its rows as text: what it is, is told by its content and never by its name."""

import csv
import io
import re
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from untrusted.workbooks.opening import opened
from untrusted.workbooks.reading import OLE, OTHER, ZIP, Unreadable, filled_rows

__all__ = ["ROW_LIMIT", "SIZE_LIMIT", "Sheet", "Unreadable", "read", "unguarded"]

SIZE_LIMIT = 5 * 1024 * 1024
ROW_LIMIT = 5_000
# In so many of the first filled rows the header is looked for.
ABOVE = 10
# One more than can be a list tells that there are too many.
READ_LIMIT = ABOVE + ROW_LIMIT + 1

EMPTY = "This file is empty."
MARKUP = (
    "This is a web page or XML, whatever its name says. "
    "Open it in your spreadsheet program and save it as .xlsx."
)
NO_TEXT = "The characters of this file cannot be read. Save it as .xlsx, or as CSV in UTF-8."
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
# What a spreadsheet program would take for a formula; written with an apostrophe in front, and read without.
FORMULA = re.compile(r"[=+\-@\t\r]")
# How exports keep a spreadsheet program from dropping the zeros of an id.
_KEPT = re.compile(r'="([^"]*)"')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Sheet:
    """The filled rows of a file, each its number in the sheet and its cells as text.

    `flags` say, by the row's number and the column, which cells are not what was typed.
    """

    kind: str
    read_as: str
    rows: list[tuple[int, list[str]]]
    flags: dict[int, dict[int, str]] = field(default_factory=dict)


def read(content: bytes, weigh) -> Sheet:
    """Read a CSV file here, or a workbook in a process of its own. Raises Unreadable.

    `weigh` says of how many columns a row of cells may be the header: it decides on a CSV file's delimiter.
    """
    if not content.strip():
        raise Unreadable(EMPTY)
    if content.startswith((ZIP, OLE)):
        return _from_workbook(content)
    return _from_text(content, weigh)


def unguarded(cell: str) -> str:
    """A cell without what was put around it, by the portal or by others, for spreadsheet programs alone."""
    if cell[:1] == "'" and FORMULA.match(cell, 1):
        return cell[1:]
    kept = _KEPT.fullmatch(cell) if cell[:1] == "=" else None
    return kept[1] if kept else cell


def _from_workbook(content):
    found = opened(content, READ_LIMIT)
    read_as = f"sheet “{_printable(found['sheet'])[:60]}”"
    if found["others"]:
        read_as += ", the other sheets were not read"
    if found["padded"]:
        read_as += ", zeros that a number format shows in front are not in the cells"
    flags = {
        int(row): {int(column): flag for column, flag in cells.items()}
        for row, cells in found["flags"].items()
    }
    rows = [(number, [unguarded(cell) for cell in cells]) for number, cells in found["rows"]]
    return Sheet(found["kind"], read_as, rows, flags)


def _printable(text):
    return "".join(char for char in text if char.isprintable())


def _from_text(content, weigh):
    text, encoding = _decoded(content)
    if len(_CONTROL.findall(text, 0, 10_000)) * 100 > min(len(text), 10_000) or "\x00" in text:
        raise Unreadable(OTHER)
    if text.lstrip()[:1] == "<":
        raise Unreadable(MARKUP)
    hint = re.match(r"sep=([,;\t|])\r?\n", text)
    delimiter = hint[1] if hint else _delimiter_of(text, weigh)
    rows = _records(text, delimiter, READ_LIMIT)
    rows = rows[1:] if hint else rows
    if not rows:
        raise Unreadable(EMPTY)
    return Sheet("csv", f"{DELIMITERS.get(delimiter, delimiter)} between the cells, {encoding}", rows)


def _decoded(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = (("utf-16", "UTF-16"),)
    else:
        tries = (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"))
    for encoding, name in tries:
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            continue
    raise Unreadable(OTHER if b"\x00" in content else NO_TEXT)


def _delimiter_of(text, weigh):
    """The delimiter by which the first rows make the best header, then the most cells."""

    def weight(delimiter):
        rows = []
        with suppress(csv.Error):  # by a wrong delimiter quotation marks may stand anywhere
            rows.extend(islice(_reader(text, delimiter), ABOVE))
        return max(map(weigh, rows), default=0), max(map(len, rows), default=0)

    return max(DELIMITERS, key=weight)


def _reader(text, delimiter):
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _records(text, delimiter, most):
    """At most so many filled records, each with its number as a spreadsheet program counts rows."""
    number = 0

    def records():
        nonlocal number
        for number, record in enumerate(_reader(text, delimiter), 1):
            yield number, [unguarded(cell.strip()) for cell in record]

    try:
        return filled_rows(records(), most)
    except csv.Error:
        raise Unreadable(
            f"A quotation mark in row {number + 1} is not closed, or stands inside a cell. "
            "Save the list as .xlsx."
        ) from None
