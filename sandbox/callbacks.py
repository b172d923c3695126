"""Delivers the results of ended flows to the lender, as Atlas does."""

import json
import sqlite3
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPException

from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from sandbox.reading.clock import Clock, Failed
from sandbox.reading.connection import DEFAULT_PORTS, connect

LOOK_EVERY = 0.2
# For one call from first to last: a lender that drips must not hold up the others' results.
MOST_SECONDS = 5
AT_ONCE = 8
MOST_TRIES = 3
PAUSE = 2.0
MOST_BYTES = 64 * 1024

HEADERS = {"Content-Type": "application/json", "User-Agent": "Sandbox", "Connection": "close"}

# What a call to the lender can raise: not reached, not a URL, not HTTP.
UNREACHABLE = (Failed, OSError, ValueError, HTTPError, HTTPException)


def run(sandbox, stop):
    """Look for ended flows until told to stop."""
    while not stop.wait(LOOK_EVERY):
        try:
            deliver_due(sandbox, time.time())
        except sqlite3.Error as error:
            _report(error)
            stop.wait(PAUSE)


def deliver_due(sandbox, now):
    """Deliver every flow that has ended; one that fails is tried again after a pause, or given up."""
    due = sandbox.results.flows_to_call_back(now)
    for first in range(0, len(due), AT_ONCE):
        threads = [
            threading.Thread(target=_deliver_one, args=(flow, sandbox, now), daemon=True)
            for flow in due[first : first + AT_ONCE]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _deliver_one(flow, sandbox, now):
    try:
        # Noted before it is made: a storage that fails afterwards must not have it made for ever.
        sandbox.storage.begin_callback(flow, now + PAUSE)
        try:
            status = _deliver(flow, sandbox, now)
            taken, outcome = 200 <= status < 300, f"HTTP {status}"
        except UNREACHABLE as error:
            taken, outcome = False, f"Not reached: {error}"
        again = not taken and flow["callback_tries"] + 1 < MOST_TRIES
        sandbox.storage.record_callback(flow, outcome, now + PAUSE if again else None)
    except sqlite3.Error as error:
        _report(error)


def _report(error):
    print(f"The storage failed: {error}", file=sys.stderr, flush=True)


def authorization(flow, private_addresses):
    """Call the lender's `auth_url`; returns the token that it gave, or None."""
    body = {"application_id": flow["application_id"]}
    status, body = _post(flow["auth_url"], body, private_addresses)
    if not 200 <= status < 300:
        return None
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    token = answer.get("access_token") if isinstance(answer, dict) else None
    return token if isinstance(token, str) else None


def _deliver(flow, sandbox, now):
    private_addresses = sandbox.settings.private_callbacks
    token = authorization(flow, private_addresses)
    payload = sandbox.results.extracts(flow, now)
    payload["application_id"] = flow["application_id"]
    payload["flow_params"] = json.loads(flow["flow_params"])
    headers = {"Authorization": token} if token else {}
    status, _ = _post(flow["callback_url"], payload, private_addresses, headers)
    return status


def _post(url, document, private_addresses, headers=None):
    """POST a JSON document; returns status and body, whatever the status is. Redirects are not followed."""
    target = parse_url(url)
    if target.scheme not in DEFAULT_PORTS:
        raise ValueError("only http and https URLs are called")
    if not target.host:
        raise ValueError("the URL names no host")
    headers = HEADERS | (headers or {})
    with closing(connect(target, private_addresses, Clock(MOST_SECONDS))) as connection:
        connection.request(
            "POST", target.request_uri, json.dumps(document).encode(), headers, preload_content=False
        )
        with closing(connection.getresponse()) as response:
            return response.status, response.read(MOST_BYTES)
