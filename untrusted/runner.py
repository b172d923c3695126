"""Having a stranger's file read by another process, which may crash or hang without harm."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from untrusted import confining

FOLDER = Path(__file__).parents[1]
# All that a child is given: the portal's own environment holds its secrets.
GIVEN = ("PATH", "LD_LIBRARY_PATH")


class TooLong(Exception):
    """The process took more time than it may."""


class Crashed(Exception):
    """The process ended without an answer; its exit code is kept."""

    def __init__(self, code: int) -> None:
        super().__init__(f"ended with code {code}")
        self.code = code


class NotConfined(Exception):
    """The process could not give up what it must not reach, and has read nothing."""


class Busy(Exception):
    """So many files are being read, and waited for, that this one is not taken on."""


class Places:
    """Who is having a file read: so many at once, and only so many who wait, lest they hold every thread."""

    def __init__(self, *, at_once: int, waiting: int, each: int) -> None:
        self._lock = threading.Lock()
        self._reading = threading.Semaphore(at_once)
        self._taken: Counter[str] = Counter()
        self._most, self._each = at_once + waiting, each

    @contextmanager
    def one(self, whose: str) -> Iterator[None]:
        """Take a place, and wait until a file may be read. Raises Busy where all are taken, or one's own."""
        with self._lock:
            if self._taken.total() >= self._most or self._taken[whose] >= self._each:
                raise Busy
            self._taken[whose] += 1
        try:
            with self._reading:
                yield
        finally:
            with self._lock:
                self._taken[whose] -= 1
                # Of people who have gone nothing is kept.
                self._taken += Counter()


# Of the threads of one web process (Procfile: eight); each that reads may take a gigabyte for a moment.
places = Places(at_once=2, waiting=3, each=3)


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package."""
    return [sys.executable, "-m", module, *arguments]


def ask(command: list[str], source: IO[bytes], *, seconds: float, whose: str = "") -> dict[str, Any]:
    """What the process says, as JSON, of the file on its standard input.

    `whose` names the person who brought it. Raises Busy, TooLong, NotConfined and Crashed.
    """
    with places.one(whose):
        return _ask(command, source, seconds)


def _ask(command: list[str], source: IO[bytes], seconds: float) -> dict[str, Any]:
    environment = {name: os.environ[name] for name in GIVEN if name in os.environ}
    way = confining.holding()
    if way:
        command, environment[confining.CONFINED_BY] = [*way.begin(), *command], way.name
    # Opened anew, to be read alone: through the portal's own handle the child could change the file.
    with open(f"/dev/fd/{source.fileno()}", "rb") as given:
        done = _run(command, given, environment, seconds)
    # A shell's way to say that a signal ended it, and bubblewrap's.
    if done.returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        raise TooLong
    if done.returncode == confining.NOT_CONFINED:
        raise NotConfined
    if done.returncode:
        raise Crashed(done.returncode)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _run(
    command: list[str], given: IO[bytes], environment: dict[str, str], seconds: float
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # No PYTHONPATH is given: `-m` finds this package in the folder that it starts in.
            cwd=FOLDER,
            env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
            # run() kills the child once its time is up, and waits until it is gone.
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise TooLong from None
