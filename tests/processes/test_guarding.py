"""What the portal's processes keep to themselves: their memory, and the files that they make."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests import papers
from tests.processes.running import ROOT, Portal, missing, wait_until
from tests.processes.test_attachments import attached

NAMES = ("web", "worker", "scheduler")


def processes_of(portal, name):
    """The processes of this name, gunicorn's workers too; no shell and no reader that is just at work."""
    (process,) = portal.groups[name]
    return [pid for pid in map(int, filter(str.isdecimal, os.listdir("/proc"))) if _group(pid) == process.pid]


def _group(pid):
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def another_reads(path):
    """What another process of this user, without root's special rights, says to reading this file."""
    command = ["cat", str(path)]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            missing("setpriv is not installed")
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    return subprocess.run(command, capture_output=True)


def modes(folder):
    """By its path, what the group and others may do with each file in a folder."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def portal(migrated, tmp_path_factory):
    """A portal whose files were made by one that did not yet close them."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "attachments").mkdir(mode=0o755)
    for name in ("portal.sqlite3", "queue.sqlite3"):
        shutil.copy(migrated.folder / "portal.sqlite3", folder / name)
        (folder / name).chmod(0o644)
    (folder / "queue.sqlite3").write_bytes(b"")
    portal = Portal(
        folder,
        SANDBOX_PORT=migrated.environment["SANDBOX_PORT"],
        ATTACHMENT_OPTIONS=f'{{"location": "{folder / "attachments"}"}}',
    )
    try:
        portal.start(*NAMES)
        yield portal
    finally:
        portal.stop()


@pytest.mark.parametrize("name", NAMES)
def test_no_other_process_reads_the_keys_in_the_environment(portal, name):
    # The control: what is not hidden is read in this very way.
    assert b"PATH=" in another_reads("/proc/self/environ").stdout

    def all_hidden():
        return [another_reads(f"/proc/{pid}/environ").returncode for pid in processes_of(portal, name)].count(
            0
        ) == 0

    # A process has to start before it can hide.
    wait_until(all_hidden, "all processes are hidden")
    assert len(processes_of(portal, name)) >= (3 if name == "web" else 1)


@pytest.mark.parametrize("name", NAMES)
def test_no_process_makes_files_for_others(portal, name):
    def umasks():
        found = [Path(f"/proc/{pid}/status").read_text() for pid in processes_of(portal, name)]
        return {line.split()[1] for text in found for line in text.splitlines() if line.startswith("Umask")}

    wait_until(lambda: umasks() == {"0077"}, "every process has its umask")


def test_files_old_and_new_are_for_the_portal_alone(portal, visit):
    officer = visit(portal)
    attached(officer, papers.jpeg())

    found = modes(portal.folder)
    assert found["attachments"] == 0
    databases = {name: mode for name, mode in found.items() if ".sqlite3" in name}
    assert set(databases) >= {"portal.sqlite3", "portal.sqlite3-wal", "queue.sqlite3"}
    assert set(databases.values()) == {0}
    assert set(modes(portal.folder / "attachments").values()) == {0}


def test_what_a_command_makes_is_for_the_portal_alone(migrated):
    path = migrated.folder / "portal.sqlite3"

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_static_files_are_for_everyone(migrated, tmp_path):
    """A proxy that serves them is another user."""
    code = "from django.conf import settings; settings.STATIC_ROOT = {!r}; import runpy, sys; {}"
    runs = "sys.argv = ['manage.py', 'collectstatic', '--no-input', '--verbosity', '0']; "
    runs += "runpy.run_path('manage.py', run_name='__main__')"
    subprocess.run(
        [shutil.which("python", path=migrated.environment["PATH"]), "-c", code.format(str(tmp_path), runs)],
        cwd=ROOT,
        env=migrated.environment | {"DJANGO_SETTINGS_MODULE": "atlas_portal.settings"},
        check=True,
    )
    found = list((tmp_path).rglob("*"))
    assert len(found) > 20 and any(path.suffix == ".gz" for path in found)
    assert all(path.stat().st_mode & (0o055 if path.is_dir() else 0o044) for path in found)
    assert all(path.stat().st_mode & 0o055 == 0o055 for path in found if path.is_dir())
