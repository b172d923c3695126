"""Reading pasted text: which form it has, and its rows."""

from collections.abc import Sequence

from verifications.text.cells import Record, bare, plain_lines, records
from verifications.text.faults import with_faults
from verifications.text.formats import curl, lines, markdown, markup, prose, request, tables
from verifications.text.formats.page import Page
from verifications.text.rows import BATCH_LIMIT, WEB, Row, Understood, too_many
from verifications.text.vocabulary import WRITTEN_HEADER, columns, meaning, names_document

TEXT_LIMIT = 2_000_000
# More than this is not read at all: the sentence about it should come at once.
LINE_LIMIT = 5_000

_BETWEEN = " \t,;"
LINES = "one document a line"
LINKS = "one link a line"
PROSE = "text with links in it"
CELLS = "cells of a spreadsheet"


def understand(text: str) -> Understood:
    """Read pasted text in any form that documents come in; `form` says in which it was.

    Never raises; what is not understood is a fault at its row, or the whole text's `problem`.
    """
    if len(text) > TEXT_LIMIT:
        return Understood(
            problem=f"This is {len(text):,} characters long; {TEXT_LIMIT:,} is the most. "
            f"A batch takes {BATCH_LIMIT} documents: paste fewer lines."
        )
    return with_faults(_read(plain_lines(text)))


def _read(text: str) -> Understood:
    whole = bare(text)
    if not whole:
        return Understood()
    # What begins like JSON or a command is that, whatever separators stand in it.
    if request.is_json(whole):
        first = text[: text.index(whole[0])].count("\n") + 1
        return request.read_request(whole, first_line=first)
    if curl.is_command(whole) and (found := curl.read_command(whole)):
        return found
    if text.count("\n") > LINE_LIMIT and "://" not in text and "attached:" not in text:
        # Nothing in it is a document, so how its lines are built need not be found out.
        return Understood(
            form=LINES, problem=too_many(sum(not line.isspace() for line in text.split("\n") if line))
        )
    # An id such as `--|` makes no Markdown of rows that we wrote ourselves.
    ours = text.startswith(WRITTEN_HEADER)
    if "|" in text and not ours and (found := markdown.read_markdown(text)):
        return found
    if found := tables.delimited(text):
        return found
    if markup.is_html(whole):
        page = Page(text)
        if page.too_large:
            return Understood(form=markup.FORM, problem=markup.TOO_LARGE)
        return markup.read_page(page) or _by_lines([(number, [line]) for number, line in page.lines])
    if "\t" in text:
        return _by_lines(records(text))
    # A row of separators alone is an empty row of a sheet.
    kept = [
        (number, [line])
        for number, line in enumerate(text.split("\n"), 1)
        if (words := line.strip(_BETWEEN)) and not words.isspace()
    ]
    return _by_lines(kept)


def _by_lines(kept: Sequence[Record]) -> Understood:
    """Read lines, or cells without a header, each by itself; or all of them as the text that they are."""
    if len(kept) > LINE_LIMIT:
        linked = sum(1 for _, cells in kept if "://" in cells[-1])
        # A chat of years may have few links in it.
        if not 0 < linked <= LINE_LIMIT / 2:
            return Understood(form=LINES, problem=too_many(len(kept)))
        return _prose(kept)
    if not kept:
        return Understood()
    if len(kept) > 1 and _is_header(kept[0][1]):
        kept = kept[1:]
    found: list[Row | None] = []
    closer: list[int] = []
    for at, (number, cells) in enumerate(kept):
        row = lines.simple(number, cells[0]) if len(cells) == 1 else None
        if row is None:
            closer.append(at)
        found.append(row)
    alone = [at for at in closer if len(kept[at][1]) == 1]
    if any(lines.is_prosaic(kept[at][1][0]) for at in alone) and _has_link(kept):
        return _prose(kept)
    for at in closer:
        number, cells = kept[at]
        found[at] = (
            lines.from_cells(number, cells) if len(cells) > 1 else lines.row_of_source(number, cells[0])
        )
    rows = tuple(row for row in found if row)
    if closer and len(alone) * 2 < len(closer):
        form = CELLS
    elif not any(row.document_id for row in rows) and all(row.file_url for row in rows):
        form = LINKS
    else:
        form = LINES
    return Understood(rows, form=form)


def _prose(kept: Sequence[Record]) -> Understood:
    """The links of a text. Cells, and lines of them, are read as such; what has no link is not read."""
    found = []
    texts = []
    for number, cells in kept:
        line = "\t".join(cells)
        if ">" not in line and not lines.has_link(line):
            continue
        if len(cells) > 1 and any(WEB.match(cell) for cell in map(bare, cells)):
            found.append(lines.from_cells(number, cells))
        elif lines.is_delimited(line):
            found.append(lines.from_line(number, line))
        else:
            texts.append((number, line))
    found += prose.noted(prose.rows(texts), {number: "\t".join(cells) for number, cells in kept})
    if len(found) > LINE_LIMIT:
        return Understood(form=PROSE, problem=too_many(len(found)))
    return Understood(tuple(sorted(found, key=lambda row: row.line)), form=PROSE)


def _has_link(kept: Sequence[Record]) -> bool:
    return any(lines.has_link(cell) for _, cells in kept for cell in cells)


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a line is the header of what stands below: “Links”, “id url”, “Document ID   File URL”."""
    line = bare(" ".join(cells)).rstrip(":")
    words = line.split()
    if len(words) > 6 or "://" in line:
        return False
    halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    alone = meaning(line)
    return bool(alone and alone[0] == "file_url") or any(
        all(map(meaning, half)) and (found := columns(half)) and names_document(found) for half in halves
    )
