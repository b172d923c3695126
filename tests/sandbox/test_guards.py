"""Where the sandbox refuses to run, and to whom it answers."""

import environ
import pytest

from sandbox.config import Settings
from sandbox.guards import is_by_name, is_loopback, refusal_to_listen, refusal_to_start

OFF = "The sandbox does not start under production settings (DEBUG is off and {} is set)."
OWN_CLIENTS = {"lender": "a secret of its own"}


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "ALLOWED_HOSTS", "DATABASE_URL"])
@pytest.mark.parametrize("debug", [{}, {"DEBUG": ""}, {"DEBUG": "off"}, {"DEBUG": "False"}])
def test_production_settings_are_known_by_each_of_them(tmp_path, name, debug):
    assert refusal_to_start(debug | {name: "set"}, tmp_path) == OFF.format(name)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DEBUG": "off"},
        {"SECRET_KEY": ""},
        {"DEBUG": "on", "SECRET_KEY": "s"},
        {"DEBUG": " True", "DATABASE_URL": "d"},
    ],
)
def test_other_settings_are_no_production(tmp_path, environment):
    assert refusal_to_start(environment, tmp_path) == ""


@pytest.mark.parametrize(
    ("text", "environment", "name"),
    [
        ("DEBUG=off\nSECRET_KEY=s\n", {}, "SECRET_KEY"),
        ("# DEBUG=on\nexport SECRET_KEY = 's'\nexport SECRET_KEY='s'\n", {}, "SECRET_KEY"),
        ('DATABASE_URL="postgres://portal:password@127.0.0.1/portal"\n', {"DEBUG": "off"}, "DATABASE_URL"),
        ("DEBUG=on\nSECRET_KEY=s\n", {"DEBUG": "off"}, "SECRET_KEY"),
        ("DEBUG=on\nSECRET_KEY=s\n", {}, ""),
        ("DEBUG='on'\nSECRET_KEY=s\n", {}, ""),
        ("DEBUG=off\nSECRET_KEY=s\n", {"DEBUG": "on"}, ""),
        ("DEBUG=off\n#SECRET_KEY=s\nSECRET_KEY=\n", {}, ""),
    ],
)
def test_settings_are_found_in_the_portals_file_too(tmp_path, monkeypatch, text, environment, name):
    (tmp_path / ".env").write_text(text)
    assert refusal_to_start(environment, tmp_path) == (OFF.format(name) if name else "")
    # The portal itself reads the file as the sandbox does.
    known = dict(environment)
    monkeypatch.setattr(environ.Env, "ENVIRON", known)
    environ.Env.read_env(tmp_path / ".env")
    assert (not environ.Env().bool("DEBUG", default=False) and bool(known.get(name))) == bool(name)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_on_this_machine_private_addresses_may_be_fetched(host):
    assert is_loopback(host)
    assert refusal_to_listen(host, Settings(private_addresses=True)) == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "", "192.168.1.5", "sandbox.example"])
def test_for_others_the_private_network_is_open_to_own_clients_alone(host):
    assert not is_loopback(host)
    assert "SANDBOX_CLIENTS" in refusal_to_listen(host, Settings(private_addresses=True))
    both = OWN_CLIENTS | {"sandbox": "sandbox-secret"}
    assert refusal_to_listen(host, Settings(private_addresses=True, clients=both)) != ""
    assert refusal_to_listen(host, Settings(private_addresses=True, clients=OWN_CLIENTS)) == ""
    assert refusal_to_listen(host, Settings()) == ""


@pytest.mark.parametrize(
    ("header", "by_name"),
    [
        ("127.0.0.1:8001", False),
        ("localhost", False),
        ("localhost:8001", False),
        ("[::1]:8001", False),
        ("192.168.1.5", False),
        ("", False),
        ("rebound.example:8001", True),
        ("localhost.example", True),
        ("127.0.0.1.example", True),
    ],
)
def test_a_name_on_the_web_does_not_reach_what_is_here(header, by_name):
    assert is_by_name(header) == by_name
