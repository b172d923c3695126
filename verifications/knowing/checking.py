"""What was brought to a case: understood from its text, with what only the database knows of it."""

from verifications.knowing import attached, expiring, linkchecks, repeats
from verifications.text import suggested, understand

# Each takes the rows, who brings them and their case, and gives them back with more notes or faults.
NOTING = (expiring.note_ends, attached.note_files, repeats.note_repeats, linkchecks.note_links)


def brought(text, *, by, case=None, application_id="", adding=False):
    """The rows of a text with their suggestions, notes and faults, as an `Understood`.

    `by` is who brings the documents, and `case` the case that they belong to, if there is one yet.
    `adding`: they are more documents for a case that Atlas has already, so its ids are taken.
    """
    understood = understand(text)
    rows = understood.rows
    if adding:
        rows = _taken(rows, case)
    for note in NOTING:
        rows = note(rows, by=by, case=case)
    return suggested(understood.with_rows(rows), application_id=application_id)


def _taken(rows, case):
    """A fault for each id that the case has: Atlas takes an id once in a flow."""
    taken = set(case.documents.values_list("document_id", flat=True))
    return [
        row.refused("Id is taken", f"{case.reference} has this id already; use another", "document_id")
        if row.document_id in taken
        else row
        for row in rows
    ]
