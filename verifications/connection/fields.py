"""The field of forms that go to an Atlas account."""

from typing import Any

from django import forms

from pages.fields import LastingSelect
from verifications.models import AtlasAccount


def account_label(account: AtlasAccount) -> str:
    """What an account is called where one is chosen: its name, and test or live."""
    return f"{account} ({account.get_environment_display().lower()})"


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes none at run time
    """One of the accounts that are switched on."""

    default_error_messages = {
        "required": "Choose an Atlas account.",
        "invalid_choice": "This Atlas account is switched off or gone. Choose another.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(
            AtlasAccount.objects.filter(active=True),
            label="Atlas account",
            empty_label=None,
            widget=LastingSelect(lost="Switched off or gone"),
            **options,
        )

    def label_from_instance(self, account: AtlasAccount) -> str:
        """The words of its option."""
        return account_label(account)
