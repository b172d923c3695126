"""Wake-ups for the worker: each carries nothing but an id and calls one service.

The rows are the truth. A task that runs twice, late or never does no harm, as the service
claims its row first and the sweep finds rows whose wake-up was lost.
"""

from typing import Any

from django_tasks import TaskResult, task
from django_tasks.signals import task_finished
from huey.contrib.djhuey import HUEY
from huey.contrib.djhuey.tasks_backend import KEY, HueyBackend

from verifications import wakeups
from verifications.attachments import examinations
from verifications.lists import making
from verifications.sending import calling
from verifications.watching import flows


@task
def send_batch(batch_pk: int) -> None:
    """Send one queued batch to Atlas, if nobody else does."""
    calling.send(batch_pk)


@task
def look_at_case(case_pk: int) -> None:
    """Ask Atlas about one case's flow now."""
    flows.look(case_pk)


@task
def make_list(list_pk: int) -> None:
    """Make the chosen cases of one list, if nobody else does."""
    making.make_cases(list_pk)


@task
def examine_file(examination_pk: int) -> None:
    """Look at one file that took too long for its request, if nobody else does."""
    examinations.examine_kept(examination_pk)


wakeups.bind(
    send_batch=send_batch.enqueue,
    look_at_case=look_at_case.enqueue,
    make_list=make_list.enqueue,
    examine_file=examine_file.enqueue,
)


def _forget_result(sender: object, task_result: "TaskResult[Any]", **kwargs: object) -> None:
    # Nobody reads results; in a SQLite or PostgreSQL queue they would stay for ever.
    HUEY.get(KEY % task_result.id)


def forget_results() -> None:
    """Delete each task's result as soon as it has finished."""
    task_finished.connect(_forget_result, sender=HueyBackend, dispatch_uid="forget results")
