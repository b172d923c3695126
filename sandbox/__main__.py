"""Starts the sandbox: `python -m sandbox --port 8001 --storage sandbox.sqlite3`."""

import argparse
import fcntl
import os
import resource
import shutil
import signal
import socket
import sqlite3
import sys
import threading
import time
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from sandbox import callbacks
from sandbox.config import DEFAULT_CLIENTS, Sandbox, Settings, read_clients, read_known_flows
from sandbox.guards import is_loopback, is_true, refusal_to_listen, refusal_to_start
from sandbox.invented.results import InventedResults
from sandbox.server import Server
from sandbox.shelf import Shelf
from sandbox.storage import Storage

# More of them need more memory than a reader's own machine can be expected to have.
MOST_READERS = 4
NOT_INSTALLED = (
    "What reads papers is not installed: install requirements-sandbox.txt, or start with --invent."
)


def main():
    """Run until SIGTERM or SIGINT; returns the exit code."""
    refusal = refusal_to_start()
    if refusal:
        print(refusal, file=sys.stderr)
        return 2
    parser = _parser()
    options = parser.parse_args()
    _open_as_many_as_allowed()
    stop = threading.Event()
    asked = _asked_to_end()
    try:
        settings = _settings(options)
        _check_host(options.host, settings)
        storage = Storage(options.storage)
        folder = _claim_folder(options.storage)
        server = Server((options.host, options.port))
    except (OSError, OverflowError, ValueError, sqlite3.Error) as error:
        parser.error(str(error))
    if not settings.invent and not find_spec("rapidocr"):
        parser.error(NOT_INSTALLED)
    # Storage is left open: threads may be in it, and SQLite's log keeps it whole without a close.
    url = options.url.rstrip("/") or server.url
    with server, _emptied(folder), _results(settings, storage, folder, url) as results:
        sandbox = Sandbox(storage, settings, results, url, Shelf(folder))
        _remember_known_flows(sandbox)
        server.start(sandbox)
        threading.Thread(target=callbacks.run, args=(sandbox, stop), daemon=True).start()
        print(f"Sandbox (not Atlas) on {server.url}", flush=True)
        asked.recv(1)
        stop.set()
        server.stopping.set()
        server.shutdown()
    return 0


def _asked_to_end():
    """A socket that has something to read once a signal has asked this process to end."""
    # Any thread may be the one that the system interrupts for a signal. Python's handler then waits for the
    # main thread, which nothing wakes from a lock; this is written to in whichever thread it is.
    asked, ask = socket.socketpair()
    ask.setblocking(False)
    signal.set_wakeup_fd(ask.detach())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return asked


def _open_as_many_as_allowed():
    """Lift what most systems set low: silent clients would leave no room for downloads and readers."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _check_host(host, settings):
    refusal = refusal_to_listen(host, settings)
    if refusal:
        raise ValueError(refusal)
    if not is_loopback(host):
        words = f"Listens on {host}, not on this machine alone: whoever reaches it sees its pages."
        print(words, file=sys.stderr, flush=True)


def _claim_folder(storage):
    """The folder beside the storage where files lie while they are in work, for this sandbox alone."""
    folder = Path(f"{storage}.files")
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    try:
        # Let go by the system when this process ends, however it ends.
        fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ValueError(f"Another sandbox uses {storage}: name another --storage.") from None
    return folder


@contextmanager
def _emptied(folder):
    """Empty a folder at the start and remove it at the end: people's papers lie in it."""
    # A sandbox that was killed left them.
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    try:
        yield
    finally:
        # A download that has not ended may write meanwhile.
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _results(settings, storage, folder, url):
    """Where results come from: invented, or read by processes that end with this."""
    if settings.invent:
        yield InventedResults(storage, settings.seconds)
        return
    # Only here: what reads is large, and a sandbox that invents can do without it.
    from sandbox.reading.download import Rules
    from sandbox.reading.results import ReadResults
    from sandbox.reading.work import Workshop

    rules = Rules(private_addresses=settings.private_addresses)
    workshop = Workshop(storage, folder, rules, f"{url}/redacted", settings.readers)
    try:
        workshop.resume()
        yield ReadResults(storage, workshop)
    finally:
        workshop.stop()


def _parser():
    environment = os.environ.get
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A stand-in for Atlas.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; others than loopback with care")
    parser.add_argument(
        "--port", type=int, default=environment("SANDBOX_PORT", "8001"), help="0: any free one"
    )
    parser.add_argument(
        "--url", default=environment("SANDBOX_URL", ""), help="how others reach it, if not by host and port"
    )
    parser.add_argument(
        "--storage", default=environment("SANDBOX_STORAGE", "sandbox.sqlite3"), help="SQLite file"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=environment("SANDBOX_SECONDS", "8"),
        help="how long a flow takes from its upload to its end",
    )
    parser.add_argument(
        "--known-flows",
        default=environment("SANDBOX_KNOWN_FLOWS", ""),
        help="flows that a loan system opened: LOS-… names, separated by commas",
    )
    parser.add_argument(
        "--invent",
        action="store_true",
        default=is_true(environment("SANDBOX_INVENT", "")),
        help="make results up at once instead of reading the files",
    )
    parser.add_argument(
        "--private-addresses",
        action="store_true",
        default=is_true(environment("SANDBOX_PRIVATE_ADDRESSES", "")),
        help="also fetch files from this machine and its network",
    )
    parser.add_argument(
        "--readers",
        type=int,
        default=environment("SANDBOX_READERS", str(min(os.cpu_count() or 1, MOST_READERS))),
        help="processes that read, each of them in need of 1 GB",
    )
    return parser


def _settings(options):
    environment = os.environ.get
    return Settings(
        seconds=options.seconds,
        token_seconds=float(environment("SANDBOX_TOKEN_SECONDS", "3600")),
        clients=read_clients(environment("SANDBOX_CLIENTS", DEFAULT_CLIENTS)),
        known_flows=read_known_flows(options.known_flows),
        check_auth_url=is_true(environment("SANDBOX_CHECK_AUTH_URL", "on")),
        invent=options.invent,
        private_addresses=options.private_addresses,
        private_callbacks=options.private_addresses or is_loopback(options.host),
        readers=options.readers,
    )


def _remember_known_flows(sandbox):
    for flow_uuid in sandbox.settings.known_flows:
        # Nobody told the sandbox more about these flows than their name.
        told = {"product_type": "", "application_id": flow_uuid, "auth_url": "", "callback_url": ""}
        sandbox.storage.add_flow(flow_uuid, told, time.time())


if __name__ == "__main__":
    sys.exit(main())
