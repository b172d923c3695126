"""The process that a stranger's file is given to: what it is given besides, and how it may end."""

import json
import os
import signal
import sys
import tempfile
import threading

import pytest

from tests.processes.running import wait_until
from untrusted import runner


def ask(code, content=b"", seconds=60.0):
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        return runner.ask([sys.executable, "-c", code], source, seconds=seconds)


def test_it_answers_in_json_of_what_it_was_given():
    assert ask("import sys, json; json.dump(len(sys.stdin.read()), sys.stdout)", b"12345") == 5


def test_it_knows_nothing_of_the_portal(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for strangers")

    given = ask("import os, json; print(json.dumps(dict(os.environ)))")

    assert "not for strangers" not in json.dumps(given)
    # Python itself adds the locale that it chose.
    assert set(given) - {"LC_CTYPE"} <= {*runner.GIVEN, "PYTHONDONTWRITEBYTECODE", "CONFINED_BY"}


def test_one_that_hangs_is_ended():
    with pytest.raises(runner.TooLong):
        ask("import signal; signal.pause()", seconds=0.2)


def test_one_that_the_system_ends_for_its_time_took_too_long():
    with pytest.raises(runner.TooLong):
        ask(f"import os; os.kill(os.getpid(), {int(signal.SIGXCPU)})")


@pytest.mark.parametrize(("code", "status"), [("raise SystemExit(3)", 3), ("import os; os.abort()", -6)])
def test_one_that_ends_without_an_answer_has_crashed(code, status):
    with pytest.raises(runner.Crashed) as crash:
        ask(code)
    assert crash.value.code == status and os.path.isdir(runner.FOLDER)


def test_so_many_files_are_read_and_waited_for_and_no_more():
    places = runner.Places(at_once=2, waiting=3, each=3)
    reading, go = threading.Semaphore(0), threading.Event()

    def read(whose):
        with places.one(whose):
            reading.release()
            assert go.wait(60)

    people = ("asha", "asha", "asha", "ravi", "ravi")
    threads = [threading.Thread(target=read, args=(whose,)) for whose in people]
    for thread in threads:
        thread.start()
    assert reading.acquire(timeout=60) and reading.acquire(timeout=60)
    wait_until(lambda: places._taken.total() == 5, "three wait")
    assert not reading.acquire(blocking=False)

    with pytest.raises(runner.Busy), places.one("meera"):
        pytest.fail("A sixth was taken.")
    go.set()
    for thread in threads:
        thread.join()
    with places.one("meera"):
        assert places._taken == {"meera": 1}
    assert places._taken == {}


def test_nobody_takes_all_places():
    places = runner.Places(at_once=4, waiting=0, each=1)
    with places.one("asha"), places.one("ravi"), pytest.raises(runner.Busy), places.one("asha"):
        pytest.fail("A second was taken.")
