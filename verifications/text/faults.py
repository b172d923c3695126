"""What keeps a row from being sent, and what is doubtful about it."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from verifications.models.document_types import DOCUMENT_TYPES
from verifications.models.lengths import DOCUMENT_ID
from verifications.text.doubts.damage import CUT, SPACES, may_be_damaged, undamaged, what_is_wrong
from verifications.text.doubts.elsewhere import is_known, leads_on, page_about, wrapping
from verifications.text.rows import (
    ATTACHED,
    BATCH_LIMIT,
    HIDDEN,
    URL_LENGTH,
    WEB,
    Note,
    Row,
    Understood,
    has_invisible,
    plain,
    too_many,
)

_PLAIN_HOST = r"[a-z0-9][a-z0-9-]*+(?:\.[a-z0-9-]++)*+(?::[0-9]{1,4})?"
# What nearly every link and id looks like, so that most rows need no closer look.
_PLAIN_LINK = re.compile(rf"https?://{_PLAIN_HOST}(?:[/?#][!-~]*+)?", re.IGNORECASE)
# A link that needs none either to see that it is the link: its host, and nothing that it could be told by.
_CALM_LINK = re.compile(
    r"https?://([a-z0-9][a-z0-9-]*+(?:\.[a-z0-9-]++)*+)(?::[0-9]{1,4})?"
    r"(?:[/?#][!#$&-9=?-\[\]-z~]*+(?<![-.,)'\]]))?",
    re.IGNORECASE,
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*(?:%.+)?", re.IGNORECASE)
_PLAIN_ID = re.compile(r"[A-Za-z_/][!-~]{0,99}|[0-9][A-Za-z0-9_/-]{0,99}")
# What Excel shows in the place of a number that is long or does not fit, or of a formula that failed.
_SHORTENED = re.compile(r"-?[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
# A number cell keeps 15 digits; Excel writes zeros for the others.
_ZEROED = re.compile(r"[0-9]{15}0+")
DOUBTFUL = "Is this the whole id? Excel writes zeros behind 15 digits, and ' before a text"
# Of a link that is none of the web, as in `ftp:`; other words before a colon name nothing.
_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]{0,18}:(?=\S)", re.IGNORECASE)
CUT_SHORT = "This link has “…” in it: it was cut short where it was copied. Copy it anew"
_FAILED_CELL = re.compile(r"#+|#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")


def with_faults(understood: Understood) -> Understood:
    """Give each row its fault, and the whole its problem."""
    first: dict[str, int] = {}
    alike: dict[str, int] = {}
    rows = []
    for row in understood.rows:
        document_id, url = row.document_id, row.file_url
        calm = _CALM_LINK.fullmatch(url)
        if not row.fault and not _is_plain(row, calm):
            row = row.refused(*_fault_of(row))
        if not calm or is_known(calm[1]) or may_be_damaged(url):
            row = _doubted(row)
        if document_id in first:
            row = row.refused("Duplicate id", f"Line {first[document_id]} has it too", "document_id")
        elif document_id:
            first[document_id] = row.line
            if (line := alike.setdefault(plain(document_id), row.line)) != row.line:
                row = row.noted(Note(f"Line {line} has nearly the same id"))
            if document_id[0] == "'" or (len(document_id) > 15 and _ZEROED.fullmatch(document_id)):
                row = row.noted(Note(DOUBTFUL))
        rows.append(row)
    problem = understood.problem
    if len(rows) > BATCH_LIMIT and not problem:
        problem = too_many(len(rows))
    return replace(understood, rows=tuple(rows), problem=problem)


def _doubted(row: Row) -> Row:
    """The row with what shows that its link is not the link, and the one that was meant if it is certain."""
    url = row.file_url
    if leads_on(url):
        if found := wrapping(url):
            said = f"{found.who} wrapped this link; Atlas may not get through it"
            note = said if found.who else "This link leads on to another one. Is that the file?"
            return row.but(mended_url=_meant(found.inside)).noted(Note(note))
        if page := page_about(url):
            who, direct = page
            note = f"This is a page of {who} about the file, and not the file. Atlas needs a link to the file"
            return row.but(mended_url=direct).noted(Note(note))
    if ("…" in url or "..." in url or "%E2" in url) and CUT.search(url):
        return row.noted(Note(CUT_SHORT))
    at_fault = row.fault and row.cell == "file_url"
    if (wrong := what_is_wrong(url)) or at_fault:
        mended = undamaged(url)
        row = row.but(mended_url="" if not mended or _fault_of_link(mended) else mended)
    return row.noted(Note(wrong)) if wrong and not at_fault else row


def _meant(inside: str) -> str:
    """The link that another one has inside, as it can be sent; empty where that is not certain."""
    if HIDDEN.search(inside):
        return ""
    link = undamaged(inside) or inside
    return "" if _fault_of_link(link) else link


def judged(document_id: str, url: str) -> Row:
    """One document by itself, with its fault if it has one."""
    row = Row(1, document_id, url)
    return row.refused(*_fault_of(row))


def cut_short(name: str) -> tuple[str, str] | None:
    """The fault of an id that a spreadsheet has shown as a power of ten; None for others."""
    if not _SHORTENED.fullmatch(name):
        return None
    return "Id cut short", f"{name[:40]} is what a spreadsheet makes of a long number. Make the column text"


def _is_plain(row: Row, calm: re.Match[str] | None) -> bool:
    return bool(
        (calm or _PLAIN_LINK.fullmatch(row.file_url))
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
        if WEB.match(undamaged(url)):
            return "Damaged link", what_is_wrong(url)
        if not (other := _SCHEME.match(url)):
            return "Not a web link", "A link begins with https:// or http://"
        return "Not a web link", f"“{other[0]}” cannot be fetched; a link begins with https:// or http://"
    if " " in url and not HIDDEN.search(url):
        return SPACES
    if HIDDEN.search(url) or re.search(r"[\s\u200c\u200d]", url):
        return "Hidden characters", "The link has spaces or invisible characters in it; type it anew"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    # Of a host in brackets that is no address, or a port that is none.
    except ValueError:
        host = None
    if not host:
        return "Not a web link", "There is no host name in this link"
    # A damaged link may have a backslash behind its host.
    if not _HOST.fullmatch(host.partition("\\")[0]):
        return "Not a web link", f"“{host[:60]}” is no name of a host"
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
