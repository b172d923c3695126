"""The form that uploads a list, and the handler that bounds what it brings."""

from django import forms
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from verifications.forms import clean_key
from verifications.models import AtlasAccount
from verifications.services import sheets

TOO_LARGE = "This file is larger than 5 MB. Upload the list alone, or split it into several files."

CUT_OFF = "The upload did not come whole. Choose the file once more."


class BoundedUpload(FileUploadHandler):
    """Lets no more than the limit of a file through; the rest is read off the wire and forgotten."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > sheets.SIZE_LIMIT:
            self.request.upload_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


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
    form_key = forms.CharField(widget=forms.HiddenInput, error_messages={"required": CUT_OFF})

    def __init__(self, *args, too_large=False, **kwargs):
        super().__init__(*args, **kwargs)
        if too_large:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_form_key(self):
        try:
            return clean_key(self.cleaned_data["form_key"])
        except forms.ValidationError:
            raise forms.ValidationError(CUT_OFF) from None
