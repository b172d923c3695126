"""Theme, time zone and shortcuts: everyone's own."""

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from users.forms import PreferencesForm
from users.models import User

ADDRESS = "/preferences/"


@pytest.fixture(params=["asha", "meera", "joseph"])
def person(request, client):
    """Anyone who is signed in, whatever their role."""
    user = request.getfixturevalue(request.param)
    client.force_login(user)
    return user


def _save(client, **changes):
    form = {"theme": "dark", "time_zone": "Europe/Berlin", "shortcuts": "on"} | changes
    return client.post(ADDRESS, form)


def test_preferences_are_saved_and_obeyed(client, person):
    assert "data-theme" not in client.get(ADDRESS).content.decode()
    assert _save(client, shortcuts="").url == ADDRESS
    person.refresh_from_db()
    assert (person.theme, person.time_zone, person.shortcuts) == ("dark", "Europe/Berlin", False)
    page = client.get(ADDRESS).content.decode()
    assert '<html lang="en-IN" data-theme="dark">' in page
    assert "Preferences saved." in page and "data-shortcuts" not in page
    event = AuditEvent.objects.latest("position")
    assert (event.action, event.actor_id) == ("user.preferences", str(person.pk))
    assert (event.target_kind, event.target_id) == ("user", str(person.pk))


def test_the_theme_may_follow_the_system(client, asha):
    client.force_login(asha)
    _save(client)
    assert _save(client, theme="").status_code == 302
    assert "data-theme" not in client.get(ADDRESS).content.decode()


def test_times_are_shown_in_the_readers_zone(client, asha, batch):
    client.force_login(asha)
    address = f"/batches/{batch.our_id}/"
    moment = batch.created_at
    kolkata = timezone.localtime(moment, timezone.get_default_timezone())
    assert f"{kolkata:%H:%M:%S}" in client.get(address).content.decode()
    _save(client, time_zone="UTC")
    page = client.get(address).content.decode()
    assert f"{moment:%H:%M:%S}" in page and f"{kolkata:%H:%M:%S}.{moment:%f}"[:12] not in page
    assert f'datetime="{moment.isoformat()}"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"theme": "pink"}, "Select a valid choice. pink is not one of the available choices."),
        ({"time_zone": "Mars/Base"}, "Select a valid choice. Mars/Base is not one of the available choices."),
        ({"time_zone": ""}, "This field is required."),
        ({"time_zone": "../../etc/passwd"}, "is not one of the available choices."),
        ({"theme": "<b>\x00"}, "Select a valid choice. &lt;b&gt;"),
    ],
)
def test_a_value_that_cannot_be_has_its_sentence(client, asha, changes, sentence):
    client.force_login(asha)
    page = _save(client, **changes)
    assert page.status_code == 422 and sentence in page.content.decode()
    assert 'role="alert"' in page.content.decode()
    stored = User.objects.get(pk=asha.pk)
    assert (stored.theme, stored.time_zone) == ("", "Asia/Kolkata")


def test_an_empty_form_is_no_wish(client, asha):
    client.force_login(asha)
    assert client.post(ADDRESS).status_code == 422


def test_nobody_makes_themselves_an_admin_here(client, asha):
    client.force_login(asha)
    _save(client, is_staff="on", is_superuser="on", username="root", groups="3", id="1")
    stored = User.objects.get(pk=asha.pk)
    assert (stored.username, stored.is_staff, stored.is_superuser) == ("asha", False, False)
    assert stored.role == "Loan officers"


def test_saving_them_writes_nothing_that_an_admin_changed_meanwhile(asha):
    form = PreferencesForm({"theme": "dark", "time_zone": "Europe/Berlin"}, instance=asha)
    assert form.is_valid()
    User.objects.filter(pk=asha.pk).update(is_active=False, email="new@lender.example")

    form.save()

    asha.refresh_from_db()
    assert (asha.theme, asha.is_active, asha.email) == ("dark", False, "new@lender.example")
