"""What a new form begins with: the account and the product that its person is likely to mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from users.models import User
from verifications.models import AtlasAccount, Case


@dataclass(frozen=True)
class Usual:
    """An account, or None where a person has to choose, and one of its products, or nothing."""

    account: AtlasAccount | None
    product_type: str = ""


def usual(accounts: Sequence[AtlasAccount], *, by: User) -> Usual:
    """What this person used last of these accounts; else what cannot be meant otherwise.

    A live account is not chosen for anyone, unless it is the only one or the one they used last.
    """
    last = Case.objects.filter(created_by=by, account__isnull=False).order_by("-pk").first()
    used = next((account for account in accounts if last and account.pk == last.account_id), None)
    if used and last:
        return Usual(used, _product_of(used, last.product_type))
    tests = [account for account in accounts if account.environment == AtlasAccount.Environment.TEST]
    account = accounts[0] if len(accounts) == 1 else tests[0] if tests else None
    return Usual(account, _product_of(account, "") if account else "")


def _product_of(account: AtlasAccount, last: str) -> str:
    offered = account.product_types
    if last in offered:
        return last
    return offered[0] if len(offered) == 1 else ""
