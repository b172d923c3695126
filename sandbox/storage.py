"""The sandbox's own memory: one SQLite file that outlives the process."""

import json
import sqlite3
import threading

SCHEMA = """
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY, client_id TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS flows (
    flow_uuid TEXT PRIMARY KEY, opened_at REAL NOT NULL,
    product_type TEXT NOT NULL, application_id TEXT NOT NULL,
    auth_url TEXT NOT NULL, callback_url TEXT NOT NULL, flow_params TEXT NOT NULL,
    uploaded_at REAL,
    callback_open INTEGER NOT NULL DEFAULT 0, callback_tries INTEGER NOT NULL DEFAULT 0,
    callback_after REAL NOT NULL DEFAULT 0, callback_outcome TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS flows_to_call_back ON flows (uploaded_at) WHERE callback_open;
CREATE TABLE IF NOT EXISTS files (
    number INTEGER PRIMARY KEY, flow_uuid TEXT NOT NULL REFERENCES flows,
    file_uuid TEXT NOT NULL UNIQUE, batch_id TEXT NOT NULL,
    document_id TEXT NOT NULL, file_url TEXT NOT NULL, received_at REAL NOT NULL,
    UNIQUE (flow_uuid, document_id));
CREATE TABLE IF NOT EXISTS readings (
    file_uuid TEXT PRIMARY KEY REFERENCES files (file_uuid), state TEXT NOT NULL,
    problem TEXT NOT NULL DEFAULT '', document_type TEXT NOT NULL DEFAULT '',
    error_code TEXT NOT NULL DEFAULT '', fields TEXT NOT NULL DEFAULT '{}',
    pages INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS cross_checks (
    flow_uuid TEXT PRIMARY KEY REFERENCES flows, uploaded_at REAL NOT NULL, items TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pictures (name TEXT PRIMARY KEY, jpeg BLOB NOT NULL);
"""

# A file waits, is downloaded, and then was read or has failed: to be downloaded, not to be read.
WAITING, DOWNLOADING, DOWNLOADED, READ, FAILED = "waiting", "downloading", "downloaded", "read", "failed"

READINGS = (
    "SELECT flow_uuid, files.file_uuid, document_id, file_url, COALESCE(state, 'waiting') AS state,"
    " COALESCE(problem, '') AS problem, COALESCE(document_type, '') AS document_type,"
    " COALESCE(error_code, '') AS error_code, COALESCE(fields, '{}') AS fields,"
    " COALESCE(pages, 0) AS pages, COALESCE(seconds, 0) AS seconds"
    " FROM files LEFT JOIN readings ON readings.file_uuid = files.file_uuid"
)


class DocumentsTaken(Exception):
    """Some document ids are used in this flow already; carries them."""

    def __init__(self, document_ids):
        super().__init__(document_ids)
        self.document_ids = document_ids


class Storage:
    """Reads and writes tokens, flows and files; safe to share between threads."""

    def __init__(self, path):
        # One connection behind a lock: the threads of the server come and go with its connections.
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(SCHEMA)

    def close(self):
        """Close the file."""
        with self._lock:
            self._connection.close()

    def add_token(self, token, client_id, expires_at):
        """Remember a token that was given out."""
        self._write("INSERT INTO tokens VALUES (?, ?, ?)", (token, client_id, expires_at))

    def token_expiry(self, token):
        """When a token ends, or None if it was never given out."""
        rows = self._read("SELECT expires_at FROM tokens WHERE token = ?", (token,))
        return rows[0]["expires_at"] if rows else None

    def add_flow(self, flow_uuid, parameters, now):
        """Open a flow with the parameters of its request; a known one stays as it is."""
        self._write(
            "INSERT OR IGNORE INTO flows (flow_uuid, opened_at, product_type, application_id,"
            " auth_url, callback_url, flow_params) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                flow_uuid,
                now,
                parameters["product_type"],
                parameters["application_id"],
                parameters["auth_url"],
                parameters["callback_url"],
                json.dumps(parameters.get("flow_params") or {}),
            ),
        )

    def flow(self, flow_uuid):
        """One flow, or None."""
        rows = self._read("SELECT * FROM flows WHERE flow_uuid = ?", (flow_uuid,))
        return rows[0] if rows else None

    def add_files(self, flow_uuid, records, now):
        """Take one batch of files whole, or raise DocumentsTaken and take none."""
        with self._lock, self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            rows = connection.execute("SELECT document_id FROM files WHERE flow_uuid = ?", (flow_uuid,))
            used = {row["document_id"] for row in rows}
            taken = [record["document_id"] for record in records if record["document_id"] in used]
            if taken:
                raise DocumentsTaken(taken)
            connection.executemany(
                "INSERT INTO files (flow_uuid, file_uuid, batch_id, document_id, file_url, received_at)"
                " VALUES (:flow_uuid, :file_uuid, :batch_id, :document_id, :file_url, :received_at)",
                [{**record, "flow_uuid": flow_uuid, "received_at": now} for record in records],
            )
            connection.execute(
                "UPDATE flows SET uploaded_at = ?, callback_open = (callback_url <> ''),"
                " callback_tries = 0, callback_after = 0, callback_outcome = '' WHERE flow_uuid = ?",
                (now, flow_uuid),
            )

    def files(self, flow_uuid):
        """All files of a flow, in the order in which they came."""
        return self._read("SELECT * FROM files WHERE flow_uuid = ? ORDER BY number", (flow_uuid,))

    def latest_flows(self, limit):
        """The newest flows with their number of files, for the page that lists them."""
        return self._read(
            "SELECT flows.*, COUNT(number) AS file_count"
            " FROM flows LEFT JOIN files USING (flow_uuid)"
            " GROUP BY flows.flow_uuid ORDER BY opened_at DESC LIMIT ?",
            (limit,),
        )

    def counts(self):
        """How many flows and files there are."""
        return self._read(
            "SELECT (SELECT COUNT(*) FROM flows) AS flows, (SELECT COUNT(*) FROM files) AS files"
        )[0]

    def readings(self, flow_uuid):
        """How far each file of a flow is and what was read of it, in the order in which they came."""
        return self._read(f"{READINGS} WHERE flow_uuid = ? ORDER BY number", (flow_uuid,))

    def flows_to_cross_check(self):
        """The flow_uuid of every flow whose latest upload has no cross-checks yet, in their order."""
        rows = self._read(
            "SELECT flow_uuid FROM flows LEFT JOIN cross_checks USING (flow_uuid, uploaded_at)"
            " WHERE uploaded_at IS NOT NULL AND items IS NULL ORDER BY uploaded_at"
        )
        return [row["flow_uuid"] for row in rows]

    def add_reading(self, file_uuid, state, picture=None, **columns):
        """Note how far a file is, in place of what was noted before.

        A `picture`, its name and JPEG, is kept together with that, or neither is.
        """
        names = ("file_uuid", "state", *columns)
        with self._lock, self._connection as connection:
            if picture:
                connection.execute("INSERT INTO pictures VALUES (?, ?)", picture)
            connection.execute(
                f"INSERT OR REPLACE INTO readings ({', '.join(names)})"
                f" VALUES ({', '.join('?' * len(names))})",
                (file_uuid, state, *columns.values()),
            )

    def add_cross_checks(self, flow, items):
        """Note the cross-checks of a flow as it was uploaded: a later upload makes them void."""
        self._write(
            "INSERT OR REPLACE INTO cross_checks VALUES (?, ?, ?)",
            (flow["flow_uuid"], flow["uploaded_at"], json.dumps(items)),
        )

    def is_cross_checked(self, flow):
        """Whether the cross-checks of a flow's latest upload are made."""
        return bool(
            self._read(
                "SELECT 1 FROM cross_checks WHERE flow_uuid = ? AND uploaded_at = ?",
                (flow["flow_uuid"], flow["uploaded_at"]),
            )
        )

    def cross_checks(self, flow):
        """The cross-checks of a flow's latest upload, or None while they are not made."""
        rows = self._read(
            "SELECT items FROM cross_checks WHERE flow_uuid = ? AND uploaded_at = ?",
            (flow["flow_uuid"], flow["uploaded_at"]),
        )
        return json.loads(rows[0]["items"]) if rows else None

    def picture(self, name):
        """The JPEG of that name, which nobody can guess, or None."""
        rows = self._read("SELECT jpeg FROM pictures WHERE name = ?", (name,))
        return rows[0]["jpeg"] if rows else None

    def flows_to_call_back_after(self, seconds, now):
        """Flows whose latest upload is so many seconds old and whose callback is due."""
        return self._read(
            "SELECT * FROM flows WHERE callback_open AND uploaded_at <= ? AND callback_after <= ?"
            " ORDER BY uploaded_at",
            (now - seconds, now),
        )

    def cross_checked_flows_to_call_back(self, now):
        """Flows whose cross-checks are made and whose callback is due."""
        return self._read(
            "SELECT flows.* FROM flows JOIN cross_checks USING (flow_uuid, uploaded_at)"
            " WHERE callback_open AND callback_after <= ? ORDER BY uploaded_at",
            (now,),
        )

    def begin_callback(self, flow, try_again_at):
        """Note that a callback is about to be made; unless its end is noted, it is due again at that time."""
        self._write(
            "UPDATE flows SET callback_tries = callback_tries + 1, callback_after = ?"
            " WHERE flow_uuid = ? AND uploaded_at = ?",
            (try_again_at, flow["flow_uuid"], flow["uploaded_at"]),
        )

    def record_callback(self, flow, outcome, try_again_at=None):
        """Note how a callback went, unless a new upload has started the flow anew meanwhile."""
        self._write(
            "UPDATE flows SET callback_outcome = ?, callback_open = ?, callback_after = ?"
            " WHERE flow_uuid = ? AND uploaded_at = ?",
            (outcome, try_again_at is not None, try_again_at or 0, flow["flow_uuid"], flow["uploaded_at"]),
        )

    def _read(self, sql, values=()):
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def _write(self, sql, values):
        with self._lock, self._connection:
            self._connection.execute(sql, values)
