"""Having a file examined by another process: what it is, whether it is whole, and its small picture."""

import logging
import threading
from base64 import b64decode
from dataclasses import dataclass
from typing import IO

from untrusted import runner
from untrusted.papers import BROKEN, EMPTY, LARGEST, TOO_LONG, NotTaken, too_large

log = logging.getLogger(__name__)

SECONDS = 15.0
COMMAND = runner.command("untrusted.papers")
# Each may take a gigabyte for a moment.
_at_once = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Paper:
    """A file that may be attached; `thumbnail` is a small WebP, empty where there is none."""

    content_type: str
    size: int
    sha256: str
    asks_password: bool
    thumbnail: bytes


def examine(source: IO[bytes], size: int) -> Paper:
    """What this open file of so many bytes is. Raises NotTaken for what the portal does not take."""
    if not size:
        raise NotTaken(EMPTY)
    if size > LARGEST:
        raise NotTaken(too_large(size))
    # The child reads from the file itself, past what this process still holds of it.
    source.flush()
    try:
        with _at_once:
            answer = runner.ask(COMMAND, source, seconds=SECONDS)
    except runner.TooLong:
        raise NotTaken(TOO_LONG) from None
    except runner.Crashed as crash:
        log.warning("Reading a file %s.", crash)
        raise NotTaken(BROKEN) from None
    if "refused" in answer:
        raise NotTaken(answer["refused"])
    return Paper(**answer | {"thumbnail": b64decode(answer["thumbnail"])})
