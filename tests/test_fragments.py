"""An address has two answers, the page and the part of it that htmx swaps; Back never shows a bare part."""

import pytest

from tests import routes
from users.models import User

HTMX = {"HX-Request": "true"}
BACK = HTMX | {"HX-History-Restore-Request": "true"}
# Whose part htmx asks for, and what stands in its first tag. Whatever else answers with a part fails below.
PARTS = {
    "verifications:cases": 'id="cases"',
    "verifications:case-state": 'id="case"',
    "verifications:batches": 'id="batches"',
    "verifications:batch-state": 'id="batch"',
    "verifications:files": 'id="files"',
    "verifications:calls": 'id="calls"',
    "verifications:list-state": 'id="list"',
    "verifications:list-case": "sub-row",
}
ROUTES = {name: route for name, route in routes.every() if not route.startswith("admin/")}


@pytest.fixture
def reader(client, db):
    """A browser in which someone is signed in who may see every page."""
    client.force_login(User.objects.create_superuser("reader"))
    return client


def is_part(answer):
    """Whether the answer is HTML that is no page."""
    answer.getvalue()  # a file is closed once it was read
    html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return html and "<html" not in answer.content.decode()


def test_every_name_that_is_asked_for_a_part_exists():
    assert set(PARTS) <= set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_a_part_is_for_htmx_alone_and_no_cache_takes_it_for_the_page(reader, address, name):
    where = address(ROUTES[name])
    assert not is_part(reader.get(where))
    assert not is_part(reader.get(where, headers=BACK))

    answer = reader.get(where, headers=HTMX)

    assert is_part(answer) == (name in PARTS)
    if name in PARTS:
        assert PARTS[name] in answer.content.decode()[:400]
        for headers in ({}, HTMX, BACK):
            assert "HX-Request" in reader.get(where, headers=headers)["Vary"]
