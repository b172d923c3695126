"""Keys of single things: wrapped by the field key, destroyed for good."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, transaction

from atlas_portal.encryption import Erased
from verifications.models import DataKey

pytestmark = pytest.mark.django_db


def test_a_key_is_kept_wrapped_and_is_another_each_time():
    one, other = DataKey.objects.fresh(), DataKey.objects.fresh()

    assert len(one.secret) == 32 and one.secret != other.secret
    assert DataKey.objects.get(pk=one.pk).secret == one.secret
    assert one.secret.hex() not in one.wrapped and str(one) == f"key {one.pk}"


def test_a_key_under_an_unknown_field_key_says_so(settings):
    key = DataKey.objects.fresh()
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(ImproperlyConfigured, match="a field key that FIELD_ENCRYPTION_KEYS lacks"):
        _ = key.secret


def test_a_destroyed_key_is_gone_for_good():
    key = DataKey.objects.fresh()
    wrapped = key.wrapped

    assert DataKey.objects.filter(pk=key.pk).destroy() == 1
    assert DataKey.objects.filter(pk=key.pk).destroy() == 0

    key.refresh_from_db()
    assert key.wrapped == "" and key.destroyed_at
    with pytest.raises(Erased):
        _ = key.secret
    with pytest.raises(DatabaseError, match="A destroyed key never comes back"), transaction.atomic():
        DataKey.objects.update(wrapped=wrapped, destroyed_at=None)


@pytest.mark.parametrize("half", [{"wrapped": ""}, {"destroyed_at": "2026-01-01T00:00Z"}])
def test_no_key_is_half_destroyed(half):
    DataKey.objects.fresh()

    with pytest.raises(IntegrityError), transaction.atomic():
        DataKey.objects.update(**half)
