"""Addresses by which Atlas fetches attached files: fresh for each try, for one file, for a time."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import factories
from tests.atlas.server import answer
from tests.verifications.parts import receipt
from verifications.attachments import fetching, handing
from verifications.models import Attachment, Batch, Exchange
from verifications.sending import calling, pressing
from verifications.sending.record import record_of

HOUR = 3600


@pytest.fixture
def file(asha):
    return factories.attachment(by=asha, name="invoice 1.jpg")


@pytest.fixture
def queued(moody, asha, file, wakeups):
    """A queued batch of an attached file and a link."""
    text = f"101\t{file.text}\n" + factories.lines("pan.jpg", first=102)
    return factories.batch(account=moody, by=asha, text=text)


def parts(url):
    """The key, the end, the batch and the signature of a signed address."""
    split = urlsplit(url)
    query = parse_qs(split.query)
    return split.path.split("/")[2], {
        "until": query["e"][0],
        "batch": query["b"][0],
        "signature": query["s"][0],
    }


def sent_urls(server):
    return [upload["file_url"] for upload in json.loads(server.asked("multiupload")[-1].body)["file_urls"]]


def test_atlas_gets_an_address_of_the_portal_s_own(queued, server, file, settings):
    settings.PORTAL_PUBLIC_URL = "https://portal.example"
    before = int(time.time())
    calling.send(queued.pk)

    url, link = sent_urls(server)
    assert url.startswith(f"https://portal.example/d/{file.pk}/invoice%201.jpg?e=")
    assert link.startswith("https://docs.example/pan.jpg?sig=")
    key, signed = parts(url)
    assert fetching.handed_out(key, **signed) == file
    assert before <= int(signed["until"]) - 24 * HOUR <= time.time()
    assert queued.files.get(document_id="101").file_url == url
    assert Batch.objects.get().state == Batch.State.ACCEPTED


def test_before_it_is_sent_there_is_no_address(queued):
    record = record_of(queued)

    assert queued.files.get(document_id="101").file_url is None
    assert '"file_url": "(made when it is sent)"' in record["request_json"]


def test_the_record_shows_the_address_without_its_signature(queued, file):
    calling.send(queued.pk)
    queued.refresh_from_db()

    shown = record_of(queued)["request_json"]
    kept = Exchange.objects.get(endpoint="multiupload").request_body
    for text in (shown, kept):
        assert f"/d/{file.pk}/invoice%201.jpg?[removed]" in text and "&s=" not in text


def test_every_try_makes_a_new_address(queued, server, settings):
    server.on("multiupload", answer({"error": "busy"}, status=429))
    calling.send(queued.pk)
    first = queued.files.get(document_id="101").file_url
    Batch.objects.update(next_try_at="2026-01-01T00:00Z")
    settings.ATTACHMENT_LINK_HOURS += 1
    server.on("multiupload", answer([receipt("101"), receipt("102")]))

    calling.send(queued.pk)

    second = queued.files.get(document_id="101").file_url
    assert sent_urls(server)[0] == second != first
    assert int(parts(second)[1]["until"]) - int(parts(first)[1]["until"]) >= HOUR - 60


def test_a_claim_that_ran_out_leaves_no_address(queued, server):
    claimed = calling._claim(queued.pk)
    Batch.objects.update(claimed_until="2026-01-01T00:00Z")

    calling._send_claimed(claimed)

    assert server.asked("multiupload") == []
    assert queued.files.get(document_id="101").file_url is None


def test_a_batch_that_is_sent_again_after_it_was_withdrawn_has_a_file_still(queued, asha, file):
    pressing.withdraw(queued, by=asha)

    assert queued.files.get(document_id="101").url_for(asha) == file.text


def test_an_address_is_for_one_file_and_one_time(file, asha):
    other = factories.attachment(by=asha)
    key, signed = parts(handing.link_to(file, batch=0))

    assert fetching.handed_out(other.pk, **signed) is None
    assert fetching.handed_out(key, **signed | {"until": str(int(signed["until"]) + 1)}) is None
    for signature in ("", signed["signature"][:-1], signed["signature"] + "A", "é", ":"):
        assert fetching.handed_out(key, **signed | {"signature": signature}) is None
    # No other cut of the text that was signed.
    recut = {"until": f"{signed['until']}:{signed['batch']}", "batch": ""}
    assert fetching.handed_out(key, **signed | recut) is None
    assert fetching.handed_out(key, **signed | {"batch": ""}) is None


def test_an_address_ends(file, settings):
    settings.ATTACHMENT_LINK_HOURS = -0.01
    key, signed = parts(handing.link_to(file, batch=0))

    with pytest.raises(fetching.Expired):
        fetching.handed_out(key, **signed)


def test_the_address_of_a_file_that_is_gone_is_wrong(file):
    key, signed = parts(handing.link_to(file, batch=0))
    Attachment.objects.update(stored_at=None)

    assert fetching.handed_out(key, **signed) is None


def test_an_address_holds_after_the_secret_key_was_replaced(file, settings):
    key, signed = parts(handing.link_to(file, batch=0))
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [old]

    assert fetching.handed_out(key, **signed) == file
    settings.SECRET_KEY_FALLBACKS = []
    assert fetching.handed_out(key, **signed) is None


def test_no_number_of_a_person_gets_into_an_address(asha):
    file = factories.attachment(by=asha, name="aadhaar 4991 1886 5246.jpg")

    # Its name alone: the rest is random, and may have any four digits.
    name = handing.link_to(file, batch=0).partition("?")[0].rpartition("/")[2]
    assert name.startswith("aadhaar") and "4991" not in name and "1886" not in name
