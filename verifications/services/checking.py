"""What the database knows of rows that were understood from a text: files, earlier sends, looks at links."""

from dataclasses import replace

from verifications.services import attached


def checked(understood, *, by, case=None):
    """The rows with the notes and faults that only the database can tell.

    `by` is who brings the documents, and `case` the case that they belong to already, if any.
    """
    rows = understood.rows
    for look in (attached.look,):
        rows = look(rows, by=by, case=case)
    return replace(understood, rows=tuple(rows))
