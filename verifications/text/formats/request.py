"""The JSON of a request to Atlas: whole, its list alone, or one document a line."""

import json
import re
from dataclasses import replace

from verifications.models.document_types import document_type
from verifications.text.cells import bare
from verifications.text.rows import HIDDEN, WEB, Row, Understood, too_many
from verifications.text.vocabulary import ROLES, meaning

WHOLE, LIST, LINES = "the JSON of a request", "a list in JSON", "JSON, one document a line"
LIMIT = 5_000

# `[12/05/25, 10:30]` begins a message of a chat, `[Invoice](https://…)` a link in Markdown.
_JSON = re.compile(
    r"\{\s*(?:[\"'“”}]|\w+\s*:(?!//)|\Z)"
    r"|\[\s*(?:[{\"]|\[(?![a-z])|\]?\s*\Z|(?:true|false|null|-?[0-9]+(?:\.[0-9]+)?)\s*(?:,|\]\s*\Z))",
    re.IGNORECASE,
)
# Entries that were copied out of their list have commas between them.
_BETWEEN = re.compile(r"[ \t\n\r\ufeff,]*+")
_COMMA = re.compile(",")
_LAST_COMMA = re.compile(r",\s*\Z")
_CLOSING = re.compile(r"\s*([\]}])")
_NOT_UNDERSTOOD = "Not understood"
_SPACES = " \t\n\r\ufeff"


class _Entry(dict[str, object]):
    """An object of JSON that has kept which of its keys stand in it more than once, with other values."""

    twice = ""
    source = ""


def _entry_of(pairs: list[tuple[str, object]]) -> _Entry:
    made = _Entry(pairs)
    if len(made) < len(pairs):
        made.twice = next((key for key, value in pairs if made[key] != value), "")
        made.source = "{" + ", ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in pairs) + "}"
    return made


def is_json(text: str) -> bool:
    """Whether a text begins like JSON."""
    return bool(_JSON.match(text))


def read_request(text: str, form: str = "", first_line: int = 1) -> Understood:
    """Read JSON; what is wrong with the whole is its `problem`.

    `form` is said instead of what kind of JSON it is. Entries of a list are numbered from 1, those
    that stand one by one by their lines.
    """
    values: list[object] = []
    numbers: list[int] = []
    number, at = first_line, 0
    decode = json.JSONDecoder(object_pairs_hook=_entry_of).raw_decode
    try:
        while at < len(text):
            value, end = decode(text, at)
            values.append(value)
            numbers.append(number)
            end = _BETWEEN.match(text, end).end()  # type: ignore[union-attr]  # it always matches
            number, at = number + text.count("\n", at, end), end
        return _understood(values, numbers, form)
    except json.JSONDecodeError as error:
        return Understood(problem=_mistake(text, error), form=form or WHOLE)
    except RecursionError:
        return Understood(problem="This JSON is nested too deeply to be a request.", form=form or WHOLE)
    except ValueError:  # a number with more digits than Python reads
        return Understood(
            problem="This JSON is not complete, or has a mistake in line 1.", form=form or WHOLE
        )


def row_of_json(number: int, source: str) -> Row | None:
    """The row of one entry by itself, or of a list with one entry; None for what is no JSON."""
    if not is_json(source):
        return None
    found = read_request(source)
    if found.problem and not found.rows:
        return Row(number, "", "", _NOT_UNDERSTOOD, found.problem, source=source)
    if len(found.rows) == 1:
        return replace(found.rows[0], line=number)
    return Row(number, "", "", _NOT_UNDERSTOOD, "A line has one document, no more", source=source)


def entry(document_id: str, file_url: str, expected_type: str = "") -> str:
    """A document as an entry of JSON in one line, which is read again exactly as it is."""
    fields = {"document_id": document_id, "file_url": file_url}
    return json.dumps(fields | ({"expected_type": expected_type} if expected_type else {}))


def _understood(values: list[object], numbers: list[int], form: str) -> Understood:
    first = values[0]
    whole = first if isinstance(first, dict) and len(values) == 1 else {}
    if isinstance(whole, _Entry) and whole.twice and "file_urls" in whole:
        problem = f"“{whole.twice[:40]}” stands twice in this JSON, with different values. Keep one."
        return Understood(problem=problem, form=form or WHOLE)
    flow_uuid = whole.get("flow_uuid") or ""
    entries = whole.get("file_urls")
    kind = WHOLE
    if len(values) > 1 or ("file_urls" not in whole and _fields(whole)):
        entries, kind = values, LINES
    elif isinstance(first, list) and any(isinstance(each, (dict, str)) for each in first):
        entries, kind = first, LIST
    numbered = kind == LINES
    kind = form or kind
    if not isinstance(entries, list):
        return Understood(
            problem="This JSON has no list “file_urls”. It should be the body of a multiupload request.",
            form=kind,
        )
    if not isinstance(flow_uuid, str):
        return Understood(problem="“flow_uuid” in this JSON is not a text.", form=kind)
    if HIDDEN.search(flow_uuid):
        return Understood(problem="“flow_uuid” in this JSON has hidden characters.", form=kind)
    if len(entries) > LIMIT:
        return Understood(problem=too_many(len(entries)), form=kind)
    numbers = numbers if numbered else list(range(1, len(entries) + 1))
    rows = tuple(map(_from_entry, numbers, entries))
    return Understood(rows, form=kind, flow_uuid=flow_uuid)


def _from_entry(number: int, entry: object) -> Row:
    if isinstance(entry, str) and WEB.match(entry):
        return Row(number, "", entry)
    if not isinstance(entry, dict):
        todo = "An entry has “file_url” and “document_id”"
        return Row(number, "", "", _NOT_UNDERSTOOD, todo, source=json.dumps([entry]))
    if isinstance(entry, _Entry) and entry.twice:
        todo = f"“{entry.twice[:40]}” stands twice in it, with different values. Keep one"
        return Row(number, "", "", "Named twice", todo, source=entry.source)
    fields = _fields(entry)
    document_id = fields.get("document_id", "")
    if isinstance(document_id, int) and not isinstance(document_id, bool):
        document_id = str(document_id)
    url, expected = fields.get("file_url", ""), fields.get("expected_type") or ""
    if not (isinstance(document_id, str) and isinstance(url, str) and isinstance(expected, str)):
        todo = "“file_url” and “document_id” are texts"
        return Row(number, "", "", _NOT_UNDERSTOOD, todo, source=json.dumps(entry))
    return Row(number, document_id, url, expected_type=document_type(expected) or bare(expected))


def _fields(entry: dict[str, object]) -> dict[str, object]:
    """The entry's fields by our names; Atlas's own words first, then the surest of the others."""
    found: dict[str, tuple[int, object]] = {}
    for key, value in entry.items():
        meant = meaning(key)
        if meant and meant[0] in ROLES:
            role, rank = meant[0], -1 if key in ROLES else meant[1]
            if role not in found or rank < found[role][0]:
                found[role] = rank, value
    return {role: value for role, (_, value) in found.items()}


def _mistake(text: str, error: json.JSONDecodeError) -> str:
    line = f"line {error.lineno}"
    if re.search("[“”]", text[max(0, error.pos - 1) : error.pos + 2]):
        return (
            f"This JSON has curly quotation marks in {line}, as mail programs write them. Use straight ones."
        )
    # Python names the comma from 3.13 on, and what follows it before.
    comma = _LAST_COMMA.search(text, max(0, error.pos - 1_000), error.pos) or _COMMA.match(text, error.pos)
    if comma and (closing := _CLOSING.match(text, comma.start() + 1)):
        at = text.count("\n", 0, comma.start()) + 1
        return f"This JSON has a comma too many in line {at}, before “{closing[1]}”. Remove it."
    return f"This JSON is not complete, or has a mistake in {line}."
