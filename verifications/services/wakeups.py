"""Wake-ups for the worker, enqueued when the row they are about is committed."""

from django.db import transaction

# Functions, not partials: when a robust callback fails, Django looks up its __qualname__ for the log.


def wake_sender(batch_pk):
    """Have a worker send this batch, once the transaction has committed.

    A queue that is down costs nothing but time: the sweep finds the batch.
    """
    transaction.on_commit(lambda: _enqueue("send_batch", batch_pk), robust=True)


def wake_looker(case_pk):
    """Have a worker ask Atlas about this case, once the transaction has committed."""
    transaction.on_commit(lambda: _enqueue("look_at_case", case_pk), robust=True)


def wake_lister(list_pk):
    """Have a worker make the chosen cases of this list, once the transaction has committed."""
    transaction.on_commit(lambda: _enqueue("make_list", list_pk), robust=True)


def _enqueue(task, pk):
    from verifications import tasks  # the tasks import the services

    getattr(tasks, task).enqueue(pk)
