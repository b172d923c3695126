"""A form whose CSRF token is no longer good: offered again if it is ours, refused from elsewhere."""

import pytest
from django.test import Client

from tests import factories
from tests.verifications.pages import NEW, PREVIEW, alerts, fields, typed
from verifications.models import Batch, Case

OURS = {"Origin": "http://testserver"}


@pytest.fixture
def strict(asha, wakeups):
    """The officer's browser, with the token checked as in production."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(asha)
    return client


def test_a_stale_form_is_kept_and_goes_on_with_a_fresh_token(strict, asha, account):
    form = typed(asha, account, action="send")
    form["documents_text"] = factories.lines("a.pdf") + "  \n"
    page = strict.post(NEW, form | {"csrfmiddlewaretoken": "stale"}, headers=OURS)
    assert page.status_code == 403
    assert "Nothing was sent or stored." in alerts(page)
    again = fields(page)
    assert {name: again[name] for name in form} == {name: str(value) for name, value in form.items()}
    assert strict.post(NEW, again, headers=OURS).url == f"/cases/{Case.objects.get().reference}/"
    assert Batch.objects.count() == 1


def test_no_secret_is_carried_into_the_page(strict):
    form = {"username": "asha", "password": "hidden-word", "client_secret": "hidden-word", "kept": "yes"}
    page = strict.post("/login/", form, headers=OURS)
    assert page.status_code == 403 and "hidden-word" not in page.content.decode()
    assert fields(page)["kept"] == "yes" and "username" not in fields(page)


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://testserver.evil.example",
        "https://testserver",
        "http://testserver:8000",
        "http://[",
        "",
        None,
    ],
)
def test_a_form_from_elsewhere_is_refused_without_any_of_its_fields(strict, asha, account, origin):
    headers = {} if origin is None else {"Origin": origin}
    page = strict.post(NEW, typed(asha, account, action="send"), headers=headers)
    assert page.status_code == 403
    assert "This request did not come from a page of the portal" in alerts(page)
    assert "Sunil Patil" not in page.content.decode() and "form_key" not in fields(page)
    assert not Case.objects.exists()


def test_a_stale_preview_is_told_under_the_top_bar(strict, asha, account):
    page = strict.post(PREVIEW, typed(asha, account), headers=OURS | {"HX-Request": "true"})
    assert page.status_code == 403
    assert (page["HX-Retarget"], page["HX-Reswap"]) == ("#session", "innerHTML")
    assert "This page is from an earlier sign-in." in alerts(page)
    assert "<html" not in page.content.decode() and "<form" not in page.content.decode()


def test_a_session_that_ended_with_its_token_still_gets_there(asha, account, wakeups):
    client = Client(enforce_csrf_checks=True)
    page = client.post(NEW, typed(asha, account, action="send"), headers=OURS)
    assert page.status_code == 403
    page = client.post(NEW, fields(page), headers=OURS)
    assert page.status_code == 401
    sent = client.post(NEW, fields(page) | {"username": "asha", "password": factories.PASSWORD}, headers=OURS)
    assert sent.url == f"/cases/{Case.objects.get().reference}/"
    assert Batch.objects.count() == 1


def test_a_stale_button_is_kept_as_well(strict, batch):
    page = strict.post(f"/batches/{batch.our_id}/withdraw/", headers=OURS)
    assert page.status_code == 403
    strict.post(f"/batches/{batch.our_id}/withdraw/", fields(page), headers=OURS)
    batch.refresh_from_db()
    assert batch.state == Batch.State.WITHDRAWN
