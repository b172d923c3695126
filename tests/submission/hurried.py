"""A process of the portal that gives up on Atlas soon: `python -m tests.submission.hurried COMMAND …`.

What it claims it holds for as long as others do, or a slow machine would take it for dead.
"""

import os
import sys

import django
from django.core.management import execute_from_command_line

CONNECT_SECONDS, READ_SECONDS = 0.6, 1


def main():
    """Be a command of manage.py, with little time for each call."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas_portal.settings")
    django.setup()
    from atlas import Timeouts, Transport
    from verifications.connection import accounts

    hurried = Transport(Timeouts(CONNECT_SECONDS, READ_SECONDS))
    accounts.transport = lambda: hurried
    execute_from_command_line(["manage.py", *sys.argv[1:]])


if __name__ == "__main__":
    main()
