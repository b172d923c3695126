"""Reading what was pasted: which form it has, and its rows."""

import re

from verifications.services.intake import markup, plain, requests, tables
from verifications.services.intake.rows import BATCH_LIMIT, Row, Understood, judge, too_many

TEXT_LIMIT = 2_000_000
# More than this is not read at all: the sentence about it should come at once.
LINE_LIMIT = 5_000
_CURL = re.compile(r"(?:\$\s*)?curl(?:\.exe)?\s", re.IGNORECASE)


def understand(text: str) -> Understood:
    """Read what was pasted, whatever it is, and judge each row.

    Cells of a sheet, CSV, a Markdown or HTML table, the JSON of a request or a part of it, a curl
    command, an id and a link a line, or any text with links in it. Never raises; what is not
    understood is a fault at its row, or the whole text's `problem`.
    """
    if len(text) > TEXT_LIMIT:
        return Understood(
            problem=f"This is {len(text):,} characters long; {TEXT_LIMIT:,} is the most. "
            f"A batch takes {BATCH_LIMIT} documents: paste fewer lines."
        )
    understood = _read(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if len(understood.rows) > LINE_LIMIT:
        return Understood(form=understood.form, problem=too_many(len(understood.rows)))
    return judge(understood)


def _read(text: str) -> Understood:
    stripped = text.strip()
    if stripped[:1] in ("{", "[") and not stripped.startswith("[http") and not _is_markdown_link(stripped):
        return requests.from_json(stripped)
    if _CURL.match(stripped):
        return requests.from_curl(stripped)
    if stripped[:1] == "<" and markup.is_html(stripped):
        rows, form, rest = markup.from_html(stripped)
        if rows is not None:
            return _found(rows, form)
        rows, _ = plain.read(_lines(rest))
        return _found(rows, form)
    return _from_lines(text)


def _is_markdown_link(text: str) -> bool:
    return bool(re.match(r"\[[^\]\n]*\]\(", text))


def _from_lines(text: str) -> Understood:
    if "\t" in text:
        rows, named = tables.from_lines(list(tables.delimited(text, "\t")))
        return _found(rows, "cells of a sheet with a header" if named else "cells of a sheet")
    lines = _lines(text)
    if len(lines) > LINE_LIMIT:
        return Understood(form="one document a line", problem=too_many(len(lines)))
    if cells := tables.markdown(lines):
        rows, _ = tables.from_lines(cells)
        return _found(rows, "a Markdown table")
    if lines and (delimiter := tables.delimiter_of(lines[0][1], [line for _, line in lines[1:21]])):
        rows, _ = tables.from_lines(list(tables.delimited(text, delimiter)), delimiter)
        return _found(rows, "CSV with a header")
    rows, form = plain.read(lines)
    return _found(rows, form)


def _found(rows: list[Row], form: str) -> Understood:
    return Understood(tuple(rows), form=form if rows else "")


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that say something, with their numbers."""
    numbered = enumerate(map(str.strip, text.split("\n")), 1)
    return [(number, line) for number, line in numbered if line]
