"""What the portal keeps is its own alone: new files, those that lie there from before, and its memory."""

import logging
import os
import stat
from pathlib import Path

from untrusted.confining import kernel

log = logging.getLogger(__name__)

# Neither the group nor others; of what a command makes for everyone, the group and others may read.
OWN, PUBLIC = 0o077, 0o022
# Beside a database of SQLite, while it is written.
_BESIDE = ("", "-wal", "-shm", "-journal")


def begin(command: str = "") -> None:
    """Keep the files that this process makes to its user, and its memory, with every key in it, to itself.

    Each entry calls it before anything else: `manage.py` with its command, gunicorn, and its workers.
    """
    # What a web server hands out to everyone, which holds nothing of anybody.
    os.umask(PUBLIC if command == "collectstatic" else OWN)
    kernel.hide_memory()


def kept_paths() -> list[Path]:
    """Every file and folder of the portal's on this machine that is nobody else's business, there or not."""
    from django.conf import settings
    from django.core.files.storage import FileSystemStorage, storages

    files = [str(settings.BASE_DIR / ".env")]
    for database in settings.DATABASES.values():
        if database["ENGINE"].endswith("sqlite3"):
            files += [f"{database['NAME']}{ending}" for ending in _BESIDE]
    if queue := settings.HUEY["connection"].get("filename"):
        files += [f"{queue}{ending}" for ending in _BESIDE]
    # Nobody gets to what lies in a folder that is closed.
    storage = storages["attachments"]
    if isinstance(storage, FileSystemStorage):
        files.append(str(storage.location))
    return [Path(file) for file in files]


def open_to_others() -> list[Path]:
    """Those of the kept paths that others may read, write or enter; the group too, where they are ours.

    What belongs to another user is theirs to give to our group, as `.env` of root's often is.
    """
    return [path for path in kept_paths() if _open_bits(path)]


def _open_bits(path: Path) -> int:
    try:
        found = path.stat()
    except OSError:  # not there, or no more: SQLite removes what it has written
        return 0
    return stat.S_IMODE(found.st_mode) & (OWN if found.st_uid == os.geteuid() else stat.S_IRWXO)


def make_private() -> None:
    """Close to others what lies there from a time when the portal did not; what stays open is logged."""
    for path in open_to_others():
        try:
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OWN)
        except OSError as error:
            log.warning("%s can be read by other users of this machine (%s).", path, error.strerror)
