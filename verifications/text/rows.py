"""A row: one document as it was understood, and whether it can be sent. Pure, as the whole package is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from unicodedata import normalize

from verifications.text.clock import expires_at
from verifications.text.links import file_name

# Limits of ours; Atlas documents none (?).
BATCH_LIMIT = 500
URL_LENGTH = 8_000

WEB = re.compile(r"https?://", re.IGNORECASE)
# Control characters, half surrogate pairs (JSON can name them), and what is invisible or turns text around.
HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Indian scripts join and part letters with these; beside anything else they are invisible.
_JOINERS = re.compile(r"(?<![\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0900-\u0dff])")
# How the text names a file that was attached instead of linked: `attached:<its key>/<its name>`.
ATTACHED = re.compile(r"attached:([0-9a-f-]{36})(?:/(.*))?", re.DOTALL)
# What a row keeps once it has been read of its link.
_OF_LINK = {"file_name", "attachment", "expires_at"}


class Verdict(StrEnum):
    """Whether a row can be sent; a warning does not hinder it."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


STILL_LOOKED_AT = "Still being looked at"


@dataclass(frozen=True)
class Note:
    """Something to know about a row that does not keep it from being sent.

    `reference` names a case to look at; `ends` is when the link ends, which a page says before the
    text. `calm` notes are for information and make no warning.
    """

    text: str
    reference: str = ""
    calm: bool = False
    ends: datetime | None = None


@dataclass(frozen=True)
class Row:
    """One document as it was understood from one line, or one entry of the JSON.

    `source` is the line as it was typed where it could not be understood as an id and a link.
    `cell` names the field that `fault` is about: document_id, file_url, expected_type, or none of them.
    `mended_url` is the link that was meant, where the one that is here shows what became of it.
    `cut`: a page shows less of its cells than they hold.
    """

    line: int
    document_id: str
    file_url: str
    fault: str = ""
    todo: str = ""
    expected_type: str = ""
    cell: str = ""
    source: str = ""
    suggested_id: str = ""
    mended_url: str = ""
    cut: bool = False
    guessed_type: str = ""
    # Its file is still being looked at, whatever other fault it has.
    waits: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def only_waits(self) -> bool:
        """Whether nobody has to do anything about its fault."""
        return self.waits and self.fault == STILL_LOOKED_AT

    @property
    def verdict(self) -> Verdict:
        if self.fault:
            return Verdict.ERROR
        return Verdict.OK if all(note.calm for note in self.notes) else Verdict.WARNING

    @cached_property
    def file_name(self) -> str:
        """The last part of the URL's path, for people; the host where there is none."""
        attached = ATTACHED.fullmatch(self.file_url)
        return file_name(f"file:///{attached[2]}") if attached and attached[2] else file_name(self.file_url)

    @cached_property
    def attachment(self) -> str:
        """The key of the attached file that this row names; empty for a link."""
        attached = ATTACHED.fullmatch(self.file_url)
        return attached[1] if attached else ""

    @property
    def has_link(self) -> bool:
        """Whether it has a link, and none with a fault."""
        at_fault = self.fault and self.cell not in ("document_id", "expected_type")
        return bool(WEB.match(self.file_url)) and not at_fault

    @cached_property
    def expires_at(self) -> datetime | None:
        """When the link ends, if it says so, or the one that was meant."""
        return expires_at(self.file_url) or (expires_at(self.mended_url) if self.mended_url else None)

    def but(self, **changes: Any) -> "Row":
        """This row with other values; what was read of its link is not read again."""
        row = replace(self, **changes)
        if changes.keys().isdisjoint(("file_url", "mended_url")):
            row.__dict__.update({name: self.__dict__[name] for name in _OF_LINK & self.__dict__.keys()})
        return row

    def noted(self, *notes: Note) -> "Row":
        """This row with more notes."""
        return self.but(notes=self.notes + notes)

    def refused(self, fault: str, todo: str, cell: str = "") -> "Row":
        """This row with a fault, unless it has one already or this is none."""
        return self if self.fault or not fault else self.but(fault=fault, todo=todo, cell=cell)


@dataclass(frozen=True)
class Understood:
    """What a text says: its rows, a flow if the JSON named one, and what is wrong with the whole."""

    rows: tuple[Row, ...] = ()
    form: str = ""
    flow_uuid: str = ""
    problem: str = ""
    faulty: int = field(init=False)
    warned: int = field(init=False)

    def __post_init__(self) -> None:
        faulty = sum(1 for row in self.rows if row.fault)
        warned = sum(1 for row in self.rows if row.notes and row.verdict == Verdict.WARNING)
        object.__setattr__(self, "faulty", faulty)
        object.__setattr__(self, "warned", warned)

    @property
    def waiting(self) -> int:
        """How many of the faulty ones only wait."""
        return sum(row.only_waits for row in self.rows)

    @property
    def waits_for(self) -> str:
        """The keys of the attached files that rows wait for, separated by commas."""
        return ",".join(sorted({row.attachment for row in self.rows if row.waits}))

    @property
    def to_mend(self) -> int:
        """How many of the faulty ones a person has to do something about."""
        return self.faulty - self.waiting

    @property
    def ready(self) -> int:
        """How many may be sent without another look: with `warned` and `faulty` these are all rows."""
        return len(self.rows) - self.faulty - self.warned

    def with_rows(self, rows: Iterable[Row]) -> "Understood":
        """The same with these rows."""
        return replace(self, rows=tuple(rows))

    def with_links(self, links: Sequence["Row"]) -> "Understood":
        """The rows of a table, and the links that stand around it, in the order of the text."""
        if not links:
            return self
        rows = sorted((*self.rows, *links), key=lambda row: row.line)
        return replace(self, rows=tuple(rows), form=f"{self.form} and the links around it")

    @property
    def suggested(self) -> int:
        """How many rows have an id suggested to them."""
        return sum(bool(row.suggested_id) for row in self.rows)

    @property
    def sendable(self) -> bool:
        """Whether every row may be sent as it is."""
        return bool(self.rows) and not self.faulty and not self.problem


def is_link(text: str) -> bool:
    """Whether a text begins as a web link or the name of an attached file does."""
    return bool(WEB.match(text) or ATTACHED.match(text))


def behind(looks: str) -> Note:
    """What is said of a link that lies behind a cell which shows something else."""
    shows = f"The cell shows “{looks[:40]}”" if looks else "The cell shows nothing"
    return Note(f"{shows}; its link lies behind it", calm=True)


def too_many(count: int) -> str:
    """The sentence about more documents than a batch takes."""
    return f"{count:,} documents. A batch takes {BATCH_LIMIT} at most: send the rest as another case."


def plain(name: str) -> str:
    """What ids share that differ in case, form of letters, or zeros in front."""
    if name.isascii():
        return name.lower().lstrip("0")
    return normalize("NFKC", name).casefold().lstrip("0")


def has_invisible(name: str) -> bool:
    """Whether an id has characters that nobody sees."""
    return bool(HIDDEN.search(name) or _JOINERS.search(name))
