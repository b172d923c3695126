"""What a reader of strangers' files reaches when it tries: nothing, whichever way this machine has."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

from tests import papers
from tests.processes.running import ROOT, missing
from tests.untrusted.papers.test_papers import REFUSED, TAKEN
from tests.verifications.lists import books
from untrusted import confining, runner
from untrusted.confining import filtering, kernel, landlock
from untrusted.papers import NotTaken, examining
from untrusted.workbooks import opening
from untrusted.workbooks.reading import Unreadable

# Runs in the reader, in the place of what reads the file: what each of these attempts came to.
PROBE = """
import ctypes, json, os, resource, socket, subprocess, sys, threading
from untrusted.papers import reading

parent, folder = {parent}, {folder!r}
libc = ctypes.CDLL(None, use_errno=True)

def opened(path, mode="rb"):
    return lambda: open(path, mode).close()

def called(name, *arguments):
    def call():
        if getattr(libc, name)(*arguments) < 0:
            raise OSError(ctypes.get_errno(), name)
    return call

ATTEMPTS = {{
    "the parent's environment": opened(f"/proc/{{parent}}/environ"),
    "the parent's memory": opened(f"/proc/{{parent}}/mem"),
    "the parent by ptrace": called("ptrace", 0x4206, parent, 0, 0),
    "a signal to the parent": lambda: os.kill(parent, 0),
    "the parent's limits": lambda: resource.prlimit(parent, resource.RLIMIT_CPU),
    "the settings": opened(f"{{folder}}/.env"),
    "the database": opened(f"{{folder}}/portal.sqlite3"),
    "a stored file": opened(f"{{folder}}/attachments/stored"),
    "the list of stored files": lambda: os.listdir(f"{{folder}}/attachments"),
    "a new file": opened(f"{{folder}}/new", "wb"),
    "a new file where all may write": opened(f"/tmp/{{os.getpid()}}-new", "wb"),
    "a new folder where all may write": lambda: os.mkdir(f"/tmp/{{os.getpid()}}-new"),
    "another mode of the database": lambda: os.chmod(f"{{folder}}/portal.sqlite3", 0o666),
    "its own file, cut": lambda: os.ftruncate(0, 0),
    "its own file, written": lambda: os.write(0, b"x"),
    "a connection": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "a datagram": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
    "a socket of this machine": lambda: socket.socket(socket.AF_UNIX),
    "a fork": lambda: os.fork() or os._exit(0),
    "a program": lambda: subprocess.run(["true"]),
    "another program in its place": lambda: os.execv("/bin/sh", ["sh", "-c", "echo 0"]),
    "another namespace": called("unshare", 0x10000000),
}}

def probed(source):
    met = {{}}
    for name in {names!r} or ATTEMPTS:
        attempt = ATTEMPTS[name]
        try:
            attempt()
            met[name] = "done"
        except OSError as error:
            met[name] = type(error).__name__
    for path in {world!r}:
        try:
            open(path).close()
            met[path] = "done"
        except OSError as error:
            met[path] = type(error).__name__
    thread = threading.Thread(target=lambda: met.update(thread="runs"))
    thread.start()
    thread.join()
    met["hidden"] = not libc.prctl(3, 0, 0, 0, 0)
    met["content"] = len(source.read())
    return met

reading.examined = probed
from untrusted.papers.__main__ import main
main()
"""


@pytest.fixture(params=confining.WAYS, ids=[way.name for way in confining.WAYS])
def way(request, monkeypatch):
    """Each way in turn, as if it were the best that this machine has."""
    if not request.param.exists():
        pytest.skip(f"This machine has no way by {request.param.words}.")
    monkeypatch.setattr(confining, "holding", lambda: request.param)
    return request.param


@pytest.fixture
def secrets(tmp_path):
    """What the portal keeps, as it keeps it."""
    (tmp_path / "attachments").mkdir(mode=0o700)
    paths = [tmp_path / ".env", tmp_path / "portal.sqlite3", tmp_path / "attachments" / "stored"]
    for path in paths:
        path.write_text("a secret")
        path.chmod(0o600)
    return tmp_path


def ask(command, content):
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.flush()
        return runner.ask(command, source, seconds=60)


def probe(folder, *world, names=()):
    world = [str(path) for path in world]
    code = PROBE.format(parent=os.getpid(), folder=str(folder), world=world, names=names)
    return ask([sys.executable, "-c", code], b"a stranger's file")


def test_this_machine_has_a_way():
    if not confining.holding():
        missing("Neither Landlock nor bubblewrap nor another user is here for the readers")
    assert confining.holding() in confining.WAYS


def test_a_reader_reaches_nothing_but_its_file(way, secrets):
    met = probe(secrets)

    assert (met.pop("thread"), met.pop("content")) == ("runs", 17)
    assert met.pop("hidden")
    assert {name: outcome for name, outcome in met.items() if outcome == "done"} == {}
    assert len(met) == 22
    assert (secrets / "portal.sqlite3").stat().st_mode & 0o777 == 0o600 and not (secrets / "new").exists()


@pytest.mark.parametrize(
    "way", [confining.LANDLOCK, confining.BUBBLEWRAP], indirect=True, ids=lambda way: way.name
)
def test_nor_what_everyone_else_may_read(way, secrets):
    world = (ROOT / "manage.py", Path("/etc/passwd"), Path("/etc/hostname"))
    assert all(path.exists() for path in world)

    met = probe(secrets, *world)

    assert {met[str(path)] for path in world} <= {"PermissionError", "FileNotFoundError"}


def test_without_a_way_the_same_attempts_succeed(monkeypatch, secrets):
    """The probe can tell: or else it would prove nothing."""
    monkeypatch.setattr(confining, "holding", lambda: None)
    names = ("the settings", "the database", "a stored file", "a connection", "another mode of the database")
    met = probe(secrets, ROOT / "manage.py", names=names)

    assert {met[name] for name in names} == {"done"} and met[str(ROOT / "manage.py")] == "done"
    assert met["hidden"]


@pytest.mark.parametrize("name", ["pdf", "heic", "fax", "webp"])
def test_papers_are_read_in_every_way(way, name):
    content = TAKEN[name][0]()
    with tempfile.TemporaryFile() as file:
        file.write(content)
        paper = examining.examine(file, len(content))

    assert paper.size == len(content) and paper.thumbnail


OLDER = """
import json, sys
from untrusted.confining import kernel, landlock
landlock.version = lambda: {version}
kernel.gain_nothing()
landlock.restrict([])
try:
    open({path!r})
except PermissionError:
    print(json.dumps("refused"))
"""


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_an_older_kernel_is_asked_for_what_it_knows(version, secrets):
    if landlock.version() < version:
        pytest.skip(f"This kernel has no Landlock of version {version}.")
    code = OLDER.format(version=version, path=str(secrets / ".env"))

    assert ask([sys.executable, "-c", code], b"") == "refused"


LOADS = """
import io, json, os, sys
from pathlib import Path
from untrusted.{package} import reading
loaded = set(sys.modules)
for path in Path({folder!r}).iterdir():
    try:
        {reads}
    except reading.{refuses}:
        pass
threads = len(os.listdir("/proc/self/task"))
print(json.dumps([sorted(set(sys.modules) - loaded), threads]))
"""
# How an .xls begins the record of its code page, and the one that all of today have.
CODE_PAGE, UNICODE = b"\x42\x00\x02\x00", (1200).to_bytes(2, "little")
PAPERS = {"package": "papers", "reads": "reading.examined(path.open('rb'))", "refuses": "NotTaken"}
WORKBOOKS = {"package": "workbooks", "reads": "reading.read(path.read_bytes(), 9)", "refuses": "Unreadable"}


def cyrillic(*rows):
    """An old workbook that names a code page of its own."""
    content = books.xls(*rows)
    assert content.count(CODE_PAGE + UNICODE) == 1
    return content.replace(CODE_PAGE + UNICODE, CODE_PAGE + (1251).to_bytes(2, "little"))


@pytest.mark.parametrize(
    ("words", "contents"),
    [
        (PAPERS, [make() for make, _ in [*TAKEN.values(), *REFUSED.values()]]),
        (WORKBOOKS, [make(["a", 1.5], [True, "x"]) for make in (books.xlsx, books.xls, cyrillic, books.ods)]),
    ],
    ids=["papers", "workbooks"],
)
def test_nothing_is_loaded_once_a_file_is_read(tmp_path, words, contents):
    """A user of no rights may not reach what Python would load late, and a second thread would go free."""
    for number, content in enumerate(contents):
        (tmp_path / str(number)).write_bytes(content)

    assert ask([sys.executable, "-c", LOADS.format(folder=str(tmp_path), **words)], b"") == [[], 1]


def test_a_reader_that_aborts_has_crashed_in_every_way(way):
    code = "from untrusted.confining import confine; import os; confine(); os.abort()"

    with pytest.raises(runner.Crashed):
        ask([sys.executable, "-c", code], b"")


def test_a_reader_that_takes_too_long_did_so_in_every_way(way):
    code = (
        "from untrusted.limits import give_up; from untrusted.confining import confine\n"
        "give_up(memory=1 << 30, cpu_seconds=1); confine(); sum(iter(int, 1))"
    )
    with pytest.raises(runner.TooLong):
        ask([sys.executable, "-c", code], b"")


UNCONFINED = confining.Way("by nobody's word", "", lambda: True, lambda: [], lambda: None)
# A way that is there, and fails in the reader.
FAILS = (
    "import sys; from untrusted import confining\n"
    "def fail(): raise OSError\n"
    "way = confining.Way('by nobody\\'s word', '', bool, list, fail)\n"
    "confining.WAYS = (way,)\n"
    "from untrusted.{package}.__main__ import main; main()"
)


def test_a_paper_is_not_read_where_the_way_fails(monkeypatch, caplog):
    monkeypatch.setattr(confining, "holding", lambda: UNCONFINED)
    command = [sys.executable, "-c", FAILS.format(package="papers")]
    monkeypatch.setattr(examining, "COMMAND", command)

    with tempfile.TemporaryFile() as file, pytest.raises(NotTaken) as refused:
        file.write(papers.jpeg())
        examining.examine(file, 9)
    assert str(refused.value) == examining.NOT_CONFINED
    assert "could not be confined" in caplog.text


def test_a_workbook_is_not_read_where_the_way_fails(monkeypatch, caplog):
    monkeypatch.setattr(confining, "holding", lambda: UNCONFINED)
    command = [sys.executable, "-c", FAILS.format(package="workbooks"), "10"]
    monkeypatch.setattr(runner, "command", lambda *_: command)

    with pytest.raises(Unreadable) as refused:
        opening.opened(b"anything", 10)
    assert str(refused.value) == opening.NOT_CONFINED
    assert "could not be confined" in caplog.text


def test_a_machine_that_has_none_says_so_once(monkeypatch, caplog):
    monkeypatch.setattr(kernel, "IS_LINUX", False)
    monkeypatch.setenv("PATH", "/nowhere")
    confining.holding.cache_clear()
    try:
        assert confining.holding() is None and confining.holding() is None
        assert caplog.text.count("run unconfined") == 1
    finally:
        confining.holding.cache_clear()


def test_a_kernel_without_landlock_is_known(monkeypatch):
    def refuse(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(kernel, "syscall", refuse)

    assert landlock.version() == 0 and not confining.LANDLOCK.exists()


@pytest.mark.parametrize(
    ("machine", "takes"), [("riscv64", None), ("x86_64", 0), ("x86_64", OSError(22, "")), ("aarch64", None)]
)
def test_a_machine_whose_calls_are_not_known_has_no_filter(monkeypatch, machine, takes):
    def prctl(*_):
        if isinstance(takes, OSError):
            raise takes
        return takes

    monkeypatch.setattr(filtering.platform, "machine", lambda: machine)
    monkeypatch.setattr(kernel, "prctl", prctl)

    assert not filtering.exists()


def test_what_holds_the_portal_is_never_readable(monkeypatch, tmp_path):
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    monkeypatch.setattr(confining.sysconfig, "get_paths", lambda: dict.fromkeys(names, str(ROOT.parent)))

    assert ROOT.parent not in confining.readable() and ROOT / "untrusted" in confining.readable()


def test_a_way_that_does_not_start_is_none():
    assert not confining._works(["/nowhere/bwrap"]) and not confining._works(["false"])
    assert confining._works(["true"])
