"""`make run` on a fresh copy: everything starts with one command, and Ctrl-C leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes.running import ROOT, answers, clean_environment, free_ports, missing, wait_until


@pytest.fixture
def copy(tmp_path):
    """A copy of the repository's files whose environment has the packages of this one, and no more."""
    if not shutil.which("make"):
        missing("There is no make")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folder = tmp_path / "copy"
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    for part in ("bin", "lib", "pyvenv.cfg"):
        (folder / ".venv" / part).symlink_to(Path(sys.prefix) / part)
    (folder / ".venv" / ".installed").touch()
    return folder


@contextmanager
def running(folder, *ports):
    """`make run` as someone types it: yields where its words go; Ctrl-C ends it."""
    port, sandbox_port = ports
    words = folder / "words.txt"
    with words.open("w") as out:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=folder,
            env=clean_environment(PORT=str(port), SANDBOX_PORT=str(sandbox_port)),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield words
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=60)
        finally:
            left = living_in(folder)
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            process.wait()
    assert not left, f"{len(left)} processes are left: {words.read_text()}"


def living_in(folder):
    """The processes that work in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").resolve(strict=True) == folder:
                found.append(int(process.name))
        except OSError:
            continue
    return found


def test_make_run_serves_says_how_to_log_in_and_leaves_nothing_behind(copy):
    *ports, other = free_ports(3)
    login = f"http://127.0.0.1:{ports[0]}/login/"
    with running(copy, *ports) as words:
        wait_until(lambda: answers(login), "the login page is served")
        wait_until(lambda: answers(f"http://127.0.0.1:{ports[1]}"), "the sandbox answers")
        said = words.read_text()
        assert len(living_in(copy)) >= 5
    assert f"http://127.0.0.1:{ports[0]}" in said
    assert f"http://127.0.0.1:{ports[1]}" in said
    for username in ("officer", "auditor", "admin"):
        assert any(line.split()[:2] == [username, "demo"] for line in said.splitlines())

    assert "now calls" not in said

    began = time.monotonic()
    with running(copy, ports[0], other) as words:
        wait_until(lambda: answers(login), "the login page is served again")
        assert "The account Sandbox now calls this address" in words.read_text()
        print(f"make run, the second time: a served page after {time.monotonic() - began:.1f} s")
