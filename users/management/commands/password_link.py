"""A link for a new password, without mail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from users import links
from users.models import User


class Command(BaseCommand):
    """Print a link by which a person chooses a password; it works once, for PASSWORD_LINK_HOURS."""

    help = "Print a link by which a person chooses a password. Hand it to nobody but that person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody of the user name {username} may log in.")
        self.stdout.write(links.print_link(user))
