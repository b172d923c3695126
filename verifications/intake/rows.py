"""What a page shows of the rows of a form."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from verifications.knowing import expecting, linkchecks
from verifications.models import Case
from verifications.text import BATCH_LIMIT, DOCUMENT_TYPES, URL_LENGTH, Row, Understood

# So many characters of rows come in one answer, which a page swaps in with every pause of typing.
ROOM = 880_000
# What a row takes beside its texts, and how often an id stands in it.
_FRAME, _TIMES_OF_ID = 1_350, 3
# Of a cell that is too long to be right, this much is shown.
_GLIMPSE = 200


def rows_context(
    understood: Understood, typed: Mapping[str, Any], *, added_to: Case | None = None
) -> dict[str, Any]:
    """What the rows of a form show: `typed` is everything that the form holds.

    `added_to` is the case that has documents already, to which these are added.
    """
    rows, expectations = expecting.checklist(understood.rows, typed.get("product_type", ""), case=added_to)
    return {
        "understood": understood.with_rows(rows),
        "shown": (shown := _shown(rows)),
        "left_out": min(len(rows), BATCH_LIMIT) - len(shown),
        "expectations": expectations,
        "unchecked": linkchecks.unchecked(rows),
        "only": "only" in typed,
        "document_types": DOCUMENT_TYPES,
    }


def _shown(rows: Iterable[Row]) -> list[Row]:
    """The first rows, as many as there is room for; what is too long for a cell is cut, and not edited."""
    shown, room = [], ROOM
    for row in list(rows)[:BATCH_LIMIT]:
        row = _glimpsed(row)
        notes = sum(len(note.text) for note in row.notes)
        ids = _TIMES_OF_ID * len(escape(row.document_id))
        room -= _FRAME + ids + len(escape(row.file_url)) + len(escape(row.mended_url)) + notes
        if room < 0:
            break
        shown.append(row)
    return shown


def _glimpsed(row: Row) -> Row:
    texts = {name: getattr(row, name) for name in ("document_id", "file_url", "expected_type", "mended_url")}
    long = {name: f"{text[:_GLIMPSE]}…" for name, text in texts.items() if len(text) > URL_LENGTH}
    return row.but(cut=True, **long) if long else row
