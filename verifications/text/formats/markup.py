"""HTML, as a page or the clipboard of Excel, Google Sheets, Word or Gmail has it."""

import re

from verifications.text.cells import Record, joined
from verifications.text.formats import lines, prose, tables
from verifications.text.formats.page import Page
from verifications.text.rows import Understood, too_many
from verifications.text.writing import canonical

FORM = "an HTML table"
TOO_LARGE = "This HTML has too much in it to be read. Copy the table of the documents alone."
# Clipboards carry styles for each cell: HTML is some ten times as long as its text.
LIMIT = 10_000_000

_BEGINS = re.compile(
    r"\s*<(?:!doctype|!--|html|head|body|meta|table|thead|tbody|tr|td|div|p|a|ul|ol|li|span|style)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?=.*[0-9])(?!.*\.[A-Za-z]\w{1,4}$).*")
_HOLDS = re.compile(r"<(?:table\b|a\s[^<>]{0,2000}?href\s*=)", re.IGNORECASE)


def is_html(text: str) -> bool:
    """Whether a text is HTML, or has a table or a link of HTML in it."""
    return bool(_BEGINS.match(text) or _HOLDS.search(text))


def read_page(page: Page) -> Understood | None:
    """Read the tables with links in them, and the links around them; None for a page without such tables."""
    if not page.tables:
        return None
    count = sum(map(len, page.tables))
    if count > tables.LIMIT:
        return Understood(form=FORM, problem=too_many(count))
    found = [_table(page, at) for at in range(len(page.tables))]
    rows = [row for each in found for row in each.rows]
    form = next((each.form for each in found if each.form != FORM), FORM)
    problem = next((each.problem for each in found if each.problem), "")
    return Understood(tuple(rows), form=form, problem=problem).with_links(prose.rows(page.lines))


def clipboard_text(html: str) -> str:
    """The text of a rich clipboard with its links in it, for `understand`.

    Empty if the HTML has no table with links and no link, so that its plain text says as much.
    A table becomes TSV. A link becomes its address, in a line behind its text: `Invoice <https://…>`.
    """
    if len(html) > LIMIT:
        return ""
    page = Page(html, shown=True)
    around = [line for _, line in page.lines]
    if not page.tables:
        return "\n".join(around) if page.has_links else ""
    if len(page.tables) > 1:
        # Each has columns of its own, so they are brought into one order.
        understood = read_page(page)
        return canonical(understood.rows) if understood else ""
    rows = [joined(cells) for _, cells in _apart(page, page.tables[0])]
    links = [joined([row.file_url]) for row in prose.rows(page.lines)]
    return "\n".join(rows + links)


def _table(page: Page, at: int) -> Understood:
    records = page.tables[at]
    table = tables.table(_apart(page, records))
    if table is None and at in page.headed and len(records) > 1:
        table = tables.unnamed(records)
    if table:
        return tables.understood([table], FORM)
    rows = []
    for number, cells in records:
        # Without a header, a linked number may as well be the id as what stands beside it.
        words = [word for cell in cells if (word := page.words.get(cell, "")) and _NUMBERED.fullmatch(word)]
        rows.append(lines.from_cells(number, [*words, *cells]))
    return Understood(tuple(rows), form=FORM)


def _apart(page: Page, records: list[Record]) -> list[Record]:
    """The rows with a column for links more, where the ids themselves are what is linked."""
    first = tables.headed(records)
    if first is None:
        return records
    begin, columns = first
    at = columns.places.get("document_id")
    below = records[begin + 1 :]
    if (
        at is None
        or "file_url" in columns.places
        or not any(page.words.get(cell) for _, cells in below for cell in cells[at : at + 1])
    ):
        return records
    apart = [(records[begin][0], [*records[begin][1], "url"])]
    width = len(records[begin][1])
    for number, cells in below:
        cells = [*cells, *[""] * (width - len(cells))]
        link = cells[at] if cells[at] in page.words else ""
        cells[at] = page.words.get(cells[at], cells[at])
        apart.append((number, [*cells, link]))
    return apart
