"""Edits of rows in place, each from a text to the text that it is then.

Each returns the new text and the flow that the old one named (which cells have no place for, so
the form keeps it in its own field). An index that no row has changes nothing.
"""

from collections.abc import Sequence

from verifications.services.intake.reading import understand
from verifications.services.intake.rows import Row
from verifications.services.intake.suggesting import suggested
from verifications.services.intake.writing import canonical

Edited = tuple[str, str]


def set_cell(text: str, index: int, cell: str, value: str) -> Edited:
    """Put a value into a cell: document_id, file_url or expected_type."""
    rows, flow_uuid = _read(text)
    if not 0 <= index < len(rows):
        return text, flow_uuid
    # One line: a line break in a cell would be a fault that nobody sees.
    rows[index] = rows[index].but(source="", **{cell: " ".join(value.split("\n")).strip()})
    return canonical(rows), flow_uuid


def remove(text: str, index: int) -> Edited:
    """Take a row out."""
    rows, flow_uuid = _read(text)
    if not 0 <= index < len(rows):
        return text, flow_uuid
    del rows[index]
    return canonical(rows), flow_uuid


def move(text: str, index: int, to: int) -> Edited:
    """Put a row into another place."""
    rows, flow_uuid = _read(text)
    if not (0 <= index < len(rows) and 0 <= to < len(rows)):
        return text, flow_uuid
    rows.insert(to, rows.pop(index))
    return canonical(rows), flow_uuid


def accept_ids(text: str, application_id: str = "", index: int | None = None) -> Edited:
    """Take every suggested id, or only the one of a row."""
    understood = suggested(understand(text), application_id=application_id)
    rows = [
        row.but(document_id=row.suggested_id) if row.suggested_id and index in (None, position) else row
        for position, row in enumerate(understood.rows)
    ]
    return (canonical(rows) if rows else text), understood.flow_uuid


def append(text: str, more: Sequence[Row]) -> Edited:
    """Add rows behind the others; a text that is no rows becomes one that is at fault, lest it is lost."""
    rows, flow_uuid = _read(text)
    if text.strip() and not rows:
        rows = [Row(1, "", "", source=text)]
    return canonical([*rows, *more]), flow_uuid


def _read(text: str) -> tuple[list[Row], str]:
    understood = understand(text)
    return list(understood.rows), understood.flow_uuid
