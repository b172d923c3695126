"""The admin's form of what a product is expected to bring."""

from django import forms

from verifications.models import ExpectedDocument
from verifications.text import DOCUMENT_TYPES


class ExpectedDocumentForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """One of Atlas's document types, and how the lender's ids of such documents look."""

    document_type = forms.ChoiceField(choices=[("", ""), *((name, name) for name in DOCUMENT_TYPES)])

    class Meta:
        model = ExpectedDocument
        fields = ("position", "document_type", "required", "id_pattern")
