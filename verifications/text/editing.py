"""Changes to a text as a person makes them to its rows.

Each reads the text, changes a row by its place in `understand(text).rows`, and gives `(text, flow_uuid)`:
the new text in canonical form, and the flow that a pasted request named, which that form cannot hold:
the caller keeps it in the form's own field. A place that does not exist, and a text that could not be
read at all, leave the text as it is. Nothing here raises.
"""

from collections.abc import Iterable

from verifications.models.document_types import document_type
from verifications.text.cells import bare
from verifications.text.formats import curl, request
from verifications.text.reading import TEXT_LIMIT, understand
from verifications.text.rows import Row, Understood
from verifications.text.suggesting import suggested
from verifications.text.vocabulary import ROLES
from verifications.text.writing import canonical

Edited = tuple[str, str]

# What HTML takes from a value, or puts in its place.
_LOST = str.maketrans({"\n": None, "\r": None, "\x00": "\ufffd"})


def edited(
    text: str,
    application_id: str,
    *,
    edit: str,
    index: int | None,
    to: int | None,
    cell: str,
    value: str,
    was: str,
) -> Edited:
    """The text after one edit: set, remove, move, accept, mend or append.

    One that lacks its place changes nothing, nor does a `set` of a cell that holds something else
    than it `was` when it was shown.
    """
    match edit:
        case "set" if cell and index is not None and _is_as_shown(text, index, cell, was):
            return set_cell(text, index, cell, value)
        case "remove" if index is not None:
            return remove_row(text, index)
        case "move" if index is not None and to is not None:
            return move_row(text, index, to)
        case "accept":
            return accept_ids(text, application_id, index)
        case "mend" if index is not None:
            return mend_link(text, index)
        case "append":
            return append_rows(text, understand(value).rows)
    return text, ""


def _is_as_shown(text: str, index: int, cell: str, was: str) -> bool:
    rows = understand(text).rows
    return index < len(rows) and _shown(getattr(rows[index], cell)) == _shown(was)


def _shown(value: str) -> str:
    """A value as a browser has it in a cell: in one line, and without what HTML cannot hold."""
    return value.encode(errors="replace").decode().translate(_LOST)


def set_cell(text: str, index: int, cell: str, value: str) -> Edited:
    """Write a value into a cell: document_id, file_url or expected_type.

    A line that was not understood becomes a row of the cells that were read from it.
    """
    understood = understand(text)
    if cell not in ROLES or not _has(understood, index):
        return text, understood.flow_uuid
    value = bare(value)
    if cell == "expected_type":
        value = document_type(value) or value
    rows = list(understood.rows)
    rows[index] = rows[index].but(source="", **{cell: value})
    return canonical(rows), understood.flow_uuid


def remove_row(text: str, index: int) -> Edited:
    """Take a row out."""
    understood = understand(text)
    if not _has(understood, index):
        return text, understood.flow_uuid
    rows = list(understood.rows)
    del rows[index]
    return canonical(rows), understood.flow_uuid


def move_row(text: str, index: int, to: int) -> Edited:
    """Put a row where another stands now; those between make room."""
    understood = understand(text)
    if not _has(understood, index) or not _has(understood, to):
        return text, understood.flow_uuid
    rows = list(understood.rows)
    rows.insert(to, rows.pop(index))
    return canonical(rows), understood.flow_uuid


def accept_ids(text: str, application_id: str, index: int | None = None) -> Edited:
    """Take every suggested id, or that of one row."""
    understood = suggested(understand(text), application_id=application_id)
    taken = [row.suggested_id if index in (None, at) else "" for at, row in enumerate(understood.rows)]
    if not any(taken):
        return text, understood.flow_uuid
    rows = [
        row.but(document_id=document_id) if document_id else row
        for row, document_id in zip(understood.rows, taken, strict=True)
    ]
    return canonical(rows), understood.flow_uuid


def mend_link(text: str, index: int) -> Edited:
    """Take the link that was meant in the place of the one that shows what became of it."""
    understood = understand(text)
    mended = understood.rows[index].mended_url if _has(understood, index) else ""
    return set_cell(text, index, "file_url", mended) if mended else (text, understood.flow_uuid)


def append_rows(text: str, rows: Iterable[Row]) -> Edited:
    """Put rows below those of the text.

    A text that could not be read, such as JSON with a mistake, becomes the first row as it was typed.
    One that is too long, or of too many lines, is left as it is: the caller can tell by comparing.
    """
    understood = understand(text)
    present = understood.rows
    if understood.problem and not present:
        whole = bare(text)
        if len(text) > TEXT_LIMIT or not (request.is_json(whole) or curl.is_command(whole)):
            return text, understood.flow_uuid
        present = (Row(1, "", "", source=whole),)
    return canonical((*present, *rows)), understood.flow_uuid


def _has(understood: Understood, index: int) -> bool:
    return 0 <= index < len(understood.rows)
