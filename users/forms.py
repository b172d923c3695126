"""Forms of the person who is signed in, or signs in."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.core.exceptions import ValidationError

from pages.fields import PageForm
from users.models import User

NO_MATCH = "The user name and password do not match. Check both, and whether Caps Lock is on."


class SignInForm(PageForm, AuthenticationForm):
    """User name and password; whatever is wrong with either is said in one sentence, below the password."""

    use_required_attribute = True
    username = UsernameField(
        label="User name", widget=forms.TextInput({"autofocus": True, "spellcheck": "false"})
    )

    def clean(self) -> dict[str, Any]:
        """The person whose name and password these are; what can be neither is as wrong as any other."""
        if self.errors:
            self.errors.clear()
            raise self.get_invalid_login_error()
        return super().clean()

    def get_invalid_login_error(self) -> ValidationError:
        """What is said of a name and a password that do not match."""
        return ValidationError({"password": NO_MATCH})


class PasswordForm(PageForm, PasswordChangeForm):
    """A new password for the person who is signed in; what it must be is said once, below."""

    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus")
        for field in self.fields.values():
            field.help_text = ""


class PreferencesForm(PageForm, forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """What a person may change about their own pages."""

    time_zone = forms.ChoiceField(choices=[(name, name) for name in sorted(zoneinfo.available_timezones())])

    class Meta:
        model = User
        fields = ("theme", "time_zone", "shortcuts")
        labels = {"shortcuts": "Single keys as shortcuts"}
