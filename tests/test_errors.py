"""The pages for what went wrong."""

from urllib.parse import urlencode

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory

from atlas_portal import errors
from audit.models import AuditEvent
from verifications.cases import views

FORM = "application/x-www-form-urlencoded"


def test_an_unknown_address_says_how_to_find_an_id(client, db):
    page = client.get("/nothing/at/all")
    assert page.status_code == 404
    assert "Paste the id you are looking for" in page.content.decode()
    assert "/nothing/at/all" not in page.content.decode()


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    "address", ["/cases/C-9999999/", "/batches/nothing/", "/nothing/at/all/", "/callbacks/x/y/z"]
)
def test_what_is_not_there_is_told_in_the_frame(client, asha, settings, debug, address):
    settings.DEBUG = debug
    client.force_login(asha)
    page = client.get(address)
    assert page.status_code == 404
    text = page.content.decode()
    assert "There is nothing at this address" in text and 'aria-label="Main"' in text
    assert "URLconf" not in text


@pytest.mark.parametrize("debug", [True, False])
def test_a_stranger_is_told_without_the_frame(client, db, settings, debug):
    settings.DEBUG = debug
    page = client.get("/nothing/at/all/")
    assert page.status_code == 404
    assert "There is nothing at this address" in page.content.decode()
    assert 'aria-label="Main"' not in page.content.decode()


def test_a_slash_that_was_left_out_is_added_still(client, asha, settings):
    settings.DEBUG = True
    client.force_login(asha)
    assert client.get("/batches").url == "/batches/"


def test_a_refusal_names_the_person_and_the_role(client, asha):
    client.force_login(asha)
    page = client.get("/audit/")
    assert page.status_code == 403
    assert "You are signed in as Asha Kulkarni, Loan officers." in page.content.decode()
    assert AuditEvent.objects.latest("position").details == {"page": "audit:events"}


def test_a_refusal_outside_any_address_is_recorded_without_one(rf, asha):
    request = RequestFactory().get("/x")
    request.user, request.resolver_match = asha, None
    assert errors.permission_denied(request, None).status_code == 403
    assert AuditEvent.objects.latest("position").details == {"page": ""}


@pytest.mark.parametrize("login", [True, False])
def test_more_than_is_taken_at_once_is_413_with_a_way_back(client, asha, settings, login):
    if login:
        client.force_login(asha)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    page = client.post("/cases/new/", urlencode({"documents_text": "x" * 1000}), content_type=FORM)
    assert page.status_code == 413
    text = page.content.decode()
    assert 'role="alert"' in text and "Go back: what you pasted is still in the page." in text
    assert "Traceback" not in text


@pytest.mark.parametrize("opened", [True, False])
def test_more_than_is_taken_at_once_is_413_where_the_token_is_checked_too(asha, settings, opened):
    client = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    client.force_login(asha)
    if opened:
        client.get("/cases/new/")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    page = client.post("/cases/new/", urlencode({"documents_text": "x" * 1000}), content_type=FORM)
    assert page.status_code == 413


def test_more_fields_than_a_form_has_are_400(client, asha):
    client.force_login(asha)
    page = client.post("/cases/new/", "&".join(f"f{number}=1" for number in range(6001)), content_type=FORM)
    assert page.status_code == 400
    assert "This request could not be understood" in page.content.decode()


def test_a_request_for_another_host_is_400(client, db):
    page = client.get("/login/", headers={"Host": "evil.example"})
    assert page.status_code == 400 and "evil.example" not in page.content.decode()


def test_something_suspicious_is_400(rf):
    assert errors.bad_request(rf.get("/"), SuspiciousOperation("x")).status_code == 400


def test_what_broke_is_told_without_the_details(client, asha, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret details")

    client.raise_request_exception = False
    client.force_login(asha)
    monkeypatch.setattr(views.keyset, "page_of", broken)
    page = client.get("/")
    assert page.status_code == 500
    assert "open the case before you press it again" in page.content.decode()
    assert "secret details" not in page.content.decode()


def test_the_page_for_what_broke_needs_no_database(rf):
    # No database fixture: a query would be refused here.
    assert errors.server_error(rf.get("/")).status_code == 500
