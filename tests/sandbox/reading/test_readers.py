"""The processes that read: when one hangs, and when whoever asked is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.reading.readers import Readers
from tests.sandbox.conftest import wait_for
from tests.sandbox.reading.conftest import has_open
from tests.sandbox.reading.test_pages import drawn_pdf

SECONDS = 60
ASKS = """
import sys
from sandbox.reading.readers import Readers

readers = Readers(1, seconds=int(sys.argv[3]))
print(readers.read(sys.argv[1]).problem, *(reader._process.pid for reader in readers._all), flush=True)
readers.read(sys.argv[2])
"""


@pytest.fixture
def hanging(tmp_path):
    """A file whose reader waits for ever: a pipe that is open and that nobody writes to."""
    path = tmp_path / "hanging"
    os.mkfifo(path)
    end = os.open(path, os.O_RDWR)
    yield str(path)
    os.close(end)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.pdf"
    path.write_bytes(drawn_pdf("Dear neighbour, the meeting is on Sunday at the hall"))
    return str(path)


def is_gone(pid):
    """Whether there is no such process."""
    return not Path(f"/proc/{pid}").exists()


def is_pending(pid, number):
    """Whether a signal was sent to a process that does not take it."""
    (line,) = [
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("ShdPnd")
    ]
    return bool(int(line.split()[1], 16) >> (number - 1) & 1)


def test_a_file_that_hangs_its_reader_ends_and_the_next_one_is_read(hanging, page):
    readers = Readers(1, seconds=1)
    try:
        assert readers.read(hanging).problem == "The file takes too long to read."
        # For the process that takes the place of the one that hung.
        readers._all[0]._seconds = SECONDS
        assert readers.read(page).problem == "The text is of no known type of document."
    finally:
        readers.stop()


@pytest.fixture
def seconds():
    """How long the reader of `asking` may take for a file."""
    return SECONDS


@pytest.fixture
def asking(hanging, page, seconds):
    """A program whose only reader is ready and hangs, in a process group of their own; and the reader."""
    command = [sys.executable, "-c", ASKS, page, hanging, str(seconds)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as program:
        said = program.stdout.readline()
        reader = int(said.split()[-1])
        wait_for(lambda: is_gone(reader) or has_open(reader, hanging), seconds=SECONDS)
        yield program, reader
        program.kill()
        if not is_gone(reader):
            os.kill(reader, signal.SIGKILL)


@pytest.mark.parametrize("seconds", [2])
def test_a_reader_that_hangs_ends_by_itself_when_the_program_was_killed(asking):
    program, reader = asking
    program.kill()
    wait_for(lambda: is_gone(reader), seconds=SECONDS)


def test_a_reader_says_nothing_to_a_ctrl_c(asking):
    program, reader = asking
    os.kill(reader, signal.SIGINT)
    wait_for(lambda: is_pending(reader, signal.SIGINT))
    program.kill()
    # As if its time were up.
    os.kill(reader, signal.SIGALRM)
    _, complaints = program.communicate()
    assert "Traceback" not in complaints


def test_a_reader_whose_program_was_killed_meanwhile_ends_without_a_word_about_it(asking, hanging, page):
    program, reader = asking
    program.kill()
    # Now it has an answer, and nobody to give it to.
    Path(hanging).write_bytes(Path(page).read_bytes())
    _, complaints = program.communicate()
    assert "Pipe" not in complaints
    wait_for(lambda: is_gone(reader))


def test_a_thread_that_starts_a_reader_hears_a_ctrl_c_as_before(page):
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    readers = Readers(1)
    readers.read(str(page))
    readers.stop()
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before
