"""What was brought to a case: understood from its text, with what only the database knows of it."""

from collections.abc import Sequence

from users.models import User
from verifications.knowing import attached, expiring, linkchecks, repeats
from verifications.models import Case
from verifications.text import Row, Understood, suggested, understand

# Each takes the rows, who brings them and their case, and gives them back with more notes or faults.
# Ends come first: a link with a fault is neither compared nor looked at.
NOTING = (expiring.note_ends, attached.note_files, repeats.note_repeats, linkchecks.note_links)


def brought(
    text: str, *, by: User, case: Case | None = None, application_id: str = "", adding: bool = False
) -> Understood:
    """The rows of a text with their suggestions, notes and faults, as an `Understood`.

    `by` is who brings the documents, and `case` the case that they belong to, if there is one yet.
    `adding`: they are more documents for a case that Atlas has already, so its ids are taken.
    """
    understood = understand(text)
    rows: Sequence[Row] = understood.rows
    if adding and case:
        rows = _taken(rows, case)
    for note in NOTING:
        rows = note(rows, by=by, case=case)
    return suggested(understood.with_rows(rows), application_id=application_id)


def _taken(rows: Sequence[Row], case: Case) -> list[Row]:
    """A fault for each id that the case has: Atlas takes an id once in a flow."""
    taken = set(case.documents.values_list("document_id", flat=True))
    return [
        row.refused("Id is taken", f"{case.reference} has this id already; use another", "document_id")
        if row.document_id in taken
        else row
        for row in rows
    ]
