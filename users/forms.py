"""Forms of the person who is signed in, or signs in."""

import zoneinfo
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    SetPasswordForm,
    UsernameField,
)
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError

from confirmations import asking
from pages.fields import PageForm
from users import people
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


class NewPasswordForm(PageForm, SetPasswordForm):  # type: ignore[type-arg]  # takes none at run time
    """A password for the person whom a link was made for; what it must be is said once, below."""

    use_required_attribute = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""

    def save(self, commit: bool = True) -> User:
        """Store the password; no other column, as an admin may have changed those meanwhile."""
        user: User = super().save(commit=False)
        user.save(update_fields=("password",))
        return user


class PasswordForm(NewPasswordForm, PasswordChangeForm):
    """A new password for the person who is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus")


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """A person as an admin sees one: no password, which only they choose themselves."""

    class Meta:
        model = User
        fields = (
            "username",
            "first_name",
            "last_name",
            "email",
            "time_zone",
            "is_active",
            "is_staff",
            "groups",
        )
        labels = {"is_staff": "May enter the admin", "groups": "Role"}
        help_texts = {
            "username": "",
            "email": "Links for a new password go there. A change of it waits for a second admin.",
            "is_active": "Off: this person can no longer sign in. People are never deleted.",
            "is_staff": "What they may do there is said by their role.",
            "groups": "One. Nobody changes their own.",
        }

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        asks = self.instance.pk and email != self.instance.email
        if asks and (earlier := asking.waiting(people.EMAIL, self.instance)):
            raise ValidationError(asking.already(earlier))
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "groups" in data:
            self._check_role(data["groups"], active=data.get("is_active", True))
        return data

    def _check_role(self, chosen: Iterable[Group], *, active: bool) -> None:
        """One role, and none only for whom it means nothing: the deactivated, and superusers."""
        names = [group.name for group in chosen]
        try:
            people.check_roles(names)
        except people.NotAllowed as error:
            self.add_error("groups", str(error))
        if not names and active and not self.instance.is_superuser:
            self.add_error("groups", "Choose a role: without one this person can do nothing.")


class PreferencesForm(PageForm, forms.ModelForm):  # type: ignore[type-arg]  # takes none at run time
    """What a person may change about their own pages."""

    time_zone = forms.ChoiceField(choices=[(name, name) for name in sorted(zoneinfo.available_timezones())])

    class Meta:
        model = User
        fields = ("theme", "time_zone", "shortcuts")
        labels = {"shortcuts": "Single keys as shortcuts"}

    def save(self, commit: bool = True) -> User:
        """Store the preferences; no other column, as an admin may have changed those meanwhile."""
        user: User = self.instance
        user.save(update_fields=self.Meta.fields)
        return user
