"""A form whose session ended while it was filled in: the login comes to it, and then it goes on."""

import uuid

import pytest

from audit import trail
from pages.form_keys import sign_key
from tests import factories
from tests.verifications.pages import NEW, alerts, fields, typed
from users.models import User
from verifications.models import Batch, Case

LOGIN = {"username": "asha", "password": factories.PASSWORD}
KEPT = ("account", "application_id", "applicant_name", "product_type", "flow_uuid", "documents_text")


@pytest.fixture(params=["new", "edit"])
def ended(request, client, account, asha):
    """The address of a form, and what its page sends after its session has ended."""
    if request.param == "new":
        return NEW, typed(asha, account, flow_uuid="LOS-1")
    draft = factories.draft(by=asha, account=account, flow_uuid="LOS-1")
    client.force_login(asha)
    address = f"/cases/{draft.reference}/edit/"
    form = fields(client.get(address)) | {"applicant_name": "Changed"}
    client.logout()
    return address, form


@pytest.mark.parametrize("action", ["send", "draft"])
def test_the_login_is_asked_for_in_place_with_everything_carried_along(client, ended, action):
    address, form = ended
    page = client.post(address, form | {"action": action})
    assert page.status_code == 401
    assert "Your session ended." in alerts(page)
    got = fields(page)
    assert {name: got[name] for name in KEPT} == {name: str(form[name]) for name in KEPT}
    assert got["action"] == action
    assert got["username"] == got["password"] == ""


@pytest.mark.parametrize("action", ["send", "draft"])
def test_what_was_typed_is_kept_as_a_draft_of_the_one_who_typed_it(client, asha, ended, action):
    address, form = ended
    page = client.post(address, form | {"action": action})
    case = Case.objects.get()
    assert f"kept as draft {case.reference}" in alerts(page)
    assert case.is_draft and case.owner == asha
    assert case.applicant_name == form["applicant_name"]
    assert trail.events(case)[0].actor_id == str(asha.pk)


def test_signing_in_there_sends_exactly_one_batch(client, asha, ended):
    address, form = ended
    page = client.post(address, form | {"action": "send"})
    sent = client.post(address, fields(page) | LOGIN)
    batch = Batch.objects.get()
    assert sent.status_code == 302 and sent.url == f"/cases/{batch.case.reference}/"
    assert Case.objects.count() == 1
    assert (batch.sent_by, batch.case.flow_uuid) == (asha, "LOS-1")
    assert client.get("/").status_code == 200


def test_signing_in_there_saves_exactly_one_draft(client, ended):
    address, form = ended
    page = client.post(address, form | {"action": "draft"})
    saved = client.post(address, fields(page) | LOGIN)
    assert saved.url == f"/cases/{Case.objects.get().reference}/edit/"
    assert fields(client.get(saved.url))["documents_text"] == form["documents_text"]
    assert not Batch.objects.exists()


@pytest.mark.parametrize("login", [{"password": "wrong"}, {"username": "nobody"}, {"username": "a\x00"}, {}])
def test_a_wrong_password_keeps_everything(client, ended, login):
    address, form = ended
    page = client.post(address, form | {"action": "send"})
    login = LOGIN | login if login else {"username": "", "password": ""}
    page = client.post(address, fields(page) | login)
    assert page.status_code == 401
    assert "The user name and password do not match." in alerts(page)
    got = fields(page)
    assert {name: got[name] for name in KEPT} == {name: str(form[name]) for name in KEPT}
    assert client.post(address, got | LOGIN).status_code == 302
    assert (Case.objects.count(), Batch.objects.count()) == (1, 1)


def test_another_person_who_signs_in_sends_under_their_own_name(client, ravi, ended):
    address, form = ended
    page = client.post(address, form | {"action": "send"})
    assert client.post(address, fields(page) | LOGIN | {"username": "ravi"}).status_code == 302
    batch = Batch.objects.get()
    assert batch.sent_by == ravi and Case.objects.count() == 1
    assert trail.events(batch.case)[0].actor_id == str(ravi.pk)


def test_an_auditor_who_signs_in_there_sends_nothing(client, meera, ended):
    address, form = ended
    page = client.post(address, form | {"action": "send"})
    refused = client.post(address, fields(page) | LOGIN | {"username": "meera"})
    assert refused.status_code == 403
    assert not Batch.objects.exists()
    assert trail.events()[0].action == "page.refused"


@pytest.mark.parametrize("key", ["", "forged", "a:b:c"])
def test_a_forged_form_key_keeps_nothing(client, account, asha, key):
    page = client.post(NEW, typed(asha, account, form_key=key, action="send"))
    assert page.status_code == 401 and "kept in this page" in alerts(page)
    assert not Case.objects.exists()


def test_nothing_is_kept_for_someone_who_may_no_longer_send(client, account, asha, meera):
    User.objects.filter(pk=asha.pk).update(is_active=False)
    for key in (
        sign_key(uuid.uuid4(), asha),
        sign_key(uuid.uuid4(), meera),
        sign_key(uuid.uuid4(), User(pk=9)),
    ):
        page = client.post(NEW, typed(asha, account, form_key=key, action="draft"))
        assert page.status_code == 401 and "kept in this page" in alerts(page)
    assert not Case.objects.exists()


def test_someone_elses_draft_is_not_overwritten_without_a_login(client, asha, ravi, draft):
    address = f"/cases/{draft.reference}/edit/"
    client.force_login(asha)
    form = fields(client.get(address))
    client.post(address, form | {"applicant_name": "Newer", "action": "draft"})
    client.logout()
    page = client.post(address, form | {"applicant_name": "Older", "action": "draft"})
    assert page.status_code == 401 and "kept in this page" in alerts(page)
    draft.refresh_from_db()
    assert draft.applicant_name == "Newer"


def test_a_sent_case_is_not_changed_without_a_login(client, asha, account):
    form = typed(asha, account)
    client.force_login(asha)
    client.post(NEW, form | {"action": "send"})
    client.logout()
    page = client.post(NEW, form | {"applicant_name": "Changed", "action": "send"})
    assert page.status_code == 401 and "kept in this page" in alerts(page)
    assert Case.objects.get().applicant_name == "Sunil Patil"
    assert client.post(NEW, fields(page) | LOGIN).url == f"/cases/{Case.objects.get().reference}/"
    assert Batch.objects.count() == 1


def test_an_unknown_case_is_404_for_a_true_key_and_tells_a_forged_one_nothing(client, asha, account):
    address = "/cases/C-000999/edit/"
    assert client.post(address, typed(asha, account)).status_code == 404
    assert client.post(address, typed(asha, account, form_key="x")).status_code == 401


def test_a_form_without_a_login_asks_for_one_and_comes_back(client, account, asha):
    asked = client.get(NEW)
    assert asked.url == "/login/?next=/cases/new/"
    assert client.post(asked.url, LOGIN | {"next": NEW}).url == NEW
