"""A curl command: the JSON that it would send."""

import re

from verifications.text.formats import request
from verifications.text.rows import Understood

FORM = "a curl command"

_COMMAND = re.compile(r"[$>#% \t]*curl(?:\.exe)?\s")
# Nothing is read twice: each piece takes what it can and gives nothing back.
_PIECE = re.compile(
    r"""(?P<gap>(?:\s|\\\r?\n)++)"""
    r"""|\$'(?P<ansi>(?:[^'\\]++|\\.)*+)'"""
    r"""|'(?P<single>[^']*+)'"""
    r"""|"(?P<double>(?:[^"\\]++|\\.)*+)\""""
    r"""|\\(?P<escaped>.)"""
    r"""|(?P<plain>[^\s'"\\$]++|\$)"""
    r"""|(?P<open>.)""",
    re.DOTALL,
)
_DATA = ("--data", "--data-raw", "--data-binary", "--data-ascii", "--json", "-d")
_ANSI = {"n": "\n", "t": "\t", "r": "\r"}


def is_command(text: str) -> bool:
    """Whether a text begins with a curl command."""
    return bool(_COMMAND.match(text))


def read_command(text: str) -> Understood | None:
    """Read the JSON that the command sends; None for a command that sends nothing."""
    words = _words(_without_carets(text))
    if words is None:
        return Understood(problem="This curl command has a quotation mark that is never closed.", form=FORM)
    data = _data(words)
    if not data:
        return None
    if any(each.startswith("@") for each in data):
        return Understood(
            problem="This curl command takes its JSON from a file. Paste what is in that file.", form=FORM
        )
    body = "".join(data).strip()
    # curl joins several with &, which makes no JSON.
    if len(data) > 1 or not request.is_json(body):
        return Understood(problem="What this curl command sends is not the JSON of a request.", form=FORM)
    return request.read_request(body, FORM)


def _data(words: list[str]) -> list[str]:
    found = []
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if word in _DATA:
            found += words[at + 1 : at + 2]
        # Not `-d`: behind a short option the equals sign is part of the value.
        elif equals and name in _DATA[:-1]:
            found.append(value)
        elif re.match(r"-[a-zA-Z]*?d[@{\[]", word[:20]):
            found.append(word[word.index("d") + 1 :])
    return found


def _words(text: str) -> list[str] | None:
    """The words of a command as a shell reads them; None if a quotation mark is never closed."""
    words: list[str] = []
    pieces: list[str] = []
    for match in _PIECE.finditer(text):
        kind, piece = match.lastgroup, match[match.lastgroup or 0]
        if kind == "open":
            return None
        if kind == "gap":
            words.append("".join(pieces))
            pieces = []
        elif kind == "double":
            pieces.append(re.sub(r'\\(["\\$`\n])', lambda found: found[1].strip("\n"), piece))
        else:
            pieces.append(_unescaped(piece) if kind == "ansi" else piece)
    return [*words, "".join(pieces)]


def _unescaped(text: str) -> str:
    found = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
    return found.sub(
        lambda each: _ANSI.get(each[3], each[3]) if each[3] else chr(int(each[1] or each[2], 16)), text
    )


def _without_carets(text: str) -> str:
    """A command of the Windows prompt, in which ^ escapes the next character, as other shells write it."""
    # Browsers escape every quotation mark for it.
    if '^"' in text and not re.search(r'(?<!\^)"', text):
        return re.sub(r"\^(\r?\n|.)", lambda found: found[1].strip("\r\n"), text, flags=re.DOTALL)
    return re.sub(r"\^[ \t]*+\r?\n", " ", text)
