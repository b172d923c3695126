from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import trail


class Command(BaseCommand):
    """For a nightly job: exit code 1 if the chain is broken."""

    help = "Checks that no event of the audit trail was changed, moved or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = trail.verify()
        if not verdict.whole:
            raise CommandError(f"The chain breaks at event {verdict.broken_at}. {verdict.problem}")
        self.stdout.write(f"{verdict.count} events, unbroken")
