"""What `make run` does."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from verifications.demo import logins, starting


class Command(BaseCommand):
    """Start every process of the Procfile; Ctrl-C, or the end of one, ends them all."""

    help = "Print the address and the demo logins, and start every process of the Procfile."

    def handle(self, **options: Any) -> None:
        self.stdout.write(starting.welcome(followed=settings.DEBUG and logins.follow_sandbox()))
        self.stdout.flush()
        sys.exit(starting.run(settings.BASE_DIR / "Procfile"))
