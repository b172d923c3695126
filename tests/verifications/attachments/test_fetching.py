"""Fetching by a signed address: while it is needed, on the trail, and not too often."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from audit import trail
from audit.models import AuditEvent
from tests import factories
from verifications.attachments import fetching, handing
from verifications.models import Attachment, Batch, Case, FileRecord, LinkFetch

State = Batch.State


@pytest.fixture
def file(asha):
    return factories.attachment(by=asha, name="invoice 1.jpg")


@pytest.fixture
def sent(asha, account, file, put, wakeups):
    """An accepted batch of an attached file and a link."""
    text = f"101\t{file.text}\n" + factories.lines("pan.jpg", first=102)
    return put(factories.batch(by=asha, account=account, text=text), State.ACCEPTED)


def path_to(file, batch):
    return handing.link_to(file, batch=batch.pk).removeprefix("http://127.0.0.1:8000")


def fetch(path, address="203.0.113.7", method="get"):
    """Fetch as someone does who has nothing but the address."""
    answer = getattr(Client(), method)(path, REMOTE_ADDR=address)
    answer.getvalue()
    return answer


def fetches():
    return AuditEvent.objects.filter(action="attachment.fetched").order_by("position")


def test_the_first_fetch_from_each_place_is_an_event(sent, file):
    path = path_to(file, sent)
    for address in ("203.0.113.7", "203.0.113.7", "198.51.100.9"):
        assert fetch(path, address).status_code == 200

    assert [event.address for event in fetches()] == ["203.0.113.7", "198.51.100.9"]
    for event in fetches():
        assert (event.actor_kind, event.target_kind, event.target_id) == (
            "anonymous",
            "attachment",
            str(file.pk),
        )
        assert event.details == {"batch": sent.pk}
        assert path.rpartition("s=")[2] not in str(vars(event))
    file.refresh_from_db()
    assert file.fetch_count == 3 and file.first_fetched_at < file.last_fetched_at
    assert trail.verify().whole


def test_another_address_of_the_same_file_is_another_first_fetch(sent, file, settings):
    fetch(path_to(file, sent))
    settings.ATTACHMENT_LINK_HOURS += 1
    fetch(path_to(file, sent))

    assert fetches().count() == 2


def test_who_only_asks_or_has_a_wrong_address_leaves_no_event(sent, file):
    assert fetch(path_to(file, sent), method="head").status_code == 200
    assert fetch(path_to(file, sent)[:-1]).status_code == 404

    assert not fetches().exists() and not LinkFetch.objects.exists()


def test_what_was_fetched_is_forgotten_with_its_address(sent, file):
    fetch(path_to(file, sent))
    fetching.forget_ended()
    assert LinkFetch.objects.count() == 1

    LinkFetch.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    fetching.forget_ended()
    assert not LinkFetch.objects.exists()


def _flow_ended(batch):
    Case.objects.update(ended_at=timezone.now())


def _results_came(batch):
    Case.objects.update(results_at=timezone.now())


def _each_was_read(batch):
    FileRecord.objects.update(read_at=timezone.now())


@pytest.mark.parametrize("ending", [_flow_ended, _results_came, _each_was_read])
def test_an_address_ends_when_its_batch_has_its_results(sent, file, ending):
    path = path_to(file, sent)
    ending(sent)

    answer = fetch(path)

    assert answer.status_code == 410 and "this address is closed" in answer.content.decode()
    assert not fetches().exists()


@pytest.mark.parametrize("state", [State.SENDING, State.NOT_CONFIRMED])
def test_the_end_of_the_batch_before_ends_no_address_of_one_that_is_on_its_way(
    asha, account, file, put, state, wakeups
):
    batch = put(factories.batch(by=asha, account=account, text=f"7\t{file.text}"), state)
    _flow_ended(batch)

    assert fetch(path_to(file, batch)).status_code == 200


def test_one_document_that_was_read_ends_no_address(sent, file):
    FileRecord.objects.filter(document_id="101").update(read_at=timezone.now())

    assert fetch(path_to(file, sent)).status_code == 200


def test_an_address_of_the_version_before_works_for_its_time(file):
    until = int(time.time()) + 60
    signature = handing.signer().signature(f"{file.pk}:{until}")

    assert fetch(f"/d/{file.pk}/x.jpg?e={until}&s={signature}").status_code == 200
    assert fetches().get().details == {}


def test_who_asks_too_often_waits(sent, file, monkeypatch):
    cache.clear()
    monkeypatch.setattr(fetching, "MOST_A_MINUTE", 2)
    # A minute that has 32.5 seconds left, and does not go on.
    monkeypatch.setattr("pages.rates.time", SimpleNamespace(time=lambda: 6_000_027.5))
    path = path_to(file, sent)
    wrong = path[:-1]
    assert [fetch(each).status_code for each in (path, wrong, path, path)] == [200, 404, 429, 429]

    answer = fetch(path)
    assert answer["Retry-After"] == "33" and "Too many requests" in answer.content.decode()
    assert fetch(path, "198.51.100.9").status_code == 200
    assert Attachment.objects.get().fetch_count == 2


def test_a_count_that_had_to_make_room_keeps_nobody_out(sent, file, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **kwargs: False)
    cache.clear()

    assert fetch(path_to(file, sent)).status_code == 200


def test_a_file_that_was_fetched_can_still_be_removed(sent, asha, wakeups):
    unused = factories.attachment(by=asha)
    LinkFetch.objects.create(attachment=unused, mark="m", ends_at=timezone.now())

    unused.delete()

    assert not LinkFetch.objects.exists()
