"""Files on their way through download and reading, in real processes: what each ends as, whatever it is."""

import json
import os
import signal
import threading
from pathlib import Path

import pytest

from sandbox.papers import SETS
from sandbox.papers.writing import made
from sandbox.reading.download import Rules, download
from sandbox.reading.lines import Reading
from sandbox.reading.readers import Readers
from sandbox.reading.results import ReadResults
from sandbox.reading.work import Workshop
from sandbox.storage import FAILED, READ, Storage
from tests.sandbox.conftest import flow_parameters, wait_for
from tests.sandbox.reading.conftest import has_open, pours, says
from tests.sandbox.reading.test_pages import drawn_pdf, moving_picture, pdf_by, picture, png_of_claimed_size

SECONDS = 60
REDACTED = Reading("AADHAAR", fields={"aadhaar_number": {"value": "9999"}}, redacted=b"\xff\xd8")
RULES = Rules(private_addresses=True, most_bytes=5 * 1024 * 1024, most_seconds=60)
INVOICE, DELIVERY_ORDER, AADHAAR, PAN = SETS["complete"].papers[:4]


@pytest.fixture
def start(tmp_path):
    """Start workshops on one storage, one after the other; a workshop has one reader process."""
    storage = Storage(tmp_path / "storage.sqlite3")
    workshops = []

    def begin():
        workshop = Workshop(storage, tmp_path, RULES, "http://127.0.0.1:8001/redacted", processes=1)
        workshops.append(workshop)
        return workshop

    yield storage, begin
    for workshop in workshops:
        workshop.stop()
    storage.close()


def upload(storage, flow_uuid, urls, now=1000.0):
    """Note files as an upload does; a file's document id is its number."""
    storage.add_flow(flow_uuid, flow_parameters(callback_url=""), now)
    known = len(storage.files(flow_uuid))
    records = [
        {"file_uuid": f"{flow_uuid}-{n}", "batch_id": "B", "document_id": str(n), "file_url": url}
        for n, url in enumerate(urls, known + 1)
    ]
    storage.add_files(flow_uuid, records, now)


def finish(storage, flow_uuid):
    """Wait for the end of a flow; its readings by document id."""
    wait_for(lambda: storage.cross_checks(storage.flow(flow_uuid)) is not None, seconds=SECONDS)
    return {reading["document_id"]: reading for reading in storage.readings(flow_uuid)}


def status(storage, flow_uuid):
    return tuple(ReadResults(storage, None).status(storage.flow(flow_uuid), 0).values())


def test_papers_are_read_redacted_and_compared(start, files, tmp_path):
    storage, begin = start
    papers = (INVOICE, AADHAAR)
    for paper in papers:
        files.answers[f"/{paper.file}"] = says(made(paper))
    upload(storage, "F", [files.url(f"/{paper.file}?sig=secret") for paper in papers])
    assert status(storage, "F") == ("IN_PROGRESS", "NOT_STARTED", "NOT_STARTED", "IN_PROGRESS")
    begin().take("F")
    finish(storage, "F")
    assert status(storage, "F") == ("SUCCESS", "SUCCESS", "COMPLETED", "SUCCESS")
    answer = ReadResults(storage, None).extracts(storage.flow("F"), 0)
    invoice, aadhaar = answer["ocr_data"]
    assert invoice["document_type"] == "INVOICE"
    assert invoice["invoice_number"]["value"] == INVOICE.facts["invoice_number"]
    assert aadhaar["document_type"] == "AADHAAR"
    assert {check["field"] for check in answer["cross_checks"]} >= {"name", "address"}
    address, _, name = aadhaar["aadhaar_number"]["redact_url"].rpartition("/")
    assert address == "http://127.0.0.1:8001/redacted"
    assert storage.picture(name.removesuffix(".jpg")).startswith(b"\xff\xd8")
    # Nothing of a paper stays behind but what was read of it.
    assert not [path for path in tmp_path.iterdir() if not path.name.startswith("storage.sqlite3")]


def cut_short(canvas):
    canvas.drawString(30, 250, "Government of India, Unique Identification Authority of India")
    for height, words in enumerate(("9999 1234 567", "FEMALE", "DOB: 14/08/1991", "Asha Deshpande"), 5):
        canvas.drawString(30, 25 * height, words)


def test_a_letter_whose_number_is_cut_short_has_neither_number_nor_picture(start, files):
    storage, begin = start
    files.answers["/letter.pdf"] = says(pdf_by(cut_short))
    upload(storage, "F", [files.url("/letter.pdf")])
    begin().take("F")
    reading = finish(storage, "F")["1"]
    assert (reading["document_type"], reading["problem"]) == ("AADHAAR", "")
    assert "aadhaar_number" not in json.loads(reading["fields"])


BAD = {
    "/10000-pages.pdf": (lambda: says(drawn_pdf(count=10_000)), "The file has 10,000 pages"),
    "/page.jpg": (lambda: says(b"<!doctype html><title>Sign in</title>"), "neither a picture nor a PDF"),
    "/drawing.svg": (
        lambda: says(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "neither a picture nor a PDF",
    ),
    "/point.png": (lambda: says(picture((1, 1), format="PNG")), "only 1 × 1 points"),
    "/huge.png": (lambda: says(png_of_claimed_size(30_000, 30_000)), "which is too many"),
    "/film.gif": (lambda: says(moving_picture()), "The picture moves"),
    "/half.jpg": (lambda: says(picture((800, 600))[:2000]), "damaged or not complete"),
    "/blank.png": (lambda: says(picture((800, 600), format="PNG")), "No text could be read."),
    "/letter.pdf": (
        lambda: says(drawn_pdf("Dear neighbour, the meeting is on Sunday at the hall")),
        "no known type",
    ),
}
NOT_FETCHED = {
    "/gone.pdf": (lambda: says(b"", status=404), "The link answered 404."),
    "/endless.pdf": (lambda: pours(b"HTTP/1.1 200 OK\r\n\r\n", b"%PDF" * 4096), "larger than 5 MB"),
    "/circle.pdf": (lambda: says(b"", status=302, Location="/circle.pdf"), "redirects more than"),
}


def test_every_bad_file_ends_with_its_own_words_and_the_good_one_is_read(start, files):
    storage, begin = start
    files.answers["/good.pdf"] = says(made(INVOICE))
    for path, (answer, _) in (BAD | NOT_FETCHED).items():
        files.answers[path] = answer()
    paths = [*BAD, *NOT_FETCHED, "/good.pdf"]
    upload(storage, "F", [files.url(path) for path in paths])
    begin().take("F")
    found = dict(zip(paths, finish(storage, "F").values(), strict=True))
    for path, (_, words) in BAD.items():
        assert words in found[path]["problem"], path
        assert found[path]["state"] == READ
        assert found[path]["error_code"] == ("UNRECOGNISED" if path == "/letter.pdf" else "INVALID_DOC")
    for path, (_, words) in NOT_FETCHED.items():
        assert words in found[path]["problem"], path
        assert (found[path]["state"], found[path]["error_code"]) == (FAILED, "INVALID_DOC")
    assert found["/good.pdf"]["document_type"] == "INVOICE"
    assert status(storage, "F") == ("FAILED", "SUCCESS", "COMPLETED", "SUCCESS")


def readers():
    """The processes that this one has started."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {int(pid) for path in tasks for pid in path.read_text().split()}


@pytest.fixture
def poison(monkeypatch):
    """A link whose file makes its reader wait for ever: a pipe that is open and that nobody writes to."""
    ends = []

    def fetch(url, path, rules):
        if not url.endswith("/poison"):
            return download(url, path, rules)
        os.mkfifo(path)
        ends.append(os.open(path, os.O_RDWR))

    monkeypatch.setattr("sandbox.reading.work.download", fetch)
    yield "https://files.example/poison"
    for end in ends:
        os.close(end)


def reads(pid, path):
    """Whether a process is a reader with this file open; one that only starts has all that we have."""
    return has_open(pid, path) and b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_reader_that_dies_costs_its_file_alone(start, files, poison, tmp_path):
    storage, begin = start
    files.answers["/good.pdf"] = says(made(INVOICE))
    upload(storage, "F", [poison])
    before = readers()
    begin().take("F")
    pipe = str(tmp_path / "F-1")
    working = wait_for(lambda: [pid for pid in readers() - before if reads(pid, pipe)], seconds=SECONDS)
    assert storage.readings("F")[0]["state"] == "downloaded"
    os.kill(working[0], signal.SIGKILL)
    assert finish(storage, "F")["1"]["problem"] == "The file broke the program that reads it."
    assert status(storage, "F") == ("SUCCESS", "FAILED", "NOT_STARTED", "FAILED")
    upload(storage, "F", [files.url("/good.pdf")], now=2000.0)
    assert storage.cross_checks(storage.flow("F")) is None
    begin().take("F")
    assert finish(storage, "F")["2"]["document_type"] == "INVOICE"


def test_readers_that_die_between_files_are_replaced(start, files):
    storage, begin = start
    files.answers["/invoice.pdf"] = says(made(INVOICE))
    before = readers()
    workshop = begin()
    for flow_uuid in ("F", "G", "H"):
        upload(storage, flow_uuid, [files.url("/invoice.pdf")])
        workshop.take(flow_uuid)
        assert finish(storage, flow_uuid)["1"]["document_type"] == "INVOICE"
        for pid in readers() - before:
            if loaded(pid):
                os.kill(pid, signal.SIGKILL)


def failures(capfd):
    """What the workshop has said of its storage since this was last asked."""
    return [line for line in capfd.readouterr().err.splitlines() if line.startswith("The storage failed")]


def test_a_storage_that_fails_for_a_while_loses_nothing(start, files, monkeypatch, capfd):
    monkeypatch.setattr("sandbox.reading.work.PAUSE", 0.05)
    storage, begin = start
    files.answers["/invoice.pdf"] = says(made(INVOICE))
    upload(storage, "F", [files.url("/invoice.pdf")] * 8)
    for state in ("downloading", "downloaded", "read"):
        failing = f"BEFORE INSERT ON readings WHEN NEW.state = '{state}' BEGIN SELECT RAISE(ABORT, ''); END"
        storage._write(f"CREATE TRIGGER failing_{state} {failing}", ())
    begin().take("F")
    for state in ("downloading", "downloaded", "read"):
        for _ in range(4):
            wait_for(lambda: failures(capfd), seconds=SECONDS)
        assert state not in {reading["state"] for reading in storage.readings("F")}
        storage._write(f"DROP TRIGGER failing_{state}", ())
    assert {reading["document_type"] for reading in finish(storage, "F").values()} == {"INVOICE"}


def test_a_picture_is_not_kept_without_its_reading(start, files, monkeypatch, capfd):
    monkeypatch.setattr("sandbox.reading.work.PAUSE", 0.05)
    monkeypatch.setattr(Readers, "read", lambda self, path: REDACTED)
    storage, begin = start
    files.answers["/letter.pdf"] = says(b"%PDF")
    upload(storage, "F", [files.url("/letter.pdf")])
    failing = "BEFORE INSERT ON readings WHEN NEW.state = 'read' BEGIN SELECT RAISE(ABORT, ''); END"
    storage._write(f"CREATE TRIGGER failing {failing}", ())
    begin().take("F")
    wait_for(lambda: failures(capfd), seconds=SECONDS)
    storage._write("DROP TRIGGER failing", ())
    finish(storage, "F")
    assert len(storage._read("SELECT name FROM pictures")) == 1


def test_no_error_ends_a_thread_that_others_need(start, files, monkeypatch, capfd):
    files.answers["/invoice.pdf"] = says(made(INVOICE))
    storage, begin = start
    workshop = begin()
    broken = {
        "sandbox.reading.work.download": ("The sandbox failed when it fetched the file.", FAILED),
        "sandbox.reading.work.Readers.read": ("The sandbox failed when it had the file read.", READ),
        "sandbox.reading.work.cross_checks": ("", READ),
    }
    for number, (name, (words, state)) in enumerate(broken.items()):
        upload(storage, f"F{number}", [files.url("/invoice.pdf")] * 8)
        with monkeypatch.context() as patch:
            patch.setattr(name, lambda *args: 1 / 0)
            workshop.take(f"F{number}")
            found = finish(storage, f"F{number}").values()
        assert {(reading["problem"], reading["state"]) for reading in found} == {(words, state)}
    upload(storage, "G", [files.url("/invoice.pdf")])
    workshop.take("G")
    assert finish(storage, "G")["1"]["document_type"] == "INVOICE"
    said = capfd.readouterr().err
    assert "_download failed: ZeroDivisionError" in said
    assert "Traceback" not in said


def test_comparing_does_not_hold_up_the_start(start, monkeypatch):
    storage, begin = start
    compared = threading.Event()
    monkeypatch.setattr("sandbox.reading.work.cross_checks", lambda items: compared.wait(SECONDS) and [])
    upload(storage, "F", ["https://files.example/a.pdf"])
    storage.add_reading("F-1", READ, document_type="INVOICE")
    begin().resume()
    assert storage.cross_checks(storage.flow("F")) is None
    compared.set()
    finish(storage, "F")


def test_what_was_read_but_not_compared_is_compared_at_the_next_start(start):
    storage, begin = start
    upload(storage, "F", ["https://files.example/a.pdf"])
    storage.add_reading("F-1", READ, document_type="INVOICE")
    begin().resume()
    finish(storage, "F")
    assert status(storage, "F") == ("SUCCESS", "SUCCESS", "COMPLETED", "SUCCESS")


def loaded(pid):
    """Whether a process has the models in its memory."""
    try:
        return "onnxruntime" in Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return False


def test_what_was_in_work_when_the_sandbox_ended_is_begun_anew(start, files, monkeypatch):
    storage, begin = start
    files.answers["/invoice.pdf"] = says(made(INVOICE))
    upload(storage, "F", [files.url("/invoice.pdf")])
    ended, read = threading.Event(), Readers.read
    with monkeypatch.context() as patch:
        patch.setattr(Readers, "read", lambda self, path: ended.wait(SECONDS) and read(self, path))
        first = begin()
        first.take("F")
        wait_for(lambda: storage.readings("F")[0]["state"] == "downloaded", seconds=SECONDS)
        first.stop()
        ended.set()
    assert storage.readings("F")[0]["state"] == "downloaded"
    begin().resume()
    assert finish(storage, "F")["1"]["document_type"] == "INVOICE"


def test_what_was_read_is_not_read_again(start, files):
    storage, begin = start
    files.answers["/invoice.pdf"] = says(made(INVOICE))
    upload(storage, "F", [files.url("/invoice.pdf")])
    workshop = begin()
    workshop.take("F")
    workshop.take("F")
    finish(storage, "F")
    workshop.resume()
    upload(storage, "F", [files.url("/gone.pdf")], now=2000.0)
    files.answers["/gone.pdf"] = says(b"", status=404)
    workshop.take("F")
    finish(storage, "F")
    assert [path for path, _ in files.seen] == ["/invoice.pdf", "/gone.pdf"]


def test_fields_are_stored_as_text_that_json_can_carry(start, files):
    storage, begin = start
    files.answers["/invoice.pdf"] = says(made(INVOICE))
    upload(storage, "F", [files.url("/invoice.pdf")])
    begin().take("F")
    fields = json.loads(finish(storage, "F")["1"]["fields"])
    assert all(0 <= field["confidence_score"] <= 1 for field in fields.values())
