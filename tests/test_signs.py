"""The page Health: each sign when all is well, and when it is not."""

import pytest
from django.db import DatabaseError, connection

from atlas_portal import guarding, signs
from atlas_portal.signs import Tone
from untrusted import confining
from untrusted.confining import kernel

PAGE = "/settings/health/"


def page(client, person):
    client.force_login(person)
    return client.get(PAGE).content.decode()


def test_an_admin_sees_every_sign_with_its_state(client, joseph, monkeypatch):
    monkeypatch.setattr(signs, "HUEY", _Queue(7))
    text = page(client, joseph)

    for name in ("Database", "Task queue", "Worker", "Scheduler", "Readers of files", "Keys in memory"):
        assert f'data-sign="{name}"' in text
    assert 'data-sign="Files on this machine"' in text and "Tasks that wait in it: 7." in text
    assert 'href="/settings/health/" title="Health" aria-current="page"' in text


def test_others_have_no_way_to_it(client, meera):
    client.force_login(meera)

    assert "/settings/health/" not in client.get("/").content.decode()


class _Queue:
    def __init__(self, pending):
        self.pending = pending

    def pending_count(self):
        if isinstance(self.pending, Exception):
            raise self.pending
        return self.pending


def test_a_queue_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr(signs, "HUEY", _Queue(ConnectionError("away")))
    sign = signs.queue()

    assert sign.tone is Tone.BAD and "TASK_QUEUE_URL" in sign.do and "away" not in sign.says


def test_a_database_that_does_not_answer_is_told(db, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("away")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        sign = signs.database()
    assert sign.tone is Tone.BAD and "DATABASE_URL" in sign.do
    assert signs.database().tone is Tone.GOOD


@pytest.mark.parametrize("way", confining.WAYS, ids=lambda way: way.name)
def test_the_way_that_holds_is_named(monkeypatch, way):
    monkeypatch.setattr(confining, "holding", lambda: way)

    assert signs.readers().tone is Tone.GOOD and way.words in signs.readers().says


def test_readers_that_nothing_holds_are_told(monkeypatch):
    monkeypatch.setattr(confining, "holding", lambda: None)
    sign = signs.readers()

    assert sign.tone is Tone.BAD and "bubblewrap" in sign.do


@pytest.mark.parametrize(("hidden", "tone"), [(True, Tone.GOOD), (False, Tone.LOOK)])
def test_keys_that_others_can_read_are_told(monkeypatch, hidden, tone):
    monkeypatch.setattr(kernel, "memory_is_hidden", lambda: hidden)

    assert signs.memory().tone is tone


def test_files_that_others_can_open_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(guarding, "kept_paths", lambda: [tmp_path / "portal.sqlite3", tmp_path / "queue"])
    (tmp_path / "portal.sqlite3").touch(0o600)
    assert signs.files().tone is Tone.GOOD

    (tmp_path / "queue").touch()
    (tmp_path / "queue").chmod(0o640)

    assert signs.files().tone is Tone.BAD
    assert str(tmp_path / "queue") in signs.files().says and "portal.sqlite3" not in signs.files().says
