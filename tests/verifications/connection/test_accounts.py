from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from audit import trail
from tests import factories
from tests.atlas.server import TOKEN, answer
from verifications.connection import accounts
from verifications.connection.addresses import host_words
from verifications.models import AtlasAccount, Batch, Case, Credential
from verifications.sending import calling

SECRET = "a secret of the lender"


def changed(account, by, **fields):
    """Save the account with the credential as it is, but for these."""
    same = {"base_url": account.credential.base_url, "client_id": "sandbox", "client_secret": ""}
    return accounts.save_account(account, **same | {"changed": []} | fields, by=by)


def actions():
    return list(trail.events().order_by("position").values_list("action", flat=True))


def test_a_new_account_has_its_first_credential(joseph):
    account = AtlasAccount(name="Nilgiri", product_types=["POC_CDL"])

    accounts.save_account(
        account,
        base_url="https://atlas.example/",
        client_id="lender",
        client_secret=SECRET,
        by=joseph,
        changed=["name"],
    )

    credential = account.credential
    assert (credential.version, credential.base_url) == (1, "https://atlas.example")
    assert (credential.client_secret, credential.secret_last4) == (SECRET, "nder")
    assert actions() == ["atlas_account.created", "atlas_account.credential_set"]
    assert trail.events()[0].details == {"version": 1, "host": "atlas.example:443"}


def test_a_new_account_needs_a_secret(joseph):
    account = AtlasAccount(name="Nilgiri")

    with pytest.raises(ValueError, match="needs its client secret"):
        accounts.save_account(
            account, base_url="https://a", client_id="a", client_secret="", by=joseph, changed=[]
        )

    assert not AtlasAccount.objects.exists()
    assert actions() == []


def test_a_short_secret_shows_nothing_of_itself(db):
    assert factories.account(secret="short").credential.secret_last4 == ""


def test_saving_the_same_changes_nothing(joseph, db):
    account = factories.account()
    before = actions()

    changed(account, joseph)
    changed(account, joseph, base_url=account.credential.base_url + "/", client_secret="sandbox-secret")

    assert Credential.objects.count() == 1
    assert actions() == before


@pytest.mark.parametrize(
    "field",
    [
        {"base_url": "http://127.0.0.1:9/v2"},
        {"base_url": "https://new.example", "client_secret": "a new secret"},
        {"client_id": "new"},
        {"client_secret": "a new secret"},
    ],
)
def test_what_changes_is_a_new_version_and_the_old_stays(joseph, db, field):
    account = factories.account()
    AtlasAccount.objects.update(problem="refused")

    changed(account, joseph, **field)

    old, new = account.credentials.order_by("version")
    assert (old.version, new.version, account.credential) == (1, 2, new)
    assert (old.client_id, old.client_secret) == ("sandbox", "sandbox-secret")
    assert {name: getattr(new, name) for name in field} == field
    assert AtlasAccount.objects.get().problem == ""
    assert actions()[-1] == "atlas_account.credential_set"


def test_an_empty_secret_keeps_the_present_one(joseph, db):
    account = factories.account()

    changed(account, joseph, client_id="other", client_secret="")

    assert account.credential.client_secret == "sandbox-secret"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://127.0.0.1:9", "http://127.0.0.1:10", "http://127.0.0.2:9", "http://atlas.example:9"],
)
def test_a_secret_is_never_kept_for_another_address(joseph, db, elsewhere):
    account = factories.account()

    with pytest.raises(ValueError, match="not kept for another"):
        changed(account, joseph, base_url=elsewhere, client_secret="")

    assert account.credential.version == 1


def test_saving_writes_no_column_of_an_outage_that_began_meanwhile(joseph, db):
    account = factories.account()
    since, soon = timezone.now(), timezone.now() + timedelta(minutes=1)
    AtlasAccount.objects.update(failures_in_row=5, outage_since=since, outage_problem="x", probe_at=soon)
    account.name = "Nilgiri two"

    changed(account, joseph, changed=["name"])

    stored = AtlasAccount.objects.get()
    assert (stored.name, stored.failures_in_row, stored.outage_problem) == ("Nilgiri two", 5, "x")
    assert (stored.outage_since, stored.probe_at) == (since, soon)


def test_a_name_that_leads_inside_a_network_is_not_called(server, joseph, settings):
    account = factories.account(base_url=f"http://localhost:{server.port}")
    settings.ATLAS_PRIVATE_ADDRESSES = False

    found = accounts.test_connection(account, by=joseph)

    assert found.words.startswith("Could not connect to Atlas: its address lies inside a private network.")
    assert server.asked("authtoken") == []


def test_changed_settings_are_named_in_the_trail(joseph, db):
    account = factories.account()
    account.active, account.problem = False, "refused"

    changed(account, joseph, changed=["environment", "active"])

    event = trail.events()[0]
    assert (event.action, event.details) == ("atlas_account.changed", {"fields": ["active", "environment"]})
    assert (AtlasAccount.objects.get().active, AtlasAccount.objects.get().problem) == (False, "")


def test_a_token_is_shared_by_all_clients_and_unreadable_in_the_database(moody, server):
    accounts.client_for(moody.credential).ensure_token()

    token = accounts.client_for(moody.credential).ensure_token()

    assert (token.value, len(server.asked("authtoken"))) == (TOKEN, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, client_secret FROM verifications_credential")
        stored = "".join(cursor.fetchone())
    assert TOKEN not in stored
    assert "sandbox-secret" not in stored


def test_a_token_that_is_about_to_end_is_renewed(moody, server):
    before = timezone.now()
    credential = moody.credential
    credential.token, credential.token_expires_at = "old", before + timedelta(seconds=30)
    credential.save()

    token = accounts.client_for(moody.credential).ensure_token()

    assert (token.value, moody.credential.token) == (TOKEN, TOKEN)
    assert moody.credential.token_expires_at > before + timedelta(minutes=50)


def test_a_connection_that_works_is_said_to_work(account, joseph):
    AtlasAccount.objects.update(problem="refused")

    found = accounts.test_connection(account, by=joseph)

    assert found.worked
    assert found.words.startswith("Nilgiri POC works: Atlas gave a token that is valid until ")
    assert AtlasAccount.objects.get().problem == ""
    event = trail.events()[0]
    assert (event.action, event.outcome, event.details) == (
        "atlas_account.tested",
        "works",
        {"version": 1, "host": host_words(account.credential.base_url)},
    )


def test_a_refused_secret_is_said_in_atlas_s_words(sandbox_url, joseph):
    account = factories.account(base_url=sandbox_url, secret="wrong")

    found = accounts.test_connection(account, by=joseph)

    assert not found.worked
    assert found.words.startswith("Atlas was reached and refused the client id or secret: “")
    assert found.words.endswith("Unknown Client-Id or Client-Secret” (401).")
    assert AtlasAccount.objects.get().problem == found.words
    assert trail.events()[0].outcome == "failed"


def test_an_address_where_nobody_is_is_said(joseph):
    account = factories.account(base_url="http://127.0.0.1:9")

    found = accounts.test_connection(account, by=joseph)

    assert found.words == (
        "Could not connect to Atlas: connection refused. The address is http://127.0.0.1:9."
    )
    assert (found.worked, trail.events()[0].outcome) == (False, "failed")


def test_an_answer_that_is_no_token_is_said(moody, server, joseph):
    server.on("authtoken", answer({"hello": "x" * 500}))

    found = accounts.test_connection(moody, by=joseph)

    assert "Atlas answered without a usable token (200)" in found.words
    assert not found.worked


def test_without_a_credential_there_is_nothing_to_test(joseph):
    account = AtlasAccount.objects.create(name="New")

    found = accounts.test_connection(account, by=joseph)

    assert found.words == "New has no credential yet. Enter its client id and secret first."
    assert actions() == []


@pytest.fixture
def rotated(account):
    """An account whose newest secret Atlas does not know yet."""
    return accounts.save_account(
        account,
        base_url=account.credential.base_url,
        client_id="sandbox",
        client_secret="the-next-secret-not-known-yet",
        by=trail.COMMAND,
        changed=[],
    )


def test_while_a_secret_is_being_replaced_the_one_before_is_used(rotated, asha):
    batch = factories.batch(account=rotated, by=asha)

    calling.send(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.credential.version) == (Batch.State.ACCEPTED, 1)
    assert set(batch.exchanges.values_list("endpoint", "credential__version")) == {
        ("authtoken", 2),
        ("authtoken", 1),
        ("flow_init", 1),
        ("multiupload", 1),
    }


def test_with_no_secret_that_atlas_knows_its_no_is_the_newest_one_s(account, asha):
    for secret in ("one-that-is-wrong", "another-that-is-wrong"):
        accounts.save_account(
            account,
            base_url=account.credential.base_url,
            client_id="nobody",
            client_secret=secret,
            by=trail.COMMAND,
            changed=[],
        )
    batch = factories.batch(account=account, by=asha)

    calling.send(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, "Unknown Client-Id" in batch.problem) == (Batch.State.QUEUED, True)


def test_a_flow_stays_with_the_address_it_was_opened_at(account, asha):
    batch = factories.batch(account=account, by=asha)
    calling.send(batch.pk)
    accounts.save_account(
        account,
        base_url="http://127.0.0.1:9",
        client_id="sandbox",
        client_secret="sandbox-secret",
        by=trail.COMMAND,
        changed=[],
    )

    _, credential = accounts.connect(account, case=Case.objects.get())

    assert credential.version == 1


def test_a_new_case_goes_to_the_new_address(account, asha):
    accounts.save_account(
        account,
        base_url="http://127.0.0.1:9",
        client_id="sandbox",
        client_secret="sandbox-secret",
        by=trail.COMMAND,
        changed=[],
    )
    batch = factories.batch(account=account, by=asha)

    calling.send(batch.pk)

    batch.refresh_from_db()
    assert batch.problem == "Could not connect to Atlas: connection refused."


def test_switched_off_an_account_has_its_queued_batches_withdrawn(moody, queued, joseph, server):
    server.on("multiupload", answer({"error": "Too many requests"}, status=429, Retry_After="3600"))
    calling.send(queued.pk)
    assert Batch.objects.get().next_try_at > timezone.now() + timedelta(minutes=50)
    moody.active = False

    changed(moody, joseph, changed=["active"])
    calling.send(queued.pk)

    assert Batch.objects.get().state == Batch.State.WITHDRAWN
