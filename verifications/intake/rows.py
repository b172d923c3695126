"""What a page shows of the rows of a form."""

from collections.abc import Mapping
from typing import Any

from verifications.knowing import expecting, linkchecks
from verifications.models import Case
from verifications.text import DOCUMENT_TYPES, Understood


def rows_context(
    understood: Understood, typed: Mapping[str, Any], *, added_to: Case | None = None
) -> dict[str, Any]:
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
