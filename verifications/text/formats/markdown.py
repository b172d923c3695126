"""A table in Markdown, as wikis and chats of assistants write it."""

import re

from verifications.text.cells import Record, bare
from verifications.text.formats import prose, tables
from verifications.text.rows import Understood

FORM = "a Markdown table"

_RULE = re.compile(r"^[>\t ]*[|:-][|:\- \t]*$")
_CELL = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\[[^\[\]]*\]\(\s*<?(\S+?)>?(?:\s+\"[^\"]*\")?\s*\)")


def read_markdown(text: str) -> Understood | None:
    """Read the table, and the links around it; None for a text without one."""
    numbered = list(enumerate(text.split("\n"), 1))
    rule = next((at for at, (_, line) in enumerate(numbered) if _is_rule(line)), 0)
    if rule < 1:
        return None
    end = next((at for at in range(rule, len(numbered)) if "|" not in numbered[at][1]), len(numbered))
    around = [*numbered[: rule - 1], *numbered[end:]]
    rows = [_cells(*numbered[rule - 1]), *(_cells(*line) for line in numbered[rule + 1 : end])]
    rows = [(number, cells) for number, cells in rows if any(map(bare, cells))]
    if not rows:
        return None
    table = tables.table(rows, "|") or tables.unnamed(rows)
    links = prose.rows((number, line) for number, line in around if "://" in line)
    return tables.understood([table], FORM).with_links(links)


def _is_rule(line: str) -> bool:
    return "|" in line and "--" in line and bool(_RULE.fullmatch(line))


def _cells(number: int, line: str) -> Record:
    line = bare(prose.unquoted(line))
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return number, [_inline(cell) for cell in _CELL.split(line)]


def _inline(cell: str) -> str:
    """A cell without what Markdown adds; of a link, where it leads to."""
    cell = cell.replace("\\|", "|")
    text = bare(cell)
    if match := _LINK.fullmatch(text):
        return match[1]
    if text[:1] == "<" and text[-1:] == ">" and "://" in text:
        return text[1:-1]
    for mark in ("**", "`"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            return text[len(mark) : -len(mark)]
    return cell
