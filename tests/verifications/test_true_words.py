"""What pages say is true: sent of what has left, queued of what waits, and nothing green that has failed."""

import re
import uuid

import pytest
from django.db import transaction
from django.utils import timezone

from tests import factories
from tests.atlas.server import answer
from tests.verifications.parts import status
from verifications.models import Batch, FileRecord
from verifications.sending import calling, pressing
from verifications.tags import meaning
from verifications.watching import flows

State = Batch.State
LEFT = (State.ACCEPTED, State.NOT_CONFIRMED)
GREEN = re.compile(r'<(?:span|li|section)[^>]*data-tone="green"[^>]*>')


def text_of(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


def addresses(batch):
    """Every page and list that says something of a batch."""
    file, case = batch.files.first(), batch.case.reference
    return [
        f"/cases/{case}/",
        f"/batches/{batch.our_id}/",
        f"/files/{file.our_id}/",
        f"/batches/?q={batch.our_id}",
        f"/files/?q={case}",
        f"/?q={case}",
    ]


@pytest.fixture(params=[*State])
def stands(request, batch, put):
    """A batch in each state, as it comes there the first time."""
    state = request.param
    left = {"left_at": timezone.now()} if state in LEFT else {}
    return batch if state == State.QUEUED else put(batch, state, "“No” <b>.", **left)


@pytest.mark.parametrize("person", ["asha", "meera", "joseph"])
def test_sent_is_said_of_what_has_left_and_queued_of_what_waits(client, request, stands, person):
    client.force_login(request.getfixturevalue(person))
    said = [text_of(client.get(where)) for where in addresses(stands)[:3]]
    for text in said:
        assert (" sent by " in text) == (stands.state in LEFT), text
        assert (" queued by " in text) == (stands.state not in LEFT), text
    lists = [client.get(where).content.decode() for where in addresses(stands)[3:]]
    assert not any(re.search(r"<th[^>]*>\s*Sent", page) for page in lists)


def test_nothing_is_green_of_what_atlas_did_not_take(officer, stands):
    for where in addresses(stands):
        page = officer.get(where).content.decode()
        if stands.state != State.ACCEPTED:
            assert not GREEN.search(page), where


def test_a_document_stands_where_its_batch_stands_until_it_is_answered(officer, stands):
    for where in addresses(stands)[1:3] + addresses(stands)[4:5]:
        page = officer.get(where).content.decode()
        body = page[page.index("<main") :]
        assert f">{stands.get_state_display()}</span>" in body, where
        # But in the filter, as the name of a choice.
        assert "Waiting</span>" not in body, where


@pytest.mark.parametrize(
    ("left", "once_lost", "went"), [(False, False, "queued"), (True, False, "sent"), (False, True, "sent")]
)
def test_a_try_that_has_left_is_not_taken_back(batch, left, once_lost, went):
    batch.left_at, batch.was_unconfirmed = timezone.now() if left else None, once_lost
    assert batch.went == went


def test_the_request_of_a_batch_left_only_if_it_left(officer, batch, put):
    put(batch, State.FAILED, "Could not connect to Atlas.")
    page = text_of(officer.get(f"/batches/{batch.our_id}/"))
    assert "it never left" in page and "Running it sends the documents " in page
    assert "again" not in page.split("Running it sends the documents")[1][:20]


def test_the_banner_is_of_the_batch_that_decides(officer, batch, asha, put):
    put(batch, State.NOT_CONFIRMED, "The answer was lost.", left_at=timezone.now())
    form = factories.form(by=asha, account=batch.case.account, text="9\thttps://docs.example/9")
    documents = factories.documents(batch.case, form)
    with transaction.atomic():
        newer = pressing.queue(batch.case, documents, form_key=uuid.uuid4(), by=asha)
    page = text_of(officer.get(f"/cases/{batch.case.reference}/"))
    assert f"Atlas may or may not have these 2 documents: {batch.our_id}" in page
    assert "Nothing of it has been sent" not in page and newer.state == State.QUEUED
    assert page.count("queued by you") == 1


def test_a_case_that_atlas_ended_with_failed_has_one_banner_and_nothing_done(officer, queued, server):
    server.on("status", answer(status("FAILED")))
    calling.send(queued.pk)
    flows.look(queued.case_id)
    page = officer.get(f"/cases/{queued.case.reference}/")
    banners = re.findall(r'<(?:section|p) class="banner[^>]*>', page.content.decode())
    assert len(banners) == 1 and 'data-tone="red"' in banners[0]
    assert "Atlas ended this case with FAILED." in text_of(page)
    activity = text_of(page).partition("Activity")[2]
    assert "Case failed" in activity and "Done" not in activity
    failed = re.search(r'<li data-tone="(\w+)">(?:(?!</li>).)*Case failed', page.content.decode(), re.S)
    assert failed[1] == "red"


def test_what_waits_or_was_taken_back_is_no_green_news(officer, batch, draft, asha):
    case_list = factories.case_list(by=asha, account=batch.case.account)
    for where in (
        f"/batches/{batch.our_id}/withdraw/",
        f"/lists/{case_list.pk}/withdraw/",
        f"/cases/{draft.reference}/discard/",
    ):
        page = officer.post(where, follow=True)
        assert re.findall(r'class="toast" data-tone="(\w+)"', page.content.decode()) == ["blue"], where


@pytest.mark.parametrize(
    ("state", "comparison", "changes", "words"),
    [
        ("queued", "waiting", {}, "Not sent yet"),
        ("queued", "waiting", {"was_unconfirmed": True}, "Not sent again yet"),
        ("sending", "waiting", {}, "Not sent yet"),
        ("sending", "waiting", {"was_unconfirmed": True}, "Not sent again yet"),
        ("sending", "waiting", {"left_at": "now"}, "Sent, no answer yet"),
        ("not_confirmed", "waiting", {"left_at": "now"}, "Sent; Atlas may or may not have it"),
        ("rejected", "waiting", {}, "Atlas took nothing of this batch"),
        ("failed", "waiting", {}, "Not taken"),
        ("failed", "waiting", {"was_unconfirmed": True}, "Not taken, as far as can be known"),
        ("withdrawn", "waiting", {}, "Not sent"),
        ("accepted", "waiting", {}, "Atlas has it; its answer was lost"),
        ("accepted", "answered", {}, ""),
        ("accepted", "missing", {}, "Sent, but not in the answer"),
        ("accepted", "extra", {}, "Not sent by us; not used"),
        ("accepted", "repeated", {}, "The first entry is used"),
    ],
)
def test_where_a_document_stands_has_a_meaning(state, comparison, changes, words):
    assert meaning(FileRecord(batch=Batch(state=state, **changes), comparison=comparison)) == words


def test_nothing_is_asked_of_a_batch_of_which_it_is_known(officer, stands):
    page = officer.get(f"/batches/{stands.our_id}/declare/", follow=True)
    if stands.state == State.NOT_CONFIRMED:
        assert "What became of these 2 documents?" in text_of(page)
    else:
        assert page.redirect_chain[-1][0] == f"/batches/{stands.our_id}/"
        assert "Only a batch that is not confirmed can be declared." in text_of(page)
