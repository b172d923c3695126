"""Faults that can be switched on, an endpoint at a time: what Atlas and networks do on bad days.

A fault acts in one of three places: instead of the endpoint (nothing is taken), on the answer of
an endpoint that took the request, or on how the answer's bytes leave.
"""

import gzip
import json
import threading
import uuid
from dataclasses import dataclass, replace

from sandbox.messages import Answer, coded, in_words, json_answer, titled

ENDLESS_PIECE = b"[" * 4096
MANY = 5000


@dataclass(frozen=True)
class Fault:
    """What goes wrong, in words, and the one of its three places in which it acts."""

    words: str
    instead: object = None
    change: object = None
    manner: str = ""


def _answers(status, body, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda value: replace(
        json_answer(status, body) if not isinstance(body, bytes) else Answer(status, body, {}),
        headers={"Content-Type": "text/html" if isinstance(body, bytes) else "application/json", **named},
    )


def _refuses(refusal):
    return lambda value: refusal.answer


def _redirects(value):
    return Answer(307, b"", {"Location": value or "http://127.0.0.2:9/"})


def _entries(change):
    """A change of the array that multiupload answers with; other answers stay as they are."""

    def changed(answer):
        entries = json.loads(answer.body)
        return json_answer(answer.status, change(entries)) if isinstance(entries, list) else answer

    return changed


def _stranger(entries):
    return [*entries, {**entries[0], "document_id": "nobody-sent-this", "file_uuid": str(uuid.uuid4())}]


def _repeated(entries):
    return [*entries, {**entries[0], "file_uuid": str(uuid.uuid4())}]


def _two_batch_ids(entries):
    return [*entries[:-1], {**entries[-1], "batch_id": entries[-1]["batch_id"] + "-2"}]


def _without_batch_id(entries):
    return [{name: part for name, part in entry.items() if name != "batch_id"} for entry in entries]


def _numbers(entries):
    return [{**entry, "document_id": _number(entry["document_id"])} for entry in entries]


def _number(text):
    return int(text) if text.isascii() and text.isdigit() else text


def _many(entries):
    more = ({**entries[0], "document_id": f"more-{number}"} for number in range(MANY - len(entries)))
    return [*entries, *more]


def _gzip(answer):
    headers = {**answer.headers, "Content-Encoding": "gzip"}
    return Answer(answer.status, gzip.compress(answer.body), headers)


PATHS = {
    "authtoken": "/v3/verification/authtoken",
    "flow_init": "/v3/verification/flow/init",
    "multiupload": "/v3/verification/multiupload",
    "status": "/v3/verification/status",
    "extracts": "/v3/verification/extracts",
}
NO_FAULT = Fault("Behaves")
FAULTS = {
    "cut_before": Fault("The connection is cut before the request was read", manner="cut_before"),
    "cut_after": Fault("The request is taken, the connection is cut without an answer", manner="cut_after"),
    "late": Fault("The request is taken, the answer comes late (value: seconds)", manner="late"),
    "slow": Fault("The request is taken, the answer comes in drops", manner="slow"),
    "endless": Fault("The request is taken, the answer never ends", manner="endless"),
    "503": Fault("503, a dependency is down", instead=_answers(503, {"error": "Service Unavailable"})),
    "503_retry_after": Fault(
        "503 with Retry-After", instead=_answers(503, {"error": "Service Unavailable"}, Retry_After="7")
    ),
    "502_html": Fault(
        "502 with a proxy's HTML",
        instead=_answers(502, b"<html><head><title>502 Bad Gateway</title></head></html>"),
    ),
    "429": Fault(
        "429, too many requests", instead=_answers(429, {"error": "Too many requests"}, Retry_After="7")
    ),
    "401": Fault("401, token invalid or expired", instead=_refuses(titled(401, "Invalid token", "Expired"))),
    "400_coded": Fault("400 with error_code", instead=_refuses(coded(400, "Bad file_urls"))),
    "400_titled": Fault(
        "400 with error and reason", instead=_refuses(titled(400, "Bad request", "file_urls"))
    ),
    "400_words": Fault(
        "400 in words alone",
        instead=_refuses(in_words("Missing or empty required parameters: ['flow_uuid']")),
    ),
    "409": Fault("409, no such flow", instead=_refuses(coded(409, "Flow not found"))),
    "410": Fault("410, version withdrawn", instead=_refuses(coded(410, "API version withdrawn"))),
    "422": Fault(
        "422, auth_url not reached", instead=_refuses(coded(422, "External service failure: auth_url"))
    ),
    "redirect": Fault("A redirect to another host (value: its URL)", instead=_redirects),
    "cut_json": Fault(
        "200 with cut-off JSON",
        change=lambda answer: replace(answer, body=answer.body[: len(answer.body) // 2]),
    ),
    "not_json": Fault("200, not JSON", change=lambda answer: replace(answer, body=b"OK")),
    "object": Fault(
        "200, an object in place of an array", change=_entries(lambda entries: {"files": entries})
    ),
    "empty_array": Fault("200, an empty array", change=_entries(lambda entries: [])),
    "missing_document": Fault("200, one document is missing", change=_entries(lambda entries: entries[1:])),
    "stranger": Fault("200, with a document that nobody sent", change=_entries(_stranger)),
    "repeated": Fault("200, one document twice", change=_entries(_repeated)),
    "two_batch_ids": Fault("200, with two batch ids", change=_entries(_two_batch_ids)),
    "no_batch_id": Fault("200, without batch ids", change=_entries(_without_batch_id)),
    "numbers": Fault("200, ids as numbers", change=_entries(_numbers)),
    "5000_entries": Fault("200, with 5,000 entries", change=_entries(_many)),
    "gzip": Fault("200, gzip", change=_gzip),
}


@dataclass
class Switched:
    """A fault that is on: its name, a value for it, and how often it still acts (None: until it is off)."""

    name: str
    value: str = ""
    times: int | None = None


class Switchboard:
    """The faults that are on, an endpoint at a time."""

    def __init__(self):
        self._lock = threading.Lock()
        self._on = {}

    def switch_on(self, endpoint, switched):
        """Have an endpoint fail from the next request on."""
        with self._lock:
            self._on[endpoint] = switched

    def all_off(self):
        """Have every endpoint behave again."""
        with self._lock:
            self._on.clear()

    def now(self):
        """What is on, by endpoint."""
        with self._lock:
            return dict(self._on)

    def take(self, path):
        """What was switched on for this address and the fault that this request meets; counts down."""
        with self._lock:
            endpoint = next((name for name, known in PATHS.items() if known == path), "")
            switched = self._on.get(endpoint)
            if switched is None:
                return None, NO_FAULT
            if switched.times is not None:
                switched.times -= 1
                if switched.times <= 0:
                    del self._on[endpoint]
            return switched, FAULTS[switched.name]
