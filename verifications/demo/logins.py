"""The demo: its logins, an Atlas account that talks to the sandbox, and what its product expects."""

import re

from django.contrib.auth.models import Group
from django.db import transaction

from atlas_portal.settings import env
from audit import trail
from users import groups
from users.models import User
from verifications.connection import accounts
from verifications.models import AtlasAccount, ExpectedDocument, ProductTemplate

ACCOUNT = "Sandbox"
_ON_THIS_MACHINE = re.compile(r"http://127\.0\.0\.1:\d+")
PEOPLE = (
    ("officer", "Asha", "Kulkarni", groups.OFFICERS, False),
    ("auditor", "Meera", "Pillai", groups.AUDITORS, False),
    ("admin", "Joseph", "D’Souza", groups.ADMINS, True),
)
# What a consumer-durable loan brings: the document type, and whether it is required.
EXPECTED = (
    ("INVOICE", True),
    ("DELIVERY_ORDER", True),
    ("AADHAAR", True),
    ("PAN", True),
    ("GST_CERT", False),
)


def sandbox_url() -> str:
    """Where `make run` has the sandbox listen."""
    return f"http://127.0.0.1:{env.int('SANDBOX_PORT', default=8001)}"


@transaction.atomic
def follow_sandbox() -> bool:
    """Have the demo's account call the port that the sandbox has now; returns whether it called another.

    An account that somebody has since given another host or client stays as it is.
    """
    account = AtlasAccount.objects.filter(name=ACCOUNT).first()
    if account is None or (present := account.credential) is None:
        return False
    moved = present.client_id == "sandbox" and present.base_url != sandbox_url()
    if not (moved and _ON_THIS_MACHINE.fullmatch(present.base_url)):
        return False
    accounts.save_account(
        account,
        base_url=sandbox_url(),
        client_id=present.client_id,
        # It goes along, since this machine is all that it may go to.
        client_secret=present.client_secret,
        by=trail.COMMAND,
        changed=[],
    )
    return True


@transaction.atomic
def make_demo(password: str) -> None:
    """Make the demo users with this password, the sandbox account and what its product expects.

    Safe to run twice: what is there already stays as it is.
    """
    for person in PEOPLE:
        _make_user(*person, password)
    _make_account()
    _make_template()


def _make_user(
    username: str, first_name: str, last_name: str, group: str, is_staff: bool, password: str
) -> None:
    user, created = User.objects.get_or_create(
        username=username,
        defaults={"first_name": first_name, "last_name": last_name, "is_staff": is_staff},
    )
    if created:
        user.set_password(password)
        user.save()
        user.groups.set([Group.objects.get(name=group)])
        trail.record("user.created", by=trail.COMMAND, target=user)


def _make_account() -> None:
    account = AtlasAccount.objects.filter(name=ACCOUNT).first()
    accounts.save_account(
        account or AtlasAccount(name=ACCOUNT, product_types=["POC_CDL", "PROD_CDL"]),
        base_url=sandbox_url(),
        client_id="sandbox",
        client_secret="sandbox-secret",
        by=trail.COMMAND,
        changed=[],
    )


def _make_template() -> None:
    template, created = ProductTemplate.objects.get_or_create(product_type="POC_CDL")
    if created:
        ExpectedDocument.objects.bulk_create(
            ExpectedDocument(template=template, position=position, document_type=name, required=required)
            for position, (name, required) in enumerate(EXPECTED)
        )
        trail.record("product_template.created", by=trail.COMMAND, target=template)
