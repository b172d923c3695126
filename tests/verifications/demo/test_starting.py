"""The demo and the start of everything, from a terminal."""

import io

import pytest
from django.core.management import CommandError, call_command

from audit import trail
from audit.models import AuditEvent
from users import groups
from users.models import User
from verifications.connection import accounts
from verifications.demo import starting
from verifications.models import AtlasAccount, Credential


def test_the_demo_makes_its_people_and_the_sandbox_account(db, settings, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setenv("DEMO_PASSWORD", "another word")
    call_command("demo")
    roles = {user.username: (user.role, user.is_staff) for user in User.objects.all()}
    assert roles == {
        "officer": (groups.OFFICERS, False),
        "auditor": (groups.AUDITORS, False),
        "admin": (groups.ADMINS, True),
    }
    assert all(user.check_password("another word") for user in User.objects.all())
    assert not User.objects.filter(is_superuser=True).exists()
    assert AtlasAccount.objects.get().product_types == ["POC_CDL", "PROD_CDL"]


def test_the_demo_twice_changes_nothing(db, settings):
    settings.DEBUG = True
    call_command("demo")
    officer = User.objects.get(username="officer")
    assert officer.check_password("demo")
    officer.set_password("changed since")
    officer.save()
    call_command("demo")
    officer.refresh_from_db()
    assert officer.check_password("changed since")
    assert (User.objects.count(), AtlasAccount.objects.count(), Credential.objects.count()) == (3, 1, 1)
    assert AuditEvent.objects.filter(action="user.created").count() == 3


def test_the_demo_is_refused_in_production(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=on only"):
        call_command("demo")
    assert not User.objects.exists() and not AtlasAccount.objects.exists()


@pytest.fixture
def started(db, monkeypatch):
    """What `start` says, in place of running anything, and the processes that it would run."""
    processes = []

    class Manager:
        returncode = 0

        def __init__(self, printer):
            pass

        def add_process(self, name, command, env):
            processes.append(name)

        def loop(self):
            pass

    def begin():
        out = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("start", stdout=out)
        assert ended.value.code == 0
        return out.getvalue()

    monkeypatch.setattr(starting, "Manager", Manager)
    return begin, processes


def test_the_start_says_where_the_portal_is_and_runs_the_procfile(started, monkeypatch):
    begin, processes = started
    monkeypatch.setenv("PORT", "8123")
    said = begin()
    assert processes == ["web", "worker", "scheduler", "sandbox"]
    assert "http://127.0.0.1:8123" in said and "officer" in said


def test_the_demos_account_follows_the_sandbox_to_another_port(started, settings, monkeypatch):
    begin, _ = started
    settings.DEBUG = True
    monkeypatch.setenv("SANDBOX_PORT", "8401")
    call_command("demo")
    assert "now calls" not in begin()
    monkeypatch.setenv("SANDBOX_PORT", "8501")
    assert "The account Sandbox now calls this address" in begin()
    assert "now calls" not in begin()
    credentials = Credential.objects.order_by("version")
    assert [each.base_url for each in credentials] == ["http://127.0.0.1:8401", "http://127.0.0.1:8501"]
    assert {each.client_secret for each in credentials} == {"sandbox-secret"}
    assert AuditEvent.objects.filter(action="atlas_account.credential_set").count() == 2


def test_without_an_account_there_is_nothing_to_follow(started, settings):
    begin, _ = started
    settings.DEBUG = True
    assert "now calls" not in begin()
    assert not AtlasAccount.objects.exists()


@pytest.mark.parametrize(
    ("base_url", "client_id", "debug"),
    [
        ("https://api.helloatlas.in", "sandbox", True),
        ("http://127.0.0.1:8401", "our-own", True),
        ("http://127.0.0.1:8401", "sandbox", False),
    ],
)
def test_an_account_that_is_no_longer_the_demos_stays(started, settings, base_url, client_id, debug):
    begin, _ = started
    settings.DEBUG = True
    call_command("demo")
    account = AtlasAccount.objects.get()
    own = {"base_url": base_url, "client_id": client_id, "client_secret": "sandbox-secret", "changed": []}
    accounts.save_account(account, by=trail.COMMAND, **own)
    settings.DEBUG = debug
    assert "now calls" not in begin()
    assert account.credential.base_url == base_url
