"""Signing in and out."""

import pytest

from audit.models import AuditEvent
from tests import factories
from users.models import User

LOGIN = {"username": "asha", "password": factories.PASSWORD}


def _events():
    rows = AuditEvent.objects.order_by("position")
    return [(row.action, row.actor_kind, row.outcome) for row in rows]


def test_signing_in_leads_to_the_cases_and_signing_out_back(client, asha):
    assert client.post("/login/", LOGIN).url == "/"
    assert client.get("/").status_code == 200
    assert client.post("/logout/").url == "/login/"
    assert client.get("/").url == "/login/?next=/"
    assert _events() == [("user.signed_in", "user", "done"), ("user.signed_out", "user", "done")]


@pytest.mark.parametrize(
    "changes",
    [{"password": "wrong"}, {"username": "nobody"}, {"username": "a\x00"}, {"password": "x\x00"}],
)
def test_a_wrong_login_says_what_to_check_and_nothing_else(client, asha, changes):
    page = client.post("/login/", LOGIN | changes)
    assert "The user name and password do not match." in page.content.decode()
    assert factories.PASSWORD not in page.content.decode()
    assert client.get("/").status_code == 302


def test_a_refused_login_is_recorded_without_what_was_typed(client, asha):
    client.post("/login/", {"username": "my password by mistake", "password": "x"})
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_kind, event.outcome) == ("user.signed_in", "anonymous", "refused")
    assert "mistake" not in repr(AuditEvent.objects.values().get())


def test_who_was_deactivated_cannot_sign_in(client, asha):
    User.objects.filter(pk=asha.pk).update(is_active=False)
    assert client.post("/login/", LOGIN).status_code == 200
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("where", ["/batches/?state=queued", "/cases/new/", "/admin/"])
def test_signing_in_leads_back_to_the_page_that_asked(client, asha, where):
    asked = client.get(where)
    assert asked.url.startswith("/login/?next=/")
    form = LOGIN | {"next": client.get(asked.url).context["next"]}
    assert client.post("/login/", form).url == where


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "\x00//evil.example",
        " https://evil.example",
        "/x\r\nSet-Cookie: a=b",
        "https://testserver@evil.example/",
    ],
)
def test_signing_in_never_leads_elsewhere(client, asha, where):
    page = client.get("/login/", {"next": where})
    assert "evil.example" not in page.content.decode() and "javascript:" not in page.content.decode()
    answer = client.post("/login/", LOGIN | {"next": where})
    assert answer.url == "/" or (answer.url.startswith("/x") and "\n" not in answer["Location"])
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("button", ["withdraw", "send-again"])
def test_a_button_of_an_ended_session_leads_to_a_page_and_not_to_itself(client, asha, batch, button):
    asked = client.post(f"/batches/{batch.our_id}/{button}/")
    assert asked.url == "/login/?next=/"
    assert client.post(asked.url, LOGIN | {"next": "/"}, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("current", "back"),
    [
        ("http://testserver/cases/new/", "/cases/new/"),
        ("http://evil.example/cases/", "/"),
        ("http://testserver/?q=a&tab=all", "/%3Fq%3Da%26tab%3Dall"),
        ("http://[", "/"),
        ("", "/"),
    ],
)
def test_a_fragment_of_an_ended_session_offers_the_way_back_to_its_page(client, db, current, back):
    page = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": current})
    assert page.status_code == 401
    assert f'href="/login/?next={back}"' in page.content.decode()
