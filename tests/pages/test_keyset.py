from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from audit import trail
from audit.models import AuditEvent
from pages import keyset
from pages.filters import ListFilter
from tests import factories
from verifications.models import Case

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def cases(asha):
    """Five cases; the second, third and fourth have the same time."""
    account = factories.account()
    times = [NOON, *[NOON + timedelta(microseconds=1)] * 3, NOON + timedelta(hours=1)]
    rows = []
    for moment in times:
        rows.append(factories.draft(account=account, by=asha))
        Case.objects.filter(pk=rows[-1].pk).update(progress_at=moment)
    return [row.pk for row in rows]


def page(newest_first=False, **query):
    place = ListFilter(query).place
    return keyset.page_of(Case.objects.all(), place, key="progress_at", newest_first=newest_first)


def keys(rows):
    return [row.pk for row in rows]


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("size", ["1", "2", "3", "5"])
def test_every_row_is_on_one_page_there_and_back(cases, newest_first, size):
    there, query = [], {}
    while query is not None:
        shown = page(newest_first, size=size, **query)
        there += [keys(shown)]
        query = {"after": shown.following} if shown.following else None
    back, query = [keys(shown)], {"before": shown.previous}
    while query["before"]:
        shown = page(newest_first, size=size, **query)
        back.insert(0, keys(shown))
        query = {"before": shown.previous}

    assert sum(there, []) == (cases[::-1] if newest_first else cases)
    assert back == there


def test_a_row_that_comes_in_meanwhile_shifts_nothing(cases, asha):
    first = page(newest_first=True, size="2")
    factories.draft(account=factories.account(name="Other"), by=asha)

    second = page(newest_first=True, size="2", after=first.following)

    assert keys(first) + keys(second) == cases[:0:-1]
    assert (len(first), len(second)) == (2, 2)


def test_a_page_before_the_first_and_one_after_the_last_are_the_first(cases):
    before = page(before=keyset.write_cursor(Case.objects.get(pk=cases[0]), "progress_at"))
    after = page(after=keyset.write_cursor(Case.objects.get(pk=cases[-1]), "progress_at"))

    assert (keys(before), before.previous, before.following) == (cases, "", "")
    assert (keys(after), after.previous, after.following) == (cases, "", "")


def test_a_place_where_no_row_is_has_the_size_that_was_asked_for(cases):
    after = page(size="2", after=keyset.write_cursor(Case.objects.get(pk=cases[-1]), "progress_at"))

    assert (keys(after), after.previous, bool(after.following)) == (cases[:2], "", True)


def test_an_empty_list_has_an_empty_page(db):
    empty = page(after="5-1")
    assert (empty.rows, empty.previous, empty.following) == ([], "", "")


@pytest.mark.parametrize(
    "cursor",
    [
        *("", "x", "-", "1", "1-", "-1", "1-x", "²-1", "1-1-1"),
        *("9" * 18 + "-1", f"{keyset.LAST + 1}-1", "1-" + "9" * 19, "\x00"),
    ],
)
def test_a_cursor_that_cannot_be_read_is_ignored(cases, cursor):
    assert keys(page(after=cursor)) == cases
    assert keys(page(before=cursor)) == cases


def test_the_furthest_cursor_is_one_like_any_other(cases):
    last = f"{keyset.LAST}-" + "9" * 18

    assert keys(page(size="2", before=last)) == cases[-2:]
    assert keys(page(newest_first=True, size="2", after=last)) == cases[:2:-1]


@given(st.text())
def test_no_cursor_and_no_size_makes_it_raise(text):
    assert keyset.read_cursor(text) is None or keyset.read_cursor(text).pk >= 0
    assert keyset.read_size(text) is None or 1 <= keyset.read_size(text) <= keyset.LARGEST_PAGE


@pytest.mark.parametrize(
    ("size", "rows"),
    [("0", 1), ("3", 3), ("99999", 500), ("999999", None), ("-1", None), ("x", None), ("", None)],
)
def test_the_size_of_a_page_has_bounds(size, rows):
    assert keyset.read_size(size) == rows


def test_a_page_of_no_size_has_the_lists_own(cases):
    assert len(page(size="x")) == 5
    shown = keyset.page_of(Case.objects.all(), keyset.Place(), key="progress_at", newest_first=True, size=2)
    assert (keys(shown), shown.previous, bool(shown.following)) == (cases[:2:-1], "", True)


@pytest.mark.parametrize(("limit", "shown"), [(5, "5"), (4, "4+"), (1000, "5")])
def test_counts_stop_at_their_limit_and_take_one_query(
    cases, monkeypatch, django_assert_num_queries, limit, shown
):
    monkeypatch.setattr(keyset, "COUNT_LIMIT", limit)
    wanted = {"all": Case.objects.all(), "two": Case.objects.filter(pk__in=cases[:2])}

    with django_assert_num_queries(1):
        assert keyset.capped_counts(wanted) == {"all": shown, "two": "2"}


def test_an_empty_table_has_no_rows(db):
    assert keyset.capped_counts({"all": Case.objects.all()}) == {"all": "0"}


def test_a_whole_number_is_a_key_as_a_time_is(asha):
    with transaction.atomic():
        for _ in range(5):
            trail.record("user.signed_in", by=asha, target=asha)

    def positions(**query):
        place = ListFilter(query | {"size": "2"}).place
        shown = keyset.page_of(AuditEvent.objects.all(), place, key="position", newest_first=True)
        return [event.position for event in shown], shown

    (first, page), last = positions(), AuditEvent.objects.count()
    assert first == [last, last - 1]
    second, page = positions(after=page.following)
    assert second == [last - 2, last - 3]
    assert positions(before=page.previous)[0] == first
