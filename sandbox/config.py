"""What the sandbox is told when it starts, and whether it may start at all."""

import os
from dataclasses import dataclass, field

from sandbox.faults import Switchboard
from sandbox.shelf import Shelf
from sandbox.storage import Storage

# The words that the portal's settings read as true; all others mean false there.
TRUE_WORDS = {"true", "on", "ok", "y", "yes", "1"}


@dataclass(frozen=True)
class Settings:
    """How one sandbox behaves."""

    seconds: float = 8.0
    token_seconds: float = 3600.0
    clients: dict = field(default_factory=lambda: {"sandbox": "sandbox-secret"})
    known_flows: tuple = ()
    check_auth_url: bool = False
    # Results are made up from names and ids instead of read from the files.
    invent: bool = False
    # Files may be fetched from private addresses: the portal's own links on this machine.
    private_addresses: bool = False
    # Processes that read, of 1 GB each.
    readers: int = 1


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


def is_true(text):
    """Read a yes or no from the environment, as the portal's settings do."""
    return text.strip().lower() in TRUE_WORDS


def refusal_to_start(environment=os.environ):
    """Say why the sandbox must not run here: invented results have no place beside production settings."""
    debug = environment.get("DEBUG")
    if debug is not None and not is_true(debug) and environment.get("SECRET_KEY"):
        return "The sandbox does not start under production settings (DEBUG is off and SECRET_KEY is set)."
    return None
