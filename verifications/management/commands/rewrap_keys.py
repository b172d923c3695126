"""Stored keys under a new field key."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from audit import trail
from verifications.upkeep import moving, rewrapping


class Command(BaseCommand):
    """Bring what was encrypted under earlier field keys under the first, while everything runs."""

    help = "Wraps stored keys anew after a new key was put first in FIELD_ENCRYPTION_KEYS."

    def handle(self, **options: Any) -> None:
        if left := moving.count_left():
            raise CommandError(
                f"{left} rows lie under the field key itself, so none may be taken out yet. "
                "Run encrypt_stored first."
            )
        try:
            changed = rewrapping.rewrap_all(by=trail.COMMAND)
        except ImproperlyConfigured as error:
            raise CommandError(f"{error} Add it, behind the others, and run this once more.") from None
        self.stdout.write(f"{changed} keys and texts are under the first key now; all others were before.")
