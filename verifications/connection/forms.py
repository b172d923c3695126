"""The form of the admin for an Atlas account, whose secret never comes out again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from confirmations import asking
from verifications.connection.addresses import check_base_url, origin_of
from verifications.connection.credentials import CREDENTIAL, Wanted, changes
from verifications.models import AtlasAccount, lengths

ENTER_AGAIN = "Enter the secret again: the address is another one."
# As Django's admin has them for texts of models.
WIDE = {"class": "vTextField"}
SETTINGS = ("name", "environment", "product_types", "active")


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """Settings of an account and, write-only, its newest credential."""

    product_types = forms.CharField(
        help_text="As Atlas provisioned them for this contract, separated by commas, such as POC_CDL."
    )
    base_url = forms.CharField(
        label="Base URL",
        max_length=300,
        widget=forms.TextInput(WIDE),
        validators=[check_base_url],
        help_text="Once an account is live, a second admin confirms what changes of its credential.",
    )
    client_id = forms.CharField(label="Client id", max_length=200, widget=forms.TextInput(WIDE))
    client_secret = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs=WIDE | {"autocomplete": "new-password"}),
        help_text=(
            "Leave empty to keep the present one; another address asks for it anew. "
            "Once saved, it is never shown again."
        ),
    )

    class Meta:
        model = AtlasAccount
        fields = SETTINGS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = SETTINGS if self.instance.pk else ()
        self.before = {name: getattr(self.instance, name) for name in stored}
        self.initial["product_types"] = ", ".join(self.instance.product_types)
        if credential := self.instance.credential if self.instance.pk else None:
            self.initial.update(base_url=credential.base_url, client_id=credential.client_id)

    @property
    def changed_settings(self) -> list[str]:
        """The account's own fields that are new or differ; a new credential has an event of its own."""
        return [name for name in SETTINGS if self.before.get(name) != self.cleaned_data[name]]

    def clean_product_types(self) -> list[str]:
        products = [part.strip() for part in self.cleaned_data["product_types"].split(",") if part.strip()]
        if not products or any(len(product) > lengths.PRODUCT_TYPE for product in products):
            raise ValidationError(
                f"Name at least one product type of {lengths.PRODUCT_TYPE} characters or fewer, "
                "such as POC_CDL."
            )
        return list(dict.fromkeys(products))

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if "client_secret" in data and not data["client_secret"]:
            if not self.instance.pk:
                self.add_error("client_secret", "A new account needs its client secret.")
            elif self._is_elsewhere:
                self.add_error("client_secret", ENTER_AGAIN)
        return data

    @property
    def _is_elsewhere(self) -> bool:
        """Whether the secret, were it kept, would be sent to another Atlas than it was entered for."""
        present, wanted = self.instance.credential, self.cleaned_data.get("base_url")
        return present is not None and bool(wanted) and origin_of(present.base_url) != origin_of(str(wanted))

    @property
    def wanted(self) -> Wanted:
        """The credential that was typed."""
        data = self.cleaned_data
        base_url = data["base_url"].rstrip("/")
        return Wanted(base_url, data["client_id"], data["client_secret"], data["environment"])


class AccountAdminForm(AccountForm):
    """The same for a person, who has another confirm what the credential of a live account becomes."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        live = self.before.get("environment") == AtlasAccount.Environment.LIVE
        asks = live and not self.errors and changes(self.instance, self.wanted)
        if asks and (earlier := asking.waiting(CREDENTIAL, self.instance)):
            self.add_error(None, asking.already(earlier))
        return data
