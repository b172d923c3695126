"""Having a workbook opened by another process."""

import logging
import tempfile
from typing import Any

from untrusted import runner
from untrusted.workbooks.reading import Unreadable

log = logging.getLogger(__name__)

SECONDS = 20.0
NOT_NOW = "The portal is reading other files just now. Upload this one once more in a moment."
NOT_CONFINED = "The portal cannot read workbooks safely just now. Upload a .csv file, and tell an admin."
TOO_MUCH = (
    "This workbook is too large or too tangled to be read. "
    "Copy the list alone, without empty rows and columns, into a new workbook."
)


def opened(content: bytes, row_limit: int, *, whose: str = "") -> dict[str, Any]:
    """What `reading.read` finds in a workbook, of at most so many rows; `whose` names who brought it.

    Raises Unreadable.
    """
    command = runner.command("untrusted.workbooks", str(row_limit))
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        try:
            found = runner.ask(command, source, seconds=SECONDS, whose=whose)
        except runner.Busy:
            raise Unreadable(NOT_NOW) from None
        except runner.NotConfined:
            log.error("A reader of workbooks could not be confined, and has read nothing.")
            raise Unreadable(NOT_CONFINED) from None
        except (runner.TooLong, runner.Crashed):
            raise Unreadable(TOO_MUCH) from None
    if "problem" in found:
        raise Unreadable(found["problem"])
    return found
