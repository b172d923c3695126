import pytest
from django.core.exceptions import ValidationError

from users.models import User, validate_time_zone


@pytest.mark.parametrize(
    ("first", "last", "name", "initials"),
    [
        ("Asha", "Rao", "Asha Rao", "AR"),
        ("Asha", "", "Asha", "AS"),
        ("", "", "x", "X"),
        ("Asha Maria", "de Rao", "Asha Maria de Rao", "AR"),
        ("नेहा", "", "नेहा", "ने"),
    ],
)
def test_a_person_has_a_name_and_two_letters(first, last, name, initials):
    user = User(username="x", first_name=first, last_name=last)
    assert (user.full_name, user.initials) == (name, initials)


def test_a_role_is_the_names_of_the_groups(asha, meera):
    assert (asha.role, meera.role) == ("Loan officers", "Auditors")
    asha.groups.clear()
    assert asha.role == ""


@pytest.mark.parametrize("zone", ["", "Mars/Base", "asia/kolkata", "../UTC"])
def test_a_time_zone_is_one_that_exists(zone):
    with pytest.raises(ValidationError, match="is not a time zone. An example is Asia/Kolkata."):
        validate_time_zone(zone)
    validate_time_zone("Asia/Kolkata")
