import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from atlas_portal.encryption import fingerprint
from audit.models import Reason

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECRET = "the secret of the lender, ₹"


@pytest.fixture
def reason(db, settings):
    """A reason that was encrypted with the old key."""
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    return Reason.objects.create(position=1, salt="salt", text=SECRET)


def stored(reason):
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM audit_reason WHERE position = %s", [reason.pk])
        return cursor.fetchone()[0]


def test_the_database_holds_no_plain_text(reason):
    assert "secret" not in stored(reason)
    assert Reason.objects.get().text == SECRET


def test_equal_values_look_different_in_the_database(reason):
    other = Reason.objects.create(position=2, salt="salt", text=SECRET)

    assert stored(other) != stored(reason)


def test_after_a_new_key_the_old_rows_are_still_read_and_new_ones_use_it(reason, settings):
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    newer = Reason.objects.create(position=2, salt="salt", text=SECRET)

    assert Reason.objects.get(pk=reason.pk).text == SECRET
    assert Fernet(NEW).decrypt(stored(newer).encode()).decode() == SECRET


@pytest.mark.parametrize("keys", [[NEW], [NEW, Fernet.generate_key().decode()]])
def test_a_key_that_is_missing_is_said_clearly(reason, settings, keys):
    settings.FIELD_ENCRYPTION_KEYS = keys

    with pytest.raises(ImproperlyConfigured, match="Reason.text needs a key that FIELD_ENCRYPTION"):
        Reason.objects.get(pk=reason.pk)


def test_nothing_stays_nothing(reason):
    Reason.objects.update(text=None)

    assert Reason.objects.get().text is None


def test_equal_values_have_one_fingerprint_per_purpose():
    assert fingerprint("link", "a") == fingerprint("link", "a")
    assert len({fingerprint("link", "a"), fingerprint("link", "b"), fingerprint("client_secret", "a")}) == 3
    assert len(fingerprint("link", "₹")) == 64
