"""An Atlas account without a browser."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import trail
from verifications.connection import accounts
from verifications.connection.forms import AccountForm
from verifications.models import AtlasAccount


class Command(BaseCommand):
    """Create or update an Atlas account; its client secret is read from standard input."""

    help = "Create or update an Atlas account. The client secret is read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--base-url", required=True)
        parser.add_argument("--client-id", required=True)
        parser.add_argument("--product-types", required=True, help="Separated by commas.")
        parser.add_argument("--live", action="store_true", help="A live contract; without it, a test one.")

    def handle(
        self, *, name: str, base_url: str, client_id: str, product_types: str, live: bool, **options: Any
    ) -> None:
        account = AtlasAccount.objects.filter(name=name).first()
        typed = {
            "name": name,
            "environment": AtlasAccount.Environment.LIVE if live else AtlasAccount.Environment.TEST,
            "product_types": product_types,
            "active": True,
            "base_url": base_url,
            "client_id": client_id,
            # No argument, as everyone on the machine sees those; the form strips the line's end.
            "client_secret": sys.stdin.readline(),
        }
        form = AccountForm(typed, instance=account)
        if not form.is_valid():
            faults = [f"{field}: {fault}" for field, found in form.errors.items() for fault in found]
            raise CommandError("\n".join(faults))
        data = form.cleaned_data
        account = accounts.save_account(
            form.instance,
            base_url=data["base_url"],
            client_id=data["client_id"],
            client_secret=data["client_secret"],
            by=trail.COMMAND,
            changed=form.changed_settings,
        )
        version, products = account.credentials.latest("version").version, ", ".join(account.product_types)
        self.stdout.write(f"{account}: credential {version}, {products}.")
