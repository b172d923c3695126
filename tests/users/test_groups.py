"""Roles are groups, and a group has exactly its permissions."""

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from users import groups


def _permissions(name):
    rows = Group.objects.get(name=name).permissions.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}" for row in rows}


def test_after_migrating_each_group_has_exactly_its_permissions(db):
    assert set(Group.objects.values_list("name", flat=True)) == set(groups.PERMISSIONS)
    for name, wanted in groups.PERMISSIONS.items():
        assert _permissions(name) == wanted


def test_migrating_again_takes_back_what_someone_gave(db):
    officers = Group.objects.get(name=groups.OFFICERS)
    officers.permissions.set([Permission.objects.get(codename="change_user")])
    call_command("migrate", verbosity=0)
    assert _permissions(groups.OFFICERS) == groups.PERMISSIONS[groups.OFFICERS]


def test_no_role_may_delete_anything_and_only_officers_act_on_cases():
    everything = set().union(*groups.PERMISSIONS.values())
    # A line of a product's checklist is a setting, of which nothing else depends.
    assert {permission for permission in everything if ".delete_" in permission} == {
        "verifications.delete_expecteddocument"
    }
    acting = {"add_case", "change_case", "send_batch", "withdraw_batch", "check_case"}
    for name in (groups.AUDITORS, groups.ADMINS):
        assert not acting & {permission.split(".")[1] for permission in groups.PERMISSIONS[name]}


def test_an_auditor_only_reads():
    assert all(".view_" in permission for permission in groups.PERMISSIONS[groups.AUDITORS])
