"""The attached files that rows name: whose they are, where else they went, what a document keeps of one."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from users.models import User
from verifications.knowing.repeats import ALSO_IN
from verifications.models import Attachment, Case, Document, WrongState
from verifications.models.cases import reference_of
from verifications.text import Note, Row, editing, link_columns, link_fingerprint
from verifications.text.editing import Edited

ASKS_PASSWORD = "This PDF asks for a password; Atlas may not be able to read it"


def note_files(rows: Sequence[Row], *, by: User, case: Case | None = None) -> Sequence[Row]:
    """The rows with a fault where a file is not here, and notes on the same file elsewhere.

    Not here: neither did this person attach it nor is it the case's, or it is gone.
    """
    if not any(row.attachment for row in rows):
        return rows
    files = files_of(rows, by=by, case=case)
    same = {file.fingerprint for file in files.values()}
    ids = [row.document_id for row in rows]
    cases = Document.objects.sent_before(same, by=by, case=case, ids=ids).first_cases()
    lines: dict[str, int] = {}
    return [_noted(row, files, lines, cases) if row.attachment else row for row in rows]


def _noted(row: Row, files: dict[str, Attachment], lines: dict[str, int], cases: dict[str, int]) -> Row:
    if (file := files.get(row.attachment)) is None:
        return row.refused("This file is not here", "Attach it to this case, or remove the row", "file_url")
    notes = []
    if file.sha256 in lines:
        notes.append(Note(f"The same file as line {lines[file.sha256]}"))
    lines.setdefault(file.sha256, row.line)
    if file.fingerprint in cases:
        notes.append(Note(ALSO_IN, reference=reference_of(cases[file.fingerprint])))
    if file.asks_password:
        notes.append(Note(ASKS_PASSWORD))
    return row.noted(*notes) if notes else row


def files_of(
    rows: Iterable[Row], *, by: User, case: Case | None = None, lock: bool = False
) -> dict[str, Attachment]:
    """The files that rows name and that this person may bring to this case, by `Row.attachment`.

    `lock` keeps them from being removed until the transaction ends.
    """
    keys = {name: key for row in rows if (name := row.attachment) and (key := _key(name))}
    if not keys:
        return {}
    usable = Attachment.objects.usable(by=by, case=case)
    present = (usable.select_for_update() if lock else usable).in_bulk(set(keys.values()))
    return {name: present[key] for name, key in keys.items() if key in present}


def _key(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def keep_named(case: Case, rows: Iterable[Row], *, by: User) -> None:
    """Note which files the case's form names: they stay, and whoever edits the case may use them."""
    case.attachments.set(files_of(rows, by=by, case=case, lock=True).values())


def fingerprints(rows: Iterable[Row], *, by: User, case: Case | None = None) -> set[str]:
    """The keyed hashes by which the links and files of these rows are found again."""
    files = files_of(rows, by=by, case=case)
    links = {link_fingerprint(row.file_url) for row in rows if not row.attachment}
    return links | {file.fingerprint for file in files.values()}


def columns_of(row: Row, files: dict[str, Attachment]) -> dict[str, Any]:
    """What a document keeps of its row; `files` are those of `files_of`.

    Raises WrongState for a file that is not among them.
    """
    if not row.attachment:
        return link_columns(row.file_url) | {"attachment": None}
    if (file := files.get(row.attachment)) is None:
        raise WrongState(f"The file “{row.file_name}” is not here any more. Attach it again.")
    return {
        "file_url": None,
        "url_without_query": "",
        "file_name": file.name,
        "url_fingerprint": file.fingerprint,
        "attachment": file,
    }


def append_files(text: str, attachments: Iterable[Attachment]) -> Edited:
    """A form's text with more rows, one for each file, and the flow that the text named.

    Their ids are for the officer to give.
    """
    rows = [Row(number, "", file.text) for number, file in enumerate(attachments, 1)]
    return editing.append_rows(text, rows)
