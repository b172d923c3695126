"""The form of an Atlas account in the admin: its secret goes in and never comes out."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

from verifications.models import AtlasAccount


def check_base_url(value):
    """Raise ValidationError unless the value is the address of an Atlas: http or https, a host, no more."""
    try:
        parts = urlsplit(value)
        known = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.username)
    except ValueError:
        known = False
    if not known:
        raise ValidationError(
            "This is no address of Atlas. An example is https://api.helloatlas.in, with no query."
        )


class AccountForm(forms.ModelForm):
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
        fields = ("name", "environment", "product_types", "active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        credential = self.instance.credential if self.instance.pk else None
        if credential:
            self.initial |= {"base_url": credential.base_url, "client_id": credential.client_id}
            self.initial["product_types"] = ", ".join(self.instance.product_types)

    def clean_product_types(self):
        products = [part.strip() for part in self.cleaned_data["product_types"].split(",") if part.strip()]
        if not products or any(len(product) > 60 for product in products):
            raise ValidationError(
                "Name at least one product type of 60 characters or fewer, such as POC_CDL."
            )
        return list(dict.fromkeys(products))

    def clean(self):
        data = super().clean()
        if not self.instance.pk and not data.get("client_secret"):
            self.add_error("client_secret", "A new account needs its client secret.")
        return data
