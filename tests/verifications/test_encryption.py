import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from atlas_portal.encryption import fingerprint
from tests import factories
from verifications.models import Credential

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SECRET = "the secret of the lender, ₹"


@pytest.fixture
def credential(db, settings):
    """A credential whose secret was encrypted with the old key."""
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    return factories.account(secret=SECRET).credential


def stored(credential):
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM verifications_credential WHERE id = %s", [credential.pk])
        return cursor.fetchone()[0]


def test_the_database_holds_no_plain_text(credential):
    assert "secret" not in stored(credential)
    assert Credential.objects.get().client_secret == SECRET


def test_equal_values_look_different_in_the_database(credential):
    other = factories.account(name="Other", secret=SECRET).credential

    assert stored(other) != stored(credential)


def test_after_a_new_key_the_old_rows_are_still_read_and_new_ones_use_it(credential, settings):
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    newer = factories.account(name="Newer", secret=SECRET).credential

    assert Credential.objects.get(pk=credential.pk).client_secret == SECRET
    assert Fernet(NEW).decrypt(stored(newer).encode()).decode() == SECRET


@pytest.mark.parametrize("keys", [[NEW], [NEW, Fernet.generate_key().decode()]])
def test_a_key_that_is_missing_is_said_clearly(credential, settings, keys):
    settings.FIELD_ENCRYPTION_KEYS = keys

    with pytest.raises(
        ImproperlyConfigured, match="Credential.client_secret needs a key that FIELD_ENCRYPTION"
    ):
        Credential.objects.get(pk=credential.pk)


def test_nothing_stays_nothing(credential):
    credential.refresh_from_db()

    assert credential.token is None


def test_equal_values_have_one_fingerprint_per_purpose():
    assert fingerprint("link", "a") == fingerprint("link", "a")
    assert len({fingerprint("link", "a"), fingerprint("link", "b"), fingerprint("client_secret", "a")}) == 3
    assert len(fingerprint("link", "₹")) == 64
