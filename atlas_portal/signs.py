"""Signs of the installation's health, each in words; apps register their own."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.db import DatabaseError, connection
from huey.contrib.djhuey import HUEY

from atlas_portal import guarding
from untrusted import confining
from untrusted.confining import kernel


class Tone(Enum):
    """How a sign is to be taken: its colour, its icon, its word."""

    GOOD = "green", "ok", "Good"
    LOOK = "amber", "alert", "Look at this"
    BAD = "red", "fail", "Mend this"

    def __init__(self, colour: str, icon: str, words: str) -> None:
        self.colour, self.icon, self.words = colour, icon, words


@dataclass(frozen=True)
class Sign:
    """One sign: of what, how it is, and what to do, which is empty where it is good."""

    name: str
    tone: Tone
    says: str
    do: str = ""


_registered: list[Callable[[], Sign]] = []


def register(*signs: Callable[[], Sign]) -> None:
    """Add signs of an app's, in the order in which they are shown; each is asked whenever it is."""
    _registered.extend(signs)


def every() -> list[Sign]:
    """All signs as they are now."""
    return [sign() for sign in (database, queue, *_registered, readers, memory, files)]


def database() -> Sign:
    """Whether the database answers."""
    name, began = "Database", time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Sign(name, Tone.BAD, "It does not answer.", "Look at its server and at DATABASE_URL.")
    milliseconds = int((time.monotonic() - began) * 1000) + 1
    return Sign(name, Tone.GOOD, f"{connection.display_name} answers within {milliseconds} ms.")


def queue() -> Sign:
    """Whether the task queue answers."""
    name = "Task queue"
    try:
        waiting = HUEY.pending_count()
    except Exception:  # whatever the storage's driver raises
        says = "It does not answer. Batches are sent later, as the scheduler finds them, once it does."
        return Sign(name, Tone.BAD, says, "Look at its server and at TASK_QUEUE_URL.")
    return Sign(name, Tone.GOOD, f"It answers. Tasks that wait in it: {waiting}.")


def readers() -> Sign:
    """How the processes that read what people bring are kept from everything else."""
    name, way = "Readers of files", confining.holding()
    if way:
        says = f"What reads files that people bring can reach nothing else. It is shut in by {way.words}."
        return Sign(name, Tone.GOOD, says)
    return Sign(
        name,
        Tone.BAD,
        "A harmful file could make what reads it open the portal’s own files, and send them away.",
        "Install bubblewrap, or run the portal on Linux 5.13 or newer with Landlock switched on.",
    )


def memory() -> Sign:
    """Whether other processes can read this one's keys."""
    name = "Keys in memory"
    if kernel.memory_is_hidden():
        return Sign(name, Tone.GOOD, "No other process can read them, but those of root.")
    return Sign(
        name,
        Tone.LOOK,
        "Other processes of the same user can read them.",
        "Start the portal on Linux, with the Procfile’s commands.",
    )


def files() -> Sign:
    """Whether other users of the machine can open what the portal keeps."""
    name, others = "Files on this machine", guarding.open_to_others()
    if not others:
        return Sign(name, Tone.GOOD, "Settings, database, queue and attached files are the portal’s alone.")
    return Sign(
        name,
        Tone.BAD,
        f"Other users of this machine can open: {', '.join(str(path) for path in others)}.",
        "Give them to the portal’s user; then a restart closes them.",
    )
