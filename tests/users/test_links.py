"""A password is chosen by its owner alone: by a link that works once, in time, and that no page shows."""

import io
import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import tokens
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from tests import factories
from users import groups
from users.models import User

LIST = "/admin/users/user/"
NEW_PASSWORD = "a brand new horse"


@pytest.fixture
def _mail(settings):
    settings.MAIL_IS_SET_UP = True


@pytest.fixture
def mailed(asha, _mail):
    """A loan officer who has an address of mail."""
    asha.email = "asha@lender.example"
    asha.save(update_fields=("email",))
    return asha


@pytest.fixture
def admin(client, joseph):
    """A browser in which the admin is signed in."""
    client.force_login(joseph)
    return client


def _link(text):
    (found,) = re.findall(r"http://127\.0\.0\.1:\d+(/password/\S+)", text)
    return found


def _send(admin, person):
    return admin.post(f"{LIST}{person.pk}/link/", follow=True).content.decode()


def _choose(client, link, password=NEW_PASSWORD):
    page = client.get(link, follow=True)
    where = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(where, {"new_password1": password, "new_password2": password}, follow=True)


def _events(person):
    rows = AuditEvent.objects.filter(target_kind="user", target_id=str(person.pk)).order_by("position")
    return [(event.action, event.actor_id or event.actor_kind, event.outcome) for event in rows]


def test_a_link_goes_to_the_address_on_record_and_to_no_page(admin, mailed, joseph):
    page = _send(admin, mailed)

    (sent,) = mail.outbox
    assert sent.to == ["asha@lender.example"] and "works once, within 24 hours" in sent.body
    assert "Your user name is asha." in sent.body
    assert "A link went to asha@lender.example." in page and _link(sent.body) not in page
    assert _events(mailed) == [("user.link_sent", str(joseph.pk), "done")]
    token = _link(sent.body).split("/")[3]
    assert token not in str(list(AuditEvent.objects.values()))


def test_its_owner_chooses_a_password_once(admin, client, mailed):
    _send(admin, mailed)
    link = _link(mail.outbox[0].body)
    client.logout()

    page = _choose(client, link)

    assert "Your new password holds from now on." in page.content.decode()
    mailed.refresh_from_db()
    assert mailed.check_password(NEW_PASSWORD)
    event = AuditEvent.objects.latest("position")
    assert (event.action, event.actor_id, event.details) == (
        "user.password_changed",
        str(mailed.pk),
        {"by_link": True},
    )
    assert "This link works no more" in _choose(client, link, "yet another horse").content.decode()
    mailed.refresh_from_db()
    assert mailed.check_password(NEW_PASSWORD)


def test_a_password_that_cannot_be_keeps_the_link(admin, client, mailed):
    _send(admin, mailed)
    link = _link(mail.outbox[0].body)
    client.logout()

    assert "at least 10 characters" in _choose(client, link, "short").content.decode()

    assert mailed.check_password(factories.PASSWORD)
    assert "holds from now on" in _choose(client, link).content.decode()


def test_after_its_hours_a_link_works_no_more(admin, client, mailed, monkeypatch):
    _send(admin, mailed)
    later = datetime.now() + timedelta(hours=25)
    monkeypatch.setattr(tokens.default_token_generator, "_now", lambda: later)

    assert "This link works no more" in client.get(_link(mail.outbox[0].body)).content.decode()


@pytest.mark.parametrize("field", [{"email": "other@lender.example"}, {"is_active": False}])
def test_a_link_ends_with_the_address_it_went_to_and_with_the_login(admin, client, mailed, field):
    _send(admin, mailed)
    User.objects.filter(pk=mailed.pk).update(**field)

    assert "This link works no more" in client.get(_link(mail.outbox[0].body)).content.decode()


@pytest.mark.parametrize("path", ["MQ/x-y", "!!/x-y", "OTk5/set-password"])
def test_a_link_that_is_none_says_so(client, db, path):
    page = client.get(f"/password/{path}/")

    assert page.status_code == 200 and "This link works no more" in page.content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": ""}, "Asha Kulkarni has no address of mail, so none was sent. On the machine,"),
        ({"is_active": False}, "Asha Kulkarni is deactivated, so no mail was sent."),
    ],
)
def test_whom_no_mail_reaches_is_named(admin, mailed, change, sentence):
    User.objects.filter(pk=mailed.pk).update(**change)

    assert sentence in _send(admin, mailed)

    assert mail.outbox == [] and _events(mailed) == []


def test_without_mail_the_way_on_is_named_and_no_link(admin, asha, settings):
    settings.MAIL_IS_SET_UP = False

    page = _send(admin, asha)

    assert "Mail is not set up here, so none was sent." in page
    assert "manage.py password_link asha prints a link." in page
    assert "/password/" not in page.replace("/preferences/password/", "") and _events(asha) == []


def test_a_mail_server_that_takes_nothing_is_told_and_recorded(admin, mailed, settings, joseph):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert "The mail server did not take the mail." in _send(admin, mailed)

    assert _events(mailed) == [("user.link_sent", str(joseph.pk), "failed")]


def test_a_new_person_is_invited_once_stored(admin, _mail, joseph, django_capture_on_commit_callbacks):
    form = {"username": "neha", "first_name": "Neha", "email": "neha@lender.example", "is_active": "on"}
    form |= {"time_zone": "Asia/Kolkata", "groups": [Group.objects.get(name=groups.AUDITORS).pk]}
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(f"{LIST}add/", form)

    neha = User.objects.get(username="neha")
    assert _events(neha) == [
        ("user.created", str(joseph.pk), "done"),
        ("user.invited", str(joseph.pk), "done"),
    ]
    assert "Your user name is neha." in mail.outbox[0].body
    admin.logout()
    _choose(admin, _link(mail.outbox[0].body))
    assert admin.login(username="neha", password=NEW_PASSWORD)


def test_only_who_keeps_people_has_links_sent(client, mailed, meera):
    client.force_login(meera)

    assert client.post(f"{LIST}{mailed.pk}/link/").status_code == 403
    assert mail.outbox == []


def test_a_link_is_asked_for_by_a_button(admin, mailed):
    assert admin.get(f"{LIST}{mailed.pk}/link/").status_code == 405
    assert admin.post(f"{LIST}999/link/").status_code == 404


def test_a_link_never_begins_with_a_host_that_the_browser_named(admin, mailed, settings):
    settings.ALLOWED_HOSTS = ["*"]

    admin.post(f"{LIST}{mailed.pk}/link/", headers={"Host": "evil.example"})

    assert "evil.example" not in mail.outbox[0].body


def test_on_the_machine_a_command_prints_the_link(client, asha):
    out = io.StringIO()

    call_command("password_link", "asha", stdout=out)

    assert _events(asha) == [("user.link_printed", "command", "done")]
    _choose(client, _link(out.getvalue()))
    asha.refresh_from_db()
    assert asha.check_password(NEW_PASSWORD)


def test_the_command_names_nobody_who_may_not_log_in(asha):
    User.objects.update(is_active=False)

    for name in ("asha", "nobody"):
        with pytest.raises(CommandError, match=f"Nobody of the user name {name} may log in."):
            call_command("password_link", name)
