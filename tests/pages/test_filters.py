"""What cannot be read of a list's address filters nothing, and the list says so."""

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from pages.filters import ListFilter, SearchField, searched
from pages.keyset import Place
from users.models import User

NO_PAGE = "The address names no page of this list, so the first is shown."


class Flowers(ListFilter):
    """A list of flowers, by colour and name."""

    colour = forms.ChoiceField(
        choices=[("red", "Red")],
        error_messages={"invalid_choice": "No colour is called “%(value)s”, so all are shown."},
    )
    wild = forms.BooleanField()
    q = SearchField(placeholder="Name")


def test_an_address_without_a_query_leaves_nothing_out():
    form = Flowers(QueryDict())

    assert (form.left_out, form.place) == ([], Place())
    assert form.cleaned_data == {
        **{"size": None, "after": None, "before": None},
        **{"colour": "", "wild": False, "q": ""},
    }


def test_what_is_known_is_the_query():
    form = Flowers(QueryDict("colour=red&wild=on&q=+rose%00&size=7&after=5-1"))

    assert form.left_out == []
    assert (form.cleaned_data["colour"], form.cleaned_data["wild"]) == ("red", True)
    assert form.cleaned_data["q"] == "rose"
    assert form.place == Place(size=7, after=(5, 1))


@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ("colour=blue", ["No colour is called “blue”, so all are shown."]),
        ("colour=%3Cb%3E%00%0A", ["No colour is called “<b>”, so all are shown."]),
        ("colour=" + "x" * 99, ["No colour is called “" + "x" * 40 + "…”, so all are shown."]),
        ("colour=100%25s", ["No colour is called “100%s”, so all are shown."]),
        ("size=many", ["A page has 1 to 500 rows, so “many” was left out."]),
        ("after=1&before=x", [NO_PAGE]),
        ("size=-1&after=x", ["A page has 1 to 500 rows, so “-1” was left out.", NO_PAGE]),
    ],
)
def test_what_is_unknown_is_as_if_it_was_not_asked_and_is_told(query, sentences):
    form = Flowers(QueryDict(query))

    assert form.left_out == sentences
    assert form.cleaned_data == Flowers(QueryDict()).cleaned_data


@given(st.text())
def test_no_query_makes_it_raise(text):
    query = QueryDict(mutable=True)
    query.update(dict.fromkeys(("colour", "wild", "q", "size", "after", "before"), text))

    form = Flowers(query)

    assert all(len(sentence) < 120 for sentence in form.left_out)
    assert form.cleaned_data["q"] == searched(text)


# Every list, with one value of each of its parameters that cannot be read.
BROKEN = [
    *(("/", query) for query in ("tab=bogus", "tab=%00", "sort=bogus")),
    *(("/files/", query) for query in ("comparison=bogus", "comparison=%00")),
    ("/batches/", "state=bogus"),
    *(("/calls/", query) for query in ("account=bogus", "account=" + "9" * 30, "endpoint=bogus", "status=9")),
    *(
        (where, query)
        for where in ("/", "/files/", "/batches/", "/calls/", "/cases/{}/calls/", "/lists/")
        for query in ("after=bogus", "before=1", "size=bogus")
    ),
]


@pytest.fixture
def reader(client, db):
    """A browser in which someone is signed in who may see every list."""
    client.force_login(User.objects.create_superuser("reader"))
    return client


@pytest.mark.parametrize(("where", "query"), BROKEN)
def test_every_list_says_above_its_rows_what_it_left_out(reader, batch, where, query):
    where = where.format(batch.case.reference)
    plain = reader.get(where)

    page, part = (reader.get(f"{where}?{query}", headers=headers) for headers in ({}, {"HX-Request": "true"}))

    for answer in (page, part):
        text = answer.content.decode()
        (sentence,) = answer.context["form"].left_out
        assert text.index('class="list"') < text.index(f"<span>{sentence}</span>") < text.index("<footer")
        assert [row.pk for row in answer.context["page"]] == [row.pk for row in plain.context["page"]]
        assert "aria-invalid" not in text
    assert plain.context["form"].left_out == []
