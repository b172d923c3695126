from types import SimpleNamespace

import pytest
from django.db import transaction
from django_tasks import task_backends
from huey import MemoryHuey

from atlas_portal.patience import Patience
from verifications import tasks, wakeups
from verifications.attachments import examinations
from verifications.lists import making
from verifications.sending import calling
from verifications.watching import flows


@pytest.fixture
def queue(settings):
    """A queue that keeps what is enqueued and runs nothing."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    return task_backends["default"]


def test_a_wake_up_is_enqueued_once_its_row_is_committed(transactional_db, queue):
    with transaction.atomic():
        wakeups.wake_sender(7)
        wakeups.wake_looker(8)
        assert queue.results == []

    enqueued = [(result.task.name, list(result.args)) for result in queue.results]
    assert enqueued == [("send_batch", [7]), ("look_at_case", [8])]


def test_a_queue_that_is_down_costs_nothing_but_time(transactional_db, queue, monkeypatch, caplog):
    asked = []

    def down(pk):
        asked.append(pk)
        raise ConnectionError("no queue")

    monkeypatch.setattr(wakeups, "_patience", Patience("The task queue", wakeups.logging.getLogger()))
    monkeypatch.setitem(wakeups._bound, "send_batch", down)

    for pk in range(900):
        with transaction.atomic():
            wakeups.wake_sender(pk)

    assert asked and len(caplog.messages) == len(asked) < 30
    assert "no queue" in caplog.text and "Traceback" not in caplog.text


def test_a_queue_that_answers_again_is_asked_for_each(transactional_db, queue, monkeypatch, caplog):
    woken = []
    patience = Patience("The task queue", wakeups.logging.getLogger())
    patience.failed(ConnectionError("no queue"))
    patience._until = 0
    monkeypatch.setattr(wakeups, "_patience", patience)
    monkeypatch.setitem(wakeups._bound, "send_batch", woken.append)

    for pk in range(3):
        with transaction.atomic():
            wakeups.wake_sender(pk)

    assert woken == [0, 1, 2] and caplog.messages[-1] == "The task queue answers again."


def test_no_result_of_a_task_is_kept(monkeypatch):
    queue = MemoryHuey()
    queue.put(tasks.KEY % "7", "done")
    monkeypatch.setattr(tasks, "HUEY", queue)

    tasks._forget_result(None, task_result=SimpleNamespace(id="7"))

    assert queue.result_count() == 0


def test_a_task_calls_one_verb_with_its_id(monkeypatch):
    called = []
    monkeypatch.setattr(calling, "send", lambda pk: called.append(("send", pk)))
    monkeypatch.setattr(flows, "look", lambda pk: called.append(("look", pk)))
    monkeypatch.setattr(making, "make_cases", lambda pk: called.append(("make", pk)))
    monkeypatch.setattr(examinations, "examine_kept", lambda pk: called.append(("examine", pk)))

    tasks.send_batch.func(7)
    tasks.look_at_case.func(8)
    tasks.make_list.func(9)
    tasks.examine_file.func(10)

    assert called == [("send", 7), ("look", 8), ("make", 9), ("examine", 10)]
