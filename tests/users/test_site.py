"""Every page of the admin stands in the portal's own frame."""

import re

import pytest

from tests import factories, routes
from users import groups
from verifications.models import ProductTemplate

KINDS = ("index", "app_list", "changelist", "add", "change", "history")
ROUTES = {name: route for name, route in routes.every() if name.startswith("admin:")}
PAGES = [name for name in ROUTES if name.endswith(KINDS) and not name.startswith("admin:password")]


@pytest.fixture
def admin(client, joseph):
    """A browser in which the admin is signed in."""
    client.force_login(joseph)
    return client


def _assert_framed(page):
    html = page.content.decode()
    assert page.status_code == 200
    assert '<a class="btn skip" href="#content">' in html and 'id="content"' in html
    assert '<header class="top">' in html and html.count("<h1>") == 1
    (here,) = re.findall(r'<a href="([^"]+)"[^>]*aria-current="page"><svg', html)
    assert here == "/admin/"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_admin_has_the_portals_frame(admin, address, name):
    page = admin.get(address(ROUTES[name]))
    _assert_framed(page)
    html = page.content.decode()
    # Neither Django's looks, which would reach the frame too, nor its choice of a theme.
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert [sheet.rpartition("/")[2] for sheet in sheets] == ["portal.css", "admin.css"]
    assert "theme.js" not in html and "nav-sidebar" not in html
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", html)


def test_every_kind_of_page_is_asked_for():
    assert {kind for kind in KINDS if any(name.endswith(kind) for name in PAGES)} == set(KINDS)


def test_a_form_with_a_fault_and_what_was_saved_stay_in_the_frame(admin, asha):
    form = f"/admin/users/user/{asha.pk}/change/"
    fault = admin.post(form, {})
    _assert_framed(fault)
    assert "This field is required." in fault.content.decode()
    kept = {"username": "asha", "email": asha.email, "time_zone": "Asia/Kolkata", "is_active": "on"}
    kept["groups"] = asha.groups.get().pk
    saved = admin.post(form, kept | {"first_name": "Usha", "last_name": "Rao"}, follow=True)
    _assert_framed(saved)
    assert re.search(
        r'class="toast" data-tone="green">.*Usha Rao is saved\.', saved.content.decode(), re.DOTALL
    )


def test_what_a_person_should_see_of_a_save_is_amber(admin, asha):
    # No mail server is set.
    page = admin.post(f"/admin/users/user/{asha.pk}/link/", follow=True)
    assert 'class="toast" data-tone="amber"' in page.content.decode()


def test_the_theme_of_the_person_is_the_admins(admin, joseph):
    joseph.theme = "dark"
    joseph.save()
    assert '<html lang="en-IN" data-theme="dark">' in admin.get("/admin/").content.decode()


def test_a_name_that_is_markup_stays_text(admin):
    markup = '"><b id=x>'
    person = factories.user("neha", groups.OFFICERS, first_name=markup)
    ProductTemplate.objects.create(product_type=markup)
    for where in ("users/user/", f"users/user/{person.pk}/change/", "verifications/producttemplate/"):
        assert "<b id=x>" not in admin.get(f"/admin/{where}").content.decode()


def test_every_field_of_the_expected_documents_has_a_name(admin):
    page = admin.get("/admin/verifications/producttemplate/add/").content.decode()
    fields = re.findall(r'<(?:select|input)[^>]*name="expected-0-(\w+)"[^>]*>', page)
    named = re.findall(r'name="expected-0-(\w+)"[^>]*aria-label="[^"]+"', page)
    assert named == [name for name in fields if name not in ("id", "template")] != []
