"""A form whose session ended while it was filled in: the login comes to it, and then it goes on."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from audit import trail
from audit.models import AuditEvent
from pages.form_keys import SALT, sign_key
from tests import factories
from tests.verifications.pages import NEW, alerts, fields, typed
from users.ended import KEPT_FOR
from users.models import User
from verifications.models import Batch, Case

LOGIN = {"username": "asha", "password": factories.PASSWORD}
KEPT = ("account", "application_id", "applicant_name", "product_type", "flow_uuid", "documents_text")


def run_out(client, ago=timedelta(minutes=1)):
    """End the session by its time, as the browser and the portal both do."""
    Session.objects.update(expire_date=timezone.now() - ago)
    client.cookies.clear()


@pytest.fixture
def opened(client, asha, account):
    """A form of a new case that Asha has opened and filled in."""
    client.force_login(asha)
    return typed(asha, account, flow_uuid="LOS-1", form_key=fields(client.get(NEW))["form_key"])


@pytest.fixture(params=["new", "edit"])
def ended(request, client, account, asha, opened):
    """The address of a form, and what its page sends after its session has run out."""
    address, form = NEW, opened
    if request.param == "edit":
        draft = factories.draft(by=asha, account=account, flow_uuid="LOS-1")
        address = f"/cases/{draft.reference}/edit/"
        form = fields(client.get(address)) | {"applicant_name": "Changed"}
    run_out(client)
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
    before = list(Case.objects.values())

    page = client.post(address, form | {"action": action})

    case = Case.objects.latest("pk")
    assert f"kept as draft {case.reference}" in alerts(page)
    assert case.is_draft and case.owner == asha and case.rescued_at
    assert case.applicant_name == form["applicant_name"]
    (event,) = trail.events(case)
    assert (event.action, event.actor_kind, event.actor_id) == ("case.created", "anonymous", "")
    assert list(Case.objects.exclude(pk=case.pk).values()) == before


def test_signing_in_there_sends_exactly_one_batch(client, asha, ended):
    address, form = ended
    page = client.post(address, form | {"action": "send"})
    sent = client.post(address, fields(page) | LOGIN)
    batch = Batch.objects.get()
    assert sent.status_code == 302 and sent.url == f"/cases/{batch.case.reference}/"
    assert Case.objects.get(decision=Case.Decision.UNDECIDED) == batch.case
    assert batch.case.rescued_at is None
    assert (batch.sent_by, batch.case.flow_uuid) == (asha, "LOS-1")
    assert client.get("/").status_code == 200


def test_signing_in_there_saves_exactly_one_draft(client, ended):
    address, form = ended
    page = client.post(address, form | {"action": "draft"})
    saved = client.post(address, fields(page) | LOGIN)
    assert saved.url == f"/cases/{Case.objects.get(decision=Case.Decision.UNDECIDED).reference}/edit/"
    page = client.get(saved.url)
    assert fields(page)["documents_text"] == form["documents_text"]
    assert "Kept while nobody was signed in" not in page.content.decode()
    assert not Batch.objects.exists()


def test_what_was_kept_beside_a_draft_is_closed_once_the_form_has_gone_on(client, asha, ended):
    address, form = ended
    page = client.post(address, form | {"action": "draft"})
    client.post(address, fields(page) | LOGIN)
    beside = Case.objects.filter(decision=Case.Decision.CLOSED)
    assert beside.count() == (address != NEW)
    for case in beside:
        event = trail.events(case)[0]
        assert (event.action, event.actor_id) == ("case.rescue_closed", str(asha.pk))


def test_what_was_kept_stays_where_the_form_goes_on_with_another_text(client, asha, account, opened):
    address = f"/cases/{factories.draft(by=asha, account=account).reference}/edit/"
    form = fields(client.get(address)) | {"action": "draft"}
    run_out(client)
    page = client.post(address, form | {"applicant_name": "Kept"})
    client.post(address, fields(page) | {"applicant_name": "Other"} | LOGIN)
    assert set(Case.objects.values_list("applicant_name", "decision")) == {
        ("Kept", "undecided"),
        ("Other", "undecided"),
    }


def test_a_kept_draft_says_how_it_came_until_its_person_saves_it(client, asha, opened):
    run_out(client)
    client.post(NEW, opened | {"action": "draft"})
    client.force_login(asha)
    address = f"/cases/{Case.objects.get().reference}/edit/"
    page = client.get(address)
    assert "Kept while nobody was signed in" in page.content.decode()
    client.post(address.replace("edit", "autosave"), fields(page) | {"applicant_name": "Sunil"})
    assert Case.objects.get().rescued_at
    client.post(address, fields(client.get(address)) | {"action": "draft"})
    assert not Case.objects.get().rescued_at


@pytest.mark.parametrize("times", [1, 2])
def test_the_same_press_again_keeps_it_once(client, ended, times):
    address, form = ended
    for _ in range(times):
        page = client.post(address, form | {"action": "send"})
    assert f"kept as draft {Case.objects.latest('pk').reference}" in alerts(page)
    assert Case.objects.count() == 1 + (address != NEW)


def test_a_kept_draft_is_not_changed_without_a_login(client, ended):
    address, form = ended
    client.post(address, form | {"action": "send"})
    before = list(Case.objects.values())
    page = client.post(address, form | {"applicant_name": "Third", "action": "send"})
    assert "kept in this page" in alerts(page)
    assert list(Case.objects.values()) == before


def test_a_form_that_is_saved_as_it_stands_is_kept_already(client, opened):
    address = client.post(NEW, opened | {"action": "draft"}).url
    draft = Case.objects.get()
    form = fields(client.get(address))
    run_out(client)
    assert f"kept as draft {draft.reference}" in alerts(client.post(address, form | {"action": "send"}))
    assert Case.objects.count() == 1


def test_a_flow_that_another_case_took_meanwhile_keeps_it_in_the_page(client, opened, monkeypatch):
    run_out(client)
    # As if the other case had come between this look and the row.
    monkeypatch.setattr("verifications.intake.drafts.begin", _taken)
    assert "kept in this page" in alerts(client.post(NEW, opened))
    assert not Case.objects.exists()


def _taken(*args, **kwargs):
    raise IntegrityError


def _signed_out(client, asha):
    client.logout()


def _new_password(client, asha):
    asha.set_password("another battery staple")
    asha.save()


def _switched_off(client, asha):
    User.objects.filter(pk=asha.pk).update(is_active=False)


def _without_a_role(client, asha):
    asha.groups.clear()


def _long_ago(client, asha):
    run_out(client, ago=KEPT_FOR + timedelta(minutes=1))


def _someone_elses_session(client, asha):
    session = Session.objects.get()
    Session.objects.all().delete()
    client.force_login(factories.officer("ravi"))
    Session.objects.update(session_key=session.pk)


@pytest.mark.parametrize(
    "ending",
    [_signed_out, _new_password, _switched_off, _without_a_role, _long_ago, _someone_elses_session],
)
def test_a_key_ends_with_its_session_and_its_password(client, asha, opened, ending):
    ending(client, asha)
    client.cookies.clear()
    before = AuditEvent.objects.count()

    page = client.post(NEW, opened | {"action": "draft"})

    assert page.status_code == 401 and "kept in this page" in alerts(page)
    assert fields(page)["documents_text"] == opened["documents_text"]
    assert not Case.objects.exists() and AuditEvent.objects.count() == before


def test_a_key_ends_with_its_age(client, opened, settings):
    settings.SESSION_COOKIE_AGE = -1
    client.cookies.clear()
    assert "kept in this page" in alerts(client.post(NEW, opened))
    assert not Case.objects.exists()


def test_a_key_outlives_a_new_secret_key(client, opened, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [old]
    client.cookies.clear()

    page = client.post(NEW, opened)

    assert f"kept as draft {Case.objects.get().reference}" in alerts(page)


def test_a_key_of_the_version_before_keeps_nothing_and_still_works_for_its_person(client, asha, opened):
    form = opened | {"form_key": signing.dumps([str(uuid.uuid4()), asha.pk], salt=SALT), "action": "draft"}
    assert "kept in this page" in alerts(Client().post(NEW, form))
    assert client.post(NEW, form).status_code == 302


@pytest.mark.parametrize("anew", [_signed_out, _new_password, _long_ago])
def test_a_form_of_an_earlier_session_goes_on_once_its_person_has_signed_in_anew(client, asha, opened, anew):
    anew(client, asha)
    client.force_login(User.objects.get(pk=asha.pk))
    assert client.post(NEW, opened | {"action": "send"}).status_code == 302
    assert Batch.objects.get().sent_by == asha


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
    assert Batch.objects.count() == 1


def test_another_person_who_signs_in_sends_under_their_own_name(client, ravi, ended):
    address, form = ended
    page = client.post(address, form | {"action": "send"})
    assert client.post(address, fields(page) | LOGIN | {"username": "ravi"}).status_code == 302
    batch = Batch.objects.get()
    assert batch.sent_by == ravi
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
    client.force_login(meera)
    session = client.session.session_key
    client.cookies.clear()
    for key in (
        sign_key(uuid.uuid4(), asha, session=session),
        sign_key(uuid.uuid4(), meera, session=session),
        sign_key(uuid.uuid4(), User(pk=9), session=session),
        sign_key(uuid.uuid4(), asha, session="none"),
    ):
        page = client.post(NEW, typed(asha, account, form_key=key, action="draft"))
        assert page.status_code == 401 and "kept in this page" in alerts(page)
    assert not Case.objects.exists()


def test_someone_elses_draft_is_not_overwritten_without_a_login(client, asha, ravi, draft):
    address = f"/cases/{draft.reference}/edit/"
    client.force_login(asha)
    form = fields(client.get(address))
    client.post(address, form | {"applicant_name": "Newer", "action": "draft"})
    run_out(client)
    page = client.post(address, form | {"applicant_name": "Older", "action": "draft"})
    draft.refresh_from_db()
    assert draft.applicant_name == "Newer"
    kept = Case.objects.latest("pk")
    assert kept != draft and kept.applicant_name == "Older"
    assert page.status_code == 401 and f"kept as draft {kept.reference}" in alerts(page)


def test_a_sent_case_is_not_changed_without_a_login(client, opened):
    form = opened
    client.post(NEW, form | {"action": "send"})
    run_out(client)
    page = client.post(NEW, form | {"applicant_name": "Changed", "action": "send"})
    assert page.status_code == 401 and "kept in this page" in alerts(page)
    assert Case.objects.get().applicant_name == "Sunil Patil"
    assert client.post(NEW, fields(page) | LOGIN).url == f"/cases/{Case.objects.get().reference}/"
    assert Batch.objects.count() == 1


def test_whoever_is_not_signed_in_does_not_learn_which_cases_there_are(client, opened):
    run_out(client)
    for address in ("/cases/C-000999/edit/", "/cases/x/edit/"):
        assert client.post(address, opened).status_code == 401
        assert client.post(address, opened | {"form_key": "x"}).status_code == 401


def test_a_form_without_a_login_asks_for_one_and_comes_back(client, account, asha):
    asked = client.get(NEW)
    assert asked.url == "/login/?next=/cases/new/"
    assert client.post(asked.url, LOGIN | {"next": NEW}).url == NEW


def test_a_reason_that_was_typed_outlives_the_session(client, asha, batch, put):
    put(batch, Batch.State.NOT_CONFIRMED, left_at=timezone.now())
    client.force_login(asha)
    run_out(client)
    typed_reason = {"to": "failed", "reason": "Ticket 4711 of Atlas says so."}
    page = client.post(f"/batches/{batch.our_id}/declare/", typed_reason)
    assert page.status_code == 401 and "Sign in and go on" in page.content.decode()

    answer = client.post(f"/batches/{batch.our_id}/declare/", fields(page) | LOGIN)

    assert answer.status_code == 302
    event = trail.events(batch.case).filter(action="batch.failed").get()
    assert event.actor_id == str(asha.pk) and event.reason_hash


def test_what_was_ticked_of_a_list_outlives_the_session(client, asha, account):
    case_list = factories.case_list(by=asha, account=account)
    client.force_login(asha)
    run_out(client)
    page = client.post(f"/lists/{case_list.pk}/create/", {"case": "1", "action": "draft"})
    assert page.status_code == 401 and "Sign in and save" in page.content.decode()

    client.post(f"/lists/{case_list.pk}/create/", fields(page) | LOGIN)

    assert case_list.listed.get().position == 1


def test_an_upload_whose_session_ended_keeps_its_account_and_asks_for_the_file_again(client, asha, account):
    client.force_login(asha)
    key = fields(client.get("/lists/new/"))["form_key"]
    run_out(client)
    file = SimpleUploadedFile("list.csv", b"application id,applicant")
    page = client.post("/lists/new/", {"account": account.pk, "file": file, "form_key": key})
    assert page.status_code == 401 and "The files you chose could not be kept." in alerts(page)

    page = client.post("/lists/new/", fields(page) | LOGIN)

    assert page.status_code == 422 and "Choose a file." in alerts(page)
    assert fields(page)["account"] == str(account.pk)


def test_a_new_id_that_was_typed_outlives_the_session(client, asha, batch):
    document = batch.case.documents.first()
    address = f"/cases/{batch.case.reference}/documents/{document.pk}/again/"
    client.force_login(asha)
    form = fields(client.get(address)) | {"document_id": "101-better"}
    run_out(client)
    page = client.post(address, form)
    assert page.status_code == 401 and fields(page)["document_id"] == "101-better"

    client.post(address, fields(page) | LOGIN)

    assert batch.case.documents.filter(document_id="101-better").exists()
