"""A row: one document as it was understood, and whether it can be sent. Pure, as the whole package is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from unicodedata import normalize
from urllib.parse import urlsplit

from verifications.models.document_types import DOCUMENT_TYPES
from verifications.models.lengths import DOCUMENT_ID
from verifications.text.clock import expires_at
from verifications.text.links import file_name

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
# What nearly every link and id looks like, so that most rows need no closer look.
_PLAIN_LINK = re.compile(r"https?://[a-z0-9][a-z0-9.-]*+(?::[0-9]{1,5})?(?:[/?#][!-~]*+)?", re.IGNORECASE)
_PLAIN_ID = re.compile(r"[A-Za-z_/][!-~]{0,99}|[0-9][A-Za-z0-9_/-]{0,99}")
# Mail programs put links of their own in the place of those that were written.
WRAPPED = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:safelinks\.protection\.outlook\.com|urldefense(?:\.proofpoint)?\.com)[/:?#]",
    re.IGNORECASE,
)
# What Excel shows in the place of a number that is long or does not fit, or of a formula that failed.
_SHORTENED = re.compile(r"-?[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
# A number cell keeps 15 digits; Excel writes zeros for the others.
_ZEROED = re.compile(r"[0-9]{15}0+")
DOUBTFUL = "Is this the whole id? Excel writes zeros behind 15 digits, and ' before a text"
_FAILED_CELL = re.compile(r"#+|#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")

# What a row keeps once it has been read of its link.
_OF_LINK = {"file_name", "attachment", "expires_at"}


class Verdict(StrEnum):
    """Whether a row can be sent; a warning does not hinder it."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


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
    guessed_type: str = ""
    notes: tuple[Note, ...] = ()

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
        """When the link ends, if it says so."""
        return expires_at(self.file_url)

    def but(self, **changes: Any) -> "Row":
        """This row with other values; what was read of its link is not read again."""
        row = replace(self, **changes)
        if "file_url" not in changes:
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

    def __post_init__(self):
        faulty = sum(1 for row in self.rows if row.fault)
        warned = sum(1 for row in self.rows if row.notes and row.verdict == Verdict.WARNING)
        object.__setattr__(self, "faulty", faulty)
        object.__setattr__(self, "warned", warned)

    @property
    def ready(self) -> int:
        return len(self.rows) - self.faulty

    def with_rows(self, rows) -> "Understood":
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
    def shown(self) -> tuple[Row, ...]:
        """The rows in the order of the text; a batch's worth at most."""
        return self.rows[:BATCH_LIMIT]

    @property
    def sendable(self) -> bool:
        """Whether every row may be sent as it is."""
        return bool(self.rows) and not self.faulty and not self.problem


def is_link(text: str) -> bool:
    """Whether a text begins as a web link or the name of an attached file does."""
    return bool(WEB.match(text) or ATTACHED.match(text))


def with_faults(understood: Understood) -> Understood:
    """Give each row its fault, and the whole its problem."""
    first: dict[str, int] = {}
    alike: dict[str, int] = {}
    rows = []
    for row in understood.rows:
        document_id, url = row.document_id, row.file_url
        if not row.fault and not _is_plain(row):
            row = row.refused(*_fault_of(row))
        if ("safelinks." in url or "urldefense." in url) and WRAPPED.match(url):
            row = row.noted(Note("A mail program wrapped this link; Atlas may not get through it"))
        if document_id in first:
            row = row.refused("Duplicate id", f"Line {first[document_id]} has it too", "document_id")
        elif document_id:
            first[document_id] = row.line
            if (line := alike.setdefault(plain(document_id), row.line)) != row.line:
                row = row.noted(Note(f"Line {line} has nearly the same id"))
            if _ZEROED.fullmatch(document_id) or document_id[0] == "'":
                row = row.noted(Note(DOUBTFUL))
        rows.append(row)
    problem = understood.problem
    if len(rows) > BATCH_LIMIT and not problem:
        problem = too_many(len(rows))
    return replace(understood, rows=tuple(rows), problem=problem)


def judged(document_id: str, url: str) -> Row:
    """One document by itself, with its fault if it has one."""
    row = Row(1, document_id, url)
    return row.refused(*_fault_of(row))


def too_many(count: int) -> str:
    """The sentence about more documents than a batch takes."""
    return f"{count:,} documents. A batch takes {BATCH_LIMIT} at most: send the rest as another case."


def plain(name: str) -> str:
    """What ids share that differ in case, form of letters, or zeros in front."""
    if name.isascii():
        return name.lower().lstrip("0")
    return normalize("NFKC", name).casefold().lstrip("0")


def cut_short(name: str) -> tuple[str, str] | None:
    """The fault of an id that a spreadsheet has shown as a power of ten; None for others."""
    if not _SHORTENED.fullmatch(name):
        return None
    return "Id cut short", f"{name[:40]} is what a spreadsheet makes of a long number. Make the column text"


def has_invisible(name: str) -> bool:
    """Whether an id has characters that nobody sees."""
    return bool(HIDDEN.search(name) or _JOINERS.search(name))


def _is_plain(row: Row) -> bool:
    return bool(
        _PLAIN_LINK.fullmatch(row.file_url)
        and _PLAIN_ID.fullmatch(row.document_id)
        and len(row.file_url) <= URL_LENGTH
        and (not row.expected_type or row.expected_type in DOCUMENT_TYPES)
    )


def _fault_of(row: Row) -> tuple[str, str, str]:
    if fault := _fault_of_link(row.file_url):
        return (*fault, "file_url")
    if fault := _fault_of_id(row.document_id):
        return (*fault, "document_id")
    if row.expected_type and row.expected_type not in DOCUMENT_TYPES:
        return (
            "Unknown type",
            f"Choose one of {', '.join(DOCUMENT_TYPES)}, or leave it empty",
            "expected_type",
        )
    return "", "", ""


def _fault_of_link(url: str) -> tuple[str, str] | None:
    if not url:
        return "No link", "A document needs a link that begins with https:// or http://"
    if ATTACHED.fullmatch(url):
        return None
    if not WEB.match(url):
        scheme, colon, _ = url[:20].partition(":")
        if not colon:
            return "Not a web link", "A link begins with https:// or http://"
        return "Not a web link", f"“{scheme}:” cannot be fetched; a link begins with https:// or http://"
    if HIDDEN.search(url) or re.search(r"[\s\u200c\u200d]", url):
        return "Hidden characters", "The link has spaces or invisible characters in it; type it anew"
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        return "Not a web link", "There is no host name in this link"
    if len(url) > URL_LENGTH:
        return "Link too long", f"{len(url):,} characters; {URL_LENGTH:,} is the most"
    return None


def _fault_of_id(document_id: str) -> tuple[str, str] | None:
    if not document_id.strip():
        return "Needs an id", "Any text, once per case"
    if has_invisible(document_id):
        return "Hidden characters", "The id has invisible characters in it; type it anew"
    if document_id != document_id.strip():
        return "Hidden characters", "The id begins or ends with a space; Atlas would give it back like that"
    if len(document_id) > DOCUMENT_ID:
        return "Id too long", f"{len(document_id)} characters; {DOCUMENT_ID} is the most"
    if fault := cut_short(document_id):
        return fault
    if document_id.startswith('="'):
        return "A formula, not an id", "A program wrote it so for Excel; type the id alone"
    if _FAILED_CELL.fullmatch(document_id):
        return "Not an id", "Excel shows this where a cell is too narrow or its formula fails; type the id"
    return None
