"""From an uploaded file to its rows as text: what it is, is told by its content and never by its name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from untrusted.workbooks.opening import opened
from untrusted.workbooks.reading import OLE, OTHER, WHOLE_ROW, ZIP, Unreadable, filled_rows
from verifications.text.cells import Record, cleaned, each_record, plain_lines
from verifications.text.separating import SEPARATORS, separator_of
from verifications.text.vocabulary import ABOVE

__all__ = ["ROW_LIMIT", "SIZE_LIMIT", "Sheet", "Unreadable", "read_sheet"]

SIZE_LIMIT = 5 * 1024 * 1024
ROW_LIMIT = 5_000
# One more than can be a list tells that there are too many.
READ_LIMIT = ABOVE + ROW_LIMIT + 1

EMPTY = "This file is empty."
MARKUP = (
    "This is a web page or XML, whatever its name says. "
    "Open it in your spreadsheet program and save it as .xlsx."
)
NO_TEXT = "The characters of this file cannot be read. Save it as .xlsx, or as CSV in UTF-8."
MIXED = "UTF-8 with some damage"
# What stands for a byte that is no character, until its cell is marked.
_NO_CHARACTER = re.compile(r"[\udc80-\udcff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Sheet:
    """The filled rows of a file, each its number in the sheet and its cells as text.

    `flags` say, by the row's number and the column, which cells are not what was typed: as those of
    `untrusted.workbooks.reading.read`, and `byte` where a text file had bytes that are no characters.
    """

    kind: str
    read_as: str
    rows: list[tuple[int, list[str]]]
    flags: dict[int, dict[int, str]] = field(default_factory=dict)


def read_sheet(content: bytes, *, whose: str = "") -> Sheet:
    """Read a CSV file here, or a workbook in a process of its own; `whose` names who brought it.

    Raises Unreadable.
    """
    if not content.strip():
        raise Unreadable(EMPTY)
    if content.startswith((ZIP, OLE)):
        return _from_workbook(content, whose)
    return _from_text(content)


def _from_workbook(content: bytes, whose: str) -> Sheet:
    found = opened(content, READ_LIMIT, whose=whose)
    read_as = f"sheet “{_printable(found['sheet'])[:60]}”"
    if found["others"]:
        read_as += ", the other sheets were not read"
    flags = {
        int(row): {int(column): flag for column, flag in cells.items()}
        for row, cells in found["flags"].items()
    }
    if hidden := sum(WHOLE_ROW in cells for cells in flags.values()):
        read_as += f", {hidden:,} hidden {'row' if hidden == 1 else 'rows'} read with the others"
    rows = _filled((number, cells) for number, cells in found["rows"])
    return Sheet(found["kind"], read_as, rows, flags)


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _from_text(content: bytes) -> Sheet:
    text, encoding = _decoded(content)
    text = plain_lines(text)
    # Text has hardly any; whatever else was taken for Windows-1252 has many.
    if len(_CONTROL.findall(text, 0, 10_000)) * 100 > min(len(text), 10_000) or "\x00" in text:
        raise Unreadable(OTHER)
    if text.lstrip()[:1] == "<":
        raise Unreadable(MARKUP)
    separator, begin = separator_of(text)
    rows = _filled(islice(each_record(text, separator, by_line=False), begin, None))
    if not rows:
        raise Unreadable(EMPTY)
    flags: dict[int, dict[int, str]] = {}
    for number, cells in rows if encoding == MIXED else ():
        for column, cell in enumerate(cells):
            if _NO_CHARACTER.search(cell):
                flags.setdefault(number, {})[column] = "byte"
                cells[column] = _NO_CHARACTER.sub("\ufffd", cell)
    return Sheet("csv", f"{SEPARATORS[separator]} between the cells, {encoding}", rows, flags)


def _decoded(content: bytes) -> tuple[str, str]:
    # Windows-1252 has a character for nearly every byte, so it is asked last.
    tries = [("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = [("utf-16", "UTF-16")]
    for encoding, name in tries:
        try:
            return content.decode(encoding), name
        except UnicodeDecodeError:
            if name == "UTF-8" and (text := _mostly_utf8(content)):
                return text, MIXED
    raise Unreadable(OTHER if b"\x00" in content else NO_TEXT)


def _mostly_utf8(content: bytes) -> str:
    """The text of a UTF-8 file with some bytes that are none, each kept in its place; empty for others."""
    text = content.decode("utf-8-sig", "surrogateescape")
    lost = len(_NO_CHARACTER.findall(text))
    # By chance few bytes of another encoding make characters of several bytes.
    return text if sum(map("\x7f".__lt__, text)) >= 2 * lost else ""


def _filled(records: Iterable[Record]) -> list[Record]:
    """The filled rows, as many as tell whether there are too many, each cell without what surrounds it."""
    return filled_rows(((number, list(map(cleaned, cells))) for number, cells in records), READ_LIMIT)
