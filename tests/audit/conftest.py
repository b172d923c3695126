"""Who looks at the trail, and trails to look at."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction

from audit import guards, trail


@pytest.fixture
def asha(django_user_model):
    """A loan officer: no right to the trail."""
    return django_user_model.objects.create_user("asha", first_name="Asha", last_name="Rao")


@pytest.fixture
def meera(django_user_model):
    """An auditor."""
    user = django_user_model.objects.create_user("meera", first_name="Meera", last_name="Pillai")
    user.user_permissions.add(Permission.objects.get(codename="view_auditevent"))
    return user


@pytest.fixture
def five(db):
    """A trail of five events; the third has a reason."""
    with transaction.atomic():
        return [
            trail.record("case.created", by=trail.SYSTEM, target=("case", number), reason=reason)
            for number, reason in enumerate((None, None, "The scan is blurred.", None, None), start=1)
        ]


@pytest.fixture
def sql(db):
    """Run raw SQL, as someone with the database's password could."""

    def run(statement, params=None):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall() if cursor.description else None

    return run


@pytest.fixture
def tamper(sql):
    """Run raw SQL with the guards taken off; the test's rollback puts them back."""
    guards.remove(connection)
    return sql
