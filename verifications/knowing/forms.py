"""The admin's form of what a product is expected to bring."""

from typing import Any

from django import forms

from verifications.models import ExpectedDocument
from verifications.text import DOCUMENT_TYPES


class ExpectedDocumentForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """One of Atlas's document types, and how the lender's ids of such documents look."""

    document_type = forms.ChoiceField(choices=[("", ""), *((name, name) for name in DOCUMENT_TYPES)])

    class Meta:
        model = ExpectedDocument
        fields = ("position", "document_type", "required", "id_pattern")


class NamedFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # takes none at run time
    """Rows of a table whose fields say their own names: a column's head is no label of a field."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs.setdefault("aria-label", field.label)
