"""People in the admin: made with one role, deactivated, never deleted or superusers, and no passwords."""

import pytest
from django.contrib.auth.models import Group

from audit.models import AuditEvent
from tests import factories
from users import groups, people
from users.admin import PortalUserAdmin
from users.forms import PersonForm
from users.models import User

LIST = "/admin/users/user/"
NEW_PASSWORD = "a brand new horse"


@pytest.fixture
def admin(client, joseph):
    """A browser in which the admin is signed in."""
    client.force_login(joseph)
    return client


def _group(name):
    return Group.objects.get(name=name).pk


def _new(**changes):
    return {
        "username": "neha",
        "first_name": "Neha",
        "last_name": "Iyer",
        "email": "neha@lender.example",
        "time_zone": "Asia/Kolkata",
        "is_active": "on",
        "groups": [_group(groups.OFFICERS)],
    } | changes


def _latest():
    event = AuditEvent.objects.latest("position")
    return event.action, event.target_kind, event.target_id


def test_a_person_is_made_with_a_role_and_without_a_password(admin):
    typed = _new(password1=NEW_PASSWORD, password2=NEW_PASSWORD, usable_password="true")
    assert admin.post(f"{LIST}add/", typed).status_code == 302
    neha = User.objects.get(username="neha")
    assert neha.role == groups.OFFICERS and not neha.has_usable_password()
    assert (neha.is_active, neha.is_staff, neha.is_superuser) == (True, False, False)
    assert _latest() == ("user.created", "user", str(neha.pk))
    details = AuditEvent.objects.latest("position").details
    assert (details["groups_before"], details["groups"]) == ([], [groups.OFFICERS])
    assert "Neha Iyer" in admin.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": ""}, "This field is required."),
        ({"username": "a b"}, "Enter a valid username."),
        ({"username": "joseph"}, "already exists"),
        ({"email": "neha"}, "Enter a valid email address."),
        ({"groups": []}, "Choose a role: without one this person can do nothing."),
        ({"groups": ["99"]}, "99 is not one of the available choices."),
    ],
)
def test_a_person_that_cannot_be_has_its_sentence(admin, changes, sentence):
    page = admin.post(f"{LIST}add/", _new(**changes))
    assert page.status_code == 200 and sentence in page.content.decode()
    assert not User.objects.filter(username="neha").exists()


def test_nobody_has_two_roles(admin, asha):
    both = [_group(groups.OFFICERS), _group(groups.ADMINS)]
    for page in (admin.post(f"{LIST}add/", _new(groups=both)), _change(admin, asha, groups=both)):
        assert "Choose one role: Loan officers, Auditors and Admins exclude" in page.content.decode()
    assert asha.role == groups.OFFICERS and not User.objects.filter(username="neha").exists()


def test_only_the_deactivated_are_saved_without_a_role(admin, asha):
    assert "Choose a role" in _change(admin, asha, groups=[]).content.decode()
    assert _change(admin, asha, groups=[], is_active="").status_code == 302
    assert asha.role == ""


def test_nobody_changes_their_own_groups(admin, joseph):
    page = admin.get(f"{LIST}{joseph.pk}/change/").content.decode()
    assert 'name="groups"' not in page and "Admins" in page
    assert _change(admin, joseph, groups=[_group(groups.OFFICERS)]).status_code == 302
    assert joseph.role == groups.ADMINS


def test_below_the_form_too_nobody_changes_their_own_groups(admin, joseph, monkeypatch):
    monkeypatch.setattr(PortalUserAdmin, "get_readonly_fields", lambda *arguments: ("waiting",))
    with pytest.raises(people.NotAllowed, match="Nobody changes their own groups."):
        _change(admin, joseph, groups=[_group(groups.OFFICERS)])
    assert joseph.role == groups.ADMINS


def _change(admin, person, **changes):
    form = {"username": person.username, "time_zone": "Asia/Kolkata", "is_active": "on"}
    form["email"] = person.email
    form["groups"] = list(person.groups.values_list("pk", flat=True))
    return admin.post(f"{LIST}{person.pk}/change/", form | changes)


def test_a_person_is_deactivated_and_can_no_longer_sign_in(admin, client, asha):
    _change(admin, asha, is_active="")
    assert _latest() == ("user.changed", "user", str(asha.pk))
    assert AuditEvent.objects.latest("position").details["fields"] == ["first_name", "is_active", "last_name"]
    client.logout()
    client.post("/login/", {"username": "asha", "password": factories.PASSWORD})
    assert client.get("/").status_code == 302


def test_a_person_changes_roles(admin, asha):
    assert _change(admin, asha, groups=[_group(groups.AUDITORS)]).status_code == 302
    assert asha.role == groups.AUDITORS
    details = AuditEvent.objects.latest("position").details
    assert "groups" in details["fields"]
    assert (details["groups_before"], details["groups"]) == ([groups.OFFICERS], [groups.AUDITORS])


def test_saving_without_a_change_is_no_event(admin, asha):
    _change(admin, asha, first_name="Asha", last_name="Kulkarni")
    assert _latest()[0] == "user.signed_in"


def test_saving_writes_no_password_and_no_address_that_came_meanwhile(admin, asha, monkeypatch):
    # What another process stores between reading the row and writing it.
    def meanwhile(form):
        User.objects.filter(pk=asha.pk).update(password="new", email="new@lender.example")

    monkeypatch.setattr(PersonForm, "_post_clean", _after(PersonForm._post_clean, meanwhile))
    _change(admin, asha, first_name="Asha-Rani")
    asha.refresh_from_db()
    assert (asha.first_name, asha.password, asha.email) == ("Asha-Rani", "new", "new@lender.example")


def _after(first, then):
    return lambda form: (first(form), then(form))


def test_a_time_zone_that_is_none_has_its_sentence(admin, asha):
    page = _change(admin, asha, time_zone="Mars/Base")
    assert "“Mars/Base” is not a time zone." in page.content.decode()


def test_nobody_is_deleted(admin, asha):
    assert admin.post(f"{LIST}{asha.pk}/delete/", {"post": "yes"}).status_code == 403
    admin.post(LIST, {"action": "delete_selected", "_selected_action": [asha.pk], "post": "yes"})
    assert User.objects.filter(pk=asha.pk).exists()


def test_there_is_no_word_of_superusers_and_nobody_becomes_one(admin, asha):
    for address in (LIST, f"{LIST}add/", f"{LIST}{asha.pk}/change/"):
        assert "superuser" not in admin.get(address).content.decode()
    _change(admin, asha, is_superuser="on", user_permissions=["1"])
    admin.post(f"{LIST}add/", _new(is_superuser="on"))
    assert not User.objects.filter(is_superuser=True).exists()
    assert not asha.user_permissions.exists()


@pytest.mark.parametrize("address", ["users/user/{}/password/", "auth/user/{}/password/"])
def test_no_address_of_the_admin_sets_anothers_password(admin, asha, address):
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    where = f"/admin/{address.format(asha.pk)}"
    assert admin.post(where, form).status_code in (302, 404)
    assert "password1" not in admin.get(where, follow=True).content.decode()
    _change(admin, asha, password=NEW_PASSWORD, **form)
    asha.refresh_from_db()
    assert asha.check_password(factories.PASSWORD)


def test_no_page_of_a_person_has_a_word_of_their_password(admin, asha):
    for address in (f"{LIST}add/", f"{LIST}{asha.pk}/change/"):
        page = admin.get(address).content.decode()
        assert 'type="password"' not in page and 'name="password' not in page and asha.password not in page
    # Guessed letter by letter, by what a list shows.
    assert admin.get(f"{LIST}?password__startswith=m").status_code in (302, 400)


def test_an_admin_changes_their_own_password_on_the_portals_page(admin, joseph):
    form = {"old_password": factories.PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    for address in ("/admin/password_change/", "/admin/password_change/done/"):
        assert admin.get(address).url == admin.post(address, form).url == "/preferences/password/"
    joseph.refresh_from_db()
    assert joseph.check_password(factories.PASSWORD)


def test_a_superuser_is_out_of_an_admins_reach(admin, db):
    root = User.objects.create_superuser("root", password=factories.PASSWORD)
    assert _change(admin, root, username="mine").status_code == 403
    assert admin.post(f"{LIST}{root.pk}/link/").status_code == 403
    root.refresh_from_db()
    assert root.username == "root"


def test_a_superuser_may_change_itself(client, db):
    root = User.objects.create_superuser("root", password=factories.PASSWORD)
    client.force_login(root)
    assert _change(client, root, first_name="Root").status_code == 302


def test_the_admin_is_entered_by_the_portals_own_login(client, joseph):
    assert client.get("/admin/").url == "/login/?next=/admin/"
    client.force_login(joseph)
    assert client.get("/admin/login/").url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_someone_without_a_role_is_listed_as_such(admin, db):
    User.objects.create_user("nobody")
    assert "none" in admin.get(LIST).content.decode()
