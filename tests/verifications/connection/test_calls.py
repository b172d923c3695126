"""Calls: every Exchange, for those who keep the connection; each case shows its own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from verifications.models import Exchange


@pytest.fixture
def calls(batch):
    """Four calls: two about a case, one of them slow and failed; one refused; one from Atlas."""
    common = {"account": batch.case.account, "credential": batch.case.account.credential, "method": "GET"}
    return [
        Exchange.objects.create(case=batch.case, endpoint="status", status=200, seconds=0.2, **common),
        Exchange.objects.create(
            case=batch.case, endpoint="extracts", seconds=9, error="The answer was lost after 9 s.", **common
        ),
        Exchange.objects.create(endpoint="authtoken", status=401, seconds=0.1, error="Refused.", **common),
        Exchange.objects.create(direction="in", endpoint="callback", method="POST", status=404),
    ]


def shown(client, query=""):
    """The keys of the calls on the page."""
    page = client.get(f"/calls/{query}")
    assert page.status_code == 200
    return {row.pk for row in page.context["page"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1, 2, 3]),
        ("?endpoint=status", [0]),
        ("?status=4", [2, 3]),
        ("?status=none", [1]),
        ("?slow=on", [1]),
        ("?failed=on", [1, 2]),
        ("?failed=on&status=4", [2]),
        ("?endpoint=nowhere&status=9&account=x&after=x", [0, 1, 2, 3]),
    ],
)
def test_an_admin_finds_calls_by_what_became_of_them(client, joseph, calls, query, found):
    client.force_login(joseph)
    assert shown(client, query) == {calls[number].pk for number in found}


def test_calls_of_one_account_are_found(client, joseph, calls):
    client.force_login(joseph)
    assert shown(client, f"?account={calls[0].account_id}") == {call.pk for call in calls[:3]}


def test_htmx_gets_the_rows_alone(client, meera, calls):
    client.force_login(meera)
    page = client.get("/calls/", headers={"HX-Request": "true"}).content.decode()
    assert page.lstrip().startswith('<div id="calls"')


def test_one_call_shows_both_bodies_and_the_version_of_its_credential(client, meera, calls):
    Exchange.objects.filter(pk=calls[1].pk).update(request_body='{"a": "<b>"}', response_body="not json")
    client.force_login(meera)
    page = client.get(f"/calls/{calls[1].pk}/").content.decode()
    assert "&quot;a&quot;: &quot;&lt;b&gt;&quot;" in page and "not json" in page
    assert "version 1" in page and "The answer was lost after 9 s." in page


def test_a_call_without_case_or_account_is_shown_too(client, meera, calls):
    client.force_login(meera)
    assert client.get(f"/calls/{calls[3].pk}/").status_code == 200
    assert client.get("/calls/999999/").status_code == 404


def test_an_officer_sees_the_calls_of_a_case_and_no_other(client, asha, batch, calls):
    client.force_login(asha)
    page = client.get(f"/cases/{batch.case.reference}/calls/")
    assert {row.pk for row in page.context["page"]} == {calls[0].pk, calls[1].pk}
    assert "/calls/1/" not in page.content.decode()


def test_the_list_asks_the_database_as_often_for_fifty_rows_as_for_four(
    client, meera, calls, django_assert_num_queries
):
    client.force_login(meera)
    with CaptureQueriesContext(connection) as few:
        client.get("/calls/")
    about = {"case": calls[0].case, "account": calls[0].account, "credential": calls[0].credential}
    Exchange.objects.bulk_create(Exchange(endpoint="status", method="GET", **about) for _ in range(50))
    with django_assert_num_queries(len(few)):
        client.get("/calls/")
    assert len(few) <= 12
