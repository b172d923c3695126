"""What the sandbox is told when it starts."""

from dataclasses import dataclass, field

from sandbox.faults import Switchboard
from sandbox.shelf import Shelf
from sandbox.storage import Storage

# As the README has it, and known to everybody.
DEFAULT_CLIENTS = "sandbox:sandbox-secret"


@dataclass(frozen=True)
class Settings:
    """How one sandbox behaves."""

    seconds: float = 8.0
    token_seconds: float = 3600.0
    clients: dict = field(default_factory=lambda: read_clients(DEFAULT_CLIENTS))
    known_flows: tuple = ()
    check_auth_url: bool = True
    # Results are made up from names and ids instead of read from the files.
    invent: bool = False
    # Files may be fetched from private addresses: the portal's own links on this machine.
    private_addresses: bool = False
    # `auth_url` and `callback_url` may lead to private addresses: to the portal on this machine.
    private_callbacks: bool = True
    # Processes that read, of 1 GB each.
    readers: int = 1

    @property
    def has_default_clients(self):
        """Whether the client that everybody knows gets tokens."""
        return any(self.clients.get(name) == secret for name, secret in read_clients(DEFAULT_CLIENTS).items())


@dataclass(frozen=True)
class Sandbox:
    """One running sandbox: what every endpoint needs to answer."""

    storage: Storage
    settings: Settings
    results: object
    url: str
    shelf: Shelf
    switchboard: Switchboard = field(default_factory=Switchboard)


def read_clients(text):
    """Turn `id:secret,id2:secret2` into a dictionary; a secret may contain colons."""
    pairs = (pair.strip().partition(":") for pair in text.split(",") if pair.strip())
    return {client_id: secret for client_id, _, secret in pairs}


def read_known_flows(text):
    """The flows that a loan system opened; only its prefixed form can come from there."""
    names = (name.strip() for name in text.split(","))
    return tuple(name for name in names if name.startswith("LOS-"))
