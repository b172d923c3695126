"""Downloads files, a few at a time, and has them read by processes beside the web part."""

import json
import multiprocessing
import queue
import secrets
import sys
import threading
import time
from concurrent.futures import TimeoutError
from functools import partial

from pebble import ProcessExpired, ProcessPool

from sandbox.reading import tasks
from sandbox.reading.download import Failed, download
from sandbox.reading.lines import unread
from sandbox.reading.results import ENDED, items
from sandbox.storage import DOWNLOADED, DOWNLOADING, FAILED, READ
from sandbox.understanding.comparing import cross_checks

DOWNLOADS_AT_ONCE = 6
# For a file of 40 pages on a slow machine; what takes longer never ends.
READING_SECONDS = 300
# A process that has read so many files gives way to a fresh one: libraries keep memory.
FILES_PER_PROCESS = 200


class Workshop:
    """Takes the files of uploads through download and reading; notes every step in storage.

    `folder` holds a file while it is in work, `rules` are those of the downloads, and `pictures_url` is
    where redacted pictures are served.
    """

    def __init__(self, storage, folder, rules, pictures_url, processes):
        self._storage = storage
        self._rules = rules
        self._pictures_url = pictures_url
        self._folder = folder
        self._stopped = threading.Event()
        self._pool = ProcessPool(
            max_workers=processes,
            max_tasks=FILES_PER_PROCESS,
            initializer=tasks.prepare,
            # Threads hold locks here that a forked process would never see released.
            context=multiprocessing.get_context("spawn"),
        )
        self._waiting = queue.SimpleQueue()
        self._taken = set()
        self._lock = threading.Lock()
        for _ in range(DOWNLOADS_AT_ONCE):
            # A daemon: a link that drips must not hold up the end of the program.
            threading.Thread(target=self._work, daemon=True).start()

    def take(self, flow_uuid):
        """Begin with the files of a flow that are not yet in work."""
        for file in self._storage.readings(flow_uuid):
            if file["state"] not in ENDED:
                self._begin(file)

    def resume(self):
        """Begin with every file that an earlier process has left unread."""
        for file in self._storage.unread_files():
            self._begin(file)

    def stop(self):
        """Drop what is in work; the next process begins with it anew."""
        self._stopped.set()
        self._pool.stop()
        self._pool.join()

    def _begin(self, file):
        with self._lock:
            if file["file_uuid"] in self._taken:
                return
            self._taken.add(file["file_uuid"])
        self._waiting.put((file, time.monotonic()))

    def _work(self):
        while True:
            file, began = self._waiting.get()
            self._download(file, began)

    def _download(self, file, began):
        path = self._folder / file["file_uuid"]
        self._storage.add_reading(file["file_uuid"], DOWNLOADING)
        try:
            download(file["file_url"], path, self._rules)
        except Failed as error:
            path.unlink(missing_ok=True)
            self._end(file, FAILED, unread(str(error)), began)
            return
        self._storage.add_reading(file["file_uuid"], DOWNLOADED)
        reading = self._pool.schedule(tasks.read, args=(str(path),), timeout=READING_SECONDS)
        reading.add_done_callback(partial(self._note, file, path, began))

    def _note(self, file, path, began, future):
        if self._stopped.is_set():
            return
        path.unlink(missing_ok=True)
        try:
            reading = future.result()
        except TimeoutError:
            reading = unread("The file takes too long to read.")
        except ProcessExpired:
            reading = unread("The file broke the program that reads it.")
        except Exception as error:
            # The name alone: what the error says may be what the paper says.
            print(f"Reading failed: {type(error).__name__}", file=sys.stderr, flush=True)
            reading = unread("The file could not be read.")
        self._end(file, READ, reading, began)

    def _end(self, file, state, reading, began):
        fields = dict(reading.fields)
        if reading.redacted:
            name = secrets.token_urlsafe(24)
            self._storage.add_picture(name, reading.redacted)
            fields["aadhaar_number"] = {
                **fields["aadhaar_number"],
                "redact_url": f"{self._pictures_url}/{name}.jpg",
            }
        self._storage.add_reading(
            file["file_uuid"],
            state,
            problem=reading.problem,
            document_type=reading.document_type,
            error_code=reading.error_code,
            fields=json.dumps(fields),
            pages=reading.pages,
            seconds=time.monotonic() - began,
        )
        with self._lock:
            self._taken.discard(file["file_uuid"])
        self._cross_check(file["flow_uuid"])

    def _cross_check(self, flow_uuid):
        # The flow first: files that come after this make its cross-checks void.
        flow = self._storage.flow(flow_uuid)
        readings = self._storage.readings(flow_uuid)
        if all(reading["state"] in ENDED for reading in readings):
            self._storage.add_cross_checks(flow, cross_checks(items(readings)))
