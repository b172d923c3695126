"""Downloads files, a few at a time, and has them read by processes beside the web part."""

import json
import queue
import secrets
import sqlite3
import sys
import threading
import time
from contextlib import suppress

from sandbox.reading.download import Failed, download
from sandbox.reading.lines import unread
from sandbox.reading.readers import Readers
from sandbox.reading.results import ENDED, items
from sandbox.storage import DOWNLOADED, DOWNLOADING, FAILED, READ
from sandbox.understanding.comparing import cross_checks

DOWNLOADS_AT_ONCE = 6
# After the storage has failed: so many seconds for whoever locks it or makes room on its disk.
PAUSE = 5


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
        self._readers = Readers(processes)
        self._waiting = queue.SimpleQueue()
        self._downloaded = queue.SimpleQueue()
        self._taken = set()
        self._lock = threading.Lock()
        self._to_compare = queue.SimpleQueue()
        self._start(DOWNLOADS_AT_ONCE, self._waiting, self._download, self._give_up_fetching)
        self._start(processes, self._downloaded, self._read, self._give_up_reading)
        self._start(1, self._to_compare, self._cross_check, self._give_up_comparing)

    def _start(self, count, *how):
        # Daemons: a link that drips must not hold up the end of the program.
        for _ in range(count):
            threading.Thread(target=self._work, args=how, daemon=True).start()

    def take(self, flow_uuid):
        """Begin with the files of a flow that are not yet in work."""
        for file in self._storage.readings(flow_uuid):
            if file["state"] not in ENDED:
                self._begin(file)

    def resume(self):
        """Begin with everything that an earlier process has left unread or not compared."""
        for flow_uuid in self._storage.flows_to_cross_check():
            self.take(flow_uuid)
            self._to_compare.put((flow_uuid,))

    def stop(self):
        """Drop what is in work; the next process begins with it anew."""
        self._stopped.set()
        self._readers.stop()

    def _begin(self, file):
        with self._lock:
            if file["file_uuid"] in self._taken:
                return
            self._taken.add(file["file_uuid"])
        self._waiting.put((file, time.monotonic()))

    def _work(self, waiting, step, give_up):
        while True:
            job = waiting.get()
            try:
                self._done(job, step, give_up)
            except sqlite3.Error as error:
                print(f"The storage failed: {error}", file=sys.stderr, flush=True)
                if self._stopped.wait(PAUSE):
                    return
                waiting.put(job)

    def _done(self, job, step, give_up):
        try:
            step(*job)
        except sqlite3.Error:
            raise
        # Whatever it is: without this thread, all that comes after would wait for ever.
        except Exception as error:
            # The name alone: what the error says may be what the paper says.
            print(f"{step.__name__} failed: {type(error).__name__}", file=sys.stderr, flush=True)
            give_up(*job)

    def _give_up_fetching(self, file, began):
        self._end(file, FAILED, unread("The sandbox failed when it fetched the file."), began)

    def _give_up_reading(self, file, path, began):
        self._end(file, READ, unread("The sandbox failed when it had the file read."), began)

    def _give_up_comparing(self, flow_uuid):
        self._storage.add_cross_checks(self._storage.flow(flow_uuid), [])

    def _download(self, file, began):
        path = self._folder / file["file_uuid"]
        self._storage.add_reading(file["file_uuid"], DOWNLOADING)
        try:
            download(file["file_url"], path, self._rules)
        except Failed as error:
            self._end(file, FAILED, unread(str(error)), began)
            return
        self._storage.add_reading(file["file_uuid"], DOWNLOADED)
        self._downloaded.put((file, path, began))

    def _read(self, file, path, began):
        reading = self._readers.read(str(path))
        if self._stopped.is_set():
            return
        self._end(file, READ, reading, began)
        with suppress(OSError):
            path.unlink()

    def _end(self, file, state, reading, began):
        fields, picture = dict(reading.fields), None
        if reading.redacted:
            name = secrets.token_urlsafe(24)
            picture = name, reading.redacted
            fields["aadhaar_number"] = {
                **fields["aadhaar_number"],
                "redact_url": f"{self._pictures_url}/{name}.jpg",
            }
        self._storage.add_reading(
            file["file_uuid"],
            state,
            picture,
            problem=reading.problem,
            document_type=reading.document_type,
            error_code=reading.error_code,
            fields=json.dumps(fields),
            pages=reading.pages,
            seconds=time.monotonic() - began,
        )
        self._to_compare.put((file["flow_uuid"],))

    def _cross_check(self, flow_uuid):
        # The flow first: files that come after this make its cross-checks void.
        flow = self._storage.flow(flow_uuid)
        readings = self._storage.readings(flow_uuid)
        if all(reading["state"] in ENDED for reading in readings):
            self._storage.add_cross_checks(flow, cross_checks(items(readings)))
