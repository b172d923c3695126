"""Reading pasted text: which form it has, and its rows."""

import json
import re
from dataclasses import replace

from verifications.services.intake.rows import (
    BATCH_LIMIT,
    HIDDEN,
    WEB,
    Row,
    Understood,
    judge,
    too_many,
)

TEXT_LIMIT = 2_000_000
# More than this is not read at all: the sentence about it should come at once.
LINE_LIMIT = 5_000

# The look-behind and the bound keep a long line from being read again from each of its letters.
_URL = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\S", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z]\w{1,4}$")
_PLAIN_ID = re.compile(r"[^\s,;/?&=%:#]+")


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
            return Understood(form="lines", problem=too_many(len(lines)))
        rows = tuple(_from_line(number, line) for number, line in lines)
        understood = Understood(rows, form="lines" if rows else "")
    return judge(understood)


def _from_line(number: int, line: str) -> Row:
    if "\t" in line:
        return _from_cells(number, [cell for cell in (cell.strip() for cell in line.split("\t")) if cell])
    match = WEB.search(line) or _URL.search(line)
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
    link = WEB if any(WEB.match(cell) for cell in cells) else _URL
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
    if HIDDEN.search(flow_uuid):
        return Understood(problem="“flow_uuid” in this JSON has hidden characters.", form="json")
    if len(entries) > LINE_LIMIT:
        return Understood(problem=too_many(len(entries)), form="json")
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
