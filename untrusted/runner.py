"""Having a stranger's file read by another process, which may crash or hang without harm."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

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


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this package."""
    return [sys.executable, "-m", module, *arguments]


def ask(command: list[str], source: IO[bytes], *, seconds: float) -> dict[str, Any]:
    """What the process says, as JSON, of the file on its standard input. Raises TooLong and Crashed."""
    environment = {name: os.environ[name] for name in GIVEN if name in os.environ}
    try:
        done = subprocess.run(
            command,
            stdin=source,
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
    if done.returncode == -signal.SIGXCPU:
        raise TooLong
    if done.returncode:
        raise Crashed(done.returncode)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
