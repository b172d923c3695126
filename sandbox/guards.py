"""Where the sandbox must not run, and to whom it answers."""

import os
import re
from ipaddress import ip_address
from pathlib import Path

# The words that the portal's settings read as true; all others mean false there.
TRUE_WORDS = {"true", "on", "ok", "y", "yes", "1"}
PORTAL = Path(__file__).resolve().parents[1]
# A portal that is not for development has these, one of them at least.
OF_PRODUCTION = ("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "ALLOWED_HOSTS", "DATABASE_URL")
_SETTING = re.compile(r"(?:export )?(\w+)=(.*)")


def is_true(text):
    """Read a yes or no from the environment, as the portal's settings do."""
    return text.strip().lower() in TRUE_WORDS


def refusal_to_start(environment=os.environ, portal=PORTAL):
    """Why the sandbox must not run here: it has no place beside the portal's production settings.

    They are looked for where the portal reads them: in the environment, and else in its `.env`.
    Empty if there are none.
    """
    settings = _read_file(portal / ".env") | dict(environment)
    # A portal that is told nothing of DEBUG has it off.
    if is_true(settings.get("DEBUG", "")):
        return ""
    found = next((name for name in OF_PRODUCTION if settings.get(name)), "")
    if not found:
        return ""
    return f"The sandbox does not start under production settings (DEBUG is off and {found} is set)."


def refusal_to_listen(host, settings):
    """Why the sandbox must not listen there with these settings; empty if it may."""
    if is_loopback(host) or not settings.private_addresses or not settings.has_default_clients:
        return ""
    return (
        f"On {host}, whoever knows the usual client could have this machine fetch from its private network."
        " Name clients of your own in SANDBOX_CLIENTS, or leave private addresses off."
    )


def is_loopback(host):
    """Whether only this machine reaches a host that is listened on."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_by_name(host_header):
    """Whether a request was made to a name that is not this machine's own.

    A page on the web can point a name of its own at this machine and read through it what is here; it
    cannot do so under an address, or under `localhost`.
    """
    host = re.sub(r":\d*$", "", host_header.strip()).strip("[]")
    try:
        ip_address(host)
    except ValueError:
        return host not in ("", "localhost")
    return False


def _read_file(path):
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return {}
    found = (_SETTING.fullmatch(line.strip()) for line in lines)
    return {match[1]: match[2].strip().strip("'\"") for match in found if match}
