"""What is said of links that end, and that none which has ended leaves."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import timezone

from pages.form_keys import sign_key
from tests import factories
from tests.atlas.server import answer
from tests.verifications.parts import status, trail_of
from verifications.intake import drafts
from verifications.intake.forms import NewIdForm
from verifications.knowing import expiring
from verifications.knowing.checking import brought
from verifications.models import Batch, Case
from verifications.sending import calling
from verifications.text import Note, understand

State = Batch.State


def link(name="a.pdf", *, ends_in):
    """A link that AWS signed, which ends in so many seconds."""
    stamp = (timezone.now() + timedelta(seconds=ends_in - 600)).astimezone(UTC)
    return f"https://docs.example/{name}?X-Amz-Date={stamp:%Y%m%dT%H%M%SZ}&X-Amz-Expires=600&X-Amz-Signature=a%2Bb"


def text(*ends):
    return "\n".join(f"{101 + at}\t{link(f'{at}.pdf', ends_in=end)}" for at, end in enumerate(ends))


def noted(pasted):
    return expiring.note_ends(understand(pasted).rows, by=None)


def test_a_link_that_has_ended_cannot_be_sent(settings):
    end = datetime(2020, 11, 24, 12, 18, tzinfo=UTC)
    url = f"https://docs.example/a?AWSAccessKeyId=A&Signature=b&Expires={int(end.timestamp())}"
    (row,) = noted(f"101\t{url}")

    assert (row.fault, row.cell, row.verdict) == ("Link expired", "file_url", "error")
    assert row.todo == "It ended on 24 Nov 2020, 17:48 IST; get a new link"


def test_the_year_is_said_only_where_it_is_another():
    moment = timezone.now()
    local = timezone.localtime(moment)
    assert expiring._clock(moment) == f"{local.day} {local:%b, %H:%M} IST"


def test_a_link_that_ends_within_the_margin_is_warned_about(settings):
    settings.LINK_MARGIN_MINUTES = 15
    soon, later = noted(text(14 * 60, 42 * 60 + 30))

    assert (soon.verdict, soon.notes[0].calm, soon.fault) == ("warning", False, "")
    assert soon.notes == (Note("perhaps before Atlas gets to it", ends=soon.expires_at),)
    assert (later.verdict, later.notes) == ("ok", (Note("", calm=True, ends=later.expires_at),))


def test_a_link_without_a_clock_has_nothing_said_of_it():
    rows = understand(factories.lines("a.pdf")).rows
    assert expiring.note_ends(rows, by=None) == list(rows)


def test_a_row_keeps_the_fault_that_it_had():
    rows = understand(text(-60).replace("101", "")).rows
    assert [row.fault for row in expiring.note_ends(rows, by=None)] == ["Needs an id"]


def test_the_form_refuses_to_send_it(account, asha):
    form = factories.form(by=asha, account=account, text=text(-60, 3600))
    assert form.documents_fault() == "Fix or remove 1 of 2 documents, then send."


def test_the_first_to_end_is_found():
    rows = understand(f"{text(900, 60)}\n9\thttps://docs.example/b.pdf").rows
    assert expiring.soonest(rows) == (rows[1], 2)
    assert expiring.soonest(rows[2:]) == (None, 0)


@pytest.mark.parametrize(("ends_in", "fine"), [(-60, False), (600, True)])
def test_under_a_new_id_no_link_goes_that_has_ended(asha, batch, ends_in, fine):
    typed = {"document_id": "1", "file_url": link(ends_in=ends_in), "form_key": sign_key("0" * 32, asha)}
    form = NewIdForm(typed, by=asha, document=batch.case.documents.first())

    assert form.is_valid() == fine
    assert fine or "Link expired. It ended on" in str(form.errors)


@pytest.fixture
def waiting(moody, asha):
    """A function that makes a batch of two links that end by the time a worker comes for it."""

    def make(ended=2):
        batch = factories.batch(account=moody, by=asha, text=text(900, 900))
        for file in batch.files.order_by("pk")[:ended]:
            file.file_url = link(ends_in=-60)
            file.save(update_fields=("file_url",))
        return batch

    return make


def sent(batch):
    calling.send(batch.pk)
    return Batch.objects.select_related("case").get(pk=batch.pk)


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (2, "2 links expired before they could be sent. Nothing was sent. Get new links, then send."),
        (1, "1 link expired before it could be sent. Nothing was sent. Get a new link, then send."),
    ],
)
def test_links_that_ended_while_the_batch_waited_are_not_sent(waiting, server, ended, words):
    after = sent(waiting(ended=ended))

    assert (after.state, after.problem, after.left_at) == (State.WITHDRAWN, words, None)
    assert server.seen == []
    assert trail_of(after.case)[-1] == "batch.withdrawn"
    assert (after.case.progress, drafts.may_edit(after.case)) == (Case.Progress.FAILED, True)


def test_with_new_links_the_same_case_goes(moody, waiting, asha):
    case = sent(waiting()).case
    form = factories.form(by=asha, account=moody, text=text(900, 900), version=case.version)
    drafts.submit(form, by=asha, case=case)
    after = sent(case.batches.latest("pk"))

    assert (after.state, after.files.filter(comparison="answered").count()) == (State.ACCEPTED, 2)


def test_links_that_have_not_ended_go_byte_for_byte(moody, asha, server):
    pasted = text(900, 60)
    after = sent(factories.batch(account=moody, by=asha, text=pasted))

    assert after.state == State.ACCEPTED
    entries = json.loads(server.asked("multiupload")[0].body)["file_urls"]
    assert [f"{e['document_id']}\t{e['file_url']}" for e in entries] == pasted.split("\n")


def test_a_link_that_ends_while_the_flow_is_opened_is_not_sent(waiting, server, monkeypatch):
    batch = waiting(ended=0)
    ensure = calling._ensure_flow

    def slow(batch, client, credential):
        ensure(batch, client, credential)
        monkeypatch.setattr(expiring, "expires_at", lambda url: batch.created_at)

    monkeypatch.setattr(calling, "_ensure_flow", slow)
    after = sent(batch)

    assert (after.state, server.asked("multiupload")) == (State.WITHDRAWN, [])
    assert len(server.asked("init")) == 1


def test_what_may_have_been_taken_is_asked_about_before_the_clock_is(waiting, server):
    batch = waiting()
    Batch.objects.filter(pk=batch.pk).update(was_unconfirmed=True, flow_was_empty=True)
    Case.objects.filter(pk=batch.case_id).update(flow_uuid="LOS-1", flow_opened=True)

    assert sent(batch).state == State.ACCEPTED
    assert server.asked("multiupload") == []


def test_what_atlas_does_not_have_is_not_sent_with_links_that_ended(waiting, server):
    server.on("status", answer(status("NOT_STARTED", upload_status="NOT_STARTED")))
    server.on("extracts", answer({"ocr_data": [], "cross_checks": []}))
    batch = waiting()
    Batch.objects.filter(pk=batch.pk).update(was_unconfirmed=True)

    assert (sent(batch).state, server.asked("multiupload")) == (State.FAILED, [])


def shown(ends_in, sent_ago=None):
    now = timezone.now()
    sent_at = None if sent_ago is None else now - timedelta(seconds=sent_ago)
    page = Template("{{ url|expires_at|expiry:sent_at }}")
    return page.render(Context({"url": link(ends_in=ends_in), "sent_at": sent_at}))


@pytest.mark.parametrize(
    ("ends_in", "sent_ago", "words"),
    [
        (95_400, None, "expires in 1 d 2 h</time>"),
        (95_400, 60, "expires in 1 d 2 h</time>"),
        (-7210, None, "expired 2 h ago</time>"),
        (-7210, 8000, "expired 2 h ago</time>, after it was sent"),
        (-7210, 60, "expired 2 h ago</time>, before it was sent"),
    ],
)
def test_a_page_says_how_long_a_link_works(ends_in, sent_ago, words):
    page = shown(ends_in, sent_ago)
    assert page.endswith(words)
    assert page.startswith("<time datetime=") and 'data-left="' in page and 'title="' in page


def test_a_page_says_nothing_of_a_link_without_an_end():
    page = Template("{{ url|expires_at|expiry }}{{ none|expires_at|expiry }}")
    assert page.render(Context({"url": "https://docs.example/a.pdf", "none": None})) == ""


def test_the_rows_are_checked_against_the_clock(asha, db):
    understood = brought(text(-60, 900, 86_400), by=asha)
    assert (understood.faulty, understood.warned, understood.ready) == (1, 1, 1)
