"""One role each, whoever gives it; and an address of mail that changes by two."""

import pytest
from django.contrib.admin.sites import site
from django.contrib.auth.models import Group
from django.db import transaction

from audit.models import AuditEvent
from confirmations import asking
from confirmations.models import Confirmation
from tests import factories
from users import groups, people
from users.forms import PersonForm
from users.models import User

LIST = "/admin/users/user/"
NEW = "asha@lender.example"


def _group(name):
    return Group.objects.get(name=name)


@pytest.mark.parametrize("name", [groups.AUDITORS, groups.ADMINS])
def test_a_second_role_is_refused_below_every_form(asha, name):
    with pytest.raises(people.NotAllowed, match="exclude each other"), transaction.atomic():
        asha.groups.add(_group(name))
    with pytest.raises(people.NotAllowed), transaction.atomic():
        _group(name).user_set.add(asha)
    assert asha.role == groups.OFFICERS


def test_two_roles_at_once_are_refused(db):
    nobody = User.objects.create_user("nobody")
    with pytest.raises(people.NotAllowed), transaction.atomic():
        nobody.groups.set([_group(groups.AUDITORS), _group(groups.ADMINS)])
    assert nobody.role == ""


def test_one_role_follows_another_and_other_groups_are_no_roles(asha):
    asha.groups.set([_group(groups.AUDITORS)])
    asha.groups.add(Group.objects.create(name="Pune"), _group(groups.AUDITORS))
    assert set(asha.groups.values_list("name", flat=True)) == {groups.AUDITORS, "Pune"}


def _form(person, **changes):
    form = {"username": person.username, "first_name": person.first_name, "last_name": person.last_name}
    form |= {"time_zone": "Asia/Kolkata", "is_active": "on", "email": person.email}
    return form | {"groups": list(person.groups.values_list("pk", flat=True))} | changes


def _save(client, person, **changes):
    return client.post(f"{LIST}{person.pk}/change/", _form(person, **changes), follow=True).content.decode()


def test_another_address_waits_and_all_else_is_stored(client, joseph, kavita, asha):
    client.force_login(joseph)

    page = _save(client, asha, email=NEW, first_name="Asha-Rani")

    asha.refresh_from_db()
    assert (asha.email, asha.first_name) == ("", "Asha-Rani")
    assert "Another address of mail waits. Asked for by Joseph, until" in page
    assert "To confirm it: Kavita." in page
    assert page.count("Another address of mail waits.") == 2
    changed = AuditEvent.objects.get(action="user.changed")
    assert changed.details["fields"] == ["first_name"]
    assert NEW not in str(list(AuditEvent.objects.values()))


def test_a_second_admin_confirms_the_address(client, joseph, kavita, asha):
    client.force_login(joseph)
    _save(client, asha, email=NEW)
    client.force_login(kavita)
    page = client.get("/settings/confirmations/").content.decode()
    assert "Address of a person’s mail: Asha Kulkarni" in page and NEW in page

    asking.confirm(Confirmation.objects.get().pk, by=kavita)

    asha.refresh_from_db()
    assert asha.email == NEW
    event = AuditEvent.objects.get(action="user.email_changed")
    assert (event.target_id, event.actor_id) == (str(asha.pk), str(kavita.pk))
    assert event.details == {"asked_by": joseph.pk}


def test_an_address_that_changed_meanwhile_stays(joseph, kavita, asha):
    asked = people.ask_for_email(asha, NEW, by=joseph)
    User.objects.filter(pk=asha.pk).update(email="other@lender.example")

    answered = asking.confirm(asked.pk, by=kavita)

    assert "The address was changed since this was asked for." in answered.problem
    assert User.objects.get(pk=asha.pk).email == "other@lender.example"


def test_nobody_else_leads_to_the_machine(client, joseph, asha):
    client.force_login(joseph)

    assert "Nobody else may confirm it. On the machine, manage.py" in _save(client, asha, email=NEW)


def test_one_address_waits_at_a_time(client, joseph, kavita, asha):
    people.ask_for_email(asha, NEW, by=kavita)
    client.force_login(joseph)

    assert "The same is asked for already, by Kavita." in _save(client, asha, email="mine@evil.example")
    # An address that stays is no change of it.
    assert "Asha-Rani Kulkarni is saved." in _save(client, asha, first_name="Asha-Rani")


def test_a_press_that_was_too_late_asks_for_nothing(rf, joseph, kavita, asha, monkeypatch):
    form = PersonForm(_form(asha, email="mine@evil.example"), instance=asha)
    assert form.is_valid()
    people.ask_for_email(User.objects.get(pk=asha.pk), NEW, by=kavita)
    admin, said, request = site.get_model_admin(User), [], rf.post("/")
    request.user = joseph
    monkeypatch.setattr(admin, "message_user", lambda request, words, level: said.append(words))

    admin.save_model(request, form.instance, form, change=True)

    assert said == [f"The address was not changed. {asking.already(Confirmation.objects.get())}"]


def test_what_waits_for_a_person_of_no_address(joseph, kavita):
    person = factories.officer("neha")
    asked = people.ask_for_email(person, NEW, by=joseph)

    assert asked.facts == [("New address", NEW), ("Address now", "none")]
