"""HTML: the tables and links of a page, of an e-mail, or of a rich clipboard."""

import re
from html.parser import HTMLParser

from verifications.services.intake import tables
from verifications.services.intake.rows import LINK, Row
from verifications.services.intake.writing import delimited

_BLOCKS = {"p", "div", "br", "li", "tr", "blockquote", "pre", "hr", "table", "ul", "ol", "section"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}
_SILENT = {"script", "style", "head", "title", "template"}
_LOOKS_LIKE = re.compile(r"<(?:!doctype html|html|table|tr|body|div|p|ul|ol|a)\b[^>]*>", re.IGNORECASE)
_BEGINS = re.compile(
    r"\s*(?:<!--|<(?:!doctype|html|table|thead|tbody|tr|body|div|p|ul|ol|meta|a|span)\b)", re.IGNORECASE
)


def is_html(text: str) -> bool:
    """Whether a text is the source of HTML, and no text that only has angle brackets in it."""
    return bool(_BEGINS.match(text[:2_000]) and _LOOKS_LIKE.search(text))


class _Reader(HTMLParser):
    """Gathers the lines of cells of all tables, and the rest as lines of text with links in place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[tables.Line] = []
        self.text: list[str] = []
        self.links = 0
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._href = ""
        self._shown: list[str] = []
        self._silent = 0
        self._begun = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "tr":
            self._row, self._begun = [], self.getpos()[0]
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = []
        elif tag == "a":
            self._end_link()
            self._href, self._shown = (dict(attrs).get("href") or "").strip(), []
        elif tag in _BLOCKS:
            self._say("\n" if self._cell is None else " ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag == "a":
            self._end_link()
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag in _BLOCKS:
            self._say("\n" if self._cell is None else " ")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._href:
            self._shown.append(data)
        else:
            self._say(data)

    def close(self) -> None:
        super().close()
        self._end_link()
        self._end_row()

    def _say(self, data: str) -> None:
        (self.text if self._cell is None else self._cell).append(data)

    def _end_link(self) -> None:
        href, shown = self._href, "".join(self._shown)
        self._href, self._shown = "", []
        if not LINK.match(href):
            self._say(shown)
            return
        self.links += 1
        # A link that shows an address shows its own, or leads elsewhere than it says.
        self._say(href if LINK.match(shown.strip()) or self._cell is not None else f"{shown} {href} ")

    def _end_cell(self) -> None:
        self._end_link()
        if self._cell is not None and self._row is not None:
            self._row.append(" ".join("".join(self._cell).split()))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row and any(self._row):
            self.cells.append((self._begun, self._row))
        self._row = None


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def from_html(html: str) -> tuple[list[Row] | None, str, str]:
    """The rows of a page's tables; (None, form, its text) where no table has links."""
    reader = _read(html)
    if any(LINK.match(cell) for _, cells in reader.cells for cell in cells):
        rows, _ = tables.from_lines(reader.cells)
        return rows, "an HTML table", ""
    return None, "a page with links in it", "".join(reader.text)


def text_of(html: str) -> str:
    """A rich clipboard's HTML as text with the links that are behind its words.

    Empty where it has no table and no link, so that its plain text says as much.
    """
    reader = _read(html)
    if reader.cells:
        return delimited(cells for _, cells in reader.cells)
    if reader.links:
        lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
        return "\n".join(line for line in lines if line)
    return ""
