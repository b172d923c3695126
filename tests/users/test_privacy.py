"""What stays of a person's pages on the machine that they were read on: nothing."""

import json

import pytest

from tests import routes
from tests.verifications.pages import tags
from users.models import User

# What is the same for everyone, under an address that changes with it.
FOR_EVERYONE = {"icons"}
ROUTES = {name: route for name, route in routes.every() if name}


@pytest.fixture
def reader(client, db):
    """A browser in which someone is signed in who may see every page."""
    client.force_login(User.objects.create_superuser("reader"))
    return client


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
@pytest.mark.parametrize("name", ROUTES)
def test_no_answer_is_kept_by_a_browser(reader, address, name, headers):
    where = address(ROUTES[name])
    answer = reader.get(where, headers=headers)
    answer.getvalue()  # a file is closed once it was read
    assert ("no-store" in answer["Cache-Control"]) == (name not in FOR_EVERYONE)
    assert "no-store" in reader.post(where, {"x": "1"}, headers=headers)["Cache-Control"]


def test_what_is_asked_for_again_after_signing_out_is_the_login(reader, address):
    where = address(ROUTES["verifications:case"])
    reader.post("/logout/")

    assert reader.get(where).url.startswith("/login/?next=/")


@pytest.mark.parametrize("where", ["/logout/", "/admin/logout/"])
def test_signing_out_clears_what_the_browser_kept_and_no_more(reader, where):
    answer = reader.post(where)

    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in reader.get("/login/")


def test_nothing_is_cleared_while_someone_is_signed_in_or_nobody_was(reader, client):
    assert "Clear-Site-Data" not in reader.get("/")
    reader.post("/logout/")
    assert "Clear-Site-Data" not in reader.post("/logout/")


def test_htmx_keeps_no_page_of_its_own(reader):
    (config,) = [meta for meta in tags(reader.get("/"), "meta") if meta.get("name") == "htmx-config"]
    said = json.loads(config["content"])

    assert (said["historyCacheSize"], said["refreshOnHistoryMiss"]) == (0, True)
