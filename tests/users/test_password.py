"""Everyone changes their own password."""

from audit.models import AuditEvent
from tests import factories
from users.forms import PasswordForm
from users.models import User


def test_a_person_changes_their_password_and_stays_signed_in(client, asha):
    client.force_login(asha)
    typed = {
        "old_password": factories.PASSWORD,
        "new_password1": "another-long-one",
        "new_password2": "another-long-one",
    }
    assert client.post("/preferences/password/", typed).status_code == 302
    assert client.get("/preferences/").status_code == 200
    asha.refresh_from_db()
    assert asha.check_password("another-long-one")
    assert AuditEvent.objects.latest("position").action == "user.password_changed"


def test_a_wrong_or_a_weak_password_has_its_sentence(client, asha):
    client.force_login(asha)
    typed = {"old_password": "wrong", "new_password1": "password", "new_password2": "password"}
    answer = client.post("/preferences/password/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "incorrect" in page and "too common" in page and 'password"' in page
    asha.refresh_from_db()
    assert asha.check_password(factories.PASSWORD)


def test_a_new_password_writes_nothing_that_an_admin_changed_meanwhile(asha):
    new = "another-long-one"
    typed = {"old_password": factories.PASSWORD, "new_password1": new, "new_password2": new}
    form = PasswordForm(asha, typed)
    assert form.is_valid()
    User.objects.filter(pk=asha.pk).update(is_active=False, email="new@lender.example")

    form.save()

    asha.refresh_from_db()
    assert asha.check_password(new)
    assert (asha.is_active, asha.email) == (False, "new@lender.example")
