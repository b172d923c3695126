"""How many queries a page costs: few, and the same however much it shows."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from verifications.lists import making, pressing
from verifications.models import Batch, Case, Exchange, FileRecord, Payload

MOST = 12
LISTS = [
    "/",
    "/?tab=mine",
    "/?q=Sunil",
    "/batches/",
    "/batches/?q=CDL",
    "/files/",
    "/files/?q=CDL",
    "/?sort=newest",
]
LIST_MOST = 10


@pytest.fixture
def officer(client, asha, wakeups):
    """A browser in which the loan officer is signed in."""
    client.force_login(asha)
    return client


@pytest.fixture
def queries():
    """A function that answers a request and says how many queries it took."""

    def count(ask, *arguments, **options):
        with CaptureQueriesContext(connection) as captured:
            page = ask(*arguments, **options)
        assert page.status_code == 200
        return len(captured)

    return count


def _more_cases(template, number):
    """Copies of a batch's case, its batch and its file records."""
    batch, files = Batch.objects.get(pk=template.pk), list(template.files.all())
    for _ in range(number):
        case = Case.objects.get(pk=template.case_id)
        fresh = {"pk": None, "flow_uuid": None}
        for name, value in fresh.items():
            setattr(case, name, value)
        for name in ("callback_key", "form_key"):
            setattr(case, name, Case._meta.get_field(name).get_default())
        case.save()
        batch.pk, batch.case, batch.form_key = None, case, Batch._meta.get_field("form_key").get_default()
        batch.save()
        for file in files:
            file.pk, file.batch, file.case = None, batch, case
        FileRecord.objects.bulk_create(files)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_for_five_and_for_fifty_rows(officer, batch, queries, address):
    _more_cases(batch, 4)
    officer.get(address)
    few = queries(officer.get, address)
    _more_cases(batch, 46)
    assert queries(officer.get, address) == few <= MOST


@pytest.mark.parametrize("address", ["/", "/batches/", "/files/"])
def test_a_list_of_five_hundred_rows_costs_no_more_than_one_of_ten(officer, account, asha, queries, address):
    text = factories.lines(*(f"{number}.pdf" for number in range(260)))
    _more_cases(factories.batch(account=account, by=asha), 255)
    factories.batch(account=account, by=asha, text=text)
    officer.get(address)
    ten = queries(officer.get, address, {"size": "10"})
    assert queries(officer.get, address, {"size": "500"}) == ten <= MOST


def _grown(batch, number):
    """The batch's case with this many more exchanges, and documents read."""
    Exchange.objects.bulk_create(
        Exchange(case=batch.case, batch=batch, endpoint="status", method="GET", url="u")
        for _ in range(number)
    )
    read = [
        {
            "document_id": file.document_id,
            "document_type": "PAN",
            "name": {"value": "A", "confidence_score": 0.5},
        }
        for file in batch.files.all()
    ]
    checks = [{"field": "name", "similarity_score": 50, "value_1": "a", "value_2": "b"}] * number
    body = json.dumps({"ocr_data": read, "cross_checks": checks})
    Payload.objects.create(case=batch.case, kind="extracts", body=body, sha256=str(number))


@pytest.mark.parametrize("which", ["case", "batch", "file"])
def test_a_page_costs_the_same_however_much_it_shows(officer, account, asha, queries, which):
    counts = []
    for documents in (2, 60):
        text = factories.lines(*(f"{number}.pdf" for number in range(documents)))
        batch = factories.batch(account=account, by=asha, text=text)
        batch.move_to(Batch.State.ACCEPTED, answered_at=timezone.now())
        _grown(batch, documents)
        addresses = {
            "case": f"/cases/{batch.case.reference}/",
            "batch": f"/batches/{batch.our_id}/",
            "file": f"/files/{batch.files.first().our_id}/",
        }
        officer.get(addresses[which])
        counts.append(queries(officer.get, addresses[which]))
    assert counts[0] == counts[1] <= 20


def test_a_preview_of_five_hundred_lines_asks_once_for_each_thing_that_the_rows_cannot_know(officer, queries):
    # Earlier sends of a link, looks at links, and what the product expects.
    text = factories.lines(*(f"{number}.pdf" for number in range(500)))
    officer.get("/preferences/")
    login = queries(officer.get, "/preferences/")
    assert queries(officer.post, "/cases/new/preview/", {"documents_text": text}) <= login + 3


def test_a_new_case_costs_few_queries(officer, account, queries):
    assert queries(officer.get, "/cases/new/") <= MOST


def _list_of(asha, account, cases):
    """An uploaded list of so many cases of four documents, each like the case sent before it."""
    header = "application id,applicant,product,document id,url"
    rows = (
        f"CDL{number:06d},Sunil Patil,POC_CDL,{document},https://docs.example/invoice.jpg?sig={number}"
        for number in range(cases)
        for document in range(4)
    )
    return factories.case_list(by=asha, account=account, text="\n".join((header, *rows)))


def test_a_list_of_five_thousand_rows_is_shown_with_the_queries_of_one_row(
    officer, account, asha, batch, queries
):
    few, many = (_list_of(asha, account, cases) for cases in (1, 1250))
    officer.get(f"/lists/{few.pk}/")

    counts = [queries(officer.get, f"/lists/{case_list.pk}/") for case_list in (few, many)]

    assert counts[0] == counts[1] <= LIST_MOST


def test_what_becomes_of_a_list_costs_the_same_for_two_cases_and_for_a_hundred(
    officer, account, asha, queries
):
    counts = []
    for cases in (2, 100):
        case_list = _list_of(asha, account, cases)
        pressing.create(case_list, set(range(101)), action="send", confirmed=True, by=asha)
        making.make_cases(case_list.pk)
        counts.append(queries(officer.get, f"/lists/{case_list.pk}/state/"))

    assert counts[0] == counts[1] <= LIST_MOST


def test_the_index_of_lists_costs_the_same_for_one_and_for_fifty(officer, account, asha, queries):
    counts = []
    for number in (1, 49):
        for _ in range(number):
            factories.case_list(by=asha, account=account)
        officer.get("/lists/")
        counts.append(queries(officer.get, "/lists/"))

    assert counts[0] == counts[1] <= LIST_MOST
