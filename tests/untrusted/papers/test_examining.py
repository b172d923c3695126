"""The process that reads files: what it says, and that it may crash, hang or eat memory without harm."""

import io
import sys
import tempfile
from hashlib import sha256

import pytest

from tests import papers
from untrusted.papers import BROKEN, EMPTY, LARGEST, TOO_LONG, TOO_MUCH, WEB_PAGE, NotTaken, examining


def examine(content):
    with tempfile.TemporaryFile() as file:
        file.write(content)
        return examining.examine(file, len(content))


def acting(monkeypatch, code):
    """Have the process that reads do this first."""
    script = f"import sys; {code}; from untrusted.papers.__main__ import main; main()"
    monkeypatch.setattr(examining, "COMMAND", [sys.executable, "-c", script])


def test_a_file_is_read_whole_by_another_process():
    content = papers.jpeg((900, 600))
    paper = examine(content)

    assert (paper.content_type, paper.size, paper.asks_password) == ("image/jpeg", len(content), False)
    assert paper.sha256 == sha256(content).hexdigest()
    assert paper.thumbnail[8:12] == b"WEBP"


@pytest.mark.parametrize(
    ("size", "sentence"), [(0, EMPTY), (LARGEST + 1_048_576, "This file has 26.0 MB; 25 MB is the most.")]
)
def test_what_has_the_wrong_size_is_refused_without_reading_it(size, sentence, monkeypatch):
    monkeypatch.setattr(examining, "COMMAND", ["/nowhere"])

    with pytest.raises(NotTaken) as refused:
        examining.examine(io.BytesIO(), size)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    # What PDFium says of no page at all is true only in a process that has read nothing before.
    [(b"<html>", WEB_PAGE), (papers.pdf(0), BROKEN)],
    ids=["a web page", "a pdf without a page"],
)
def test_what_the_other_process_refuses_is_refused(content, sentence):
    with pytest.raises(NotTaken) as refused:
        examine(content)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "code", ["import os; os.abort()", "sys.exit(3)", "raise RuntimeError('what a file')"]
)
def test_a_file_that_crashes_its_reader_is_refused(monkeypatch, caplog, code):
    acting(monkeypatch, code)

    with pytest.raises(NotTaken) as refused:
        examine(papers.jpeg())
    assert str(refused.value) == BROKEN and "what a file" not in caplog.text


@pytest.mark.deadline
def test_a_file_that_hangs_its_reader_is_refused(monkeypatch):
    acting(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(examining, "SECONDS", 0.3)

    with pytest.raises(NotTaken) as refused:
        examine(papers.jpeg())
    assert str(refused.value) == TOO_LONG


def test_a_file_that_keeps_its_reader_busy_is_ended_by_the_system(monkeypatch):
    acting(
        monkeypatch,
        "from untrusted.limits import give_up; give_up(memory=1 << 30, cpu_seconds=1); sum(iter(int, 1))",
    )

    with pytest.raises(NotTaken) as refused:
        examine(papers.jpeg())
    assert str(refused.value) == TOO_LONG


def test_a_file_that_takes_all_memory_is_refused(monkeypatch):
    acting(
        monkeypatch,
        "from untrusted.papers import reading; reading.examined = lambda file: bytes(4 << 30)",
    )

    with pytest.raises(NotTaken) as refused:
        examine(papers.jpeg())
    assert str(refused.value) == TOO_MUCH


def test_the_reader_can_write_no_file_and_has_none_of_our_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "not-for-the-reader")
    code = (
        "import os; from untrusted.papers import reading, NotTaken\n"
        "def told(file):\n"
        f"    try: open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'x')\n"
        "    except OSError as error: raise NotTaken(f'{error} {sorted(os.environ)}')\n"
        "reading.examined = told\n"
        "from untrusted.papers.__main__ import main; main()"
    )
    monkeypatch.setattr(examining, "COMMAND", [sys.executable, "-c", code])

    with pytest.raises(NotTaken, match="not permitted|denied") as refused:
        examine(papers.jpeg())
    assert "SECRET_KEY" not in str(refused.value)
