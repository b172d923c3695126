"""How a process that reads a stranger's file is kept from everything else: one list of ways, best first.

Which of them holds is found out at run time, once, by the process that starts the readers. The reader itself
is told by CONFINED_BY, and reads nothing unless that way holds.
"""

import logging
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from untrusted.confining import filtering, kernel, landlock

log = logging.getLogger(__name__)

CONFINED_BY = "CONFINED_BY"
NONE_HOLDS = (
    "Readers of strangers' files run unconfined: this machine has neither Landlock nor bubblewrap for them, "
    "and root did not start the portal."
)
FOLDER = Path(__file__).parents[2]
# A user that owns nothing, on every Linux; no other process of theirs can look into the reader either.
NOBODY = 65_534
TRIAL_SECONDS = 20
# The exit code of a reader that could not confine itself.
NOT_CONFINED = 77


@dataclass(frozen=True)
class Way:
    """One way: its name, what it is in words, whether this machine has it, and its two halves.

    `begin` is what the starting process puts before the reader's command; `confine` is what the reader does
    to itself once its libraries are loaded.
    """

    name: str
    words: str
    exists: Callable[[], bool]
    begin: Callable[[], list[str]]
    confine: Callable[[], None]


def readable() -> list[Path]:
    """What libraries may read once they are loaded: themselves and fonts; never what holds the portal."""
    named = [sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    shared = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"]
    fonts = ["/usr/share/fonts", "/usr/local/share/fonts"]
    paths = {Path(path) for path in [*named, *shared, *fonts]} | {FOLDER / "untrusted"}
    return sorted(path for path in paths if path.exists() and not FOLDER.is_relative_to(path.resolve()))


def _by_landlock() -> None:
    landlock.restrict(readable())
    # Of a portal that root started. Within a container that has no such user, the other two hold as well.
    with suppress(OSError):
        _become_nobody()
    filtering.refuse_calls()


def _has_bubblewrap() -> bool:
    return shutil.which("bwrap") is not None and _works([*_bubblewrap(), sys.executable, "-c", "pass"])


def _bubblewrap() -> list[str]:
    """The program that gives the reader a file system of its own, in which the portal does not lie."""
    prefix, base = Path(sys.prefix), Path(sys.base_prefix)
    python = {prefix / "bin", prefix / "pyvenv.cfg", base / "bin", base / "lib", *readable()}
    binds = [word for path in sorted(python) if path.exists() for word in ("--ro-bind", str(path), str(path))]
    isolated = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    return [shutil.which("bwrap") or "bwrap", *isolated, *binds, "--chdir", str(FOLDER), "--"]


def _in_bubblewrap() -> None:
    # Whatever of this it leaves open: Unix sockets beneath what is bound, and the kernel's own parts.
    if filtering.exists():
        filtering.refuse_calls()


def _may_become_nobody() -> bool:
    return kernel.IS_LINUX and os.geteuid() == 0 and filtering.exists() and _works(["true"], user=NOBODY)


def _as_nobody() -> None:
    _become_nobody()
    filtering.refuse_calls()


def _become_nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)


def _works(command: list[str], user: int | None = None) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, user=user, cwd=FOLDER, timeout=TRIAL_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


LANDLOCK = Way(
    "landlock",
    "Landlock and a filter of system calls",
    lambda: bool(landlock.version()) and filtering.exists(),
    lambda: [],
    _by_landlock,
)
BUBBLEWRAP = Way("bubblewrap", "bubblewrap", _has_bubblewrap, _bubblewrap, _in_bubblewrap)
ANOTHER_USER = Way(
    "another user",
    "the user nobody and a filter of system calls",
    _may_become_nobody,
    lambda: [],
    _as_nobody,
)
WAYS = (LANDLOCK, BUBBLEWRAP, ANOTHER_USER)


@cache
def holding() -> Way | None:
    """The best way that this machine has; None, which is logged, if it has none. Found out once."""
    way = next((way for way in WAYS if way.exists()), None)
    if way is None:
        log.warning(NONE_HOLDS)
    return way


def confine() -> None:
    """Keep this process from everything but the file it has open, in the way that CONFINED_BY names.

    Call it once the libraries are loaded and before the file is read. Ends the process where that way fails.
    Without a name, memory is hidden and no right is gained, and that is all.
    """
    kernel.hide_memory()
    kernel.gain_nothing()
    if name := os.environ.get(CONFINED_BY):
        try:
            {way.name: way for way in WAYS}[name].confine()
        except OSError:
            sys.exit(NOT_CONFINED)
