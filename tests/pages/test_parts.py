"""Parts of a page: marked by what they show, so that only those with news are put in place anew."""

import re

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from pages.fragments import is_seen, no_news, version_of

PAGE = """{% part %}<div id="all" data-state="{{ state }}">
  {% part %}<p id="who">{{ who }}</p>{% endpart %}
  {% part %}<ul id="rows" data-parts>{% for row in rows %}
    {% part %}<li id="row-{{ row }}">{{ row }}</li>{% endpart %}{% endfor %}
  </ul>{% endpart %}
</div>{% endpart %}"""


def marks(source=PAGE, **values):
    """The mark of each part, by its id."""
    html = Template(source).render(Context({"who": "Asha", "rows": [1, 2]} | values))
    return dict(re.findall(r'<\w+ id="([\w-]+)"[^>]* data-part="(\w+)">', html))


def changed(before, after):
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_a_part_has_another_mark_only_if_itself_says_something_else():
    before = marks()

    assert set(before) == {"all", "who", "rows", "row-1", "row-2"}
    assert changed(before, marks()) == set()
    assert changed(before, marks(who="Ravi")) == {"who"}
    # Its own attributes and the parts in it are taken over without it.
    assert changed(before, marks(state="sent", rows=[2, 1])) == set()
    assert changed(before, marks(rows=[1, 3])) == {"row-2", "row-3"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('<time datetime="1" data-age="5">5 s</time>', '<time datetime="1" data-age="7">7 s</time>'),
        ('<time datetime="1" data-until="5">in 5 s</time>', '<time datetime="1" data-until="0">now</time>'),
        ('<input name="csrfmiddlewaretoken" value="a">', '<input name="csrfmiddlewaretoken" value="b">'),
    ],
)
def test_a_clock_that_goes_on_and_a_fresh_token_are_no_news(one, other):
    source = '{% part %}<p id="p">{{ said|safe }}</p>{% endpart %}'

    assert changed(marks(source, said=one), marks(source, said=other)) == set()


def test_a_clock_of_another_moment_is_news():
    source = '{% part %}<p id="p">{{ said|safe }}</p>{% endpart %}'
    clock = '<time datetime="{}" data-age="5">5 s</time>'

    assert changed(marks(source, said=clock.format(1)), marks(source, said=clock.format(2))) == {"p"}


def test_a_version_changes_with_its_facts_and_with_the_day(monkeypatch):
    assert version_of("a", 1) == version_of("a", 1) != version_of("a", 2)
    today = version_of("a")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: "tomorrow")
    assert version_of("a") != today


def test_who_shows_everything_gets_an_answer_without_content():
    asks = RequestFactory().get("/", headers={"Portal-Seen": "abc"})

    assert is_seen(asks, "abc") and not is_seen(asks, "abd")
    assert not is_seen(RequestFactory().get("/"), "abc")
    assert no_news().status_code == 204 and "Portal-Seen" in no_news()["Vary"]
