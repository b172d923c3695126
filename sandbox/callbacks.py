"""Delivers the results of ended flows to the lender, as Atlas does."""

import json
import time
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

LOOK_EVERY = 0.2
TIMEOUT = 3
MOST_TRIES = 3
PAUSE = 2.0
MOST_BYTES = 64 * 1024

# What a call to the lender can raise: not reached, not a URL, not HTTP.
UNREACHABLE = (OSError, ValueError, HTTPException)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


_opener = build_opener(ProxyHandler({}), _NoRedirects)


def run(sandbox, stop):
    """Look for ended flows until told to stop."""
    while not stop.wait(LOOK_EVERY):
        deliver_due(sandbox, time.time())


def deliver_due(sandbox, now):
    """Deliver every flow that has ended; one that fails is tried again after a pause, or given up."""
    for flow in sandbox.results.flows_to_call_back(now):
        try:
            status = _deliver(flow, sandbox, now)
            taken, outcome = 200 <= status < 300, f"HTTP {status}"
        except UNREACHABLE as error:
            taken, outcome = False, f"Not reached: {error}"
        again = not taken and flow["callback_tries"] + 1 < MOST_TRIES
        sandbox.storage.record_callback(flow, outcome, now + PAUSE if again else None)


def authorization(flow):
    """Call the lender's `auth_url`; returns the token that it gave, or None."""
    status, body = _post(flow["auth_url"], {"application_id": flow["application_id"]})
    if not 200 <= status < 300:
        return None
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    token = answer.get("access_token") if isinstance(answer, dict) else None
    return token if isinstance(token, str) else None


def _deliver(flow, sandbox, now):
    token = authorization(flow)
    payload = sandbox.results.extracts(flow, now)
    payload["application_id"] = flow["application_id"]
    payload["flow_params"] = json.loads(flow["flow_params"])
    status, _ = _post(flow["callback_url"], payload, {"Authorization": token} if token else {})
    return status


def _post(url, document, headers=None):
    """POST a JSON document; returns status and body, whatever the status is."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("only http and https URLs are called")
    headers = {"Content-Type": "application/json", **(headers or {})}
    request = Request(url, json.dumps(document).encode(), headers)
    try:
        with _opener.open(request, timeout=TIMEOUT) as response:
            return response.status, response.read(MOST_BYTES)
    except HTTPError as error:
        with error:
            return error.code, b""
