"""The forms of a batch's page."""

from django import forms


class DeclareForm(forms.Form):
    """What became of a batch that is not confirmed, and how the person knows."""

    to = forms.ChoiceField(
        choices=[("accepted", "Atlas has them"), ("failed", "Atlas does not have them")],
        error_messages={"required": "Choose one of the two."},
    )
    reason = forms.CharField(
        min_length=10,
        max_length=1000,
        error_messages={
            "required": "Say how you know, for example the number of a ticket.",
            "min_length": "Say how you know, in at least 10 characters.",
        },
    )
