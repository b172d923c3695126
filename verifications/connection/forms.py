"""The form of the admin for an Atlas account, whose secret never comes out again."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from verifications.models import AtlasAccount, lengths


def check_base_url(value: str) -> None:
    """Raise ValidationError unless the value is the address of an Atlas: http or https, a host, no more."""
    try:
        parts = urlsplit(value)
        plain = value.isascii() and value.isprintable() and not set(value) & set(" \"'<>\\?#@")
        # Reading the port raises ValueError where it is none.
        known = plain and parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise ValidationError(
            "This is no address of Atlas. An example is https://api.helloatlas.in, with no query."
        )


SETTINGS = ("name", "environment", "product_types", "active")


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """Settings of an account and, write-only, its newest credential."""

    product_types = forms.CharField(
        help_text="As Atlas provisioned them for this contract, separated by commas, such as POC_CDL."
    )
    base_url = forms.CharField(label="Base URL", max_length=300, validators=[check_base_url])
    client_id = forms.CharField(label="Client id", max_length=200)
    client_secret = forms.CharField(
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Leave empty to keep the present secret. Once saved, it is never shown again.",
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
        if not self.instance.pk and not data.get("client_secret"):
            self.add_error("client_secret", "A new account needs its client secret.")
        return data
