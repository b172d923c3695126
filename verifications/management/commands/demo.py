"""The demo's logins and account, for development."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from atlas_portal.settings import env
from verifications.demo import logins


class Command(BaseCommand):
    """Make the demo users `officer`, `auditor` and `admin` and the sandbox account; safe to run twice."""

    help = "Make the demo users and the sandbox account; safe to run twice. Refused when DEBUG is off."

    def handle(self, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has a known password, so it is for DEBUG=on only.")
        logins.make_demo(env("DEMO_PASSWORD", default="demo"))
