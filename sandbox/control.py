"""Switching faults on and off: by JSON, or by the form on the sandbox's page."""

import json
from urllib.parse import parse_qsl

from sandbox.faults import FAULTS, PATHS, Switched
from sandbox.messages import Answer, in_words, json_answer


def switch_on(request, sandbox):
    """Have an endpoint fail: `{"endpoint", "fault", "value"?, "times"?}`; no `times`: until switched off."""
    by_form = "form" in request.headers.get("Content-Type", "")
    wanted = _read(request, by_form)
    endpoint, name = wanted.get("endpoint"), wanted.get("fault")
    if endpoint not in PATHS:
        raise in_words(f"Unknown endpoint, use one of {list(PATHS)}")
    if name not in FAULTS:
        raise in_words(f"Unknown fault, use one of {list(FAULTS)}")
    times = wanted.get("times") or None
    if times is not None and not (str(times).isdigit() and int(times) > 0):
        raise in_words("'times' must be a number above 0")
    switched = Switched(name, str(wanted.get("value") or ""), int(times) if times else None)
    sandbox.switchboard.switch_on(endpoint, switched)
    return Answer(303, b"", {"Location": "/"}) if by_form else _now(sandbox)


def switch_off(request, sandbox):
    """Have every endpoint behave again."""
    sandbox.switchboard.all_off()
    return Answer(303, b"", {"Location": "/"}) if request.method == "POST" else _now(sandbox)


def _now(sandbox):
    return json_answer(
        200, {endpoint: vars(switched) for endpoint, switched in sandbox.switchboard.now().items()}
    )


def _read(request, by_form):
    if by_form:
        return dict(parse_qsl(request.body.decode("utf-8", "replace")))
    try:
        wanted = json.loads(request.body)
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict):
        raise in_words("Invalid body: JSON with 'endpoint' and 'fault' is expected")
    return wanted
