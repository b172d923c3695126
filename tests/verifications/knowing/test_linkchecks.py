"""Looking at links as Atlas would: what is kept, for how long, and what is said at the rows."""

import threading
from concurrent import futures
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.atlas.server import answer, endless, silence
from tests.verifications.parts import together
from verifications.knowing import expiring, linkchecks
from verifications.knowing.linkchecks import LinkNote
from verifications.models import LinkCheck
from verifications.text import Note, understand
from verifications.upkeep import sweeping

JPEG = b"\xff\xd8\xff\xe0"


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loopback")]


@pytest.fixture
def link(server):
    """A function that makes links to files of a server, which are all pictures."""
    server.on("file", answer(JPEG, Content_Type="image/jpeg"))
    return lambda number=1, name="file": f"{server.url}/{number}/{name}?sig=s3cret{number}"


def rows_of(*links, first=101):
    text = "\n".join(f"{first + at}\t{url}" for at, url in enumerate(links))
    return understand(text).rows


def noted(*links):
    return linkchecks.note_links(rows_of(*links), by=None)


def notes(rows):
    return [[(note.text, note.calm) for note in row.notes] for row in rows]


def test_what_was_found_is_noted_at_its_row(link, server):
    server.on("page", answer(b"<html><input type=password>"))
    urls = [link(), link(name="page"), link(3)]
    assert linkchecks.check_links(urls[:2]) == 2

    rows = noted(*urls)
    page = "The link answers with a login page, not a document."
    assert notes(rows) == [[("JPEG, 4 bytes", True)], [(page, False)], []]
    assert [row.verdict for row in rows] == ["ok", "warning", "ok"]
    assert linkchecks.unchecked(rows) == 1


def test_nothing_of_the_link_is_kept_but_what_tells_it_from_others(link):
    linkchecks.check_links([link(), link(2)])

    kept = list(LinkCheck.objects.values("outcome", "sentence", "size", "content_type"))
    assert kept == [{"outcome": "good", "sentence": "JPEG, 4 bytes", "size": 4, "content_type": "JPEG"}] * 2
    assert len(set(LinkCheck.objects.values_list("fingerprint", flat=True))) == 2
    assert str(LinkCheck.objects.first()) == "good"


def test_a_link_is_not_fetched_again_while_the_look_at_it_is_fresh(link, server):
    assert [linkchecks.check_links([link(), link()]) for _ in range(2)] == [1, 0]
    assert len(server.seen) == 1

    old = timezone.now() - timedelta(minutes=linkchecks.PREFLIGHT_KEEP_MINUTES)
    LinkCheck.objects.update(checked_at=old)
    assert linkchecks.unchecked(noted(link())) == 1
    assert linkchecks.check_links([link()]) == 1
    assert (len(server.seen), LinkCheck.objects.count()) == (2, 1)
    assert linkchecks.unchecked(noted(link())) == 0


def test_one_call_looks_at_sixteen_and_the_next_at_the_rest(link):
    urls = [link(number) for number in range(20)]
    assert [linkchecks.check_links(urls) for _ in range(3)] == [16, 4, 0]
    assert linkchecks.unchecked(noted(*urls)) == 0


@pytest.mark.deadline
def test_eight_are_looked_at_at_a_time(link, server):
    most, at_work, lock = [], set(), threading.Lock()
    eight = threading.Barrier(8)

    def counted(sock, ended):
        with lock:
            at_work.add(sock)
            most.append(len(at_work))
        eight.wait(60)
        with lock:
            at_work.remove(sock)
        return answer(JPEG)(sock, ended)

    server.on("file", counted)
    assert linkchecks.check_links([link(number) for number in range(16)]) == 16
    assert max(most) == 8


@pytest.mark.deadline
def test_what_is_not_finished_in_time_is_left_to_the_next_call(link, server, monkeypatch):
    def wait_for_one(looks, timeout):
        return futures.wait(looks, timeout=60, return_when=futures.FIRST_COMPLETED)

    monkeypatch.setattr(linkchecks, "wait", wait_for_one)
    server.on("slow", silence)
    assert linkchecks.check_links([link(name="slow"), link()]) == 1

    assert [len(found) for found in notes(noted(link(), link(name="slow")))] == [1, 0]
    assert linkchecks.unchecked(noted(link(), link(name="slow"))) == 1


def test_while_others_have_all_the_turns_nothing_is_looked_at(link, server, monkeypatch):
    monkeypatch.setattr(linkchecks, "PATIENCE", 0.01)
    monkeypatch.setattr(linkchecks, "_turns", threading.BoundedSemaphore(1))
    with linkchecks._turns:
        assert linkchecks.check_links([link()]) == 0
    assert linkchecks.check_links([link()]) == 1


def test_a_body_without_end_is_no_trouble(link, server):
    server.on("big", endless(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + JPEG, b"x" * 65_536, 0))
    linkchecks.check_links([link(name="big")])
    assert notes(noted(link(name="big"))) == [[("JPEG, 9.0 MB", True)]]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "http://192.168.14.20/scans/0047/voter.jpg",
            "192.168.14.20 is a private address: Atlas cannot reach it",
        ),
        ("https://localhost/a.pdf", "localhost is a name inside a network: Atlas cannot reach it"),
    ],
)
def test_what_atlas_can_never_reach_is_flagged_without_a_call(monkeypatch, url, words):
    monkeypatch.undo()
    assert linkchecks.check_links([url]) == 0
    (row,) = noted(url)

    assert row.notes[0].text.startswith(words)
    assert (row.verdict, row.fault, linkchecks.unchecked([row])) == ("warning", "", 0)
    assert not LinkCheck.objects.exists()


def test_unless_it_is_told_otherwise_it_reaches_nothing_on_loopback(monkeypatch, server):
    monkeypatch.undo()
    assert linkchecks.check_links([f"{server.url}/file"]) == 0
    assert server.connections == 0


@pytest.mark.parametrize(
    "line",
    [
        "attached:0b8f4b4e-0000-4000-8000-000000000000/a.pdf",
        "ftp://docs.example/a.pdf",
        "https://[docs.example/a.pdf",
        "https://docs.example/a.pdf?AWSAccessKeyId=A&Signature=b&Expires=1500000000",
    ],
)
def test_what_cannot_be_sent_or_is_attached_is_not_looked_at(line):
    rows = rows_of(line)
    assert linkchecks.links_of(rows) == []
    with CaptureQueriesContext(connection) as queries:
        looked_at = linkchecks.note_links(expiring.note_ends(rows, by=None), by=None)
    assert (linkchecks.unchecked(looked_at), len(queries)) == (0, 0)


def test_a_row_that_only_needs_an_id_is_looked_at_all_the_same(link):
    rows = understand(link()).rows
    assert (rows[0].fault, linkchecks.links_of(rows)) == ("Needs an id", [link()])


def test_more_rows_than_can_be_sent_are_not_looked_at(link):
    rows = rows_of(*(link(number) for number in range(501)))
    assert (linkchecks.links_of(rows), linkchecks.unchecked(rows)) == ([], 0)


def test_500_rows_cost_one_query(link):
    rows = rows_of(*(link(number) for number in range(500)))
    with CaptureQueriesContext(connection) as queries:
        linkchecks.note_links(rows, by=None)
    assert len(queries) == 1


def test_switched_off_it_looks_at_nothing_and_says_nothing(link, server, settings):
    linkchecks.check_links([link()])
    settings.PREFLIGHT = False

    rows = rows_of(link(), "http://10.0.0.1/a")
    assert linkchecks.note_links(rows, by=None) == rows
    assert (linkchecks.unchecked(rows), linkchecks.check_links([link(2)])) == (0, 0)
    assert len(server.seen) == 1


def test_the_sweep_removes_what_is_old(link):
    linkchecks.check_links([link(), link(2)])
    first = LinkCheck.objects.order_by("pk").first()
    LinkCheck.objects.filter(pk=first.pk).update(checked_at=timezone.now() - timedelta(minutes=11))

    sweeping.clean()

    assert LinkCheck.objects.exclude(pk=first.pk).count() == LinkCheck.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_calls_at_the_same_moment_keep_one_look_each(link):
    urls = [link(number) for number in range(8)]
    assert all(
        isinstance(found, int)
        for found in together(
            lambda: linkchecks.check_links(urls), lambda: linkchecks.check_links(urls[::-1])
        )
    )
    assert LinkCheck.objects.count() == 8


def test_a_note_of_a_link_is_a_note():
    assert LinkNote("PDF", calm=True).text == Note("PDF", calm=True).text


def test_no_query_of_a_link_is_logged(link, server, caplog):
    caplog.set_level(0)
    server.on("file", answer(b"", 403))
    linkchecks.check_links([link()])
    assert "s3cret" not in caplog.text
