"""Attached files through the real processes: from the officer's desk to whoever fetches them for Atlas."""

import json
import os
import re
import shutil
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests import papers
from tests.processes.running import Portal, wait_until
from untrusted.papers import LARGEST

PICTURE = papers.jpeg((640, 480))
HALF_SENT = 3_000_000
# What Atlas was sent, which stands on no page, and the same for a batch whose results do not come.
ADDRESSES = """
from verifications.attachments import handing
from verifications.models import FileRecord
file = FileRecord.objects.latest("pk")
print(file.file_url, handing.link_to(file.attachment, batch=0))
"""


@contextmanager
def portal_in(folder, migrated, *names):
    """A portal with folders of its own for attached files and for temporary ones."""
    temporary, files = folder / "temporary", folder / "attachments"
    temporary.mkdir()
    files.mkdir()
    shutil.copy(migrated.folder / "portal.sqlite3", folder)
    portal = Portal(
        folder,
        SANDBOX_PORT=migrated.environment["SANDBOX_PORT"],
        ATTACHMENT_OPTIONS=f'{{"location": "{files}"}}',
        TMPDIR=str(temporary),
    )
    portal.temporary, portal.files = temporary, files
    try:
        portal.start(*names)
        yield portal
    finally:
        portal.stop()


@pytest.fixture(scope="module")
def portal(migrated, tmp_path_factory):
    """A portal that these tests share."""
    names = ("web", "worker", "scheduler", "sandbox")
    with portal_in(tmp_path_factory.mktemp("attachments"), migrated, *names) as portal:
        yield portal


@pytest.fixture
def mortal(migrated, tmp_path):
    """A portal of a test's own, which may be killed."""
    with portal_in(tmp_path, migrated, "web", "worker") as portal:
        yield portal


@pytest.fixture
def kept(portal):
    """What has been attached before this test."""
    return set(left_in(portal))


def left_in(portal):
    """The attached files, and the temporary ones that processes hold open; none of gunicorn's own."""
    if os.geteuid() != 0:
        pytest.skip("The portal's processes let root alone see what they hold open.")
    held = []
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            held.append(Path(os.readlink(handle)))
        except OSError:
            continue
    temporary = {path for path in held if path.parent == portal.temporary} | set(portal.temporary.iterdir())
    stored = set(portal.files.iterdir())
    return [path for path in temporary | stored if not path.name.startswith("wgunicorn")]


def key_of(officer):
    page = officer.get("/cases/new/")
    return unescape(re.search(r'name="form_key" value="([^"]+)"', page)[1])


def attach(officer, content, name="invoice 1.jpg"):
    """Attach a file as the page's script does."""
    return officer.session.post(
        f"{officer.url}/cases/new/attachments/",
        data={"form_key": key_of(officer)},
        files={"attachments": (name, content, "image/jpeg")},
        headers={"X-CSRFToken": officer.session.cookies["csrftoken"]},
        timeout=60,
    )


def test_what_was_attached_is_what_whoever_has_the_address_gets(portal, visit):
    officer = visit(portal)
    line = attached(officer, PICTURE)
    reference = officer.new_case(text=f"7{line}")
    wait_until(lambda: officer.batch_state(reference) == "accepted", "the batch is accepted")

    page = officer.get(f"/cases/{reference}/")
    assert "/d/" not in page
    sent, url = portal.manage("shell", "--verbosity", "0", "-c", ADDRESSES).split()
    assert url.startswith(portal.url) and "invoice%201.jpg?e=" in url
    fetched = requests.get(url, timeout=60)
    assert fetched.content == PICTURE and fetched.headers["Content-Type"] == "image/jpeg"
    head = requests.head(url, timeout=60)
    assert head.headers["Content-Length"] == str(len(PICTURE)) and not head.content
    part = requests.get(url, headers={"Range": "bytes=10-19"}, timeout=60)
    assert (part.status_code, part.content) == (206, PICTURE[10:20])
    record = re.search(r'href="(/files/f-\d+/)"', page)[1]
    assert "2 times by someone with the portal’s link" in officer.get(record)
    wait_until(lambda: requests.get(sent, timeout=60).status_code == 410, "the results end what was sent")


def test_a_form_without_a_script_brings_its_files_along(portal, visit):
    officer = visit(portal)
    page = officer.get("/cases/new/")
    form = {
        "form_key": unescape(re.search(r'name="form_key" value="([^"]+)"', page)[1]),
        "csrfmiddlewaretoken": officer.session.cookies["csrftoken"],
        "applicant_name": "Sunil Patil",
        "action": "draft",
    }
    files = [("attachments", (name, PICTURE, "image/jpeg")) for name in ("a.jpg", "b.jpg")]
    saved = officer.session.post(f"{portal.url}/cases/new/", data=form, files=files, timeout=60)

    assert saved.ok and "/a.jpg" in saved.text and "/b.jpg" in saved.text


def test_the_largest_file_is_taken(portal, visit):
    assert attached(visit(portal), papers.noisy_jpeg(LARGEST))


def verdicts(officer, *lines):
    """What the page's rows say of the attached files that these lines name: ok, warning or error."""
    text = "\n".join(f"{number}{line}" for number, line in enumerate(lines, 1))
    return re.findall(r'data-verdict="(\w+)"', officer.post("/cases/new/preview/", documents_text=text).text)


def attached(officer, content, name="invoice 1.jpg"):
    """Attach a file and wait until it may be sent, on however busy a machine; returns its line."""
    answer = attach(officer, content, name)
    assert answer.status_code in (201, 202)
    line = answer.json()["line"]
    wait_until(lambda: verdicts(officer, line) == ["ok"], "the file is looked at")
    return line


@pytest.mark.deadline
def test_files_that_take_long_to_read_do_not_silence_the_portal(portal, visit):
    officer, slow = visit(portal), papers.slow_pdf()
    with ThreadPoolExecutor(12) as people:
        uploads = [people.submit(attach, officer, slow, f"{number}.pdf") for number in range(12)]
        waited = []
        while not all(upload.done() for upload in uploads):
            waited.append(requests.get(f"{portal.url}/healthz", timeout=60).elapsed.total_seconds())
    answers = [upload.result() for upload in uploads]
    taken = [answer.json()["line"] for answer in answers if answer.status_code == 202]

    # Each web process takes three of one person's; the page brings the others again by itself.
    assert {answer.status_code for answer in answers} == {202, 503} and 3 <= len(taken) <= 6
    # One or two may meet the moment in which twelve forms are drawn at once.
    assert sorted(waited)[-3] < 1 and len(waited) > 20
    wait_until(lambda: "error" not in verdicts(officer, *taken), "the worker has looked at them")


def test_a_file_that_a_killed_worker_was_looking_at_is_looked_at_again(mortal, visit):
    mortal.kill("worker")
    officer = visit(mortal)
    line = attach(officer, papers.slow_pdf(), "slow.pdf").json()["line"]
    assert verdicts(officer, line) == ["error"] and len(list(mortal.files.iterdir())) == 1
    key = re.search(r"attached:([0-9a-f-]{36})", line)[1]
    assert officer.session.get(f"{mortal.url}/attachments/{key}/", timeout=60).status_code == 404

    # One that claims it, and dies over it.
    mortal.start("worker")
    with closing(sqlite3.connect(mortal.folder / "portal.sqlite3", isolation_level=None)) as database:
        claims = "SELECT claim FROM verifications_examination WHERE claim IS NOT NULL"
        wait_until(lambda: database.execute(claims).fetchall(), "it is claimed")
        mortal.kill("worker")
        database.execute("UPDATE verifications_examination SET claimed_until = '2020-01-01'")
    mortal.start("worker", "scheduler")

    wait_until(lambda: verdicts(officer, line) == ["ok"], "another worker has looked at it")
    assert officer.session.get(f"{mortal.url}/attachments/{key}/", timeout=60).ok


def request_of(officer, content, path="/cases/new/attachments/", missing=0, **fields):
    """A form's bytes with this file at its end, and a length that promises `missing` more."""
    cookies = "; ".join(f"{name}={value}" for name, value in officer.session.cookies.items())
    token = officer.session.cookies["csrftoken"]
    fields |= {"form_key": key_of(officer), "csrfmiddlewaretoken": token}
    part = '--x\r\nContent-Disposition: form-data; name="'
    body = "".join(f'{part}{name}"\r\n\r\n{value}\r\n' for name, value in fields.items())
    body = f'{body}{part}attachments"; filename="half.jpg"\r\n\r\n'.encode()
    end = b"" if missing else b"\r\n--x--\r\n"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(officer.url).netloc}\r\nCookie: {cookies}\r\n"
        f"X-CSRFToken: {token}\r\nContent-Length: {len(body) + len(content) + len(end) + missing}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nConnection: close\r\n\r\n"
    ).encode()
    return [head + body, content, end]


@contextmanager
def sent(portal, pieces):
    """A connection over which these bytes were sent."""
    with socket.create_connection(("127.0.0.1", urlsplit(portal.url).port), timeout=60) as client:
        for piece in pieces:
            client.sendall(piece)
        yield client


def test_two_hundred_megabytes_are_a_sentence_and_leave_nothing(portal, visit, kept):
    with sent(portal, request_of(visit(portal), bytes(200 * 1024 * 1024))) as client:
        answer = client.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2]) == {
        "error": "This file has 200.0 MB; 25 MB is the most."
    }
    assert set(left_in(portal)) == kept


def test_a_client_that_stops_half_way_leaves_nothing(portal, visit, kept):
    with sent(portal, request_of(visit(portal), papers.noisy_jpeg(HALF_SENT), missing=5000)):
        wait_until(lambda: set(left_in(portal)) > kept, "the portal holds what came so far")
    wait_until(lambda: set(left_in(portal)) == kept, "the portal has let go of it")


def test_half_a_form_is_not_taken_for_a_whole_one(portal, visit, kept):
    officer = visit(portal)
    draft = {"action": "draft", "applicant_name": "Half Sent", "path": "/cases/new/"}
    with sent(portal, request_of(officer, papers.noisy_jpeg(HALF_SENT), missing=5000, **draft)):
        wait_until(lambda: set(left_in(portal)) > kept, "the portal holds what came so far")
    wait_until(lambda: set(left_in(portal)) == kept, "the portal has let go of it")
    with sent(portal, request_of(officer, papers.jpeg(), **draft | {"applicant_name": "Whole"})) as client:
        assert client.makefile("rb").read().startswith(b"HTTP/1.1 302 ")

    page = officer.get("/")
    assert "Whole" in page and "Half Sent" not in page


def test_a_process_that_is_killed_meanwhile_leaves_nothing(mortal, visit):
    with sent(mortal, request_of(visit(mortal), papers.noisy_jpeg(HALF_SENT), missing=5000)):
        wait_until(lambda: left_in(mortal), "the portal holds what came so far")
        mortal.kill("web")

    assert left_in(mortal) == []
