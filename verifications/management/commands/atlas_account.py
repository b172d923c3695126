"""An Atlas account without a browser."""

import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from audit import trail
from verifications.admin_forms import check_base_url
from verifications.models import AtlasAccount
from verifications.services import accounts


class Command(BaseCommand):
    """Create or update an Atlas account; its client secret is read from standard input."""

    help = "Create or update an Atlas account. The client secret is read from standard input."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--base-url", required=True)
        parser.add_argument("--client-id", required=True)
        parser.add_argument("--product-types", required=True, help="Separated by commas.")
        parser.add_argument("--live", action="store_true", help="A live contract; without it, a test one.")

    def handle(self, *, name, base_url, client_id, product_types, live, **options):
        products = [product.strip() for product in product_types.split(",") if product.strip()]
        if not products:
            raise CommandError("Name at least one product type, such as POC_CDL.")
        try:
            check_base_url(base_url)
        except ValidationError as error:
            raise CommandError(error.message) from None
        secret = sys.stdin.readline().strip()
        account = AtlasAccount.objects.filter(name=name).first() or AtlasAccount(name=name)
        environment = AtlasAccount.Environment.LIVE if live else AtlasAccount.Environment.TEST
        wanted = {"product_types": products, "environment": environment, "active": True}
        changed = [field for field, value in wanted.items() if getattr(account, field) != value]
        for field in changed:
            setattr(account, field, wanted[field])
        try:
            accounts.save_account(
                account,
                base_url=base_url,
                client_id=client_id,
                client_secret=secret,
                by=trail.COMMAND,
                changed=changed,
            )
        except ValueError as error:
            raise CommandError(f"{error} Pass it on standard input.") from None
        self.stdout.write(f"{account}: credential {account.credential.version}, {', '.join(products)}.")
