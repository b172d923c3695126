"""The form that sends a sample case."""

from django import forms

from pages.form_keys import DAMAGED, FormKeyField


class SampleForm(forms.Form):
    """Which specimen papers to send."""

    sample = forms.SlugField(error_messages={"required": DAMAGED, "invalid": DAMAGED})
    form_key = FormKeyField()
