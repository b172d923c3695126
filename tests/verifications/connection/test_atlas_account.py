"""An Atlas account without a browser."""

import io

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from verifications.models import AtlasAccount

ARGUMENTS = ("Nilgiri", "--base-url", "https://api.helloatlas.in", "--client-id", "nilgiri")


@pytest.fixture
def secret(monkeypatch):
    """A function that puts a text on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def _account(*arguments, products="POC_CDL, PROD_CDL"):
    out = io.StringIO()
    call_command("atlas_account", *(arguments or ARGUMENTS), "--product-types", products, stdout=out)
    return out.getvalue()


def test_an_account_is_created_with_the_secret_from_standard_input(db, secret):
    secret("a-very-secret-word\n")
    assert _account() == "Nilgiri: credential 1, POC_CDL, PROD_CDL.\n"
    account = AtlasAccount.objects.get()
    assert (account.environment, account.credential.client_secret) == ("test", "a-very-secret-word")
    assert {event.actor_kind for event in AuditEvent.objects.all()} == {"command"}


def test_an_account_is_updated_by_its_name(db, secret):
    secret("a-very-secret-word\n")
    _account()
    AtlasAccount.objects.update(active=False)
    secret("")
    assert _account(*ARGUMENTS, "--live", products="POC_CDL") == "Nilgiri: credential 1, POC_CDL.\n"
    account = AtlasAccount.objects.get()
    assert (account.active, account.environment) == (True, "live")
    assert AuditEvent.objects.latest("position").details == {
        "fields": ["active", "environment", "product_types"]
    }
    secret("the-next-word\n")
    assert "credential 2" in _account(*ARGUMENTS, "--live", products="POC_CDL")


@pytest.mark.parametrize(
    ("arguments", "products", "given", "sentence"),
    [
        (
            ("N", "--base-url", "atlas", "--client-id", "c"),
            "A",
            "s",
            "base_url: This is no address of Atlas.",
        ),
        (("N", "--base-url", "https://a.in?x", "--client-id", "c"), "A", "s", "This is no address of Atlas."),
        (ARGUMENTS, "A", "", "client_secret: A new account needs its client secret."),
        (ARGUMENTS, "A", " \n", "client_secret: A new account needs its client secret."),
        (ARGUMENTS, " , ", "s", "product_types: "),
        (ARGUMENTS, "x" * 61, "s", "product_types: Name at least one product type of 60 characters"),
        (("x" * 81, *ARGUMENTS[1:]), "A", "s", "name: Ensure this value has at most 80 characters"),
        ((*ARGUMENTS[:-1], "x" * 201), "A", "s", "client_id: Ensure this value has at most 200 characters"),
    ],
)
def test_an_account_that_cannot_be_is_told_and_not_stored(db, secret, arguments, products, given, sentence):
    secret(given)
    with pytest.raises(CommandError) as caught:
        _account(*arguments, products=products)
    assert sentence in str(caught.value)
    assert not AtlasAccount.objects.exists()


def test_on_the_machine_a_live_account_changes_at_once_and_the_trail_says_so(db, secret):
    secret("a-very-secret-word\n")
    _account(*ARGUMENTS, "--live")
    secret("the-next-word\n")

    assert "credential 2" in _account("Nilgiri", "--base-url", "https://eu.in", "--client-id", "n", "--live")

    event = AuditEvent.objects.latest("position")
    assert (event.action, event.actor_kind) == ("atlas_account.credential_set", "command")
    assert event.details == {"version": 2, "host": "eu.in:443"}


def test_another_address_asks_for_the_secret_on_standard_input(db, secret):
    secret("a-very-secret-word\n")
    _account()
    secret("")

    with pytest.raises(CommandError, match="client_secret: Enter the secret again: the address is another"):
        _account("Nilgiri", "--base-url", "https://eu.in", "--client-id", "n")
