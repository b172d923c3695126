"""Reads what an endpoint is given, strictly: JSON bodies and queries."""

import json
import re

from sandbox.messages import in_words, missing

# A URL that can be called: in ASCII, as RFC 3986 has it, and with a host.
_URL = re.compile(r"https?://[A-Za-z0-9\[][!-~]*")


def json_object(request):
    """The JSON object that a request carries; raises Refusal."""
    _require_json(request.headers)
    try:
        document = json.loads(
            request.body.decode(), object_pairs_hook=_without_repeats, parse_constant=_refuse
        )
        # Neither a number beyond all bounds nor a lone surrogate can be written down as JSON again.
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise in_words("Request body is not valid JSON") from None
    if not isinstance(document, dict):
        raise in_words("Request body must be a JSON object")
    return document


def require_texts(parameters, names):
    """Refuse what is missing or empty, all of it in one sentence, and then what is no text."""
    absent = [name for name in names if is_empty(parameters.get(name))]
    if absent:
        raise missing(absent)
    for name in names:
        if not isinstance(parameters[name], str):
            raise in_words(f"Invalid parameter: '{name}' must be a string")


def require_urls(parameters, names):
    """Refuse texts that are no http or https URLs."""
    for name in names:
        if not _URL.fullmatch(parameters[name]):
            raise in_words(f"Invalid parameter: '{name}' must be an http or https URL")


def is_empty(value):
    """Whether a value counts as empty: nothing, a list of nothing, or white space alone."""
    return value in (None, []) or (isinstance(value, str) and not value.strip())


def query_text(request, name):
    """The one value that a query gives for a name; raises Refusal."""
    values = request.query.get(name, [""])
    if len(values) > 1:
        raise in_words(f"Invalid parameter: '{name}' is given more than once")
    if is_empty(values[0]):
        raise missing([name])
    return values[0]


def _require_json(headers):
    if not headers.get("Content-Type", "").strip():
        raise missing(["Content-Type"], what="headers")
    if headers.get_content_type() != "application/json":
        raise in_words("Invalid header: 'Content-Type' must be application/json")


def _without_repeats(pairs):
    document = dict(pairs)
    if len(document) < len(pairs):
        raise in_words("Invalid request body: a key stands twice in one object")
    return document


def _refuse(constant):
    raise ValueError(f"{constant} is no JSON")
