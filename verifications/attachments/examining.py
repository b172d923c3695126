"""Having a file read by another process, which may crash or hang without harm."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from base64 import b64decode
from dataclasses import dataclass

from django.conf import settings

from untrusted.papers import BROKEN, EMPTY, LARGEST, TOO_LONG, Refused, too_large

log = logging.getLogger(__name__)

SECONDS = 15.0
COMMAND = [sys.executable, "-m", "untrusted.papers"]
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


def examine(source, size) -> Paper:
    """What this open file of so many bytes is. Raises Refused for what the portal does not take."""
    if not size:
        raise Refused(EMPTY)
    if size > LARGEST:
        raise Refused(too_large(size))
    source.flush()
    with _at_once:
        answer = _ask(source)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return Paper(**answer | {"thumbnail": b64decode(answer["thumbnail"])})


def _ask(source):
    # None of this process's environment, which holds its secrets.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        done = subprocess.run(
            COMMAND,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=environment,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"refused": TOO_LONG}
    if done.returncode == -signal.SIGXCPU:
        return {"refused": TOO_LONG}
    if done.returncode:
        log.warning("Reading a file ended with code %s.", done.returncode)
        return {"refused": BROKEN}
    return json.loads(done.stdout)
