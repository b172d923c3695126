"""What goes in and out of an endpoint, and the error bodies in the forms that Atlas uses."""

import json
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Request:
    """One HTTP request, read to its end."""

    method: str
    path: str
    query: dict
    headers: object
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes
    headers: dict = field(default_factory=lambda: {"Content-Type": "application/json"})


class Refusal(Exception):
    """The endpoint says no; carries the answer."""

    def __init__(self, answer):
        super().__init__(answer.status)
        self.answer = answer


def json_answer(status, payload):
    """An answer whose body is JSON."""
    return Answer(status, json.dumps(payload).encode())


def coded(status, message):
    """A refusal in the form with `error_code` and `error_message`."""
    return Refusal(json_answer(status, {"error_code": str(status), "error_message": message}))


def not_allowed(methods):
    """The refusal of a method where others are right; HTTP asks for their names in `Allow`."""
    words = f"Method not allowed, use {' or '.join(methods)}"
    answer = coded(405, words).answer
    return Refusal(replace(answer, headers=answer.headers | {"Allow": ", ".join(methods)}))


def titled(status, error, reason):
    """A refusal in the form with `error` and `reason`."""
    return Refusal(json_answer(status, {"error": error, "reason": reason}))


def missing(names, what="parameters"):
    """The refusal that lists what is missing or empty."""
    return in_words(f"Missing or empty required {what}: {list(names)}")


def in_words(sentence):
    """A refusal whose whole body is one JSON string."""
    return Refusal(json_answer(400, sentence))
