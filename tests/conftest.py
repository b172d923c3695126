"""What all tests share: people, an Atlas account that talks to a real sandbox, and the guards at a flush."""

import os
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from xdist.scheduler import LoadScopeScheduling

from audit import guards as audit_guards
from tests import emptying, factories, routes
from verifications import guards
from verifications.attachments import examinations

# Whatever the machine's speed: no example is too slow.
hypothesis.settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("unhurried")

# Tests of what coverage does not measure: other programs, and the portal in processes of its own.
UNMEASURED = ("browser", "killing", "processes", "sandbox", "submission")
# The tests of a file share processes or models that take long to start, so one worker runs them all.
TOGETHER = ("browser", "processes", "sandbox", "submission")
TOGETHER += ("test_rooms.py", "verifications/attachments/test_storages.py")
# Their tests wait more than they work, so that others fill the time; begun last, they would be waited for.
WAITING = ("killing",)

HERE = Path(__file__).parent
FORGET = ("SANDBOX_PORT", "SANDBOX_STORAGE", "SANDBOX_SECONDS", "SANDBOX_CLIENTS", "SANDBOX_KNOWN_FLOWS")


class FilesTogether(LoadScopeScheduling):
    """Gives each test to whichever worker is free, but all of such a file to one."""

    # By the name of a test: the groups that xdist marks are lost where names may not be changed.
    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return file if _folder_of(Path(file).relative_to(HERE.name), TOGETHER) else nodeid


def pytest_xdist_make_scheduler(config, log):
    """How `-n` spreads the tests."""
    return FilesTogether(config, log)


# Around all others, as some of them shuffle.
@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Leave out on PostgreSQL what asks no database, and say which tests are not measured, and go first."""
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not _asks_the_database(item)])
        items[:] = [item for item in items if _asks_the_database(item)]
    for item in items:
        if _folder_of(_place(item), UNMEASURED) or _goes_on_and_on(item):
            item.add_marker("no_cover")
    answer = yield
    items.sort(key=_turn)
    return answer


def _goes_on_and_on(item):
    """Whether a test does one thing thousands of times, which takes twice as long if lines are counted."""
    return getattr(item.obj, "is_hypothesis_test", False)


def _turn(item):
    """What waits comes first, then what one worker must do alone, and last what fills the rest."""
    return 0 if _folder_of(_place(item), WAITING) else 1 if _folder_of(_place(item), TOGETHER) else 2


def _place(item):
    return item.path.relative_to(HERE)


def _folder_of(place, folders):
    """The one of these that a file of tests is, or is in, however deep; None if there is none."""
    around = {around.as_posix() for around in (place, *place.parents)}
    return next((folder for folder in folders if folder in around), None)


def _asks_the_database(item):
    return bool({"db", "transactional_db"} & {*item.fixturenames}) or item.get_closest_marker("django_db")


@pytest.fixture(autouse=True, scope="session")
def _unsynced():
    """What this process writes into the test database need not outlive a power cut."""
    words = {"sqlite": "PRAGMA synchronous = OFF", "postgresql": "SET synchronous_commit = off"}

    def hurry(connection, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute(words[connection.vendor])

    connection_created.connect(hurry)
    yield
    connection_created.disconnect(hurry)


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path, monkeypatch):
    """Tests run as in production, with cheap passwords, static files as they lie, and files of their own.

    The Atlas of tests listens on this machine, and no file takes long because the machine is busy.
    """
    monkeypatch.setattr(examinations, "AT_ONCE_FOR", 60.0)
    settings.ATLAS_PRIVATE_ADDRESSES = True
    settings.MEDIA_ROOT = tmp_path / "attachments"
    settings.STATIC_ROOT = settings.BASE_DIR / "static"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite's test database is a file: in memory, threads would not wait for each other's writes."""
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        settings_dict = connections["default"].settings_dict
        settings_dict["TEST"] = settings_dict["TEST"] | {"NAME": name}


@pytest.fixture(autouse=True, scope="session")
def _emptied():
    """After a test that commits, its rows are deleted; Django's flush only follows where that is not all."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(self):
        if not emptying.empty():
            audit_guards.remove(connection)
            guards.take_off()
            flush(self)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture(scope="session")
def sandbox_url(tmp_path_factory):
    """A real sandbox process whose flows end half a second after their upload."""
    storage = tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite3"
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--storage", str(storage), "--invent"]
    command += ["--seconds", "0.5"]
    command += ["--known-flows", ",".join(f"LOS-known-{number}" for number in range(50))]
    environment = {name: value for name, value in os.environ.items() if name not in (*FORGET, "SECRET_KEY")}
    # Nobody serves the portal in these tests.
    environment["SANDBOX_CHECK_AUTH_URL"] = "off"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


@pytest.fixture
def asha(db):
    """A loan officer."""
    return factories.officer("asha")


@pytest.fixture
def ravi(db):
    """Another loan officer."""
    return factories.officer("ravi")


@pytest.fixture
def meera(db):
    """An auditor."""
    return factories.auditor("meera")


@pytest.fixture
def joseph(db):
    """An admin."""
    return factories.admin("joseph")


@pytest.fixture
def kavita(db):
    """Another admin."""
    return factories.admin("kavita")


@pytest.fixture
def account(db, sandbox_url):
    """An Atlas account that talks to the sandbox."""
    return factories.account(base_url=sandbox_url)


@pytest.fixture
def draft(account, asha):
    """A case that was saved and never sent."""
    return factories.draft(account=account, by=asha)


@pytest.fixture
def batch(account, asha):
    """A queued batch of two documents; nobody has been woken for it."""
    return factories.batch(account=account, by=asha)


@pytest.fixture
def address(batch, wakeups):
    """A function that fills a route with what exists: a batch, an attached file and a list of Asha's."""
    return routes.filler(batch)


@pytest.fixture
def wakeups(monkeypatch):
    """The wake-ups that were enqueued, instead of a queue: pairs of the task's name and the row's key."""
    from verifications import wakeups

    woken = []
    monkeypatch.setattr(wakeups, "_enqueue", lambda task, pk: woken.append((task, pk)))
    return woken
