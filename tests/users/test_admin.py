"""People in the admin: made with a role, deactivated, never deleted, never superusers."""

import pytest
from django.contrib.auth.models import Group

from audit.models import AuditEvent
from tests import factories
from users import groups
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
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
        "usable_password": "true",
        "groups": [_group(groups.OFFICERS)],
    } | changes


def _latest():
    event = AuditEvent.objects.latest("position")
    return event.action, event.target_kind, event.target_id


def test_a_person_is_made_with_a_role(admin):
    assert admin.post(f"{LIST}add/", _new()).status_code == 302
    neha = User.objects.get(username="neha")
    assert neha.role == groups.OFFICERS and neha.check_password(NEW_PASSWORD)
    assert (neha.is_staff, neha.is_superuser) == (False, False)
    assert _latest() == ("user.created", "user", str(neha.pk))
    assert "Neha Iyer" in admin.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": ""}, "This field is required."),
        ({"username": "a b"}, "Enter a valid username."),
        ({"username": "joseph"}, "already exists"),
        ({"password2": "other"}, "The two password fields didn’t match."),
        ({"password1": "short", "password2": "short"}, "at least 10 characters"),
        ({"password1": "password123", "password2": "password123"}, "too common"),
    ],
)
def test_a_person_that_cannot_be_has_its_sentence(admin, changes, sentence):
    page = admin.post(f"{LIST}add/", _new(**changes))
    assert page.status_code == 200 and sentence in page.content.decode()
    assert not User.objects.filter(username="neha").exists()


def _change(admin, person, **changes):
    form = {"username": person.username, "time_zone": "Asia/Kolkata", "is_active": "on"}
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
    assert "groups" in AuditEvent.objects.latest("position").details["fields"]


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


def test_setting_a_password_is_an_event_without_it(admin, asha):
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    assert admin.post(f"{LIST}{asha.pk}/password/", form).status_code == 302
    asha.refresh_from_db()
    assert asha.check_password(NEW_PASSWORD)
    assert _latest() == ("user.password_set", "user", str(asha.pk))


def test_a_password_that_was_not_set_is_no_event(admin, asha):
    page = admin.post(f"{LIST}{asha.pk}/password/", {"password1": "a", "password2": "b"})
    assert page.status_code == 200 and _latest()[0] == "user.signed_in"


def test_an_admin_changes_their_own_password_and_that_is_an_event(admin, joseph):
    form = {"old_password": factories.PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    page = admin.post("/admin/password_change/", form | {"old_password": "wrong"})
    assert page.status_code == 200 and _latest()[0] == "user.signed_in"
    assert admin.post("/admin/password_change/", form).status_code == 302
    assert _latest() == ("user.password_changed", "user", str(joseph.pk))
    assert admin.get("/admin/").status_code == 200


def test_a_superuser_is_out_of_an_admins_reach(admin, db):
    root = User.objects.create_superuser("root", password=factories.PASSWORD)
    assert _change(admin, root, username="mine").status_code == 403
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "usable_password": "true"}
    assert admin.post(f"{LIST}{root.pk}/password/", form).status_code == 403
    root.refresh_from_db()
    assert root.username == "root" and root.check_password(factories.PASSWORD)


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
