"""Fingerprints of links and files under a new key."""

from typing import Any

from django.core.management.base import BaseCommand

from audit import trail
from verifications.knowing import fingerprints


class Command(BaseCommand):
    """Make the hashes by which links and files are found again anew, once another field key is the first."""

    help = "Finds links and files again after a new key was put first in FIELD_ENCRYPTION_KEYS."

    def handle(self, **options: Any) -> None:
        changed = fingerprints.recompute(by=trail.COMMAND)
        self.stdout.write(f"{changed} documents have a new fingerprint.")
