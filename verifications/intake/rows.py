"""What a page shows of the rows of a form."""

from verifications.knowing import expecting, linkchecks
from verifications.text import DOCUMENT_TYPES


def rows_context(understood, typed, *, added_to=None):
    """What the rows of a form show: `typed` is everything that the form holds.

    `added_to` is the case that has documents already, to which these are added.
    """
    rows, expectations = expecting.checklist(understood.rows, typed.get("product_type", ""), case=added_to)
    return {
        "understood": understood.with_rows(rows),
        "expectations": expectations,
        "unchecked": linkchecks.unchecked(rows),
        "only": "only" in typed,
        "document_types": DOCUMENT_TYPES,
    }
