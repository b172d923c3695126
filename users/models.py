"""Who logs in."""

import zoneinfo

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless the value is a time zone's name, such as Asia/Kolkata."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"“{value}” is not a time zone. An example is Asia/Kolkata.")


class User(AbstractUser):
    """A person who logs in, with the preferences that pages obey."""

    class Theme(models.TextChoices):
        SYSTEM = "", "As the system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    time_zone = models.CharField(max_length=64, default="Asia/Kolkata", validators=[validate_time_zone])
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.SYSTEM, blank=True)
    shortcuts = models.BooleanField("keyboard shortcuts", default=True)

    @property
    def full_name(self) -> str:
        """The name that screens show; the user name where none is given."""
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        words = self.full_name.split()
        return (words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2])).upper()

    @property
    def role(self) -> str:
        """The names of this person's groups, as the screen shows them."""
        return ", ".join(self.groups.values_list("name", flat=True))
