"""A text of cells, taken apart and put together: TSV as spreadsheets copy it, and CSV."""

import re

# What surrounds a cell and is no part of it: spaces of any width, marks of direction, a byte-order mark.
# What turns text around (U+202D, U+202E) is not among them: nobody writes that by accident.
EDGE = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202f\u205f\u2060\u2066\u2067"
    "\u2068\u2069\u3000\ufeff"
)

Record = tuple[int, list[str]]


def bare(cell: str) -> str:
    """A cell without what surrounds it."""
    return cell.strip(EDGE)


def records(text: str, delimiter: str = "\t", limit: int | None = None) -> list[Record]:
    """The rows of a text that are not blank, each with the number of the line on which it begins.

    A cell in quotes may have delimiters, line breaks and doubled quotes in it. A quote that is
    never closed is a character like any other, so that it cannot swallow the rows behind it.
    After `limit` rows the rest is left unread.
    """
    found: list[Record] = []
    number, at = 1, 0
    quoted = _quoted(delimiter)
    while at <= len(text) and (limit is None or len(found) < limit):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if '"' not in line:
            if line and not line.isspace():
                found.append((number, line.split(delimiter)))
            number, at = number + 1, end + 1
            continue
        cells, end = _cells(text, at, delimiter, quoted)
        if any(map(str.strip, cells)):
            found.append((number, cells))
        number, at = number + 1 + text.count("\n", at, end), end + 1
    return found


def joined(cells: list[str] | tuple[str, ...]) -> str:
    """Cells as one row of a TSV, which `records` reads as they are, but for carriage returns."""
    return "\t".join(map(_written, cells))


def _cells(text: str, at: int, delimiter: str, quoted: re.Pattern[str]) -> tuple[list[str], int]:
    """The cells of the row that begins at `at`, and where it ends."""
    cells = []
    line_end = text.find("\n", at) % (len(text) + 1)
    while True:
        if match := quoted.match(text, at):
            cells.append(match[1].replace('""', '"'))
            at = match.end()
            if at > line_end:
                line_end = text.find("\n", at) % (len(text) + 1)
        else:
            end = text.find(delimiter, at, line_end)
            end = line_end if end < 0 else end
            cells.append(text[at:end])
            at = end
        if at >= line_end:
            return cells, at
        at += 1


def _quoted(delimiter: str) -> re.Pattern[str]:
    # What was read is never given back: a text full of quotes is read once, not once for each of them.
    spaces = "" if delimiter == "\t" else " *+"
    return re.compile(rf'{spaces}"((?:[^"]++|"")*+)" *+(?=[{re.escape(delimiter)}\n]|\Z)')


def _written(cell: str) -> str:
    if cell[:1] == '"' or "\t" in cell or "\n" in cell or cell != bare(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell
