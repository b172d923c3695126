import re
from html import unescape
from unittest.mock import patch

import pytest
from django.contrib.auth.signals import user_logged_in
from django.db import connection, transaction
from django.urls import reverse

from audit import guards, trail
from audit.models import AuditEvent


@pytest.fixture
def auditor(client, meera):
    """A browser in which the auditor is signed in, without an event of that."""
    with patch.object(user_logged_in, "send"):
        client.force_login(meera)
    return client


@pytest.fixture
def long_trail(asha, meera):
    """120 events of two people: two pages and a bit."""
    with transaction.atomic():
        for number in range(120):
            trail.record(
                "case.created", by=(asha, meera)[number % 2], target=("case", number + 1), reason="Why."
            )


def _positions(response):
    return [line.event.position for line in response.context["lines"]]


def _get(client, query=""):
    response = client.get(reverse("audit:events") + query)
    assert response.status_code == 200
    return response


def test_a_new_trail_says_that_nothing_has_happened(auditor):
    page = _get(auditor).content.decode()
    assert "Nothing has happened yet" in page
    assert "<table" not in page


def test_an_event_is_shown_with_who_what_where_and_why(auditor, asha):
    with transaction.atomic(), trail.acting_from("10.20.4.17"):
        event = trail.record("case.created", by=asha, target=("case", 4183), reason="A <b> duplicate.")
    page = _get(auditor).content.decode()
    for shown in ("Asha Rao", "AR", "Created a case", "C-004183", "Done", "10.20.4.17", event.hash):
        assert shown in page
    assert "“A &lt;b&gt; duplicate.”" in page
    assert "1 event since" in page


def _links(response):
    """Where the links to the newer and the older page lead, by their words."""
    found = re.findall(
        r'<a class="btn small" href="(/audit/[^"]*)"[^>]*>.*?(Newer|Older)', response.content.decode()
    )
    return {word: unescape(where.removeprefix("/audit/")) for where, word in found}


def test_pages_lead_from_the_newest_to_the_oldest_and_back(auditor, long_trail):
    first = _get(auditor)
    assert _positions(first) == list(range(120, 70, -1))
    assert set(_links(first)) == {"Older"}

    second = _get(auditor, _links(first)["Older"])
    assert _positions(second) == list(range(70, 20, -1))
    assert set(_links(second)) == {"Newer", "Older"}

    last = _get(auditor, _links(second)["Older"])
    assert _positions(last) == list(range(20, 0, -1))
    assert set(_links(last)) == {"Newer"}

    again = _get(auditor, _links(last)["Newer"])
    assert _positions(again) == list(range(70, 20, -1))
    newest = _get(auditor, _links(again)["Newer"])
    assert _positions(newest) == list(range(120, 70, -1))
    assert set(_links(newest)) == {"Older"}


def test_a_page_says_which_events_it_has(auditor, long_trail):
    page = _get(auditor, _links(_get(auditor))["Older"]).content.decode()
    assert "Events 70 to 21" in page
    assert "Events cannot be changed or deleted, by anyone." in page


@pytest.mark.parametrize(
    "query",
    [
        "?before=",
        "?before=abc",
        "?before=-1",
        "?before=71",
        "?before=999-1",
        "?after=1-1",
        "?after=1.5",
        "?after=²",
        "?before=" + "9" * 40,
    ],
)
def test_a_position_that_leads_nowhere_gives_the_first_page(auditor, long_trail, query):
    page = _get(auditor, query)
    assert _positions(page)[0] == 120
    unreadable = query not in ("?before=", "?before=999-1", "?after=1-1")
    assert ("names no page of this list" in page.content.decode()) == unreadable


def test_a_full_page_adds_two_queries_to_those_of_its_frame(
    auditor, long_trail, django_assert_max_num_queries
):
    pk = AuditEvent.objects.get(position=71).pk
    # The frame: session, user, two of permissions, the user's role. The page: events, names.
    with django_assert_max_num_queries(5 + 2):
        page = _get(auditor, f"?after=71-{pk}")
    assert _positions(page)[0] == 70
    assert "120 events since" in page.content.decode()


def test_verifying_shows_a_whole_chain_and_is_itself_an_event(auditor, five, meera):
    response = auditor.post(reverse("audit:verify"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "The chain is whole." in page
    assert re.search(r"5 events checked: none changed, none missing\.", page)
    assert five[4].hash in page
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.action, event.outcome, event.details) == ("trail.verified", "whole", {"events": 5})
    assert (event.actor_id, event.address) == (str(meera.pk), "127.0.0.1")


def test_verifying_shows_where_and_how_the_chain_is_broken(auditor, five, tamper):
    tamper("UPDATE audit_auditevent SET outcome = 'refused' WHERE position = 2")
    page = auditor.post(reverse("audit:verify")).content.decode()
    assert "The chain is broken at event 2." in page
    assert "Event 2 was changed: its content does not give its hash." in page
    assert "could not take a note" not in page
    event = AuditEvent.objects.order_by("-position").first()
    assert (event.outcome, event.details) == ("broken", {"events": 1, "broken_at": 2})


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM audit_chainhead", "UPDATE audit_chainhead SET position = 3"],
    ids=["head gone", "head set back"],
)
def test_a_trail_without_its_true_head_still_shows_the_verdict(auditor, five, tamper, damage):
    tamper(damage)
    response = auditor.post(reverse("audit:verify"))
    assert response.status_code == 200
    assert "The chain is broken at event" in response.content.decode()
    assert "The trail could not take a note of this check." in response.content.decode()
    assert AuditEvent.objects.count() == 5


@pytest.mark.parametrize(("name", "method"), [("events", "get"), ("verify", "post")])
def test_an_officer_is_refused(client, asha, name, method):
    client.force_login(asha)
    assert getattr(client, method)(reverse(f"audit:{name}")).status_code == 403
    assert not AuditEvent.objects.filter(action="trail.verified").exists()


@pytest.mark.parametrize(("name", "method"), [("events", "get"), ("verify", "post")])
def test_a_stranger_is_sent_to_the_login(client, db, name, method):
    response = getattr(client, method)(reverse(f"audit:{name}"))
    assert response.status_code == 302
    assert "/login/" in response.url


@pytest.mark.parametrize(("name", "method"), [("events", "post"), ("verify", "get")])
def test_the_wrong_method_is_refused(auditor, name, method):
    assert getattr(auditor, method)(reverse(f"audit:{name}")).status_code == 405


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps each column's type.")
@pytest.mark.parametrize(
    "change", ["details = ''", "details = '[1'", "details = 5", "details = '[1]'", "at = ''"]
)
def test_an_event_that_was_emptied_or_retyped_stops_no_page(auditor, asha, change):
    with transaction.atomic():
        trail.record("case.created", by=asha, target=("case", 1), details={"fields": ["a"]})
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE audit_auditevent SET {change}")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert "Created a case" in _get(auditor).content.decode()
    assert not trail.verify().whole
