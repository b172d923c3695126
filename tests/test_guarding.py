"""Files that lie there from before, and that cannot always be closed."""

import os
import stat

import pytest
from django import conf
from django.apps import apps

from atlas_portal import guarding


@pytest.fixture
def kept(settings, monkeypatch, tmp_path):
    """A folder in which everything of the portal's lies, open to others."""
    databases = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "portal.sqlite3"},
        "other": {"ENGINE": "django.db.backends.postgresql", "NAME": "portal"},
    }
    # Not by the fixture, which warns of what Django makes of it; here it is only read.
    monkeypatch.setattr(conf.settings, "DATABASES", databases)
    settings.BASE_DIR = tmp_path
    settings.HUEY = {"connection": {"filename": str(tmp_path / "queue.sqlite3")}}
    files = ("portal.sqlite3", "portal.sqlite3-wal", "portal.sqlite3-shm", "queue.sqlite3", ".env")
    for name in files:
        (tmp_path / name).touch(0o644)
    (tmp_path / "attachments").mkdir(0o755)
    (tmp_path / "attachments" / "file").touch(0o644)
    return tmp_path


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_what_lies_there_is_closed_to_others(kept):
    assert len(guarding.open_to_others()) == 6

    apps.get_app_config("atlas_portal").ready()

    assert guarding.open_to_others() == []
    assert {mode(kept / name) for name in os.listdir(kept) if name != "attachments"} == {0o600}
    assert mode(kept / "attachments") == 0o700


def test_what_is_not_there_is_no_matter(kept, settings):
    (kept / "queue.sqlite3").unlink()
    (kept / "attachments" / "file").unlink()
    (kept / "attachments").rmdir()

    guarding.make_private()

    assert guarding.open_to_others() == []


def test_a_queue_and_a_storage_elsewhere_have_no_paths(kept, settings):
    settings.HUEY = {"connection": {"url": "redis://127.0.0.1"}}
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }

    assert {path.name for path in guarding.kept_paths()} == {
        ".env",
        *(f"portal.sqlite3{ending}" for ending in ("", "-wal", "-shm", "-journal")),
    }


def test_what_another_user_gave_to_our_group_stays(kept, monkeypatch):
    (kept / ".env").chmod(0o640)
    monkeypatch.setattr(guarding.os, "geteuid", lambda: 4242)

    assert kept / ".env" not in guarding.open_to_others()
    assert kept / "portal.sqlite3" in guarding.open_to_others()


def test_what_cannot_be_closed_is_logged(kept, monkeypatch, caplog):
    def refuse(self, mode):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(type(kept), "chmod", refuse)

    guarding.make_private()

    assert f"{kept / '.env'} can be read by other users of this machine" in caplog.text
