"""What `make run` does: say where the portal is and who may log in, then run the Procfile."""

import os
import sys

from django.conf import settings
from django.core.management.base import BaseCommand
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

from atlas_portal.settings import env
from verifications.management.commands.demo import ACCOUNT, PEOPLE, follow_sandbox, sandbox_url


class Command(BaseCommand):
    """Start every process of the Procfile; Ctrl-C, or the end of one, ends them all."""

    help = "Print the address and the demo logins, and start every process of the Procfile."

    def handle(self, **options):
        self._welcome(followed=settings.DEBUG and follow_sandbox())
        manager = Manager(Printer(sys.stdout))
        procfile = parse_procfile((settings.BASE_DIR / "Procfile").read_text())
        for name, command in procfile.processes.items():
            # `honcho start` would give each process another PORT; here it is the portal's for all.
            manager.add_process(name, command, env=os.environ | {"PYTHONUNBUFFERED": "1"})
        manager.loop()
        sys.exit(manager.returncode)

    def _welcome(self, *, followed):
        password = env("DEMO_PASSWORD", default="demo")
        self.stdout.write(f"\n  Atlas Portal   http://127.0.0.1:{env.int('PORT', default=8000)}")
        self.stdout.write(f"  Sandbox        {sandbox_url()} (not Atlas)\n\n")
        for username, _, _, group, _ in PEOPLE:
            self.stdout.write(f"  {username:<9}{password:<9}{group}")
        if followed:
            self.stdout.write(
                f"\n  The account {ACCOUNT} now calls this address; open cases stay with the one before.\n"
            )
        self.stdout.write("\n  Ctrl-C stops everything.\n\n")
        self.stdout.flush()
