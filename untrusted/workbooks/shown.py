"""What a sheet shows beside its values: hidden rows, merged cells, links behind cells, and formats.

The reader of values gives none of these.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from untrusted.workbooks import formats

_FORMULA = re.compile(r'\s*(?:of:)?=?\s*(?:_xlfn\.)?HYPERLINK\(\s*"((?:[^"]|"")*)"\s*[,;)]', re.IGNORECASE)
# Of a number with more digits Excel has kept only some.
_EXACT = 10**15

By = dict[int, dict[int, str]]


@dataclass
class Merged:
    """Cells that are one: it shows what its first cell has, and the others are under it."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str = ""


@dataclass
class Shown:
    """Rows are counted from 1 as the sheet does, columns from 0.

    `merged` has the cells that are one, by the first row. `texts` has what a cell shows where that is not
    its value, `formats` the formats of which that cannot be told; `of_texts` has the formats of texts,
    `errors` what a cell shows whose formula failed.
    """

    hidden: set[int] = field(default_factory=set)
    merged: dict[int, list[Merged]] = field(default_factory=lambda: defaultdict(list))
    links: By = field(default_factory=lambda: defaultdict(dict))
    texts: By = field(default_factory=lambda: defaultdict(dict))
    formats: By = field(default_factory=lambda: defaultdict(dict))
    of_texts: By = field(default_factory=lambda: defaultdict(dict))
    errors: By = field(default_factory=lambda: defaultdict(dict))
    _open: list[Merged] = field(default_factory=list)

    def number(self, row: int, column: int, value: float, code: str) -> None:
        """Note what a whole number looks like, if it is not as its digits are."""
        if value != int(value) or abs(value) >= _EXACT:
            return
        looks = formats.number(int(value), code)
        if looks is None:
            self.formats[row][column] = code
        elif looks != str(int(value)):
            self.texts[row][column] = looks

    def text(self, row: int, column: int, code: str) -> None:
        """Note the format of a text, if it changes it; the text itself is known to the reader of values."""
        if code == "@" or ("@" not in code and code.count(";") < 3):
            return
        if formats.text("", code) is None:
            self.formats[row][column] = code
        else:
            self.of_texts[row][column] = code

    def looks(self, row: int, column: int, value: str) -> str:
        """What a cell of this value looks like, if that can be told; else its value."""
        if code := self.of_texts[row].get(column):
            return formats.text(value, code) or ""
        return self.texts[row].get(column, value)

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Note that the cells between these (row, column) are one."""
        if last != first:
            self.merged[first[0]].append(Merged(*first, *last))

    def cover(self, row: int, texts: list[str], flags: dict[int, str]) -> None:
        """Give the cells of a row what they show where they are one with others; rows come in their order.

        What lies under another cell is not shown. In its first column stands what the cells show together,
        but in a row with nothing of its own.
        """
        self._open = [merged for merged in self._open if row <= merged.last_row]
        above, begun = self._open, self.merged.get(row, [])
        for merged in (*above, *begun):
            first = merged.column + (merged.row == row)
            for column in range(first, min(merged.last_column + 1, len(texts))):
                texts[column] = ""
                flags.pop(column, None)
        own = any(texts)
        for merged in above:
            if own and merged.column < len(texts):
                texts[merged.column] = merged.text
        for merged in begun:
            merged.text = texts[merged.column] if merged.column < len(texts) else ""
        self._open = above + begun

    def formula(self, row: int, column: int, text: str) -> None:
        """Note the link of a formula that makes one."""
        if found := _FORMULA.match(text):
            self.links[row][column] = found[1].replace('""', '"')
