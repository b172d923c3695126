"""A request to Atlas: its JSON, whole or in parts, or a curl command that would send it."""

import json
import re
import shlex
from typing import Any

from verifications.services.intake.rows import HIDDEN, LINK, Row, Understood

_DATA = {"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json"}
_NAMES_OF_URL = ("file_url", "url", "link", "fileUrl")
_NAMES_OF_ID = ("document_id", "id", "doc_id", "documentId")


def from_json(text: str) -> Understood:
    """The body of a multiupload request, or its list of files alone."""
    try:
        data = json.loads(text)
    except ValueError as error:
        lines = _from_json_lines(text)
        if lines is not None:
            return lines
        line = getattr(error, "lineno", 1)
        return _refused(f"This JSON is not complete, or has a mistake in line {line}.")
    except RecursionError:
        return _refused("This JSON is nested too deeply to be a request.")
    return _from_data(data, "the JSON of a request")


def from_curl(text: str) -> Understood:
    """The body of a multiupload request in a curl command, as a shell would read it."""
    joined = re.sub(r"[\\^]\r?\n", " ", text).replace("$'", "'").replace('^"', '"')
    try:
        words = shlex.split(joined)
    except ValueError:
        return _refused("This curl command is not complete: a quote is open.", "a curl command")
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        body = following if word in _DATA else value if equals and name in _DATA else None
        if body is None:
            continue
        if body.startswith("@"):
            return _refused(
                "This curl command takes its body from a file. Paste what is in that file.", "a curl command"
            )
        try:
            return _from_data(json.loads(body), "a curl command")
        except (ValueError, RecursionError):
            return _refused("The body in this curl command is no JSON.", "a curl command")
    return _refused("This curl command has no body with documents in it.", "a curl command")


def _from_json_lines(text: str) -> Understood | None:
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip().removesuffix(",")
        if not line:
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            return None
        if not isinstance(entry, dict):
            return None
        rows.append(_from_entry(number, entry))
    return Understood(tuple(rows), form="JSON, one document a line") if len(rows) > 1 else None


def _from_data(data: Any, form: str) -> Understood:
    flow_uuid = ""
    if isinstance(data, dict) and "file_urls" not in data and any(name in data for name in _NAMES_OF_URL):
        data = [data]
    if isinstance(data, dict):
        entries = data.get("file_urls")
        flow_uuid = data.get("flow_uuid") or ""
    else:
        entries, form = data, "a list in JSON" if form.startswith("the JSON") else form
    if not isinstance(entries, list) or (isinstance(data, list) and not any(map(_is_entry, data))):
        return _refused(
            "This JSON has no list “file_urls”. It should be the body of a multiupload request.", form
        )
    if not isinstance(flow_uuid, str):
        return _refused("“flow_uuid” in this JSON is not a text.", form)
    if HIDDEN.search(flow_uuid):
        return _refused("“flow_uuid” in this JSON has hidden characters.", form)
    rows = tuple(_from_entry(number, entry) for number, entry in enumerate(entries, 1))
    return Understood(rows, form=form, flow_uuid=flow_uuid)


def _from_entry(number: int, entry: object) -> Row:
    if isinstance(entry, str) and LINK.match(entry):
        return Row(number, "", entry)
    if not isinstance(entry, dict):
        return _not_understood(number, entry, "An entry has “file_url” and “document_id”")
    document_id, url = _first(entry, _NAMES_OF_ID), _first(entry, _NAMES_OF_URL)
    expected = entry.get("expected_type") or ""
    if isinstance(document_id, int) and not isinstance(document_id, bool):
        document_id = str(document_id)
    if not all(isinstance(value, str) for value in (document_id, url, expected)):
        return _not_understood(number, entry, "“file_url” and “document_id” are texts")
    return Row(number, document_id, url, expected_type=expected)


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) or (isinstance(entry, str) and bool(LINK.match(entry)))


def _first(entry: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((entry[name] for name in names if name in entry), "")


def _not_understood(number: int, entry: object, todo: str) -> Row:
    return Row(number, "", "", "Not understood", todo, source=json.dumps(entry)[:2_000])


def _refused(problem: str, form: str = "the JSON of a request") -> Understood:
    return Understood(problem=problem, form=form)
