"""The scheduler: the loop that watches flows, with the chores of other rooms bound to it."""

import logging
import signal
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, connection

from atlas_portal.patience import Patience
from verifications.upkeep import sweeping
from verifications.watching.loop import TICK, Watch

log = logging.getLogger(__name__)

# Python's own 5 ms let one thread that reads the results of a large flow hold up a hundred that poll.
SWITCH = 0.0005


class Command(BaseCommand):
    """Look at the flows that are due and sweep; any number of these may run beside each other."""

    help = "Watch Atlas's flows and sweep up what workers left; ends on SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--threads",
            type=int,
            default=96,
            help="Calls to Atlas at the same time; one account gets two thirds of them at the most.",
        )
        parser.add_argument("--once", action="store_true", help="One round, then end.")

    def handle(self, *, threads: int, once: bool, **options: Any) -> None:
        # Not an Event: set by a signal while it is waited for, it would wait for itself.
        asked_to_end: list[int] = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda number, _: asked_to_end.append(number))
        sys.setswitchinterval(SWITCH)
        watch = Watch(threads, sweep=sweeping.sweep, clean=sweeping.clean)
        self.stdout.write("Watching.")
        self.stdout.flush()
        patience = Patience("The database", log)
        while not asked_to_end:
            try:
                watch.go_round()
                patience.answered()
            except (DatabaseError, InterfaceError) as error:
                # This one may be broken for good; the next round opens another.
                connection.close()
                patience.failed(error)
            while patience.waits() and not (once or asked_to_end):
                time.sleep(TICK)
            if once:
                break
        watch.end(now=not once)
