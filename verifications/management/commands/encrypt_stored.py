"""What a version before stored in clear, encrypted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit import trail
from verifications.attachments import encrypting
from verifications.models import Attachment


class Command(BaseCommand):
    """Encrypt what was stored in clear, in small steps, while everything runs; may be stopped."""

    help = "Encrypts the attached files that an earlier version stored in clear."

    def handle(self, **options: Any) -> None:
        sealed = encrypting.encrypt_all(by=trail.COMMAND)
        self.stdout.write(f"{sealed} files are encrypted now.")
        if left := Attachment.objects.in_clear().count():
            raise CommandError(f"{left} files still lie in clear; the log says why. Run this once more.")
