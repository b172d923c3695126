"""The credential of a live account changes with a second person only; all else is stored at once."""

import pytest
from django.contrib.admin.sites import site

from audit import trail
from audit.models import AuditEvent
from confirmations import asking
from confirmations.models import Confirmation
from tests import factories
from verifications.connection import accounts
from verifications.connection.credentials import CREDENTIAL, waiting_words
from verifications.connection.forms import AccountAdminForm
from verifications.models import AtlasAccount

LIST = "/admin/verifications/atlasaccount/"
NEXT = "https://eu.helloatlas.in"
SECRET = "the-next-secret-7731"
State = Confirmation.State


@pytest.fixture
def live(db):
    """A live account."""
    return factories.account("Nilgiri live", base_url="https://api.helloatlas.in", environment="live")


@pytest.fixture
def admin(client, joseph):
    """A browser in which the admin is signed in."""
    client.force_login(joseph)
    return client


def _form(**changes):
    return {
        "name": "Nilgiri live",
        "environment": "live",
        "product_types": "POC_CDL",
        "active": "on",
        "base_url": "https://api.helloatlas.in",
        "client_id": "sandbox",
        "client_secret": "",
    } | changes


def _save(admin, account, **changes):
    page = admin.post(f"{LIST}{account.pk}/change/", _form(**changes), follow=True)
    return page.content.decode()


def _present(account):
    account.refresh_from_db()
    credential = account.credential
    return account.environment, credential.version, credential.base_url, credential.client_secret


BEFORE = ("live", 1, "https://api.helloatlas.in", "sandbox-secret")


def test_a_new_address_waits_and_all_else_is_stored(admin, live, kavita):
    page = _save(admin, live, base_url=NEXT, client_secret=SECRET, name="Nilgiri", product_types="PROD_CDL")

    assert _present(live) == BEFORE
    assert (live.name, live.product_types) == ("Nilgiri", ["PROD_CDL"])
    assert "All else of Nilgiri is saved. A new credential waits. Asked for by Joseph, until" in page
    assert "To confirm it: Kavita. Until then the present one is used." in page
    assert "not tried yet" not in page
    assert [event.action for event in AuditEvent.objects.order_by("-position")[:2]] == [
        "confirmation.asked",
        "atlas_account.changed",
    ]
    assert AuditEvent.objects.latest("position").target_id == str(live.pk)


def test_a_second_admin_confirms_and_it_is_the_next_credential(admin, live, joseph, kavita):
    _save(admin, live, base_url=NEXT, client_secret=SECRET)
    AtlasAccount.objects.update(problem="refused")

    asking.confirm(Confirmation.objects.get().pk, by=kavita)

    assert _present(live) == ("live", 2, NEXT, SECRET)
    assert live.problem == ""
    event = AuditEvent.objects.get(action="atlas_account.credential_set", actor_id=kavita.pk)
    assert event.details == {"version": 2, "host": "eu.helloatlas.in:443", "asked_by": joseph.pk}


@pytest.mark.parametrize("changes", [{"client_secret": SECRET}, {"client_id": "b"}, {"environment": "test"}])
def test_whatever_makes_another_credential_of_it_waits(admin, live, kavita, changes):
    _save(admin, live, **changes)

    assert _present(live) == BEFORE
    asking.confirm(Confirmation.objects.get().pk, by=kavita)
    credential = _present(live) and live.credential
    known = {"environment": live.environment, "client_id": credential.client_id}
    known |= {"client_secret": credential.client_secret}
    assert known.items() >= changes.items()


def test_the_second_admin_sees_both_addresses_and_no_secret(client, live, joseph, kavita):
    client.force_login(joseph)
    _save(client, live, base_url=NEXT, client_secret=SECRET, environment="test")
    client.force_login(kavita)

    page = client.get("/settings/confirmations/").content.decode()

    assert f"{NEXT} (now: https://api.helloatlas.in)" in page and "Test (now: Live)" in page
    assert "a new one, fingerprint" in page and SECRET not in page
    assert "Credential of a live account: Nilgiri live" in page


def test_the_accounts_own_page_says_what_waits(admin, live, joseph):
    asked = factories.confirmation(live, by=joseph)

    page = admin.get(f"{LIST}{live.pk}/change/").content.decode()

    assert "A new credential waits. Asked for by Joseph" in page and "/settings/confirmations/" in page
    assert "Nobody else may confirm it. On the machine, manage.py atlas_account" in waiting_words(asked)


def test_an_account_that_changed_meanwhile_is_left_alone(live, joseph, kavita):
    asked = factories.confirmation(live, by=joseph)
    same = {"base_url": NEXT, "client_id": "sandbox", "client_secret": "from the machine"}
    accounts.save_account(live, **same, by=trail.COMMAND, changed=[])

    answered = asking.confirm(asked.pk, by=kavita)

    assert (answered.state, live.credential.version) == (State.REFUSED, 2)
    assert answered.problem == (
        "Nilgiri live was changed since this was asked for. Nothing was done. Ask for it anew."
    )


def test_an_account_that_is_live_no_more_is_left_alone(live, joseph, kavita):
    asked = factories.confirmation(live, by=joseph)
    live.environment = "test"
    same = {"base_url": "https://api.helloatlas.in", "client_id": "sandbox", "client_secret": ""}
    accounts.save_account(live, **same, by=trail.COMMAND, changed=["environment"])

    assert asking.confirm(asked.pk, by=kavita).state == State.REFUSED


def test_a_live_account_without_a_credential_gets_its_first_by_two(admin, kavita):
    bare = AtlasAccount.objects.create(name="Nilgiri live", environment="live", product_types=["POC_CDL"])
    _save(admin, bare, client_secret=SECRET)
    assert bare.credential is None
    asked = Confirmation.objects.get()
    assert ("Base URL", "https://api.helloatlas.in (now: none)") in asked.facts

    asking.confirm(asked.pk, by=kavita)

    assert (bare.credential.version, bare.credential.client_secret) == (1, SECRET)


def test_the_same_is_not_asked_for_twice(admin, live, joseph):
    factories.confirmation(live, by=joseph)

    page = _save(admin, live, client_id="another")

    assert "The same is asked for already, by Joseph." in page and 'value="another"' in page
    assert Confirmation.objects.count() == 1


def test_what_waits_keeps_nobody_from_changing_all_else(admin, live, joseph):
    factories.confirmation(live, by=joseph)

    page = _save(admin, live, name="Nilgiri two")

    assert "All else of Nilgiri two is saved. A new credential waits" in page


def test_a_press_that_was_too_late_saves_nothing(rf, live, joseph, kavita, monkeypatch):
    form = AccountAdminForm(_form(client_id="another", name="Other"), instance=live)
    assert form.is_valid()
    # Meanwhile.
    factories.confirmation(AtlasAccount.objects.get(), by=kavita)
    said = []
    admin = site.get_model_admin(AtlasAccount)
    monkeypatch.setattr(admin, "message_user", lambda request, words, level: said.append(words))
    request = rf.post("/")
    request.user = joseph

    admin.save_model(request, form.instance, form, change=True)

    assert said[0].startswith("Nothing was saved. The same is asked for already, by Kavita.")
    assert AtlasAccount.objects.get().name == "Nilgiri live"


def test_a_test_account_needs_no_second_person(admin, db):
    account = factories.account("Nilgiri live", base_url="https://api.helloatlas.in")

    _save(admin, account, environment="test", base_url=NEXT, client_secret=SECRET)

    assert _present(account) == ("test", 2, NEXT, SECRET)
    assert asking.waiting(CREDENTIAL, account) is None
