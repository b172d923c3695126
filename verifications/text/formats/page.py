"""The pieces of HTML: its tables of data, and the lines of everything else, each link with its address.

Read piece by piece and by no parser: Python's own takes quadratic time on broken HTML up to 3.11.13
(CVE-2025-6069) and takes the `&section=` of an address for a sign; others build a tree, and need
minutes for a hundred thousand attributes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from verifications.text.cells import Record, bare
from verifications.text.rows import WEB, is_link

# A tag that is never closed goes on to the end, as browsers have it; so nothing is read twice.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9:]*+)(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?+)*+)>?",
    re.IGNORECASE,
)
_OPENING = re.compile(r"<(?:[!?/]|(?=[a-z]))", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s=/"'>]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"?|'(?P<single>[^']*+)'?|(?P<plain>[^\s>]++)))?+""",
)
# Only a reference with its semicolon is one: in an address, `&copy=1` is a parameter.
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
# Elements that stand in lines of their own.
_BLOCKS = """
    address article blockquote br caption dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li ol p pre
    section ul
"""
_LINES = frozenset(_BLOCKS.split())
# What stands between their tags is no HTML.
_RAW = frozenset(("script", "style", "textarea", "title"))
# Markup may claim any size: so many tables in tables, columns and rows of a cell, and cells that are
# filled up in all are believed.
_DEEPEST, _WIDEST, _TALLEST, _FILLED = 40, 20, 500, 20_000
# A hundred for each document of a batch; of a page with more nothing is read.
_MOST_TAGS = 60_000


@dataclass
class _Table:
    rows: list[tuple[int, list[list[str]]]] = field(default_factory=list)
    # What is being written to; None between cells.
    cell: list[str] | None = None
    # Columns that a cell of a row above covers, and for how many rows, this one included.
    covered: dict[int, int] = field(default_factory=dict)
    holds_tables: bool = False
    # Of the first row: how many cells are <th>, and how many are not.
    heads: int = 0
    others: int = 0


class Page:
    """What HTML shows: `tables` of data, and the `lines` of all else, both numbered as in the source.

    A link stands as its address in a cell, and as `text <address>` in a line. With `shown` an address
    that is its own text is taken from there, as clipboards change the other. A page of more tags than any
    list of documents has is `too_large`, and empty.
    """

    def __init__(self, text: str, *, shown: bool = False):
        self.tables: list[list[Record]] = []
        # The tables, by their place, whose first row is a header, as <th> says.
        self.headed: set[int] = set()
        # What stood in the place of an address that a cell now has.
        self.words: dict[str, str] = {}
        self.lines: list[tuple[int, str]] = []
        self.has_links = False
        self.too_large = False
        self._shown = shown
        self._number = 1
        self._open: list[_Table] = []
        self._line: list[str] = []
        self._link: tuple[str, list[str]] | None = None
        self._filled = 0
        # Each tag has one, whatever else does.
        if text.count("<") > _MOST_TAGS:
            self.too_large = True
        else:
            self._read(text)

    def _read(self, text: str) -> None:
        for piece, end, name, attributes, number in _pieces(text):
            self._number = number
            if not name:
                self._write(re.sub(r"\s+", " ", _decoded(piece)))
            elif name == "a":
                self._end_link()
                if not end:
                    href = bare(_attribute(attributes, "href"))
                    self._link = (href, []) if is_link(href) else None
            elif name in ("table", "tr", "td", "th"):
                self._end_link()
                self._tabulate(end, name, attributes)
            elif name in _LINES:
                self._break()
        self._end_link()
        while self._open:
            self._end_table()
        self._break()

    def _tabulate(self, end: str, name: str, attributes: str) -> None:
        if name == "table":
            if end and self._open:
                self._end_table()
            elif not end and len(self._open) < _DEEPEST:
                self._break()
                for table in self._open:
                    table.holds_tables = True
                self._open.append(_Table())
            return
        if not self._open:
            self._break()
            self._open.append(_Table())
        table = self._open[-1]
        table.cell = None
        if name == "tr" and not end:
            table.rows.append((self._number, []))
            self._filled += len(table.covered)
            table.covered = {
                at: rows - 1 for at, rows in table.covered.items() if rows > 1 and self._filled <= _FILLED
            }
        elif name != "tr" and not end:
            self._begin_cell(table, attributes)
            if len(table.rows) == 1:
                table.heads += name == "th"
                table.others += name != "th"

    def _begin_cell(self, table: _Table, attributes: str) -> None:
        if not table.rows:
            table.rows.append((self._number, []))
        row = table.rows[-1][1]
        while len(row) in table.covered:
            row.append([])
        wide, tall = _span(attributes, "colspan", _WIDEST), _span(attributes, "rowspan", _TALLEST)
        self._filled += wide - 1
        if self._filled > _FILLED:
            wide = tall = 1
        if tall > 1:
            table.covered |= dict.fromkeys(range(len(row), len(row) + wide), tall)
        table.cell = []
        row.append(table.cell)
        row.extend([] for _ in range(wide - 1))
        if is_link(link := bare(_attribute(attributes, "data-sheets-hyperlink"))):
            self._link = link, []

    def _end_table(self) -> None:
        """Keep a table of data; what is only laid out by a table is lines like any other."""
        table = self._open.pop()
        if not table.holds_tables:
            rows = [(number, [_spaced("".join(cell)) for cell in cells]) for number, cells in table.rows]
            wide = any(sum(map(bool, cells)) > 1 for _, cells in rows)
            linked = any("://" in cell or "attached:" in cell for _, cells in rows for cell in cells)
            if wide and linked:
                if table.heads and not table.others:
                    self.headed.add(len(self.tables))
                self.tables.append([row for row in rows if any(row[1])])
                return
        after = self._number
        for number, cells in table.rows:
            self._number = number
            lines = "\n".join(map("".join, cells))
            if self._open:
                self._write(f"\n{lines}\n")
                continue
            for line in lines.split("\n"):
                self._write(line)
                self._break()
        self._number = after

    def _end_link(self) -> None:
        if self._link is None:
            return
        (href, pieces), self._link = self._link, None
        text = _spaced("".join(pieces))
        is_address = bool(WEB.match(text)) and " " not in text
        if is_address and self._shown and not text.endswith(("…", "...")):
            self._write(text)
        elif self._open or not text or is_address:
            self._write(f" {href} ")
            if text and not is_address:
                self.words[href] = text
        else:
            self._write(f"{text} <{href}>")
        self.has_links = True

    def _write(self, text: str) -> None:
        if self._link is not None:
            self._link[1].append(text)
        elif self._open:
            if (cell := self._open[-1].cell) is not None:
                cell.append(text)
        elif text:
            self._line.append(text)

    def _break(self) -> None:
        if self._link is not None:
            self._link[1].append(" ")
        elif self._open:
            self._write("\n")
        elif self._line:
            line = _spaced("".join(self._line))
            self._line = []
            if line:
                self.lines.append((self._number, line))


def _pieces(text: str) -> Iterator[tuple[str, str, str, str, int]]:
    """Texts and tags in their order: text, "/" of an end tag, its name, its attributes, its line."""
    at, number, counted = 0, 1, 0
    while at < len(text):
        # From the last place on: counted from the beginning, a long page would be read once for each tag.
        number, counted = number + text.count("\n", counted, at), at
        if not (opening := _OPENING.match(text, at)):
            found = _OPENING.search(text, at)
            end = found.start() if found else len(text)
            yield text[at:end], "", "", "", number
        elif match := _TAG.match(text, at):
            end, name = match.end(), match["name"].lower()
            if name in _RAW and not match["end"]:
                end = _behind(text, f"</{name}", end)
            else:
                yield "", match["end"], name, match["attributes"], number
        elif text.startswith("<!--", at):
            end = _behind(text, "-->", at + 4)
        else:
            end = _behind(text, ">", opening.end())
        at = end


def _behind(text: str, sign: str, at: int) -> int:
    found = text.find(sign, at)
    return found + len(sign) if found >= 0 else len(text)


def _attribute(attributes: str, name: str) -> str:
    if name not in attributes.lower():
        return ""
    for match in _ATTRIBUTE.finditer(attributes):
        if match["name"].lower() == name:
            return _decoded(match["double"] or match["single"] or match["plain"] or "")
    return ""


def _span(attributes: str, name: str, most: int) -> int:
    digits = _attribute(attributes, name)[:4]
    return min(max(int(digits), 1), most) if digits.isascii() and digits.isdigit() else 1


def _spaced(text: str) -> str:
    return bare(re.sub(r"\s+", " ", text))


def _decoded(text: str) -> str:
    return _REFERENCE.sub(lambda match: unescape(match[0]), text)
