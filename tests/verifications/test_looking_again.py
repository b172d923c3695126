"""Pages that look again by themselves: nothing without news, and with it only what is new."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.verifications.pages import elements
from verifications.lists import making, pressing
from verifications.models import AtlasAccount, Batch, Case, Exchange, Payload

FEW = 10


@pytest.fixture
def pressed(asha, account):
    """A list of two cases that were made and wait for a worker."""
    rows = (f"CDL{number},Sunil Patil,POC_CDL,101,https://docs.example/{number}.jpg" for number in (1, 2))
    text = "\n".join(("application id,applicant,product,document id,url", *rows))
    case_list = factories.case_list(by=asha, account=account, text=text)
    pressing.create(case_list, {0, 1}, action="send", confirmed=True, by=asha)
    making.make_cases(case_list.pk)
    return case_list


@pytest.fixture
def looks(officer, batch, pressed):
    """For each page that looks again: its own address, and where it asks."""
    Case.objects.filter(pk=batch.case_id).update(flow_uuid="LOS-1", look_at=timezone.now())
    return {
        "queue": ("/?tab=mine", "/?tab=mine"),
        "case": (f"/cases/{batch.case.reference}/", f"/cases/{batch.case.reference}/state/"),
        "batch": (f"/batches/{batch.our_id}/", f"/batches/{batch.our_id}/state/"),
        "list": (f"/lists/{pressed.pk}/", f"/lists/{pressed.pk}/state/"),
    }


PAGES = pytest.mark.parametrize("name", ["queue", "case", "batch", "list"])
KINDS = {"queue": "cases", "case": "case", "batch": "batch", "list": "list"}


def asking(page, name):
    """How the page asks: where, how often, and with which headers."""
    (root,) = [each for each in elements(page, "id") if each["id"] == KINDS[name]]
    return root["hx-get"], root["hx-trigger"], json.loads(root["hx-headers"]) | {"HX-Request": "true"}


def marks(page):
    """The mark of each part, by its id; every part has one."""
    return {each["id"]: each["data-part"] for each in elements(page, "data-part")}


def changed(before, after):
    return {name for name in before | after if before.get(name) != after.get(name)}


@PAGES
def test_a_page_that_shows_everything_gets_nothing_and_costs_little(officer, looks, name):
    address, where = looks[name]
    asked, how_often, headers = asking(officer.get(address), name)
    assert asked.removesuffix("?") == where and how_often == ("every 10s" if name == "queue" else "every 2s")

    with CaptureQueriesContext(connection) as queries:
        answer = officer.get(where, headers=headers)

    assert answer.status_code == 204 and answer.content == b""
    assert {"HX-Request", "Portal-Seen"} <= set(re.split(", *", answer["Vary"]))
    assert len(queries) <= FEW


@PAGES
def test_what_is_said_again_later_has_the_same_marks(officer, looks, name):
    address, where = looks[name]

    assert marks(officer.get(address)) == marks(officer.get(where)) != {}


def test_the_queue_brings_the_row_that_changed_and_its_counts(officer, looks, batch):
    before = officer.get("/?tab=all")
    _, _, headers = asking(before, "queue")
    Case.objects.filter(pk=batch.case_id).update(progress="failed", progress_note="No route to Atlas.")

    after = officer.get("/?tab=all", headers=headers)

    assert after.status_code == 200
    assert changed(marks(before), marks(after)) == {batch.case.reference, "tabs"}
    assert asking(after, "queue")[2] != headers


def test_a_case_that_is_new_to_the_queue_leaves_the_other_rows_alone(officer, looks, account, asha):
    before = officer.get("/?tab=all")
    _, _, headers = asking(before, "queue")
    new = factories.draft(account=account, by=asha)

    after = officer.get("/?tab=all", headers=headers)

    assert changed(marks(before), marks(after)) == {new.reference, "tabs", "cases-pager"}


def test_a_look_at_atlas_changes_when_it_was_and_nothing_else(officer, looks, batch):
    address, where = looks["case"]
    before = officer.get(address)
    Case.objects.filter(pk=batch.case_id).update(looked_at=timezone.now())

    after = officer.get(where, headers=asking(before, "case")[2])

    assert changed(marks(before), marks(after)) == {"case-looked"}


def test_results_change_the_documents_they_are_of(officer, looks, batch):
    address, where = looks["case"]
    before = officer.get(address)
    data = {"ocr_data": [{"document_id": "101", "document_type": "PAN"}], "cross_checks": []}
    Payload.objects.create(case=batch.case, kind="extracts", body=json.dumps(data))

    after = officer.get(where, headers=asking(before, "case")[2])

    first, second = batch.files.order_by("pk")
    assert changed(marks(before), marks(after)) == {f"document-{first.pk}"}


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (
            lambda batch: AtlasAccount.objects.update(outage_since=timezone.now(), probe_at=timezone.now()),
            {"case-known"},
        ),
        (lambda batch: Case.objects.update(decision="on_hold"), {"case-stands"}),
    ],
)
def test_whatever_the_page_of_a_case_shows_is_news(officer, looks, batch, change, parts):
    address, where = looks["case"]
    before = officer.get(address)
    change(batch)

    after = officer.get(where, headers=asking(before, "case")[2])

    assert after.status_code == 200 and changed(marks(before), marks(after)) == parts


def test_a_case_without_an_account_has_a_version_too(officer, draft):
    Case.objects.filter(pk=draft.pk).update(account=None)
    assert officer.get(f"/cases/{draft.reference}/state/").status_code == 200


def test_a_call_that_began_and_ended_is_news_of_its_batch(officer, looks, batch):
    address, where = looks["batch"]
    before = officer.get(address)
    call = Exchange.objects.create(batch=batch, endpoint="status", method="GET", url="u")
    begun = officer.get(where, headers=asking(before, "batch")[2])
    Exchange.objects.filter(pk=call.pk).update(status=200, seconds=0.2, finished_at=timezone.now())
    ended = officer.get(where, headers=asking(begun, "batch")[2])

    assert changed(marks(before), marks(begun)) == {"exchanges"}
    assert changed(marks(begun), marks(ended)) == {"exchanges"}


def test_a_list_brings_the_cases_that_moved(officer, looks, pressed):
    address, where = looks["list"]
    before = officer.get(address)
    moved = pressed.listed.first()
    Case.objects.filter(pk=moved.case_id).update(progress="processing")

    after = officer.get(where, headers=asking(before, "list")[2])

    assert changed(marks(before), marks(after)) == {f"listed-{moved.position}", "list-progress"}


def test_a_page_of_something_that_ended_asks_no_more(officer, looks, batch, put):
    address, where = looks["batch"]
    headers = asking(officer.get(address), "batch")[2]
    put(batch, Batch.State.FAILED)

    after = officer.get(where, headers=headers)

    assert "hx-get" not in elements(after, "data-batch")[0]
