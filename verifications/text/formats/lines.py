"""One document a line: an id and a link in either order, with whatever is written between them."""

import re

from verifications.models.document_types import document_type
from verifications.text.cells import bare, cleaned, joined, link_of_formula, records
from verifications.text.doubts.damage import SPACES, goes_on
from verifications.text.formats import prose, request
from verifications.text.formats.prose import BRACKETS, PUNCTUATION, QUOTES, TOO_MUCH
from verifications.text.rows import ATTACHED, WEB, Note, Row, behind, is_link
from verifications.text.vocabulary import meaning

NOT_ONE_ID = "Not one id"
NO_LINK = "No link", "A line needs an id and a link"

# The id and the link of a line in which nothing has to be looked at closely.
_SIMPLE = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9_./#@-]*[A-Za-z0-9_-])?) +(https?://[!-~]*[A-Za-z0-9/=_-])")
# The look-behind and the bound keep a long line from being read again from each of its letters.
_OTHER = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\S", re.IGNORECASE)
_ATTACHED = re.compile(r"attached:[0-9a-f-]{36}(?:/|\s|$)")
_EXTENSION = re.compile(r"\.[A-Za-z]\w{1,4}$")
_PLAIN_ID = re.compile(r"[^\s,;/?&=%:#|]+")
# Words that lead to a link, so that they are no id.
_LEADS = """
    attachment click curl document download file fileurl find get here href link links open please see
    uri url urls view wget
"""
_NO_IDS = frozenset(_LEADS.split())
# Words that begin a line of a letter.
_GREETS = """
    best bye cheers dear from fw fwd fyi hello hey hi kind kindly many namaste please pls re regards sent
    sincerely subject thank thanks thx to yours
"""
_LETTER_WORDS = frozenset(_GREETS.split())
_LINKISH = re.compile(r"ur[il]|link|href|address", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_STARTS = re.compile(r"(?:^|[\s<({\[\"“‘'])https?://", re.IGNORECASE)
_CELLS = re.compile(r"\s*(?![^\s,;|]*://)[^\s,;|]{1,100}\s*[,;|]\s*(?=https?://)", re.IGNORECASE)
# A bound, lest a line of nothing but dashes is copied for each of them.
_SIGNS = 4
# What programs write around a cell.
_PAIRS = QUOTES | {"<": ">", "„": "“", "‹": "›"}
_AROUND = " \t\xa0,;|\"'“”‘’"


def simple(number: int, line: str) -> Row | None:
    """The row of a line that is plainly an id, spaces and a link; None for all others."""
    match = _SIMPLE.fullmatch(line)
    if match is None:
        return None
    document_id, url = match.groups()
    if url.find("://", 8) > 0 or document_id.lower() in _NO_IDS or _names_link(document_id):
        return None
    return Row(number, document_id, url)


def row_of_source(number: int, source: str) -> Row:
    """The row of something that stands by itself: a line, cells with tabs between, an entry of JSON."""
    source = bare(source)
    # Cells first: `{}` may as well be one of them.
    if "\t" in source or "\n" in source:
        rows = records(source, limit=2)
        if len(rows) == 1 and len(rows[0][1]) > 1:
            return from_cells(number, rows[0][1])
    if source[:1] in ("{", "["):
        row = request.row_of_json(number, source)
        if row:
            return row
    if "\n" in source and source[0] == "<":
        return prose.broken(number, source)
    if "\t" in source or "\n" in source:
        return Row(number, "", "", *NO_LINK, source=source)
    if cells := _quoted_cells(source):
        return from_cells(number, cells)
    return from_line(number, source)


def _quoted_cells(source: str) -> list[str]:
    """The cells of a line of CSV with quotes and a link in it; none for other lines."""
    if source[:1] != '"' and ',"' not in source:
        return []
    found = records(source, ",", limit=1)
    cells = found[0][1] if found else []
    return cells if len(cells) > 1 and any(map(is_link, map(bare, cells))) else []


def from_cells(number: int, cells: list[str]) -> Row:
    """The row of cells without a header: one of them is the link, the other the id."""
    filled = [cell for cell in map(cleaned, cells) if cell]
    if len(filled) == 2 and WEB.match(filled[1]) and not is_link(filled[0]):
        return Row(number, filled[0], filled[1])
    if len(filled) <= 2 and not any(map(is_link, filled)) and (found := _of_odd_cells(number, filled)):
        return found
    # An id may have a colon in it, so what is surely a link goes first.
    matches = is_link if any(map(is_link, filled)) else _OTHER.match
    urls = [cell for cell in filled if matches(cell)]
    others = [cell for cell in filled if not matches(cell)]
    document_id = others[0] if others else ""
    source = joined(filled)
    if not urls and len(others) > 1:
        return Row(number, document_id, "", *NO_LINK, cell="file_url", source=source)
    if not urls:
        return Row(number, document_id, "")
    if len(filled) > 2 or len(urls) > 1:
        return Row(number, document_id, urls[0], *TOO_MUCH, source=source)
    return Row(number, document_id, urls[0])


def _of_odd_cells(number: int, cells: list[str]) -> Row | None:
    """The row of one or two cells with something around the link, in either order; None if there is none."""
    first, second = (cells * 2)[:2] if len(cells) == 1 else cells
    for document_id, link in ((first, second), (second, first)) if len(cells) > 1 else ((first, ""),):
        row = tidied(Row(number, document_id, link))
        if is_link(row.file_url):
            return row
    return None


def tidied(row: Row) -> Row:
    """The row without what a program put around its cells: quotes, a formula, words beside the link."""
    document_id, link = row.document_id, row.file_url
    if made := link_of_formula(link):
        link, looks = made
        row = row.noted(behind(looks))
    elif is_link(inner := _inside(link)):
        # What stands around the link is no part of an id that it stands around as well.
        document_id = _inside(document_id) if document_id[:1] == link[:1] else document_id
        link = inner
    elif not is_link(link) and not is_link(document_id) and WEB.search(link or document_id):
        found = from_line(row.line, link or document_id)
        # Of a line an id is one word; a cell may have several.
        if found.fault == NOT_ONE_ID:
            found = Row(row.line, found.document_id, found.file_url)
        if found.fault or (link and document_id and found.document_id not in ("", document_id)):
            both = joined([document_id, link])
            return found.but(document_id=document_id, source=both).refused(*TOO_MUCH) if link else found
        document_id, link = (link and document_id) or found.document_id, found.file_url
    return row.but(document_id=document_id, file_url=link)


def _inside(cell: str) -> str:
    """What stands in quotes or between < and >; empty for a cell that does not."""
    return cell[1:-1].strip() if len(cell) > 2 and _PAIRS.get(cell[0]) == cell[-1] else ""


def from_line(number: int, line: str) -> Row:
    """The row of one line; what in it is no id and no link is its fault."""
    source = bare(line)
    line = prose.without_beginning(line)
    match = _ATTACHED.search(line) or WEB.search(line) or _OTHER.search(line)
    if match is None:
        words = line.strip(",; ")
        if _SPACE.search(words):
            return Row(number, "", "", *NO_LINK, cell="file_url", source=source)
        return Row(number, words, "")
    start = match.start()
    url, after = _link(line, start)
    before = _label(line[:start].rstrip("<([{`"))
    is_cut = after.startswith(prose.CUT_SIGNS)
    if not is_cut and goes_on(url, after) and (before or len(after.split()) > 1):
        whole = line[start:].rstrip(_AROUND)
        return Row(number, before, whole, *SPACES, cell="file_url", source=source)
    row = _of_parts(number, line, before, url, after.strip(_AROUND + PUNCTUATION), source)
    return row.noted(Note(prose.CUT_BEHIND)) if is_cut else row


def _of_parts(number: int, line: str, before: str, url: str, after: str, source: str) -> Row:
    """The row of a line, from its link and what stands before and after it."""
    if not (before or after or ATTACHED.match(url) or prose.is_several(url)):
        url, after = _split_behind(url)
        if after and not _EXTENSION.search(url):
            note = f"“{after[:40]}” behind the link is read as its id. Is it one?"
            return Row(number, after, url, notes=(Note(note),))
    if (before and after) or prose.is_several(url) or (before and _has_type(url)):
        return Row(number, before, url, *TOO_MUCH, source=source)
    document_id = before or after
    if document_id.lower() in _NO_IDS or _names_link(document_id):
        document_id = ""
    if re.search(r"[\s,;]", document_id):
        todo = f"“{document_id[:40]}” is more than one word"
        return Row(number, document_id, url, NOT_ONE_ID, todo, cell="document_id", source=source)
    row = Row(number, document_id, url)
    if not before and goes_on(url, f" {after}"):
        return row.noted(
            Note(f"“{after[:40]}” behind the link is read as its id. Does the link go on with it?")
        )
    separator = line[: line.find(url)].rstrip()[-1:]
    tail = url.rpartition(separator)[2] if before and separator in (",", ";", "|") else ""
    if tail != url and _PLAIN_ID.fullmatch(tail) and not _EXTENSION.search(tail):
        return row.noted(Note(f"The link ends with “{separator}{tail[:40]}”. Does that belong to it?"))
    return row


def is_delimited(line: str) -> bool:
    """Whether a line begins with one word, a separator and a link: cells without a header."""
    return bool(_CELLS.match(line))


def has_link(text: str) -> bool:
    """Whether a web link or the name of an attached file stands somewhere in a text."""
    return bool(WEB.search(text) or _ATTACHED.search(text))


def is_prosaic(line: str) -> bool:
    """Whether a line reads like a part of an e-mail or a chat."""
    match = WEB.search(line) or _ATTACHED.search(line)
    if match is None:
        words = line.split(None, 4)
        begins = words[0].rstrip(",.:!").lower()
        return begins in _LETTER_WORDS or (len(words) >= 4 and not any(map(str.isdigit, words[0])))
    if is_delimited(line):
        return False
    if len(_STARTS.findall(line)) > 1:
        return True
    before = line[: match.start()]
    space = _SPACE.search(line, match.end())
    after = line[space.end() :] if space and not ATTACHED.match(line, match.start()) else ""
    url = line[match.start() : len(line) - len(after)].rstrip()
    if after and len(before.split()) < 2 and goes_on(url, f" {after}"):
        return False
    if before[-1:] in ("*", "_", "~") or (after and after[0] in BRACKETS):
        return True
    if any(before.count(opening) > before.count(closing) for opening, closing in BRACKETS.items()):
        return True
    around = (before + " " + after).split(None, 20)
    return sum(1 for word in around if any(map(str.isalnum, word))) > 2


def _names_link(words: str) -> bool:
    """Whether it is what columns and keys of links are called: `file_url`, `Download link`."""
    # Nearly every id is told by this alone.
    if not _LINKISH.search(words):
        return False
    meant = meaning(words)
    return bool(meant and meant[0] == "file_url")


def _link(line: str, start: int) -> tuple[str, str]:
    """The link that begins at `start`, and what follows it."""
    if ATTACHED.match(line, start):
        quote = line[start - 1 : start]
        end = line.find(quote, start) if quote in QUOTES else -1
        return (line[start:end], line[end + 1 :]) if end > 0 else (line[start:], "")
    quote = line[start - 1 : start]
    closing = (QUOTES | {"<": ">"}).get(quote, "")
    end = line.find(closing, start) if closing else -1
    if end > 0:
        return line[start:end], line[end + 1 :]
    space = _SPACE.search(line, start)
    end = space.start() if space else len(line)
    if quote in BRACKETS:
        closed = prose.cut(line, start, end)
        return line[start:closed], line[closed + 1 :]
    url = line[start:end].rstrip(PUNCTUATION)
    return url, line[start + len(url) :]


def _split_behind(url: str) -> tuple[str, str]:
    """Split `URL,id` at the last separator, where what follows is an id and no part of the URL."""
    at = max(url.rfind(","), url.rfind(";"), url.rfind("|"))
    behind = url[at + 1 :]
    if at > 0 and _PLAIN_ID.fullmatch(behind) and not _EXTENSION.search(behind):
        return url[:at], behind
    return url, ""


def _has_type(url: str) -> bool:
    """Whether a document type was written behind the link and its separator."""
    behind = re.search(r"[,;|]([^,;|]{1,60})$", url)
    return bool(behind and document_type(behind[1]))


def _label(before: str) -> str:
    """What stands before a link, without the signs that lead to it."""
    for _ in range(_SIGNS):
        before = before.rstrip(_AROUND + ":=")
        sign = re.search(r"\s(?:[-–—=]{1,5}>?|→)$", before[-10:])
        if sign is None:
            break
        before = before[: -len(sign[0])]
    return before.strip(_AROUND)
