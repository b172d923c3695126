"""Reading a workbook's first filled sheet, as it shows it: no formula is evaluated and no macro is read."""

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from struct import error as StructError
from typing import Any
from xml.parsers.expat import ExpatError

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)
from xlrd.biffh import XLRDError

from untrusted.workbooks import biff, ooxml, opendocument
from untrusted.workbooks.parts import find
from untrusted.workbooks.shown import Shown

# In which zip archives name their parts; nothing can be loaded any more once the process is confined.
codecs.lookup("cp437")

# A zip of some kilobytes may unpack to gigabytes, or into a million parts.
UNPACKED_LIMIT = 64 * 1024 * 1024
PARTS_LIMIT = 2_000
TEXT_LIMIT = 20_000_000
COLUMN_LIMIT = 100
# Excel keeps 15 digits of a number, so what was typed beyond them is lost.
WHOLE_LIMIT = 10**15

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

PASSWORD = "This workbook has a password. Save it without one, then upload it again."
DAMAGED = "This workbook is damaged and cannot be read. Open it in your spreadsheet program and save it anew."
OTHER = "This is not a spreadsheet. Upload a .csv, .xlsx, .xls or .ods file."
BINARY = "This is an .xlsb workbook, which is not read. Save it as .xlsx, then upload it again."
UNPACKED = "This workbook unpacks to more than 64 MB. Copy the list alone into a new workbook."
EMPTY = "No sheet of this workbook has anything in it."
WIDE = f"This sheet has more than {COLUMN_LIMIT} columns. Keep the columns of the list alone."
LONG = "The texts in this sheet are too long together. Keep the columns of the list alone."


# A row: its number in the sheet, and its cells as texts.
Record = tuple[int, list[str]]
# What the reader gives as a cell's value.
Cell = int | float | str | bool | time | date | datetime | timedelta

SHOWN_BY = {"xlsx": ooxml.read, "xls": biff.read, "ods": opendocument.read}
# What these raise for a part that is not as it should be.
_ODD = (
    ExpatError,
    XLRDError,
    StructError,
    LookupError,
    ValueError,
    AssertionError,
    AttributeError,
    TypeError,
)
# In the place of a column: about the row as a whole.
WHOLE_ROW = -1


class Unreadable(Exception):
    """Why a workbook is not read; the text may be shown."""


def read(content: bytes, row_limit: int) -> dict[str, Any]:
    """The first sheet that has anything in it: its kind, its name, and at most `row_limit` filled rows.

    A row is its number in the sheet and its cells as text. `flags` say of which cells the text is not what
    was typed or is shown, `date`, `logical`, `fraction`, `digits`, `format:` and the format, `error:` and
    what a failed formula shows; or that a link lies behind, `behind:` and the link; or in the place
    WHOLE_ROW, that it is `hidden`. Raises Unreadable.
    """
    kind = kind_of(content)
    try:
        with load_workbook(io.BytesIO(content)) as workbook:
            sheets = list(_filled_sheets(workbook))
            read_in_turn = (
                (sheet, *_rows_of(sheet, _shown(kind, content, sheet.name), row_limit)) for sheet in sheets
            )
            sheet, rows, flags = next((each for each in read_in_turn if each[1]), (None, [], {}))
    except PasswordError:
        raise Unreadable(PASSWORD) from None
    except (CalamineError, ValueError, OSError):
        raise Unreadable(DAMAGED) from None
    if sheet is None:
        raise Unreadable(EMPTY)
    return {"kind": kind, "sheet": sheet.name, "others": len(sheets) - 1, "rows": rows, "flags": flags}


def _shown(kind: str, content: bytes, sheet: str) -> Shown:
    try:
        return SHOWN_BY[kind](content, sheet)
    except _ODD:
        # What it shows is a part of what it says: without it an id might go out that nobody saw.
        raise Unreadable(DAMAGED) from None


def kind_of(content: bytes) -> str:
    """xlsx, xls or ods, by the content and not by any name. Raises Unreadable for all else."""
    if content.startswith(OLE):
        return "xls"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _unpack(parts)
            kind = _kind_of_parts(parts)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error):
        raise Unreadable(DAMAGED) from None
    except RuntimeError:  # zipfile's word for an encrypted part
        raise Unreadable(PASSWORD) from None
    return kind


def _kind_of_parts(parts: zipfile.ZipFile) -> str:
    if find(parts, "xl/workbook.xml"):
        return "xlsx"
    if find(parts, "xl/workbook.bin"):
        raise Unreadable(BINARY)
    if {"mimetype", "content.xml"} <= {*parts.namelist()} and b"opendocument.spreadsheet" in parts.read(
        "mimetype"
    )[:100]:
        return "ods"
    raise Unreadable(OTHER)


def _unpack(parts: zipfile.ZipFile) -> None:
    """Count what the parts say that they unpack to, then what they do unpack to."""
    entries = parts.infolist()
    if len(entries) > PARTS_LIMIT or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise Unreadable(UNPACKED)
    # A part that unpacks to more than it says ends at what it says, and its checksum tells.
    if parts.testzip():
        raise Unreadable(DAMAGED)


def _filled_sheets(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for number, about in enumerate(workbook.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = workbook.get_sheet_by_index(number)
            if sheet.start is not None:
                yield sheet


def _rows_of(
    sheet: CalamineSheet, shown: Shown, row_limit: int
) -> tuple[list[Record], dict[int, dict[int, str]]]:
    flags: dict[int, dict[int, str]] = {}
    # The reader gives each row from the first of the sheet on, but its columns from the first filled one on.
    before = [""] * (sheet.start[1] if sheet.start else 0)

    def records() -> Iterator[Record]:
        for number, values in enumerate(sheet.iter_rows(), 1):
            texts, flagged = _row_of(number, [*before, *values], shown)
            if any(texts) and flagged:
                flags[number] = flagged
            yield number, texts

    return filled_rows(records(), row_limit), flags


def _row_of(number: int, values: list[Cell], shown: Shown) -> tuple[list[str], dict[int, str]]:
    """What the cells of a row show, and the flags of those that are not what was typed."""
    pairs = [text_of(value) for value in values]
    texts = [text if flag else shown.looks(number, column, text) for column, (text, flag) in enumerate(pairs)]
    flagged = {column: f"behind:{link}" for column, link in shown.links[number].items()}
    flagged |= {column: f"format:{code}" for column, code in shown.formats[number].items()}
    flagged |= {column: flag for column, (_, flag) in enumerate(pairs) if flag}
    flagged |= {column: f"error:{error}" for column, error in shown.errors[number].items()}
    shown.cover(number, texts, flagged)
    if number in shown.hidden:
        flagged[WHOLE_ROW] = "hidden"
    return texts, flagged


def filled_rows(records: Iterable[Record], most: int) -> list[Record]:
    """At most so many rows with anything in them, of records of a number and its cells as texts.

    Empty cells at the end are left away. Raises Unreadable where cells or texts are too many.
    """
    rows: list[Record] = []
    length = 0
    for number, cells in records:
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        length += sum(map(len, cells))
        if len(cells) > COLUMN_LIMIT:
            raise Unreadable(WIDE)
        if length > TEXT_LIMIT:
            raise Unreadable(LONG)
        rows.append((number, cells))
        if len(rows) == most:
            break
    return rows


def text_of(value: Cell) -> tuple[str, str]:
    """A cell as text, and a flag where the text may not be what was typed."""
    if isinstance(value, str):
        return value.strip(), ""
    # Before the numbers, as to Python TRUE is one.
    if isinstance(value, bool):
        return str(value).upper(), "logical"
    if isinstance(value, (date, datetime, time, timedelta)):
        return str(value), "date"
    if value != value or abs(value) == float("inf"):
        return str(value), "fraction"
    if value != int(value):
        return repr(value), "fraction"
    return str(int(value)), "digits" if abs(value) >= WHOLE_LIMIT else ""
