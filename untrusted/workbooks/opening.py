"""Having a workbook opened by another process."""

import tempfile
from typing import Any

from untrusted import runner
from untrusted.workbooks.reading import Unreadable

SECONDS = 20.0
TOO_MUCH = (
    "This workbook is too large or too tangled to be read. "
    "Copy the list alone, without empty rows and columns, into a new workbook."
)


def opened(content: bytes, row_limit: int) -> dict[str, Any]:
    """What `reading.read` finds in a workbook, of at most so many rows. Raises Unreadable."""
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        try:
            found = runner.ask(runner.command("untrusted.workbooks", str(row_limit)), source, seconds=SECONDS)
        except (runner.TooLong, runner.Crashed):
            raise Unreadable(TOO_MUCH) from None
    if "problem" in found:
        raise Unreadable(found["problem"])
    return found
