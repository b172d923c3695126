"""Which credential follows which, and the second person whom a live account's next one waits for."""

from dataclasses import asdict, dataclass, field

from atlas_portal.encryption import fingerprint
from audit import trail
from confirmations import asking
from confirmations.kinds import Kind, Outdated, Sealed
from confirmations.models import Confirmation
from users.models import User
from verifications.connection.addresses import host_words, origin_of
from verifications.models import AtlasAccount, Batch, Credential

# Four characters of a shorter secret would give too much of it away.
SHOWS_LAST4 = 12
# The kind of request, as the trail names it.
CREDENTIAL = "atlas_account.credential"


@dataclass(frozen=True)
class Wanted:
    """What the next credential shall be, and whose: of a test or a live account. An empty secret stays."""

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    environment: str

    def secret_after(self, present: Credential | None) -> str:
        """The secret to go on with; ValueError where there is none to keep, or only another address's."""
        if self.client_secret:
            return self.client_secret
        if present is None:
            raise ValueError("A new account needs its client secret.")
        if origin_of(present.base_url) != origin_of(self.base_url):
            raise ValueError("The secret of one address is not kept for another.")
        return present.client_secret

    def differs_from(self, present: Credential | None) -> bool:
        """Whether another version is needed."""
        wanted = (self.base_url, self.client_id, self.secret_after(present))
        return present is None or wanted != (present.base_url, present.client_id, present.client_secret)


def changes(account: AtlasAccount, wanted: Wanted) -> bool:
    """Whether the account's credential or its environment would be another."""
    return wanted.differs_from(account.credential) or wanted.environment != account.environment


def ask_for(account: AtlasAccount, wanted: Wanted, *, by: User) -> None:
    """Have a second person confirm the next credential of a live account, or that it is live no more."""
    if changes(account, wanted):
        present = account.credential
        version = present.version if present else 0
        asking.ask(CREDENTIAL, account, asdict(wanted) | {"version": version}, by=by)


def follow(account: AtlasAccount, wanted: Wanted, *, by: trail.By, asked_by: User | None = None) -> None:
    """Follow the account's credential with the wanted one; the old stays as the record of what was used."""
    present = account.credential
    if not wanted.differs_from(present):
        return
    secret = wanted.secret_after(present)
    credential = Credential.objects.create(
        account=account,
        version=present.version + 1 if present else 1,
        base_url=wanted.base_url,
        client_id=wanted.client_id,
        client_secret=secret,
        secret_last4=secret[-4:] if len(secret) >= SHOWS_LAST4 else "",
        secret_fingerprint=fingerprint("client_secret", secret),
    )
    AtlasAccount.objects.filter(pk=account.pk).update(problem="")
    try_batches_now(account)
    details: dict[str, object] = {"version": credential.version, "host": host_words(wanted.base_url)}
    if asked_by:
        details["asked_by"] = asked_by.pk
    trail.record("atlas_account.credential_set", by=by, target=account, details=details)


def try_batches_now(account: AtlasAccount) -> None:
    """Have the account's queued batches tried at once, as what they waited for may be mended."""
    Batch.objects.filter(case__account=account).try_now()


def waiting_words(confirmation: Confirmation) -> str:
    """What is said of a credential that waits."""
    return f"A new credential waits. {asking.until_words(confirmation)} Until then the present one is used."


OTHERWISE = "On the machine, manage.py atlas_account changes it at once."


def _carry_out(target_id: str, sealed: Sealed, *, by: User, asked_by: User) -> None:
    account = AtlasAccount.objects.select_for_update().get(pk=target_id)
    version = sealed.pop("version")
    wanted = Wanted(**sealed)
    present = account.credential
    live = account.environment == AtlasAccount.Environment.LIVE
    if not live or version != (present.version if present else 0):
        raise Outdated(f"{account} was changed since this was asked for. Nothing was done. Ask for it anew.")
    if wanted.environment != account.environment:
        AtlasAccount.objects.filter(pk=account.pk).update(environment=wanted.environment)
        details = {"fields": ["environment"], "asked_by": asked_by.pk}
        trail.record("atlas_account.changed", by=by, target=account, details=details)
    follow(account, wanted, by=by, asked_by=asked_by)


def _facts(target_id: str, sealed: Sealed) -> list[tuple[str, str]]:
    present = AtlasAccount.objects.get(pk=target_id).credential
    facts = [
        ("Base URL", sealed["base_url"], present and present.base_url),
        ("Client id", sealed["client_id"], present and present.client_id),
        ("Environment", AtlasAccount.Environment(sealed["environment"]).label, "Live"),
    ]
    secret = sealed["client_secret"]
    known_by = fingerprint("client_secret", secret)[:12]
    return [
        *((label, f"{new} (now: {old or 'none'})" if new != old else new) for label, new, old in facts),
        ("Client secret", f"a new one, fingerprint {known_by}" if secret else "as it is"),
    ]


def _name_of(target_id: str) -> str:
    return AtlasAccount.objects.get(pk=target_id).name


KIND = Kind(
    name=CREDENTIAL,
    what="Credential of a live account",
    permission="verifications.change_atlasaccount",
    target="atlas_account",
    name_of=_name_of,
    facts=_facts,
    carry_out=_carry_out,
    otherwise=OTHERWISE,
)
