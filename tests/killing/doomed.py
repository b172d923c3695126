"""A process of the portal that dies at one step: `python -m tests.killing.doomed STEP PROGRAM …`.

A step is a function of the product: the process that reaches it ends as in a power cut. The product
has no part in it. PROGRAM is a command of manage.py, or gunicorn.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pkgutil import resolve_name

import django
from django.core.management import execute_from_command_line


@dataclass(frozen=True)
class Step:
    """Dying before, or after, a function does its work; `when` looks at its arguments."""

    function: str
    after: bool = False
    when: Callable[..., bool] = lambda *args, **kwargs: True


def _of_multiupload(recorder, call):
    return call.endpoint == "multiupload"


WORKER = {
    "before the claim": Step("verifications.sending.calling._claim"),
    "while claiming": Step("verifications.sending.progress.update"),
    "after the claim": Step("verifications.sending.calling._send_claimed"),
    "while storing the flow": Step("audit.trail.record"),
    "before it is noted that the call leaves": Step("verifications.sending.calling._mark_left"),
    "after it is noted that the call leaves": Step("verifications.sending.calling._call"),
    "before the call leaves": Step(
        "verifications.connection.exchanges.ExchangeRecorder.opened", True, _of_multiupload
    ),
    "half of the request sent": Step(
        "atlas.transport._Connection.send", when=lambda self, data: b'"file_urls"' in data
    ),
    "the answer received": Step("atlas.reading.read_receipts"),
    "before storing the answer": Step("verifications.sending.receipts.accept"),
    "while storing the answer": Step("verifications.sending.receipts.accepted", after=True),
    "after storing the answer": Step("verifications.sending.receipts.accept", after=True),
}
SCHEDULER = {
    "before a wake-up": Step("verifications.wakeups._enqueue"),
    "while settling a claim": Step("verifications.wakeups.wake_sender"),
    "during a look": Step("atlas.Client.status"),
    "while storing a look": Step("verifications.results.keeping.keep_extracts", after=True),
}
WEB = {"before the wake-up of a new batch": Step("verifications.wakeups._enqueue")}
LISTS = {
    "before the first case of a list": Step("verifications.lists.pressing.opened"),
    "while making a case of a list": Step("verifications.intake.drafts.send_filled", after=True),
    "after making a case of a list": Step("verifications.lists.making._make_one", after=True),
    "before a list is done": Step("verifications.lists.making._finish"),
}
FILES = {
    "before a file is sealed": Step("verifications.attachments.storing.write"),
    "between a file and its picture": Step("verifications.attachments.storing.write", after=True),
    "before readers take the sealed file": Step("verifications.attachments.encrypting._digest", after=True),
    "before the copy in clear goes": Step("verifications.attachments.storing.remove_copy"),
    "half of the copy in clear gone": Step(
        "django.core.files.storage.filesystem.FileSystemStorage.delete", after=True
    ),
    "the copy in clear gone": Step("verifications.attachments.storing.remove_copy", after=True),
}
STEPS = WORKER | SCHEDULER | WEB | LISTS | FILES


def main():
    """Arm the step, then be the program."""
    step, *program = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas_portal.settings")
    django.setup()
    if step in STEPS:
        _arm(STEPS[step])
    if program[0] == "gunicorn":
        from gunicorn.app.wsgiapp import run

        sys.argv = program
        run()
    else:
        execute_from_command_line(["manage.py", *program])


def _arm(step):
    path, _, name = step.function.rpartition(".")
    owner = resolve_name(path)
    function = getattr(owner, name)

    @wraps(function)
    def fatal(*args, **kwargs):
        strikes = step.when(*args, **kwargs)
        if strikes and not step.after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = function(*args, **kwargs)
        if strikes:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(owner, name, fatal)


if __name__ == "__main__":
    main()
