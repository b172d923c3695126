"""What is measured, and how it is printed."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import get_random_string

from bench.forms import batch_of
from verifications.models import Exchange
from verifications.sending import calling

ROUNDS = 200


@contextmanager
def sandbox(folder):
    """A sandbox process; gives its address."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--storage", f"{folder}/sandbox.sqlite3"]
    command += ["--invent", "--known-flows", "LOS-BENCH"]
    # Nobody serves the portal while it is measured.
    environment = os.environ | {"SANDBOX_CHECK_AUTH_URL": "off"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


@contextmanager
def server():
    """The portal and the floors in one gunicorn worker; gives its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["gunicorn", "atlas_portal.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "1"]
    command += ["--no-control-socket", "--log-level", "warning"]
    with subprocess.Popen(command, env=os.environ) as process:
        try:
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def lists():
    """Each list page beside its floor, through the same server, asked in turns."""
    client = Client()
    client.login(username="bench", password="bench")
    cookie = client.cookies["sessionid"].value
    print(f"\nList pages, 50 rows, {connection.vendor}; median of {ROUNDS} requests in turns")
    with server() as port:
        for name, path in (("cases", "/"), ("batches", "/batches/"), ("files", "/files/")):
            page, floor = [], []
            connected = http.client.HTTPConnection("127.0.0.1", port)
            for _ in range(ROUNDS + 20):
                page.append(_timed(connected, path, cookie))
                floor.append(_timed(connected, f"/floor/{name}/", cookie))
            ours, least = median(page[20:]), median(floor[20:])
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            print(
                f"  {name:<8} {ours * 1000:6.2f} ms   floor {least * 1000:6.2f} ms   "
                f"ratio {ours / least:4.2f} (target 2.00)   {len(queries)} queries (target 12)"
            )


def _timed(connected, path, cookie):
    began = time.perf_counter()
    connected.request("GET", path, headers={"Cookie": f"sessionid={cookie}"})
    answer = connected.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    return time.perf_counter() - began


def preview(user):
    """The preview of 500 pasted lines and an edit of one: CPU of the whole request, and its queries."""
    client = Client()
    client.force_login(user)
    text = "\n".join(
        f"{number}\thttps://docs.example/{number}.jpg?sig={get_random_string(64)}" for number in range(500)
    )
    edit = {"edit": "set", "index": 3, "cell": "document_id", "value": "x", "was": "3"}
    shown = _cpu(client, "/cases/new/preview/", {"documents_text": text})
    edited = _cpu(client, "/cases/new/rows/", {"documents_text": text} | edit)
    with CaptureQueriesContext(connection) as queries:
        client.post("/cases/new/preview/", {"documents_text": text})
    with CaptureQueriesContext(connection) as least:
        client.get("/preferences/")
    beyond = len(queries) - len(least) + 1  # the menu's role is the preferences page's own
    print("\nPreview of 500 pasted lines")
    print(
        f"  {shown * 1000:6.1f} ms CPU (target 50)   {beyond} queries beyond the login's (target 3)\n"
        f"  {edited * 1000:6.1f} ms CPU for an edit in place (target 100)"
    )


def _cpu(client, path, data):
    """The median of CPU seconds that one POST takes."""
    times = []
    for _ in range(20):
        began = time.process_time()
        answer = client.post(path, data)
        times.append(time.process_time() - began)
        assert answer.status_code == 200
    return median(times)


def batch_of_100(user, account):
    """One batch of 100 documents: calls, and queries to send and to store."""
    print("\nOne batch of 100 documents")
    # The first gets the token and opens its flow; the second has both.
    for what, flow_uuid, target in (
        ("with a new token and a flow to open", "", ""),
        ("with a token at hand and a flow given", "LOS-BENCH", " (18 as docs/submission.md says)"),
    ):
        batch = batch_of(100, user, account, flow_uuid)
        with CaptureQueriesContext(connection) as queries:
            calling.send(batch.pk)
        batch.refresh_from_db()
        calls = Exchange.objects.filter(batch=batch, endpoint="multiupload")
        words = [query["sql"].split()[0] for query in queries]
        bounds = sum(word in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE") for word in words)
        print(
            f"  {what}: {batch.state}, {len(calls)} multiupload call (target 1)   "
            f"{len(words) - bounds} queries{target}, and {bounds} BEGIN or COMMIT   "
            f"answer of {json.dumps([call.response_size for call in calls])} bytes"
        )
