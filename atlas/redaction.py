"""Removing what must not be stored: secrets, signed URLs, and what was read from documents."""

import json
import re
from typing import Any

from . import aadhaar

REMOVED = "[removed]"

SECRET_KEYS = {
    *("access_token", "refresh_token", "id_token", "token", "jwt", "authorization", "api_key", "password"),
    *("client_secret", "client-secret", "secret", "auth_url", "callback_url"),
}
# Under these everything that is not structure was read from somebody's papers.
PERSONAL_KEYS = {
    *("ocr_data", "cross_checks", "file_data"),
    *("value", "values", "value_a", "value_b", "value_1", "value_2"),
}
ID_KEYS = {"document_id", "file_uuid", "batch_id", "flow_uuid", "application_id"}
SCORE_KEYS = {"confidence_score", "similarity_score"}
NAME_KEYS = {
    *("document_type", "document_type_1", "document_type_2", "document_type_a", "document_type_b"),
    *("document_1", "document_2", "document_a", "document_b", "error_code", "field", "field_name"),
}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Eight digits or more, also in groups, as Aadhaar and account numbers are written.
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){7,}")
_URL = re.compile(r"(:(?:\\?/){2})([^\s\"<>]*)")
_WHOLE_URL = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*+:(?:\\?/){2}|\s*//")
_QUERY = re.compile(r"\?[^\s\"<>=?]*+=[^\s\"<>]*+")
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)*")
# The look-behind keeps a long run of letters from being tried again from each of its places.
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w.-]+")
_PAN = re.compile(r"[A-Z]{5}\d{4}[A-Z]", re.IGNORECASE)
# Up to the mark that it began with; a text that was cut off may lack the closing one.
_QUOTED_SECRET = re.compile(
    r"(?P<name>\\*[\"'](?:access_token|refresh_token|id_token|token|client_secret|secret|password|auth_url|"
    r"callback_url)\\*[\"']\s*:\s*)(?P<mark>\\*[\"'])(?:(?!(?P=mark))(?:\\.|.))*+",
    re.IGNORECASE | re.DOTALL,
)
# “token” alone is an ordinary word, as in “Invalid token: Expired”: only what is long behind it is one.
_NAMED_SECRET = re.compile(
    r"((?:access_token|refresh_token|client[_-]secret|password|api_key)\s*[:=]\s*|token\s*[:=]\s*(?=\S{16}))[^\s&,;]+",
    re.IGNORECASE,
)
_STRING = r'"(?:[^"\\]|\\.)*+"?'
_BROKEN_JSON = re.compile(
    rf"(?P<key>{_STRING})\s*:\s*(?P<value>{_STRING}|-?\d[\d.eE+-]*)|(?P<name>{_STRING})(?=\s*:)|{_STRING}|-?\d[\d.eE+-]*"
)


def redact_body(body: bytes, limit: int = 20_000) -> str:
    """Give a body as text that may be stored: JSON by its keys, all else by its looks."""
    try:
        redacted = json.dumps(_walk(json.loads(body), "", personal=False), ensure_ascii=False)
    except (ValueError, RecursionError):
        redacted = _redact_unparsed(body.decode("utf-8", "replace"))
    # Cut last: half of a secret would no longer look like one.
    return _CONTROL.sub("", redacted)[:limit]


def redact_text(text: str) -> str:
    """Remove what looks like a secret, a URL's query or a person's number from running text."""
    text = _redact_secrets(text)
    # Anywhere in a text: an error may quote what it was about.
    text = _PAN.sub(REMOVED, text)
    text = aadhaar.replaced(text, lambda digits: REMOVED)
    return _LONG_NUMBER.sub(REMOVED, text)


def redact_url(url: str) -> str:
    """Keep scheme, host and path of a URL."""
    base, mark, _ = re.sub(r"[?#].*", "?", url, flags=re.DOTALL).partition("?")
    return _JWT.sub(REMOVED, _without_userinfo(base)) + (f"?{REMOVED}" if mark else "")


def _without_userinfo(url: str) -> str:
    start, slashes, rest = url.partition("//")
    host, slash, path = rest.partition("/")
    return start + slashes + host.rpartition("@")[2] + slash + path


def _redact_secrets(text: str) -> str:
    # A text that is one URL may have spaces in its query; inside a sentence a space ends the URL.
    if _WHOLE_URL.match(text):
        text = redact_url(text)
    text = _CONTROL.sub("", text)
    text = _QUOTED_SECRET.sub(rf"\g<name>\g<mark>{REMOVED}", text)
    text = _URL.sub(lambda found: _redact_found_url(found[1], found[2]), text)
    text = _QUERY.sub(f"?{REMOVED}", text)
    text = _NAMED_SECRET.sub(rf"\1{REMOVED}", text)
    text = _JWT.sub(REMOVED, text)
    return _EMAIL.sub(REMOVED, text)


def _redact_found_url(slashes: str, rest: str) -> str:
    return slashes + redact_url("//" + rest).removeprefix("//")


def _walk(value: Any, key: str, *, personal: bool) -> Any:
    name = key.lower()
    if name in SECRET_KEYS:
        return REMOVED
    personal = personal or name in PERSONAL_KEYS
    # Keys come from outside as well, and may hold a number or a link.
    if isinstance(value, dict):
        return {redact_text(k): _walk(v, k, personal=personal) for k, v in value.items()}
    if isinstance(value, list):
        return [_walk(item, key, personal=personal) for item in value]
    if value is None or isinstance(value, bool):
        return value
    return _redact_leaf(value, name, personal)


def _redact_leaf(value: str | int | float, name: str, personal: bool) -> str | int | float:
    # An id may look like somebody's number, and is what a record is found by.
    if name in ID_KEYS:
        return _redact_secrets(value) if isinstance(value, str) else value
    if isinstance(value, str):
        if personal and not (name in NAME_KEYS and _PLAIN_NAME.fullmatch(value)):
            return REMOVED
        return redact_url(value) if name.endswith("url") else redact_text(value)
    # A score is a small number; under such a key a long one would be somebody's.
    if name in SCORE_KEYS and -100 <= value <= 100:
        return value
    return REMOVED if personal or _LONG_NUMBER.search(repr(value)) else value


def _redact_unparsed(text: str) -> str:
    # A JSON answer that was cut off holds the same personal data as a whole one.
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        text = _BROKEN_JSON.sub(_redact_piece, text)
    return redact_text(text)


def _redact_piece(found: re.Match[str]) -> str:
    if found["name"]:
        return found["name"]
    if not found["key"]:
        return f'"{REMOVED}"'
    name, value = found["key"].strip('"').lower(), found["value"]
    plain = name in NAME_KEYS and _PLAIN_NAME.fullmatch(value.strip('"'))
    return found[0] if plain or name in ID_KEYS | SCORE_KEYS else f'{found["key"]}: "{REMOVED}"'
