"""Portals of real processes, each on a copy of one migrated database."""

import shutil

import pytest

from tests.processes.running import Portal, Visitor


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A portal that never starts: its database has all tables, and a demo account for its sandbox's port."""
    portal = Portal(tmp_path_factory.mktemp("migrated"))
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("demo")
    return portal


@pytest.fixture
def start_portal(migrated, tmp_path):
    """Start a portal with these processes and settings; all of it is stopped at the end of the test."""
    portals = []

    def start(*names, **settings):
        portal = Portal(tmp_path, SANDBOX_PORT=migrated.environment["SANDBOX_PORT"], **settings)
        portals.append(portal)
        shutil.copy(migrated.folder / "portal.sqlite3", tmp_path)
        portal.start(*names)
        return portal

    yield start
    for portal in portals:
        portal.stop()


@pytest.fixture
def visit():
    """Log in to a portal; every session is closed at the end of the test."""
    visitors = []

    def log_in(portal, username="officer"):
        visitors.append(Visitor(portal.url, username))
        return visitors[-1]

    yield log_in
    for visitor in visitors:
        visitor.session.close()
