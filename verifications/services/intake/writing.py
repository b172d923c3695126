"""Rows to text: what an edit in place writes back, and what is read again as the same rows."""

import csv
import io
from collections.abc import Iterable

from verifications.services.intake.rows import Row

HEADER = ("document_id", "file_url", "expected_type")


def delimited(lines: Iterable[Iterable[str]]) -> str:
    """Lines of cells as a spreadsheet would copy them."""
    out = io.StringIO()
    csv.writer(out, dialect="excel-tab", lineterminator="\n").writerows(lines)
    return out.getvalue()


def canonical(rows: Iterable[Row]) -> str:
    """The rows as cells with a header; what was not understood stays as it was typed. No rows: no text."""
    rows = list(rows)
    # A column that nobody uses would only be in the way of who edits the text.
    width = len(HEADER) if any(row.expected_type for row in rows) else len(HEADER) - 1
    lines = [
        (row.source, "", "") if row.source else (row.document_id, row.file_url, row.expected_type)
        for row in rows
    ]
    return delimited(line[:width] for line in (HEADER, *lines)) if lines else ""
