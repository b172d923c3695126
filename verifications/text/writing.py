"""Rows as text: what an edit in place writes back."""

import re
from collections.abc import Iterable

from verifications.text.cells import cleaned, joined
from verifications.text.formats import request
from verifications.text.rows import Row
from verifications.text.vocabulary import ROLES, WRITTEN_HEADER

# What neither a form nor a page can carry from the portal to a browser and back.
_NOT_CARRIED = re.compile(r"[\r\x00\ud800-\udfff]")


def canonical(rows: Iterable[Row]) -> str:
    """The rows as a TSV with a header, which `understand` reads as the same rows; empty for no rows.

    A row that was not understood stays as it was typed, in a single cell. One with spaces around an id
    or other things that cells lose is written as JSON.
    """
    lines = [_line(row) for row in rows]
    return "\n".join([WRITTEN_HEADER, *lines]) if lines else ""


def _line(row: Row) -> str:
    if row.source:
        return joined([row.source])
    cells = (row.document_id, row.file_url, row.expected_type)
    lost = any(cell != cleaned(cell) or _NOT_CARRIED.search(cell) for cell in cells)
    if lost or not any(cells) or cells == ROLES:
        return request.entry(*cells)
    return joined(cells)
