"""What a sheet shows beside its values: hidden rows, merged cells, links behind cells, and formats.

The reader of values gives none of these.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from untrusted.workbooks import formats

_FORMULA = re.compile(r'\s*(?:of:)?=?\s*(?:_xlfn\.)?HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
# Of a number with more digits Excel has kept only some.
_EXACT = 10**15

By = dict[int, dict[int, str]]


@dataclass
class Shown:
    """Rows are counted from 1 as the sheet does, columns from 0.

    `merged` has the column, the first and the last row of cells that are one over several rows. `texts`
    has what a cell shows where that is not its value, `formats` the formats of which that cannot be told;
    `of_texts` has the formats of texts.
    """

    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    links: By = field(default_factory=lambda: defaultdict(dict))
    texts: By = field(default_factory=lambda: defaultdict(dict))
    formats: By = field(default_factory=lambda: defaultdict(dict))
    of_texts: By = field(default_factory=lambda: defaultdict(dict))

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
        """Note the format of a text, if it adds to it; the text itself is known to the reader of values."""
        if "@" in code and code != "@":
            self.of_texts[row][column] = code

    def looks(self, row: int, column: int, value: str) -> str:
        """What a cell of this value looks like, if that can be told; else its value."""
        if code := self.of_texts[row].get(column):
            return formats.text(value, code) or value
        return self.texts[row].get(column, value)

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Note that the cells between these (row, column) are one."""
        if last[0] > first[0]:
            self.merged.append((first[1], first[0], last[0]))

    def formula(self, row: int, column: int, text: str) -> None:
        """Note the link of a formula that makes one."""
        if found := _FORMULA.match(text):
            self.links[row][column] = found[1].replace('""', '"')
