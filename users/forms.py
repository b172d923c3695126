"""Forms of the person who is signed in."""

import zoneinfo

from django import forms

from users.models import User


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """What a person may change about their own pages."""

    time_zone = forms.ChoiceField(choices=[(name, name) for name in sorted(zoneinfo.available_timezones())])

    class Meta:
        model = User
        fields = ("theme", "time_zone", "shortcuts")
