"""Wake-ups for the worker, enqueued when the row they are about is committed.

The tasks bind themselves here, so that nothing that wakes a worker has to import what the worker does.
"""

import logging
from collections.abc import Callable

from django.db import transaction

from atlas_portal.patience import Patience

_patience = Patience("The task queue", logging.getLogger(__name__))
# By a task's name, what enqueues it.
_bound: dict[str, Callable[[int], object]] = {}


def bind(**enqueue: Callable[[int], object]) -> None:
    """Say what enqueues each task of tasks.py, by its name and with the key of its row."""
    _bound.update(enqueue)


# Functions, not partials: when a robust callback fails, Django looks up its __qualname__ for the log.


def wake_sender(batch_pk: int) -> None:
    """Have a worker send this batch, once the transaction has committed.

    A queue that is down costs nothing but time: the sweep finds the batch.
    """
    transaction.on_commit(lambda: _enqueue("send_batch", batch_pk), robust=True)


def wake_looker(case_pk: int) -> None:
    """Have a worker ask Atlas about this case, once the transaction has committed."""
    transaction.on_commit(lambda: _enqueue("look_at_case", case_pk), robust=True)


def wake_lister(list_pk: int) -> None:
    """Have a worker make the chosen cases of this list, once the transaction has committed."""
    transaction.on_commit(lambda: _enqueue("make_list", list_pk), robust=True)


def wake_examiner(examination_pk: int) -> None:
    """Have a worker look at this file, once the transaction has committed."""
    transaction.on_commit(lambda: _enqueue("examine_file", examination_pk), robust=True)


def _enqueue(task: str, pk: int) -> None:
    # Nothing is lost by a wake-up that is not made, and a queue that is away may take its time to say so.
    if _patience.waits():
        return
    try:
        _bound[task](pk)
    except Exception as error:  # whatever the queue's driver raises
        _patience.failed(error)
    else:
        _patience.answered()
