"""A text of cells, taken apart and put together: TSV as spreadsheets copy it, and CSV, pasted or uploaded."""

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice

# What surrounds a cell and is no part of it: spaces of any width, marks of direction, a byte-order mark.
# What turns text around (U+202D, U+202E) is not among them: nobody writes that by accident.
EDGE = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202f\u205f\u2060\u2066\u2067"
    "\u2068\u2069\u3000\ufeff"
)
# What a spreadsheet program would take for a formula; it is written with an apostrophe in front.
# Some programs take the wide forms for the same.
FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
# How exports keep a spreadsheet program from dropping the zeros of an id.
_KEPT = re.compile(r'="([^"]*)"')
# `=HYPERLINK("address","text")`, with a semicolon where a comma parts decimals.
_LINK = re.compile(
    r'=\s*(?:_xlfn\.)?HYPERLINK\(\s*"((?:[^"]|"")*+)"\s*(?:[,;]\s*"((?:[^"]|"")*+)"\s*)?\)\s*', re.IGNORECASE
)
_GUARDS = ("'", "=")
# The sign of DOS for the end of a file, behind the last line; elsewhere it is a character that nobody sees.
_END_OF_FILE = re.compile(r"(?:\n|\A)\x1a++\n*+\Z")

Record = tuple[int, list[str]]


def bare(cell: str) -> str:
    """A cell without what surrounds it."""
    return cell.strip(EDGE)


def cleaned(cell: str) -> str:
    """A cell without what surrounds it, and without what only guards it from spreadsheet programs."""
    text = cell.strip(EDGE)
    # One guard may stand in another; what is left is the same, however often a cell is cleaned.
    while text[:1] in _GUARDS and (inner := _unguarded(text)) != text:
        text = inner.strip(EDGE)
    return text


def link_of_formula(cell: str) -> tuple[str, str] | None:
    """The address and the shown text of a cell that is a formula for a link; None for other cells."""
    if cell[:1] != "=" or not (found := _LINK.fullmatch(cell)):
        return None
    address, shown = found[1].replace('""', '"'), found[2]
    return address, address if shown is None else shown.replace('""', '"')


def guarded(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula; `cleaned` takes the guard off."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def plain_lines(text: str) -> str:
    """A text with a line feed at the end of each line, without a file's marks of its beginning and end."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1a" in text:
        text = _END_OF_FILE.sub("", text)
    return text.removeprefix("\ufeff")


def records(text: str, separator: str = "\t", limit: int | None = None) -> list[Record]:
    """The rows of a text that are not blank, each with the number of the line on which it begins.

    After `limit` rows the rest is left unread.
    """
    return list(islice(each_record(text, separator), limit))


def each_record(text: str, separator: str, *, by_line: bool = True) -> Iterator[Record]:
    """The rows of a text that are not blank, numbered by lines, or as a spreadsheet program counts rows.

    A cell in quotes may have separators, line breaks and doubled quotes in it. A quote that is
    never closed is a character like any other, so that it cannot swallow the rows behind it.
    """
    number, at = 1, 0
    quoted, by_rule = _quoted(separator), _ByRule(separator)
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if '"' not in line:
            if line and not line.isspace():
                yield number, line.split(separator)
            number, at = number + 1, end + 1
            continue
        cells = by_rule.cells(line)
        if cells is None:
            cells, end = _cells(text, at, separator, quoted)
        if any(map(str.strip, cells)):
            yield number, cells
        number, at = number + 1 + (text.count("\n", at, end) if by_line else 0), end + 1


def joined(cells: Iterable[str]) -> str:
    """Cells as one row of a TSV, which `records` reads as they are, but for carriage returns."""
    return "\t".join(map(_written, cells))


def _unguarded(cell: str) -> str:
    if cell[0] == "'":
        return cell[1:] if FORMULA.match(cell, 1) else cell
    kept = _KEPT.fullmatch(cell)
    return kept[1] if kept else cell


class _ByRule:
    """Python's own reader for lines whose quotes stand as they should: it is the fastest."""

    def __init__(self, separator: str):
        self._line: list[str] = []
        self._reader = csv.reader(iter(self._line.pop, None), delimiter=separator, strict=True)

    def cells(self, line: str) -> list[str] | None:
        """The cells of a line; None for one that this reader refuses, or reads in another way than we do."""
        # To it a quote behind a space is a character; behind a separator and a space it opens a cell to us.
        if ' "' in line:
            return None
        self._line.append(line)
        try:
            return next(self._reader)
        except (csv.Error, IndexError):  # it asks for the next line where a quote is not closed in this one
            return None


def _cells(text: str, at: int, separator: str, quoted: re.Pattern[str]) -> tuple[list[str], int]:
    """The cells of the row that begins at `at`, and where it ends."""
    cells = []
    # The remainder makes -1, for none, the end of the text.
    line_end = text.find("\n", at) % (len(text) + 1)
    while True:
        if match := quoted.match(text, at):
            cells.append(match[1].replace('""', '"'))
            at = match.end()
            if at > line_end:
                line_end = text.find("\n", at) % (len(text) + 1)
        else:
            end = text.find(separator, at, line_end)
            end = line_end if end < 0 else end
            cells.append(text[at:end])
            at = end
        if at >= line_end:
            return cells, at
        at += 1


def _quoted(separator: str) -> re.Pattern[str]:
    # What was read is never given back: a text full of quotes is read once, not once for each of them.
    spaces = "" if separator == "\t" else " *+"
    return re.compile(rf'{spaces}"((?:[^"]++|"")*+)" *+(?=[{re.escape(separator)}\n]|\Z)')


def _written(cell: str) -> str:
    if cell[:1] == '"' or "\t" in cell or "\n" in cell or cell != bare(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell
