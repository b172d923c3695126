"""How a test that commits leaves the database: empty, but for what migrations bring.

Django's own flush takes that away too, and has all of it made anew: nine tenths of its time.
"""

from functools import cache

from django.contrib.auth.models import Group
from django.db import IntegrityError, OperationalError, connection, transaction

from audit import guards as audit_guards
from users.groups import PERMISSIONS
from verifications import guards

STAYS = {
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
}
TRIES = 4


def empty():
    """Delete every row but those of `STAYS`; True unless a test changed what the groups may do.

    The guards are off meanwhile, as they refuse a test as they refuse everyone.
    """
    audit_guards.remove(connection)
    guards.take_off()
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for table in _tables():
                    cursor.execute(f'DELETE FROM "{table}"')
            break
        # Real workers may be at work on this database, and be in the way.
        except (OperationalError, IntegrityError):
            if not left:
                raise
    audit_guards.prepare("default")
    guards.install(None, using="default")
    return _groups_are_as_made()


@cache
def _tables():
    return sorted({*connection.introspection.django_table_names(only_existing=True)} - STAYS)


def _groups_are_as_made():
    made = {(name, right) for name, rights in PERMISSIONS.items() for right in rights}
    names = ("name", "permissions__content_type__app_label", "permissions__codename")
    found = {(name, f"{app}.{codename}") for name, app, codename in Group.objects.values_list(*names)}
    return found == made
