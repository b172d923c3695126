"""The page of what waits for a second person."""

import pytest

from confirmations import asking
from confirmations.models import Confirmation
from users.models import User

PAGE = "/settings/confirmations/"


@pytest.fixture
def asked(done, joseph, kavita, asha):
    """Joseph has asked for a red kite."""
    return asking.ask("kite.colour", asha, {"what": "<b>red</b>"}, by=joseph)


def _page(client, person):
    client.force_login(person)
    return client.get(PAGE).content.decode()


def _press(client, person, asked, button):
    client.force_login(person)
    return client.post(f"{PAGE}{asked.pk}/{button}/", follow=True).content.decode()


def test_who_may_confirm_sees_what_it_is_and_two_buttons(client, asked, kavita):
    page = _page(client, kavita)

    assert f"Colour of a kite: K-{asked.target_id}" in page and "&lt;b&gt;red" in page
    assert f"{PAGE}{asked.pk}/confirm/" in page and f"{PAGE}{asked.pk}/refuse/" in page
    assert f"{PAGE}{asked.pk}/withdraw/" not in page
    assert '<span class="count">1</span>' in page


def test_who_asked_sees_who_may_confirm_and_takes_it_back(client, asked, joseph):
    page = _page(client, joseph)

    assert "Kavita" in page and "You asked, so you cannot confirm." in page
    assert f"{PAGE}{asked.pk}/confirm/" not in page and f"{PAGE}{asked.pk}/withdraw/" in page
    assert "Taken back: Colour of a kite" in _press(client, joseph, asked, "withdraw")


def test_where_there_is_nobody_else_the_way_on_is_named(client, asked, joseph, kavita):
    User.objects.filter(pk=kavita.pk).update(is_active=False)

    assert "Nobody else has this right. Ask the wind." in _page(client, joseph)


def test_confirming_does_it_and_says_so(client, asked, kavita, done):
    page = _press(client, kavita, asked, "confirm")

    assert "Confirmed: Colour of a kite" in page and 'data-state="confirmed"' in page
    assert "Nothing waits for a second person" in page and len(done) == 1


def test_refusing_says_so(client, asked, kavita, done):
    assert "Refused: Colour of a kite" in _press(client, kavita, asked, "refuse")
    assert done == []


def test_what_does_not_fit_any_more_says_why(client, done, joseph, kavita, asha):
    asked = asking.ask("kite.colour", asha, {"what": "gone"}, by=joseph)

    page = _press(client, kavita, asked, "confirm")

    assert page.count("The kite has flown since.") == 2


def test_what_is_over_says_so(client, asked, joseph, kavita):
    asking.withdraw(asked.pk, by=joseph)

    assert "This waits no more: taken back." in _press(client, kavita, asked, "confirm")


def test_nobody_confirms_their_own_by_its_address(client, asked, joseph):
    client.force_login(joseph)

    assert client.post(f"{PAGE}{asked.pk}/confirm/").status_code == 403
    assert Confirmation.objects.get().state == Confirmation.State.ASKED


def test_a_request_that_is_none_is_not_found(client, kavita):
    client.force_login(kavita)

    assert client.post(f"{PAGE}999/confirm/").status_code == 404


def test_every_page_of_the_admin_has_a_mark_while_something_waits(client, asked, kavita):
    client.force_login(kavita)
    mark = f'<a href="{PAGE}">1 request waits for a second person</a>'

    assert mark in client.get("/admin/").content.decode()
    asking.refuse(asked.pk, by=kavita)
    assert "for a second person" not in client.get("/admin/").content.decode()


def test_whoever_may_not_answer_sees_no_mark(client, asked, asha):
    client.force_login(asha)
    assert "Confirmations" not in client.get("/").content.decode()
    User.objects.filter(pk=asha.pk).update(is_staff=True)
    assert "for a second person" not in client.get("/admin/").content.decode()
