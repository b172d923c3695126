"""The attached files that rows name: whose they are, where else they went, what a document keeps of one."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from users.models import User
from verifications.attachments import examinations
from verifications.knowing.repeats import ALSO_IN
from verifications.models import Addition, Attachment, Case, Document, Examination, WrongState
from verifications.models.cases import reference_of
from verifications.text import STILL_LOOKED_AT, Note, Row, editing, link_columns, link_fingerprint
from verifications.text.editing import Edited

ASKS_PASSWORD = "This PDF asks for a password; Atlas may not be able to read it"


def note_files(rows: Sequence[Row], *, by: User, case: Case | None = None) -> Sequence[Row]:
    """The rows with a fault where a file is not here, and notes on the same file elsewhere.

    Not here: neither did this person attach it nor is it the case's, or it is gone.
    """
    if not any(row.attachment for row in rows):
        return rows
    files = files_of(rows, by=by, case=case)
    examined = _examinations_of([row for row in rows if row.attachment not in files], by=by, case=case)
    same = {file.fingerprint for file in files.values()}
    ids = [row.document_id for row in rows]
    cases = Document.objects.sent_before(same, by=by, case=case, ids=ids).first_cases()
    lines: dict[str, int] = {}
    return [
        _noted(row, file, lines, cases)
        if (file := files.get(row.attachment))
        else _absent(row, examined.get(row.attachment))
        for row in rows
    ]


def _absent(row: Row, examination: Examination | None) -> Row:
    """A row that names no file which may be sent: it is a link, or why not."""
    if not row.attachment:
        return row
    if examination is None:
        return row.refused("This file is not here", "Attach it to this case, or remove the row", "file_url")
    # A row has one fault: another one stands first, and this is said beside it.
    if row.fault:
        said = Note(examination.why or "This file is still being looked at")
        return row.noted(said).but(waits=not examination.why)
    if examination.why:
        return row.refused("This file is not taken", examination.why, "file_url")
    # Nothing is wrong with any of its cells.
    todo = "This file takes longer than most. The row changes by itself"
    return row.refused(STILL_LOOKED_AT, todo).but(waits=True)


def _noted(row: Row, file: Attachment, lines: dict[str, int], cases: dict[str, int]) -> Row:
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


def _examinations_of(
    rows: Iterable[Row], *, by: User, case: Case | None, lock: bool = False
) -> dict[str, Examination]:
    """The files that rows name and that are no Attachment yet, or never become one, by `Row.attachment`."""
    keys = {key: name for row in rows if (name := row.attachment) and (key := _key(name))}
    if not keys:
        return {}
    told = Examination.objects.told_to(by, case).filter(uuid__in=keys)
    return {keys[each.uuid]: each for each in (told.select_for_update() if lock else told)}


def all_wait(names: Iterable[str]) -> bool:
    """Whether all the files that these names of `Row.attachment` stand for are still being looked at."""
    keys = [_key(name) for name in names]
    return None not in keys and examinations.are_open(filter(None, keys))


def _key(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def keep_named(form: Case | Addition, rows: Sequence[Row], *, by: User, case: Case) -> None:
    """Note which files the kept form names: they stay, and whoever edits the case may use them."""
    # Those that are still looked at first: while they are locked none of them becomes an Attachment.
    form.examinations.set(_examinations_of(rows, by=by, case=case, lock=True).values())
    form.attachments.set(files_of(rows, by=by, case=case, lock=True).values())


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


def append_files(text: str, attachments: Iterable[Attachment | Examination]) -> Edited:
    """A form's text with more rows, one for each file, and the flow that the text named.

    Their ids are for the officer to give.
    """
    rows = [Row(number, "", file.text) for number, file in enumerate(attachments, 1)]
    return editing.append_rows(text, rows)
