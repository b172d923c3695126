"""Having a file examined by another process: what it is, whether it is whole, and its small picture."""

import logging
from base64 import b64decode
from dataclasses import dataclass
from typing import IO

from untrusted import runner
from untrusted.papers import BROKEN, EMPTY, LARGEST, TOO_LONG, NotTaken, too_large

log = logging.getLogger(__name__)

SECONDS = 15.0
NOT_NOW = "The portal is reading other files just now. Attach it once more in a moment."
NOT_CONFINED = "The portal cannot read files safely just now, so it takes none. Tell an admin."
COMMAND = runner.command("untrusted.papers")


@dataclass(frozen=True)
class Paper:
    """A file that may be attached; `thumbnail` is a small WebP, empty where there is none."""

    content_type: str
    size: int
    sha256: str
    asks_password: bool
    thumbnail: bytes


class NotNow(NotTaken):
    """A file that is not looked at, as too many are being read; in a moment it may be."""


class TakesLong(NotTaken):
    """A file that is not looked at to its end in the time that it was given."""


def examine(source: IO[bytes], size: int, *, whose: str = "", seconds: float | None = None) -> Paper:
    """What this open file of so many bytes is; `whose` names the person who brought it.

    Raises NotTaken for what the portal does not take, NotNow where too many files are being read, and
    TakesLong where it takes more than these seconds, or SECONDS.
    """
    if not size:
        raise NotTaken(EMPTY)
    if size > LARGEST:
        raise NotTaken(too_large(size))
    # The child reads from the file itself, past what this process still holds of it.
    source.flush()
    try:
        answer = runner.ask(COMMAND, source, seconds=seconds or SECONDS, whose=whose)
    except runner.Busy:
        raise NotNow(NOT_NOW) from None
    except runner.TooLong:
        raise TakesLong(TOO_LONG) from None
    except runner.NotConfined:
        log.error("A reader of files could not be confined, and has read nothing.")
        raise NotTaken(NOT_CONFINED) from None
    except runner.Crashed as crash:
        log.warning("Reading a file %s.", crash)
        raise NotTaken(BROKEN) from None
    if "refused" in answer:
        raise NotTaken(answer["refused"])
    return Paper(**answer | {"thumbnail": b64decode(answer["thumbnail"])})
