"""The forms of a batch's page."""

from django import forms
from django.utils.html import format_html

from pages.fields import PageForm

ACCEPTED = "The batch becomes Accepted. The portal goes on asking for results."
FAILED = "The batch becomes Failed. You can then send the documents again."


def _outcome(name: str, means: str) -> str:
    return format_html("<strong>{}</strong><small>{}</small>", name, means)


class DeclareForm(PageForm, forms.Form):
    """What became of a batch that is not confirmed, and how the person knows."""

    to = forms.ChoiceField(
        label="Mark as",
        choices=[
            ("accepted", _outcome("Atlas has them", ACCEPTED)),
            ("failed", _outcome("Atlas does not have them", FAILED)),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )
    reason = forms.CharField(
        label="How do you know?",
        widget=forms.Textarea({"rows": 4}),
        help_text="At least 10 characters. Seen by auditors.",
        min_length=10,
        max_length=1000,
        error_messages={
            "required": "Say how you know, for example the number of a ticket.",
            "min_length": "Say how you know, in at least 10 characters.",
        },
    )
