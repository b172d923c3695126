"""Switching faults on and off: by JSON, or by the form on the sandbox's page."""

from urllib.parse import parse_qsl

from sandbox.bodies import json_object
from sandbox.faults import FAULTS, PATHS, Switched
from sandbox.messages import Answer, in_words, json_answer

IN_SECONDS = ("late", "slow")
MOST_SECONDS = 3600


def switch_on(request, sandbox):
    """Have an endpoint fail: `{"endpoint", "fault", "value"?, "times"?}`; no `times`: until switched off."""
    by_form = request.headers.get_content_type() == "application/x-www-form-urlencoded"
    wanted = dict(parse_qsl(request.body.decode("utf-8", "replace"))) if by_form else json_object(request)
    endpoint, name = str(wanted.get("endpoint")), str(wanted.get("fault"))
    if endpoint not in PATHS:
        raise in_words(f"Unknown endpoint, use one of {list(PATHS)}")
    if name not in FAULTS:
        raise in_words(f"Unknown fault, use one of {list(FAULTS)}")
    switched = Switched(name, _value(wanted, name), _times(wanted))
    sandbox.switchboard.switch_on(endpoint, switched)
    return Answer(303, b"", {"Location": "/"}) if by_form else _now(sandbox)


def switch_off(request, sandbox):
    """Have every endpoint behave again."""
    sandbox.switchboard.all_off()
    return Answer(303, b"", {"Location": "/"}) if request.method == "POST" else _now(sandbox)


def _value(wanted, name):
    value = str(wanted.get("value") or "")
    # A value may become a header, and a header ends with its line.
    if not value.isprintable() or not value.isascii():
        raise in_words("'value' must be printable ASCII")
    if name in IN_SECONDS and value and not _is_seconds(value):
        raise in_words(f"'value' must be a number of seconds, {MOST_SECONDS} at the most")
    return value


def _is_seconds(value):
    return value.replace(".", "", 1).isdigit() and float(value) <= MOST_SECONDS


def _times(wanted):
    times = str(wanted.get("times") or "")
    if not times:
        return None
    if not (times.isascii() and times.isdigit() and len(times) < 10 and int(times)):
        raise in_words("'times' must be a number above 0")
    return int(times)


def _now(sandbox):
    return json_answer(
        200, {endpoint: vars(switched) for endpoint, switched in sandbox.switchboard.now().items()}
    )
