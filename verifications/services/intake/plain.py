"""Lines of text: an id and a link each, or sentences with links in them."""

import re

from verifications.services.intake.rows import ATTACHED, WEB, Row

# The look-behind and the bound keep a long line from being read again from each of its letters.
ANY_LINK = re.compile(r"(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\S", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z]\w{1,4}$")
_PLAIN_ID = re.compile(r"[^\s,;|/?&=%:#]+")
_CLOSERS = {"<": ">", "(": ")", "[": "]", "{": "}", '"': '"', "'": "'", "`": "`"}
_CLOSERS |= {"“": "”", "‘": "’", "«": "»"}
_AROUND = " \t\u00a0\ufeff\u200e\u200f,;|\"'“”‘’"
_TRAILING = ".,;:!?'\"’”»…"
_BULLET = re.compile(r"(?:\(?\d{1,3}[.)]|[-*•·–—>]+)\s+(.*)", re.DOTALL)
_LABEL = re.compile(r"(.*\S)(?:\s*[:=]|\s[-–—])", re.DOTALL)
_WEB_IN_TEXT = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_ID_BEFORE = re.compile(
    r"[\s>*•·-]*(?:\(?\d{1,3}[.)]\s+)?([^\s:=]{1,100})\s*(?:[:=]|\s[-–—])\s*[<(\[\"']?", re.DOTALL
)
# A line of so many words is a sentence; so is a link with so many words beside it.
_SENTENCE, _BESIDE = 3, 4


def read(lines: list[tuple[int, str]]) -> tuple[list[Row], str]:
    """The rows of these lines, and what kind of text they are."""
    if _is_prose(lines):
        return [row for number, line in lines for row in _from_prose(number, line)], "text with links in it"
    return [from_line(number, line) for number, line in lines], "one document a line"


def _is_prose(lines: list[tuple[int, str]]) -> bool:
    linked = [line for _, line in lines if WEB.search(line)]
    if not linked:
        return False
    sentences = any(len(line.split()) >= _SENTENCE for _, line in lines if not WEB.search(line))
    return sentences or any(
        WEB.search(line[-20_000:]) and len(_WEB_IN_TEXT.sub(" ", line).split()) >= _BESIDE for line in linked
    )


def from_line(number: int, line: str) -> Row:
    """One line with an id and a link, in either order."""
    line = line.strip(" \t\r\u00a0\ufeff\u200e\u200f")
    if ATTACHED.fullmatch(line):
        return Row(number, "", line)
    match = WEB.search(line) or ANY_LINK.search(line)
    if match is None:
        words = line.strip(",; ")
        return Row(
            number, "" if " " in words else words, "", "No link", "A line needs an id and a link", source=line
        )
    start = match.start()
    closer = _CLOSERS.get(line[start - 1 : start], "")
    before = _id_of(line[: start - bool(closer)])
    url, after = _cut(line, start)
    after = after.removeprefix(closer).strip(_AROUND)
    if not before and after:
        url = url.rstrip(",;|")
    elif not before:
        url, after = _split_behind(url)
    if before and after:
        return Row(
            number,
            before,
            url,
            "Too much in this line",
            "A line has one id and one link, no more",
            source=line,
        )
    document_id = before or after
    row = Row(number, document_id, url)
    if any(mark in document_id for mark in " ,;|"):
        return Row(
            number, document_id, url, "Not one id", f"“{document_id[:40]}” is more than one word", source=line
        )
    return row


def _id_of(before: str) -> str:
    """What stands before a link, without what only leads to it: a colon, a dash, a number of a list."""
    if bullet := _BULLET.fullmatch(before.lstrip()):
        before = bullet[1]
    before = before.strip(_AROUND)
    label = _LABEL.fullmatch(before)
    return label[1].strip(_AROUND) if label else before


def _cut(line: str, start: int) -> tuple[str, str]:
    """The URL that begins at `start`, to what closes it or the next space, and what follows it."""
    end = _end(line, start)
    return line[start:end], line[end:]


def _end(line: str, start: int) -> int:
    space = re.compile(r"[ \t\u00a0]").search(line, start)
    end = space.start() if space else len(line)
    opener = line[start - 1 : start] if start else ""
    closer = _CLOSERS.get(opener)
    if closer is None:
        return end
    if opener in "([{":
        return _balanced(line, start, end, opener, closer)
    closed = line.find(closer, start, end)
    return closed if closed >= 0 else end


def _balanced(line: str, start: int, end: int, opener: str, closer: str) -> int:
    """Where the bracket before a URL closes; brackets inside it are part of it."""
    depth = 1
    for found in re.compile(f"[{re.escape(opener + closer)}]").finditer(line, start, end):
        depth += 1 if found[0] == opener else -1
        if not depth:
            return found.start()
    return end


def _split_behind(url: str) -> tuple[str, str]:
    """Split `URL,id` at the last separator, where what follows is an id and no part of the URL."""
    cut = max(url.rfind(mark) for mark in ",;|")
    behind = url[cut + 1 :].strip("\"'")
    if cut > 0 and _PLAIN_ID.fullmatch(behind) and not _EXTENSION.search(behind):
        return url[:cut], behind
    return url, ""


def _from_prose(number: int, line: str) -> list[Row]:
    found = []
    for match in _WEB_IN_TEXT.finditer(line):
        end = min(match.end(), _end(line, match.start()))
        found.append((match.start(), _without_trailing(line[match.start() : end])))
    document_id = ""
    if len(found) == 1 and (before := _ID_BEFORE.fullmatch(line[: found[0][0]])):
        # A word before a link may be a label; with a digit in it, it is the lender's number.
        document_id = before[1].strip(_AROUND) if re.search(r"\d", before[1]) else ""
    return [Row(number, document_id, url) for _, url in found]


def _without_trailing(url: str) -> str:
    """A URL without the punctuation of the sentence around it; a bracket that it opened itself stays."""
    while url:
        last = url[-1]
        opener = {")": "(", "]": "[", "}": "{"}.get(last)
        closes_nothing = opener is not None and url.count(last) > url.count(opener)
        if last not in _TRAILING and not closes_nothing:
            break
        url = url[:-1]
    return url
