"""Ids for rows that have none: offered, never taken by themselves."""

import re
from itertools import count

from verifications.models.cases import DOCUMENT_ID_LENGTH
from verifications.services.intake.rows import Row, Understood

_UNSAFE = re.compile(r"[^\w.-]+")
_EXTENSION = re.compile(r"\.[A-Za-z]\w{1,4}$")
# Names that say nothing of a file.
_EMPTY = re.compile(
    r"(?:no.name|download|file|document|image|img|scan|view|get|index|untitled|\W*)", re.IGNORECASE
)


def suggested(understood: Understood, *, application_id: str = "") -> Understood:
    """The same rows, each that has a link and no id with an id suggested to it.

    By the file's name, or the application id with a number; no two alike.
    """
    if not any(_wants(row) for row in understood.rows):
        return understood
    taken = {row.document_id.lower() for row in understood.rows}
    rows = []
    for row in understood.rows:
        if _wants(row):
            document_id = _unique(_stem(row), application_id, taken)
            taken.add(document_id.lower())
            row = row.but(suggested_id=document_id)
        rows.append(row)
    return understood.with_rows(rows)


def _wants(row: Row) -> bool:
    return not row.document_id and row.fault == "Needs an id"


def _stem(row: Row) -> str:
    host = row.file_url.split("/")[2:3]
    name = _EXTENSION.sub("", row.file_name)
    stem = _UNSAFE.sub("-", name).strip("-._")[: DOCUMENT_ID_LENGTH - 8]
    return "" if _EMPTY.fullmatch(stem) or row.file_name in host else stem


def _unique(stem: str, application_id: str, taken: set[str]) -> str:
    if stem and stem.lower() not in taken:
        return stem
    base = stem or _UNSAFE.sub("-", application_id).strip("-._")[: DOCUMENT_ID_LENGTH - 8] or "document"
    first = 2 if stem else 1
    return next(name for number in count(first) if (name := f"{base}-{number}").lower() not in taken)
