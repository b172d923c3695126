"""Pasted text to documents: pure, touches neither network nor database."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from urllib.parse import unquote, urlsplit

from atlas_portal.encryption import fingerprint
from verifications.models.cases import DOCUMENT_ID_LENGTH

BATCH_LIMIT = 500
TEXT_LIMIT = 2_000_000
# More than this is not read at all: the sentence about it should come at once.
LINE_LIMIT = 5_000
URL_LENGTH = 8_000
FILE_NAME_LENGTH = 300

# The look-behind and the bound keep a long line from being read again from each of its letters.
_URL = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\S", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)
# Control characters, half surrogate pairs (JSON can name them), and what is invisible or turns text around.
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff]")
_EXTENSION = re.compile(r"\.[A-Za-z]\w{1,4}$")
_PLAIN_ID = re.compile(r"[^\s,;/?&=%:#]+")


class Verdict(StrEnum):
    """Whether a row can be sent."""

    OK = "ok"
    ERROR = "error"


@dataclass(frozen=True)
class Row:
    """One document as it was understood from one line, or one entry of the JSON."""

    line: int
    document_id: str
    file_url: str
    fault: str = ""
    todo: str = ""

    @property
    def verdict(self) -> Verdict:
        return Verdict.ERROR if self.fault else Verdict.OK

    @cached_property
    def file_name(self) -> str:
        """The last part of the URL's path, for people; the host where there is none."""
        return file_name(self.file_url)


@dataclass(frozen=True)
class Understood:
    """What a text says: its rows, a flow if the JSON named one, and what is wrong with the whole."""

    rows: tuple[Row, ...] = ()
    form: str = ""
    flow_uuid: str = ""
    problem: str = ""
    faulty: int = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "faulty", sum(bool(row.fault) for row in self.rows))

    @property
    def ready(self) -> int:
        return len(self.rows) - self.faulty

    @property
    def sendable(self) -> bool:
        """Whether every row may be sent as it is."""
        return bool(self.rows) and not self.faulty and not self.problem

    @property
    def worst_first(self) -> list[Row]:
        """Faulty rows above the others, each group in the order of the text; a batch's worth at most."""
        return sorted(self.rows, key=lambda row: not row.fault)[:BATCH_LIMIT]


def understand(text: str) -> Understood:
    """Read pasted text: one id and one URL a line in either order, or the JSON of a request.

    Never raises; what is not understood is a fault at its row, or the whole text's `problem`.
    """
    if len(text) > TEXT_LIMIT:
        return Understood(
            problem=f"This is {len(text):,} characters long; {TEXT_LIMIT:,} is the most. "
            f"A batch takes {BATCH_LIMIT} documents: paste fewer lines."
        )
    stripped = text.strip()
    if stripped[:1] in ("{", "[") and not stripped.startswith("[http"):
        understood = _from_json(stripped)
    else:
        numbered = enumerate(map(str.strip, text.split("\n")), 1)
        lines = [(number, line) for number, line in numbered if line]
        if len(lines) > LINE_LIMIT:
            return Understood(form="lines", problem=_too_many(len(lines)))
        rows = tuple(_from_line(number, line) for number, line in lines)
        understood = Understood(rows, form="lines" if rows else "")
    return _judge(understood)


def _too_many(count: int) -> str:
    return f"{count:,} documents. A batch takes {BATCH_LIMIT} at most: send the rest as another case."


def judged(document_id: str, url: str) -> Row:
    """One document by itself, with its fault if it has one."""
    row = Row(1, document_id, url)
    fault, todo = _fault_of(row)
    return replace(row, fault=fault, todo=todo)


def file_name(url: str) -> str:
    """The name to show for a URL: the last part of its path without control characters."""
    try:
        parts = urlsplit(url)
        name = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or parts.netloc.rsplit("@", 1)[-1]
    except ValueError:
        name = ""
    return "".join(char for char in name if char.isprintable())[:FILE_NAME_LENGTH] or "no name"


def without_query(url: str) -> str:
    """The URL as it may be shown and searched: without user name, query and fragment.

    Empty for what is no URL.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rsplit('@', 1)[-1]}{parts.path}"


def link_columns(url: str) -> dict[str, str]:
    """What a document keeps of its link: the link itself, and what may be shown and searched of it."""
    return {
        "file_url": url,
        "url_without_query": without_query(url),
        "file_name": file_name(url),
        "url_fingerprint": link_fingerprint(url),
    }


def link_fingerprint(url: str) -> str:
    """A keyed hash by which the same link is found again, whatever its signature."""
    return fingerprint("link", without_query(url))


def _from_line(number: int, line: str) -> Row:
    if "\t" in line:
        return _from_cells(number, [cell for cell in (cell.strip() for cell in line.split("\t")) if cell])
    match = _WEB.search(line) or _URL.search(line)
    if match is None:
        words = line.strip(",; ")
        return Row(number, words if " " not in words else "", "", "No link", "A line needs an id and a link")
    before = line[: match.start()].strip(" ,;\"'")
    url, after = _cut_url(line, match.start())
    after = after.strip(" ,;\"'")
    if not before and after:
        url = url.rstrip(",;")
    elif not before:
        url, after = _split_behind(url)
    if before and after:
        return Row(number, before, url, "Too much in this line", "A line has one id and one link, no more")
    return _row(number, before or after, url)


def _cut_url(line: str, start: int) -> tuple[str, str]:
    """The URL that begins at `start`, to its closing quote or the next space, and what follows it."""
    quote = line[start - 1 : start]
    end = line.find(quote if quote in ("'", '"') else " ", start)
    return (line[start:end], line[end + 1 :]) if end > 0 else (line[start:], "")


def _from_cells(number: int, cells: list[str]) -> Row:
    # An id may have a colon in it, so what is surely a link goes first.
    link = _WEB if any(_WEB.match(cell) for cell in cells) else _URL
    urls = [cell for cell in cells if link.match(cell)]
    others = [cell for cell in cells if not link.match(cell)]
    if not urls:
        return Row(number, others[0], "", "No link", "A line needs an id and a link")
    document_id = others[0] if others else ""
    if len(cells) > 2 or not others:
        return Row(number, document_id, urls[0], "Too much in this line", "One id and one link, no more")
    return _row(number, document_id, urls[0], spaces=True)


def _split_behind(url: str) -> tuple[str, str]:
    """Split `URL,id` at the last comma or semicolon, where what follows is an id and no part of the URL."""
    cut = max(url.rfind(","), url.rfind(";"))
    behind = url[cut + 1 :]
    if cut > 0 and _PLAIN_ID.fullmatch(behind) and not _EXTENSION.search(behind):
        return url[:cut], behind
    return url, ""


def _row(number: int, document_id: str, url: str, *, spaces: bool = False) -> Row:
    row = Row(number, document_id, url)
    if not spaces and (" " in document_id or "," in document_id or ";" in document_id):
        return replace(row, fault="Not one id", todo=f"“{document_id[:40]}” is more than one word")
    return row


def _from_json(text: str) -> Understood:
    try:
        data = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        return Understood(problem=f"This JSON is not complete, or has a mistake in line {line}.", form="json")
    except RecursionError:
        return Understood(problem="This JSON is nested too deeply to be a request.", form="json")
    entries = data.get("file_urls") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        return Understood(
            problem="This JSON has no list “file_urls”. It should be the body of a multiupload request.",
            form="json",
        )
    flow_uuid = data.get("flow_uuid") or ""
    if not isinstance(flow_uuid, str):
        return Understood(problem="“flow_uuid” in this JSON is not a text.", form="json")
    if _HIDDEN.search(flow_uuid):
        return Understood(problem="“flow_uuid” in this JSON has hidden characters.", form="json")
    if len(entries) > LINE_LIMIT:
        return Understood(problem=_too_many(len(entries)), form="json")
    rows = tuple(_from_entry(number, entry) for number, entry in enumerate(entries, 1))
    return Understood(rows, form="json", flow_uuid=flow_uuid)


def _from_entry(number: int, entry: object) -> Row:
    if not isinstance(entry, dict):
        return Row(number, "", "", "Not understood", "An entry has “file_url” and “document_id”")
    document_id, url = entry.get("document_id", ""), entry.get("file_url", "")
    if isinstance(document_id, int) and not isinstance(document_id, bool):
        document_id = str(document_id)
    if not isinstance(document_id, str) or not isinstance(url, str):
        return Row(number, "", "", "Not understood", "“file_url” and “document_id” are texts")
    return Row(number, document_id, url)


def _judge(understood: Understood) -> Understood:
    """Give each row its fault, and the whole its problem."""
    counts = Counter(row.document_id for row in understood.rows if row.document_id)
    first: dict[str, int] = {}
    rows = []
    for row in understood.rows:
        fault, todo = (row.fault, row.todo) if row.fault else _fault_of(row)
        if not fault and counts[row.document_id] > 1 and row.document_id in first:
            fault, todo = "Duplicate id", f"Line {first[row.document_id]} has it too"
        first.setdefault(row.document_id, row.line)
        rows.append(replace(row, fault=fault, todo=todo))
    problem = understood.problem
    if len(rows) > BATCH_LIMIT and not problem:
        problem = _too_many(len(rows))
    return replace(understood, rows=tuple(rows), problem=problem)


def _fault_of(row: Row) -> tuple[str, str]:
    if not row.file_url:
        return "No link", "A document needs a link that begins with https:// or http://"
    if not _WEB.match(row.file_url):
        scheme = row.file_url.split(":", 1)[0][:20]
        return "Not a web link", f"“{scheme}:” cannot be fetched; a link begins with https:// or http://"
    if _HIDDEN.search(row.file_url + row.document_id) or re.search(r"\s", row.file_url):
        return "Hidden characters", "The link or id has spaces or control characters in it; type it anew"
    try:
        host = urlsplit(row.file_url).hostname
    except ValueError:
        host = None
    if not host:
        return "Not a web link", "There is no host name in this link"
    if len(row.file_url) > URL_LENGTH:
        return "Link too long", f"{len(row.file_url):,} characters; {URL_LENGTH:,} is the most"
    if not row.document_id.strip():
        return "Needs an id", "Any text, once per case"
    if row.document_id != row.document_id.strip():
        return "Hidden characters", "The id begins or ends with a space; Atlas would give it back like that"
    if len(row.document_id) > DOCUMENT_ID_LENGTH:
        return "Id too long", f"{len(row.document_id)} characters; {DOCUMENT_ID_LENGTH} is the most"
    return "", ""
