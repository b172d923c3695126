"""What stands between the cells of a text."""

import re

from verifications.text.cells import Record, records
from verifications.text.vocabulary import ABOVE, WRITTEN_HEADER, header, weight

SEPARATORS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe"}
# How a first line tells Excel the separator; programs that do not know it fill it up as a row of cells.
_NAMED = re.compile(r"\"?sep=([,;\t|])\"?[ \t,;|]*(?:\n|\Z)", re.IGNORECASE)


def separator_of(text: str) -> tuple[str, int]:
    """The separator of a text, and how many of its rows are about that alone: 1 if it names it, else 0.

    A text that names none has the one by which its first rows make the best header, then the most cells.
    """
    # What we wrote ourselves may have rows in JSON, whose keys would make a header too.
    if text.startswith(WRITTEN_HEADER):
        return "\t", 0
    if named := _NAMED.match(text):
        return named[1], 1
    return max(SEPARATORS, key=lambda separator: _fitness(text, separator)), 0


def unframed(rows: list[Record], separator: str) -> list[Record]:
    """The rows without the frame of pipes that some programs draw around a table."""
    if separator != "|" or not rows or rows[0][1][0].strip() or rows[0][1][-1].strip():
        return rows
    return [(number, cells[1:-1] if len(cells) > 2 else cells) for number, cells in rows]


def _fitness(text: str, separator: str) -> tuple[int, int, int]:
    rows = records(text, separator, limit=ABOVE)
    found = header(rows)
    named = weight(found[1]) if found else (0, 0)
    return *named, max((len(cells) for _, cells in rows), default=0)
