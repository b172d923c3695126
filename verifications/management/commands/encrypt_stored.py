"""What a version before stored in clear or under the field key itself, under keys of its own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import trail
from verifications.attachments import encrypting
from verifications.models import Attachment
from verifications.upkeep import moving


class Command(BaseCommand):
    """Encrypt what is stored under keys of its own, in small steps, while everything runs; may be stopped."""

    help = "Puts files that lie in clear, and texts under the field key itself, under keys of their own."

    def handle(self, **options: Any) -> None:
        files = encrypting.encrypt_all(by=trail.COMMAND)
        rows = moving.move_all(by=trail.COMMAND)
        self.stdout.write(f"{files} files and {rows} rows have keys of their own now.")
        if left := Attachment.objects.in_clear().count() + moving.count_left():
            raise CommandError(f"{left} are left; the log says why. Run this once more.")
