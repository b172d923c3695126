"""Atlas accounts: their credentials, the client that uses them, and a test of the connection."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import transaction

from atlas import AtlasError, Client, Credentials, Recorder, Refused, Timeouts, Token, Transport
from audit import trail
from pages import moments
from users.models import User
from verifications.connection.addresses import host_words, may_be_called
from verifications.connection.credentials import Wanted, ask_for, follow, try_batches_now
from verifications.connection.exchanges import ExchangeRecorder
from verifications.models import AtlasAccount, Batch, Case, Credential

# The newest credential and, while a secret is being replaced, the one before.
OVERLAPPING = 2


class NoCredential(Exception):
    """The account has no credential to call Atlas with; the text may be shown."""


class TokenStore:
    """A credential's token, kept encrypted in the database and shared by all processes.

    The credential was read for the very call that is made, so its token is not read again.
    """

    def __init__(self, credential: Credential) -> None:
        self.credential = credential

    def load(self) -> Token | None:
        """The token as it was when the credential was read; None before the first."""
        value, expires_at = self.credential.token, self.credential.token_expires_at
        return Token(value, expires_at) if value and expires_at else None

    def save(self, token: Token) -> None:
        """Keep a new token for every process."""
        self.credential.token, self.credential.token_expires_at = token.value, token.expires_at
        # No other columns: the secret would be encrypted anew, which the database takes for a change of it.
        self.credential.save(update_fields=("token", "token_expires_at"))


@cache
def transport() -> Transport:
    """The connections to Atlas that this process keeps, shared by all its clients."""
    return Transport(Timeouts(settings.ATLAS_CONNECT_TIMEOUT, settings.ATLAS_READ_TIMEOUT), may_be_called)


def client_for(credential: Credential, *, case: Case | None = None, batch: Batch | None = None) -> Client:
    """A client of Atlas that uses this credential and writes its Exchanges under case and batch."""
    return client_with(credential, ExchangeRecorder(credential=credential, case=case, batch=batch))


def client_with(credential: Credential, recorder: Recorder) -> Client:
    """A client of Atlas that uses this credential and has its calls written down by `recorder`."""
    return Client(
        Credentials(credential.base_url, credential.client_id, credential.client_secret),
        transport=transport(),
        tokens=TokenStore(credential),
        recorder=recorder,
    )


def connect(account: AtlasAccount, *, case: Case, batch: Batch | None = None) -> tuple[Client, Credential]:
    """A client with a token at hand, and the credential it uses.

    A flow stays with the address that it was opened at, whatever the account's address is now.
    While a secret is being replaced, Atlas may know only the one before: that is tried next.
    Raises Refused and Unreachable as the client does, and NoCredential.
    """
    usable = account.credentials.with_keys()
    if case.flow_credential:
        usable = usable.filter(base_url=case.flow_credential.base_url)
    refusal: NoCredential | Refused = NoCredential(f"{account} has no credential.")
    for credential in usable[:OVERLAPPING]:
        client = client_for(credential, case=case, batch=batch)
        try:
            client.ensure_token()
        except Refused as error:
            # The newest credential is the one to mend, so its refusal is told and not that of the one before.
            refusal = error if isinstance(refusal, NoCredential) else refusal
        else:
            return client, credential
    raise refusal


@transaction.atomic
def save_account(
    account: AtlasAccount,
    *,
    base_url: str,
    client_id: str,
    client_secret: str,
    by: trail.By,
    changed: Iterable[str],
) -> AtlasAccount:
    """Store an account's settings and, if it differs, its next credential; `changed` names the fields.

    What a person changes of a live account's credential, or that it is live, waits for a second
    person; all else is stored. An empty `client_secret` keeps the present one. Raises ValueError,
    with nothing stored, where there is none to keep, or where it would go to another address.
    """
    created = account.pk is None
    wanted = Wanted(base_url.rstrip("/"), client_id, client_secret, account.environment)
    fields = set(changed)
    # As it is stored, since the row at hand may have another environment by now. Locked, or two who save
    # at once would both follow the same version.
    stored = None if created else AtlasAccount.objects.select_for_update().get(pk=account.pk)
    live = stored is not None and stored.environment == AtlasAccount.Environment.LIVE
    asks = by if live and isinstance(by, User) else None
    if asks:
        account.environment = AtlasAccount.Environment.LIVE
        fields.discard("environment")
    if created:
        account.save()
    elif fields:
        account.problem = ""
        # No other columns: those of an outage are written meanwhile by whoever looks at flows.
        account.save(update_fields=(*fields, "problem"))
    if not account.active:
        # By being tried, its queued batches are withdrawn.
        try_batches_now(account)
    if created or fields:
        action = "atlas_account.created" if created else "atlas_account.changed"
        trail.record(action, by=by, target=account, details={"fields": sorted(fields)})
    if asks:
        ask_for(account, wanted, by=asks)
    else:
        follow(account, wanted, by=by)
    return account


def let_in(account: AtlasAccount) -> None:
    """Forget that Atlas refused the account, as it has just taken documents; what waited for that goes on."""
    if account.problem:
        AtlasAccount.objects.filter(pk=account.pk).update(problem="")
        try_batches_now(account)


@dataclass(frozen=True)
class ConnectionTest:
    """What a test of the connection found, in plain words."""

    worked: bool
    words: str


def test_connection(account: AtlasAccount, *, by: trail.By) -> ConnectionTest:
    """Get a token from Atlas with the account's newest credential and say what happened."""
    credential = account.credential
    if credential is None:
        return ConnectionTest(
            False, f"{account} has no credential yet. Enter its client id and secret first."
        )
    try:
        token = client_for(credential).fetch_token()
    except Refused as error:
        found = ConnectionTest(
            False,
            f"Atlas was reached and refused the client id or secret: “{error.message}” ({error.status}).",
        )
    except AtlasError as error:
        found = ConnectionTest(False, f"{error} The address is {credential.base_url}.")
    else:
        until = moments.with_zone(token.expires_at)
        found = ConnectionTest(True, f"{account} works: Atlas gave a token that is valid until {until}.")
    with transaction.atomic():
        problem = "" if found.worked else found.words
        AtlasAccount.objects.filter(pk=account.pk).update(problem=problem)
        if found.worked:
            try_batches_now(account)
        trail.record(
            "atlas_account.tested",
            by=by,
            target=account,
            outcome="works" if found.worked else "failed",
            details={"version": credential.version, "host": host_words(credential.base_url)},
        )
    return found
