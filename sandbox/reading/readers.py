"""Processes that read files, each with a pipe of its own: whatever becomes of one, the others go on."""

import multiprocessing
import queue
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection

from sandbox.reading import tasks
from sandbox.reading.lines import unread

# For a file of 40 pages on a slow machine; what takes longer never ends.
READING_SECONDS = 300
# A process that has read so many files gives way to a fresh one: libraries keep memory.
FILES_PER_PROCESS = 200
# A process that was killed while it loaded the models says nothing about the file that waits for it.
MOST_STARTS = 3

# Threads hold locks here that a forked process would never see released.
_context = multiprocessing.get_context("spawn")


class Readers:
    """So many processes, for as many threads at once; a process starts with its first file."""

    def __init__(self, count, seconds=READING_SECONDS):
        self._all = [_Reader(seconds) for _ in range(count)]
        self._free = queue.SimpleQueue()
        for reader in self._all:
            self._free.put(reader)

    def read(self, path):
        """The Reading of the file at a path (a text), once a process is free, or why there is none."""
        reader = self._free.get()
        try:
            return reader.read(path)
        finally:
            self._free.put(reader)

    def stop(self):
        """End every process, also in the middle of a file."""
        for reader in self._all:
            reader.stop()


class _Reader:
    """One process after the other, for one file after the other."""

    def __init__(self, seconds):
        self._seconds = seconds
        self._lock = threading.Lock()
        self._stopped = False
        self._process = self._pipe = None
        self._files_left = 0

    def read(self, path):
        if not self._is_ready():
            return unread("The program that reads does not start.")
        self._files_left -= 1
        try:
            self._pipe.send(path)
            return self._pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            late = self._process.exitcode == -signal.SIGALRM
            return unread(
                "The file takes too long to read." if late else "The file broke the program that reads it."
            )

    def stop(self):
        with self._lock:
            self._stopped = True
            if self._process:
                self._process.kill()

    def _is_ready(self):
        if self._files_left and self._process.is_alive():
            return True
        return any(self._started() for _ in range(MOST_STARTS))

    def _started(self):
        """Whether a new process has taken the place of the old one."""
        with self._lock:
            if self._stopped:
                return False
            if self._process:
                self._process.kill()
                self._process.join()
                self._pipe.close()
            self._pipe, theirs = _context.Pipe()
            process = _context.Process(target=_serve, args=(theirs, self._seconds), daemon=True)
            # A Ctrl-C goes to every process of a terminal, and this one ends them all by itself. First what
            # spawning starts when it is missing: that would take the block off again.
            resource_tracker.ensure_running()
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                process.start()
            except OSError:
                return False
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
                # Or the end of the process would not be seen here.
                theirs.close()
            self._process, self._files_left = process, FILES_PER_PROCESS
        try:
            return self._pipe.recv() == "ready"
        except (EOFError, OSError):
            return False


def _serve(pipe: Connection, seconds):
    """Read each file whose path comes through the pipe, until the other end is closed."""
    tasks.prepare()
    # The other end closes, also between a question and its answer, when the sandbox was killed.
    with suppress(EOFError, OSError):
        pipe.send("ready")
        while True:
            path = pipe.recv()
            # The system ends this process when the time is up, wherever it hangs.
            signal.alarm(seconds)
            reading = _read(path)
            signal.alarm(0)
            pipe.send(reading)


def _read(path):
    try:
        return tasks.read(path)
    except Exception as error:
        # The name alone: what the error says may be what the paper says.
        print(f"Reading failed: {type(error).__name__}", file=sys.stderr, flush=True)
        return unread("The file could not be read.")
