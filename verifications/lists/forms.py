"""The form that uploads a list."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from pages.form_keys import FormKeyField
from verifications.lists import sheets
from verifications.models import AtlasAccount

TOO_LARGE = "This file is larger than 5 MB. Upload the list alone, or split it into several files."

CUT_OFF = "The upload did not come whole. Choose the file once more."


class ListForm(forms.Form):
    """The account that a list goes to, and the file."""

    account = forms.ModelChoiceField(
        AtlasAccount.objects.filter(active=True),
        empty_label=None,
        label="Atlas account",
        error_messages={
            "required": "Choose an Atlas account.",
            "invalid_choice": "This Atlas account is switched off or gone. Choose another.",
        },
    )
    file = forms.FileField(
        label="List",
        max_length=None,
        error_messages={
            "required": "Choose a file.",
            "empty": "This file is empty.",
            "invalid": "Choose a file.",
            "missing": "Choose a file.",
        },
    )
    form_key = FormKeyField(error_messages={"required": CUT_OFF, "damaged": CUT_OFF})

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > sheets.SIZE_LIMIT:
            raise forms.ValidationError(TOO_LARGE)
        return file
