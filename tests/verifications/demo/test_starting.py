"""What is done from a terminal."""

import io
import threading
from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.utils import timezone

from audit import trail
from audit.models import AuditEvent
from tests import factories
from users import groups
from users.models import User
from verifications.connection import accounts
from verifications.management.commands import start, watch
from verifications.models import AtlasAccount, Batch, Case, Credential
from verifications.sending import calling
from verifications.upkeep import sweeping
from verifications.watching import looks

ARGUMENTS = ("Nilgiri", "--base-url", "https://api.helloatlas.in", "--client-id", "nilgiri")


@pytest.fixture
def secret(monkeypatch):
    """A function that puts a text on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def _account(*arguments, products="POC_CDL, PROD_CDL"):
    out = io.StringIO()
    call_command("atlas_account", *(arguments or ARGUMENTS), "--product-types", products, stdout=out)
    return out.getvalue()


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


@pytest.fixture
def one_round(monkeypatch):
    """A function that lets the scheduler go round once; its threads keep no connection."""
    monkeypatch.setattr(watch.signal, "signal", lambda *args: None)
    monkeypatch.setattr(watch, "close_old_connections", connections.close_all)
    return lambda: call_command("watch", "--once", "--threads", "2", stdout=io.StringIO())


@pytest.mark.django_db(transaction=True)
def test_the_scheduler_looks_at_a_case_that_is_due(transactional_db, account, asha, wakeups, one_round):
    batch = factories.batch(account=account, by=asha)
    calling.send(batch.pk)
    case = Case.objects.get(pk=batch.case_id)
    assert case.look_at is not None and case.looked_at is None
    one_round()
    case.refresh_from_db()
    assert case.looked_at is not None and case.look_claimed_until is None
    assert case.master_status != ""


@pytest.mark.django_db(transaction=True)
def test_the_scheduler_wakes_for_a_batch_whose_wake_up_was_lost(
    transactional_db, account, asha, wakeups, one_round
):
    batch = factories.batch(account=account, by=asha)
    wakeups.clear()
    Batch.objects.update(woken_at=batch.created_at.replace(year=2020))
    one_round()
    assert wakeups == [("send_batch", batch.pk)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken_at", ["ask", "store"])
def test_one_broken_flow_does_not_end_the_watch(
    transactional_db, account, asha, wakeups, one_round, monkeypatch, caplog, broken_at
):
    batch = factories.batch(account=account, by=asha)
    Case.objects.update(look_at=batch.created_at, flow_uuid="LOS-1")

    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(looks, broken_at, broken)
    one_round()
    case = Case.objects.get()
    assert case.looked_at is None and case.look_claimed_until is not None
    assert "failed; its claim runs out" in caplog.text


def test_the_watch_goes_on_when_the_database_does_not_answer(db, one_round, monkeypatch):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(sweeping, "sweep", away)
    monkeypatch.setattr(watch.connection, "close", lambda: None)
    one_round()


@pytest.fixture
def watching_loop(monkeypatch):
    """The scheduler's loop, to be gone round by hand; calls to Atlas stand still until `held` is set."""
    held, ask = threading.Event(), looks.ask

    def wait(look):
        assert held.wait(20)
        ask(look)

    monkeypatch.setattr(looks, "ask", wait)
    monkeypatch.setattr(watch, "close_old_connections", connections.close_all)
    loop = watch.Watch(3)
    loop.held = held
    yield loop
    held.set()
    loop.end(now=True)


@pytest.fixture
def due(transactional_db, account, asha, wakeups):
    """Eight flows that are due."""
    for _ in range(8):
        calling.send(factories.batch(account=account, by=asha).pk)
    return Case.objects.filter(look_at__isnull=False)


def test_a_watch_that_ends_gives_back_what_it_has_not_asked(due, watching_loop):
    watching_loop.go_round()
    assert due.filter(look_claimed_until__isnull=False).count() == 6  # two at work, four to follow
    watching_loop.held.set()
    watching_loop.end(now=True)
    assert not Case.objects.filter(look_claimed_until__isnull=False).exists()
    assert Case.objects.filter(looked_at__isnull=False).count() in range(2, 7)


def test_what_waits_in_line_is_given_back_once_the_account_is_out(due, watching_loop):
    watching_loop.go_round()
    AtlasAccount.objects.update(outage_since=timezone.now(), probe_at=timezone.now() + timedelta(hours=1))
    watching_loop.go_round()
    assert due.filter(look_claimed_until__isnull=False).count() == 2


def test_nothing_is_claimed_while_too_much_waits_to_be_stored(due, watching_loop, monkeypatch):
    monkeypatch.setattr(watch, "MOST_UNSTORED", 0)
    watching_loop.news = [Future()]
    watching_loop.go_round()
    assert not due.filter(look_claimed_until__isnull=False).exists()


def test_what_came_back_is_kept_until_the_database_answers(due, watching_loop, monkeypatch):
    def away(asked):
        raise OperationalError("away")

    store = looks.store_together
    monkeypatch.setattr(looks, "store_together", away)
    watching_loop.held.set()
    with pytest.raises(OperationalError):
        for _ in range(40):
            watching_loop.go_round()
    assert watching_loop.unstored
    monkeypatch.setattr(looks, "store_together", store)
    watching_loop.end(now=True)
    assert Case.objects.filter(looked_at__isnull=False).exists()


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

    monkeypatch.setattr(start, "Manager", Manager)
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
    own = {"base_url": base_url, "client_id": client_id, "client_secret": "", "changed": []}
    accounts.save_account(account, by=trail.COMMAND, **own)
    settings.DEBUG = debug
    assert "now calls" not in begin()
    assert account.credential.base_url == base_url
