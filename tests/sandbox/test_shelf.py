"""Specimen papers and redacted pictures behind links of the sandbox."""

import errno

import pytest
import requests

from sandbox.papers import SETS
from sandbox.shelf import Shelf
from sandbox.storage import READ, Storage


def get(url):
    return requests.get(url, timeout=600)


def test_every_set_is_listed_with_links_that_give_its_papers(sandbox_url):
    sets = get(f"{sandbox_url}/papers/").json()["sets"]
    assert [each["name"] for each in sets] == list(SETS)
    complete = next(each for each in sets if each["name"] == "complete")
    assert complete["applicant"] == SETS["complete"].papers[0].facts["customer_name"]
    assert [paper["document_type"] for paper in complete["papers"]][-1] == ""
    papers = [get(paper["url"]) for paper in complete["papers"]]
    starts = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff"}
    for paper in papers:
        assert paper.headers["X-Sandbox"] == "not Atlas"
        assert paper.content.startswith(starts[paper.headers["Content-Type"]])


def test_links_lead_to_where_others_reach_the_sandbox(start):
    sets = get(f"{start('--invent', '--url', 'https://sandbox.example/').url}/papers/").json()["sets"]
    assert sets[0]["papers"][0]["url"] == "https://sandbox.example/papers/complete/invoice.pdf"


def test_document_ids_are_unique_within_a_set(sandbox_url):
    for each in get(f"{sandbox_url}/papers/").json()["sets"]:
        ids = [paper["document_id"] for paper in each["papers"]]
        assert len(set(ids)) == len(ids)


def test_papers_that_find_no_room_are_refused_and_left_for_later(start, tmp_path):
    running = start()
    folder = tmp_path / "own.sqlite3.files"
    # Nothing can be written below a file.
    (folder / "identity").touch()
    answer = get(f"{running.url}/papers/identity/pan.jpg")
    assert (answer.status_code, answer.headers["X-Sandbox"]) == (503, "not Atlas")
    (folder / "identity").unlink()
    assert get(f"{running.url}/papers/identity/pan.jpg").content.startswith(b"\xff\xd8\xff")


def test_a_paper_that_was_half_written_is_not_given(tmp_path, monkeypatch):
    def breaks_off(papers, folder):
        folder.mkdir()
        (folder / "pan.jpg").write_bytes(b"\xff\xd8")
        raise OSError(errno.ENOSPC, "")

    monkeypatch.setattr("sandbox.papers.writing.write", breaks_off)
    shelf = Shelf(tmp_path)
    for _ in range(2):
        with pytest.raises(OSError):
            shelf.file("identity", "pan.jpg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path",
    [
        "papers/complete/",
        "papers/complete/labels.json",
        "papers/complete/other.pdf",
        "papers/none/invoice.pdf",
        "papers/complete/..%2f..%2fetc%2fpasswd",
        "papers/../server.py",
        "redacted/none.jpg",
        "redacted/",
    ],
)
def test_nothing_else_is_there(sandbox_url, path):
    answer = get(f"{sandbox_url}/{path}")
    assert answer.status_code == 404
    assert answer.headers["X-Sandbox"] == "not Atlas"


def test_a_picture_is_given_to_who_knows_its_name(start, tmp_path):
    storage = Storage(tmp_path / "own.sqlite3")
    storage.add_reading("F-1", READ, ("a-name_that-nobody-guesses", b"\xff\xd8\xff picture"))
    storage.close()
    answer = get(f"{start('--invent').url}/redacted/a-name_that-nobody-guesses.jpg")
    assert answer.content == b"\xff\xd8\xff picture"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
