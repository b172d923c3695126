"""What the log has, and what it has not."""

import logging

import pytest

from atlas_portal.logs import RefusalsInOneLine


@pytest.mark.parametrize(("status", "kept"), [(403, False), (500, True), (None, True)])
def test_a_refusal_is_a_line_without_a_traceback(status, kept):
    try:
        raise PermissionError("no")
    except PermissionError as error:
        raised = (PermissionError, error, error.__traceback__)
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Forbidden: /", (), raised)
    if status:
        record.status_code = status

    assert RefusalsInOneLine().filter(record)
    assert bool(record.exc_info) == kept


def test_the_worker_s_lines_are_written_once():
    huey = logging.getLogger("huey")
    assert huey.handlers and not huey.propagate
