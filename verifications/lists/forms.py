"""The form that uploads a list."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from pages.fields import PageForm
from pages.form_keys import FormKeyField
from verifications.connection.fields import AccountField
from verifications.lists import sheets

TOO_LARGE = "This file is larger than 5 MB. Upload the list alone, or split it into several files."

CUT_OFF = "The upload did not come whole. Choose the file once more."
# What is wrong is said once, above the form.
TOLD_ABOVE = "verifications/lists/_field.html"


class ListAccountForm(PageForm, forms.Form):
    """Another account for a list that was not pressed yet."""

    account = AccountField(template_name=TOLD_ABOVE)


class ListForm(PageForm, forms.Form):
    """The account that a list goes to, and the file."""

    account = AccountField(template_name=TOLD_ABOVE, help_text="All cases of a list go to one account.")
    file = forms.FileField(  # type: ignore[call-arg]  # the stubs lack `template_name`
        label="List",
        max_length=None,
        widget=forms.FileInput({"accept": ".csv,.xlsx,.xls,.ods"}),
        template_name=TOLD_ABOVE,
        help_text=(
            ".csv, .xlsx, .xls or .ods; up to 5,000 rows and 5 MB. "
            "The first filled sheet is read, values only."
        ),
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
