"""Links in free text: an e-mail, a chat. What surrounds a link is no part of it; all that is inside stays."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from verifications.text.cells import EDGE, bare
from verifications.text.doubts.damage import goes_on
from verifications.text.doubts.elsewhere import wrapping
from verifications.text.rows import Note, Row

BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "`": "`"}
# Signs that end a sentence or an entry of a list, in Latin, Chinese and Indian scripts. A link that truly
# ends so can stand in quotes, in a cell or in JSON.
PUNCTUATION = ".,;:!?…。，、；：！？।"
_TRAILING = PUNCTUATION + "'|\\）】」』》"
CUT_SIGNS = ("…", "...")
CUT_BEHIND = "Behind this link stood “…”. Was the link cut short where it was copied?"
TOO_MUCH = "Too much in this line", "A line has one id and one link, no more"
# Behind one of these a link ends where it is closed, and another may follow at once.
_CLOSED = tuple("([{<'")
_OPENING = {closing: opening for opening, closing in BRACKETS.items()}

# More words than a path with spaces in it has.
_FEW_WORDS = 6
# Mail programs break lines from here on.
_BROKEN_AT = 70

_START = re.compile(r"https?://|attached:[0-9a-f-]{36}(?=[/\s]|\Z)", re.IGNORECASE)
_END = re.compile(r'[\s<>"“”‘’«»`]|\Z')
# Between < and > a link may have spaces: they are its fault, not its end.
_ANGLED = re.compile(r"[^<>]*+(?=>)")
_DEPTH = {opening: re.compile(rf"[{re.escape(opening + closing)}]") for opening, closing in BRACKETS.items()}
_BEGINNING = re.compile(r"\s*+(?:>\s*+)*+(?:[-*•·▪‣◦–—]\s++)?(?:\(?[0-9]{1,4}[.)]\s++)?")
_QUOTATION = re.compile(r"(?:\s*+>)*+")
_CONTINUED = re.compile(r"[>\s]*+([^\s<>]++)>")
_JOINED = re.compile(r"[,;|](?=https?://)", re.IGNORECASE)
_ID = re.compile(r"([^\s,;:|=<>()\[\]{}\"'“”‘’]{1,100})(?:\s*(?:[:=,;|–—-]|[-=]>|→))?\s*")
_NO_ID = re.compile(r"\D*|[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}|.*[.)]")


def without_beginning(line: str) -> str:
    """A line without the signs of a quotation, a list's dot or its number."""
    return bare(line[_BEGINNING.match(line).end() :])  # type: ignore[union-attr]  # it always matches


def unquoted(line: str) -> str:
    """A line without the signs of a quotation in an e-mail."""
    return line[_QUOTATION.match(line).end() :]  # type: ignore[union-attr]  # it always matches


def is_several(url: str) -> bool:
    """Whether a link goes on with another one, behind a comma, a semicolon or a pipe."""
    return bool(_JOINED.search(url))


def rows(lines: Iterable[tuple[int, str]]) -> list[Row]:
    """One row for each link of the lines, numbered; a link that comes again is one document."""
    found: dict[tuple[str, str], Row] = {}
    times: Counter[tuple[str, str]] = Counter()

    def add(row: Row) -> None:
        key = row.document_id, row.source or row.file_url
        times[key] += 1
        found.setdefault(key, row)

    pending: Row | None = None
    for number, line in lines:
        if pending:
            # The link stands behind a <, and perhaps the mail program broke it in two.
            end = _CONTINUED.match(line) if number == pending.line + 1 else None
            add(broken(pending.line, f"<{pending.file_url}\n{end[1]}>") if end else pending)
        pending = None
        for row, is_open in _of_line(number, line):
            if is_open:
                pending = row
            else:
                add(row)
    if pending:
        add(pending)
    return [_counted(row, times[key]) for key, row in found.items()]


def noted(rows: Iterable[Row], lines: Mapping[int, str]) -> list[Row]:
    """The rows with a note where a link may be shorter or longer than it was written."""
    return [row.noted(*_doubts(row.file_url, lines[row.line], lines.get(row.line + 1, ""))) for row in rows]


def _doubts(url: str, line: str, below: str) -> Iterator[Note]:
    behind = line[line.find(url) + len(url) :]
    if goes_on(url, behind) and len(behind.split()) < _FEW_WORDS:
        yield Note(f"Does it go on behind the space, with “{behind.strip()[:40]}”?")
    line, below = line.rstrip(), unquoted(below).strip()
    if line.endswith(url) and below and not _START.search(below) and len(below.split()) == 1:
        is_long = len(line) >= _BROKEN_AT and any(map(str.isdigit, below))
        if is_long or line[-1] in "-/=&%_+~?" or any(sign in below for sign in "/=&%?"):
            yield Note(f"Does it go on in the next line, with “{below[:40]}”?")
    if f"<{url}>" in line and "|" in url:
        yield Note(f"The link ends with “|{url.rpartition('|')[2][:40]}”. Does that belong to it?")


def broken(number: int, source: str) -> Row:
    """The row of a link that two lines share."""
    url = bare(source).partition("\n")[0].strip("<>")
    return Row(
        number,
        "",
        url,
        "Link in two lines",
        "It goes on in the next line; join the two",
        "",
        "file_url",
        source,
    )


def cut(text: str, start: int, end: int) -> int:
    """Where the link that begins at `start` ends, given where it ends at the latest."""
    before = text[start - 1 : start]
    if before in BRACKETS and before and (closing := _closing(text, start, end, before)) >= 0:
        return closing
    if before == "'" and (closing := text.find("'", start, end)) >= 0:
        return closing
    end = _trimmed(text, start, end)
    if before and before in "*_~":
        return start + len(text[start:end].rstrip(before))
    return end


def _of_line(number: int, line: str) -> Iterator[tuple[Row, bool]]:
    links = list(_links(line))
    only = len(links) == 1
    for start, end, is_open in links:
        url = line[start:end]
        document_id = _id_before(line[:start]) if only and not line[end:].strip(" \t>" + _TRAILING) else ""
        row = Row(number, document_id, url)
        if is_several(url):
            row = Row(
                number,
                "",
                url,
                "Too much in this line",
                "A line has one id and one link, no more",
                source=url,
            )
        if line.startswith(CUT_SIGNS, end):
            row = row.noted(Note(CUT_BEHIND))
        yield row, is_open


def _links(line: str) -> Iterator[tuple[int, int, bool]]:
    """Where each link of a line begins and ends, and whether it stands behind a < that is not closed."""
    last, last_end, at, token_end = "", -1, 0, -1
    while match := _START.search(line, at):
        start = match.start()
        before = line[start - 1 : start]
        # The same for all links of one word, and looked for once: a word may be the whole text.
        if token_end < match.end():
            token_end = _END.search(line, match.end()).start()  # type: ignore[union-attr]  # it always matches
        if line[start] in "aA":
            end = len(line.rstrip(EDGE))
            token_end = len(line)
        elif before == "<" and (angled := _ANGLED.match(line, start)):
            end = angled.end()
        else:
            end = cut(line, start, token_end)
        closed = line[end : end + 2] == "]("
        at = max(match.end(), end if before in _CLOSED else token_end)
        url = line[start:end]
        is_target = before == "<" and last_end == start - 1
        if closed or (is_target and (url == last or wrapping(url))):
            # The text of a link that is itself a link, or what a mail program writes behind it.
            last_end = -1
            continue
        last, last_end = url, end
        yield start, end, before == "<" and end == len(line)


def _id_before(before: str) -> str:
    before = without_beginning(before.rstrip(" \t<([{\"'“‘`*"))
    match = _ID.fullmatch(before)
    return match[1] if match and not _NO_ID.fullmatch(match[1]) else ""


def _closing(text: str, start: int, end: int, opening: str) -> int:
    depth = 0
    for match in _DEPTH[opening].finditer(text, start, end):
        depth += 1 if match[0] == opening else -1
        if depth < 0:
            return match.start()
    return -1


def _trimmed(text: str, start: int, end: int) -> int:
    surplus: dict[str, int] = {}
    while True:
        last = text[end - 1]
        if opening := _OPENING.get(last):
            if last not in surplus:
                # Counted once for each sign, lest a link of nothing but brackets is counted for each of them.
                surplus[last] = text.count(last, start, end) - text.count(opening, start, end)
            if surplus[last] <= 0:
                return end
            surplus[last] -= 1
        elif last not in _TRAILING and bare(last):
            return end
        end -= 1


def _counted(row: Row, times: int) -> Row:
    return row if times == 1 else row.noted(Note(f"The text names this link {times} times", calm=True))
