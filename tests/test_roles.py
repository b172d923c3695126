"""Who may do what: every address of the portal, for every role."""

import pytest

from audit.models import AuditEvent
from tests import factories, routes
from users.models import User
from verifications.models import (
    AtlasAccount,
    Batch,
    Case,
    CaseList,
    Document,
    Exchange,
    FileRecord,
)

# What an address answers to: anonymous, loan officer, auditor, admin. `login` is the way to the login page.
TABLE = """
GET                                                   login 200 200 200
POST                                                  login 405 405 405
GET  cases/new/                                       login 200 403 403
POST cases/new/                                       401   400 403 403
PUT  cases/new/                                       405   405 405 405
GET  cases/new/preview/                               login 405 405 405
POST cases/new/preview/                               login 200 403 403
GET  cases/new/preflight/                             login 405 405 405
POST cases/new/preflight/                             login 200 403 403
GET  cases/new/request/                               login 405 405 405
POST cases/new/request/                               login 200 403 403
GET  cases/new/sample/                                login 200 403 403
POST cases/new/sample/                                login 422 403 403
PUT  cases/new/sample/                                login 405 405 405
GET  cases/new/attachments/                           405   405 405 405
POST cases/new/attachments/                           401   400 403 403
GET  cases/new/rows/                                  login 405 405 405
POST cases/new/rows/                                  login 200 403 403
GET  cases/new/pasted/                                login 405 405 405
POST cases/new/pasted/                                login 200 403 403
GET  cases/new/autosave/                              login 405 405 405
POST cases/new/autosave/                              login 400 403 403
GET  cases/<str:reference>/                           login 200 200 200
POST cases/<str:reference>/                           login 405 405 405
GET  cases/<str:reference>/state/                     login 200 200 200
POST cases/<str:reference>/state/                     login 405 405 405
GET  cases/<str:reference>/edit/                      login 302 403 403
POST cases/<str:reference>/edit/                      401   302 403 403
PUT  cases/<str:reference>/edit/                      405   405 405 405
GET  cases/<str:reference>/discard/                   login 405 405 405
POST cases/<str:reference>/discard/                   login 302 403 403
GET  cases/<str:reference>/autosave/                  login 405 405 405
POST cases/<str:reference>/autosave/                  login 400 403 403
GET  cases/<str:reference>/documents/add/             login 200 403 403
POST cases/<str:reference>/documents/add/             401   400 403 403
PUT  cases/<str:reference>/documents/add/             405   405 405 405
GET  cases/<str:reference>/documents/add/autosave/    login 405 405 405
POST cases/<str:reference>/documents/add/autosave/    login 400 403 403
GET  cases/<str:reference>/check/                     login 405 405 405
POST cases/<str:reference>/check/                     login 302 403 403
GET  attachments/<uuid:pk>/                           login 200 200 200
POST attachments/<uuid:pk>/                           login 405 405 405
GET  attachments/<uuid:pk>/thumbnail/                 login 200 200 200
POST attachments/<uuid:pk>/thumbnail/                 login 405 405 405
GET  d/<uuid:pk>/<str:name>                           404   404 404 404
POST d/<uuid:pk>/<str:name>                           405   405 405 405
GET  batches/                                         login 200 200 200
POST batches/                                         login 405 405 405
GET  batches/<str:name>/                              login 200 200 200
POST batches/<str:name>/                              login 405 405 405
GET  batches/<str:name>/state/                        login 200 200 200
POST batches/<str:name>/state/                        login 405 405 405
GET  batches/<str:name>/withdraw/                     login 405 405 405
POST batches/<str:name>/withdraw/                     login 302 403 403
GET  batches/<str:name>/send-again/                   login 405 405 405
POST batches/<str:name>/send-again/                   login 302 403 403
GET  cases/<str:reference>/calls/                     login 200 200 200
POST cases/<str:reference>/calls/                     login 405 405 405
GET  cases/<str:reference>/documents/add/discard/     login 405 405 405
POST cases/<str:reference>/documents/add/discard/     login 302 403 403
GET  cases/<str:reference>/documents/<int:pk>/again/  login 200 403 403
POST cases/<str:reference>/documents/<int:pk>/again/  401   422 403 403
PUT  cases/<str:reference>/documents/<int:pk>/again/  405   405 405 405
GET  batches/<str:name>/declare/                      login 302 403 403
POST batches/<str:name>/declare/                      401   422 403 403
PUT  batches/<str:name>/declare/                      405   405 405 405
GET  calls/                                           login 403 200 200
POST calls/                                           login 405 405 405
GET  calls/<int:pk>/                                  login 403 200 200
POST calls/<int:pk>/                                  login 405 405 405
GET  files/                                           login 200 200 200
POST files/                                           login 405 405 405
GET  files/<str:name>/                                login 200 200 200
POST files/<str:name>/                                login 405 405 405
GET  lists/                                           login 200 200 200
POST lists/                                           login 405 405 405
GET  lists/new/                                       login 200 403 403
POST lists/new/                                       401   422 403 403
PUT  lists/new/                                       405   405 405 405
GET  lists/template.xlsx                              login 200 200 200
POST lists/template.xlsx                              login 405 405 405
GET  lists/<int:pk>/                                  login 200 200 200
POST lists/<int:pk>/                                  login 405 405 405
GET  lists/<int:pk>/state/                            login 200 200 200
POST lists/<int:pk>/state/                            login 405 405 405
GET  lists/<int:pk>/cases/<int:position>/             login 200 200 200
POST lists/<int:pk>/cases/<int:position>/             login 405 405 405
GET  lists/<int:pk>/create/                           405   405 405 405
POST lists/<int:pk>/create/                           401   409 403 403
GET  lists/<int:pk>/account/                          login 405 405 405
POST lists/<int:pk>/account/                          login 302 403 403
GET  lists/<int:pk>/withdraw/                         login 405 405 405
POST lists/<int:pk>/withdraw/                         login 302 403 403
GET  lists/<int:pk>/stop/                             login 405 405 405
POST lists/<int:pk>/stop/                             login 302 403 403
GET  lists/<int:pk>/result/                           login 200 200 200
POST lists/<int:pk>/result/                           login 405 405 405
GET  search/                                          login 302 302 302
POST search/                                          login 405 405 405
GET  callbacks/<str:key>/                             405   405 405 405
POST callbacks/<str:key>/                             204   204 204 204
GET  callbacks/<str:key>/auth/                        200   200 200 200
POST callbacks/<str:key>/auth/                        200   200 200 200
GET  audit/                                           login 403 200 200
POST audit/                                           login 405 405 405
GET  audit/verify/                                    login 405 405 405
POST audit/verify/                                    login 403 200 200
GET  settings/confirmations/                          login 403 403 200
POST settings/confirmations/                          login 405 405 405
GET  settings/confirmations/<int:pk>/confirm/         login 405 405 405
POST settings/confirmations/<int:pk>/confirm/         login 403 403 302
GET  settings/confirmations/<int:pk>/refuse/          login 405 405 405
POST settings/confirmations/<int:pk>/refuse/          login 403 403 302
GET  settings/confirmations/<int:pk>/withdraw/        login 405 405 405
POST settings/confirmations/<int:pk>/withdraw/        login 403 403 403
GET  settings/health/                                 login 403 403 200
POST settings/health/                                 login 405 405 405
GET  login/                                           200   200 200 200
POST login/                                           200   200 200 200
GET  logout/                                          login 405 405 405
POST logout/                                          login 302 302 302
GET  preferences/                                     login 200 200 200
POST preferences/                                     login 422 422 422
PUT  preferences/                                     login 405 405 405
GET  preferences/password/                            login 200 200 200
POST preferences/password/                            login 422 422 422
PUT  preferences/password/                            login 405 405 405
GET  password/<uidb64>/<token>/                       200   200 200 200
POST password/<uidb64>/<token>/                       200   200 200 200
GET  icons/<str:version>.svg                          200   200 200 200
POST icons/<str:version>.svg                          405   405 405 405
GET  healthz                                          200   200 200 200
POST healthz                                          405   405 405 405
GET  readyz                                           200   200 200 200
POST readyz                                           405   405 405 405
GET  admin/                                           login 403 403 200
POST admin/                                           login 403 403 200
GET  admin/login/                                     login 403 403 302
POST admin/login/                                     login 403 403 302
GET  admin/logout/                                    login 403 403 405
POST admin/logout/                                    login 403 403 302
GET  admin/password_change/                           login 403 403 302
POST admin/password_change/                           login 403 403 302
GET  admin/password_change/done/                      login 403 403 302
GET  admin/autocomplete/                              login 403 403 403
POST admin/autocomplete/                              login 403 403 405
GET  admin/jsi18n/                                    login 403 403 200
GET  admin/r/<path:content_type_id>/<path:object_id>/ login 403 403 404
GET  admin/^(?P<app_label>users|verifications)/$      login 403 403 200
GET  admin/(?P<url>.*)$                               login 403 403 404
POST admin/(?P<url>.*)$                               login 403 403 404
GET  admin/users/user/                                login 403 403 200
POST admin/users/user/                                login 403 403 200
GET  admin/users/user/add/                            login 403 403 200
POST admin/users/user/add/                            login 403 403 200
GET  admin/users/user/<int:pk>/link/                  login 403 403 405
POST admin/users/user/<int:pk>/link/                  login 403 403 302
GET  admin/users/user/<path:object_id>/history/       login 403 403 200
GET  admin/users/user/<path:object_id>/delete/        login 403 403 403
POST admin/users/user/<path:object_id>/delete/        login 403 403 403
GET  admin/users/user/<path:object_id>/change/        login 403 403 200
POST admin/users/user/<path:object_id>/change/        login 403 403 200
GET  admin/users/user/<path:object_id>/               login 403 403 302
GET  admin/verifications/atlasaccount/                           login 403 403 200
POST admin/verifications/atlasaccount/                           login 403 403 200
GET  admin/verifications/atlasaccount/add/                       login 403 403 200
POST admin/verifications/atlasaccount/add/                       login 403 403 200
GET  admin/verifications/atlasaccount/<int:pk>/test/             login 403 403 405
POST admin/verifications/atlasaccount/<int:pk>/test/             login 403 403 302
GET  admin/verifications/atlasaccount/<path:object_id>/history/  login 403 403 200
GET  admin/verifications/atlasaccount/<path:object_id>/delete/   login 403 403 403
POST admin/verifications/atlasaccount/<path:object_id>/delete/   login 403 403 403
GET  admin/verifications/atlasaccount/<path:object_id>/change/   login 403 403 200
POST admin/verifications/atlasaccount/<path:object_id>/change/   login 403 403 200
GET  admin/verifications/atlasaccount/<path:object_id>/          login 403 403 302
GET  admin/verifications/producttemplate/                           login 403 403 200
POST admin/verifications/producttemplate/                           login 403 403 200
GET  admin/verifications/producttemplate/add/                       login 403 403 200
POST admin/verifications/producttemplate/add/                       login 403 403 200
GET  admin/verifications/producttemplate/<path:object_id>/history/  login 403 403 200
GET  admin/verifications/producttemplate/<path:object_id>/delete/   login 403 403 403
POST admin/verifications/producttemplate/<path:object_id>/delete/   login 403 403 403
GET  admin/verifications/producttemplate/<path:object_id>/change/   login 403 403 200
POST admin/verifications/producttemplate/<path:object_id>/change/   login 403 403 200
GET  admin/verifications/producttemplate/<path:object_id>/          login 403 403 302
"""


# Pages that take a POST of someone whose session has ended.
SIGN_IN_IN_PLACE = (
    "cases/new/",
    "cases/<str:reference>/edit/",
    "cases/<str:reference>/documents/add/",
    "cases/<str:reference>/documents/<int:pk>/again/",
    "batches/<str:name>/declare/",
    "lists/new/",
)


def _row(line):
    method, *route, anonymous, officer, auditor, admin = line.split()
    expected = {"anonymous": anonymous, "meera": auditor, "joseph": admin, "asha": officer}
    return method, "".join(route), expected


ROWS = [_row(line) for line in TABLE.strip().splitlines()]


def _ask(client, method, address):
    if method == "PUT":
        return client.put(address)
    answer = client.post(address, {"x": "1"}) if method == "POST" else client.get(address)
    if answer.streaming:
        assert answer.getvalue()
    return answer


def test_the_table_has_every_address():
    assert {route for _, route, _ in ROWS} == {route for _, route in routes.every()}


@pytest.mark.parametrize(("method", "route", "expected"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_each_address_answers_each_role(client, request, address, method, route, expected):
    where = address(route)
    for person, status in expected.items():
        client.logout()
        if person != "anonymous":
            client.force_login(request.getfixturevalue(person))
        answer = _ask(client, method, where)
        if status == "login":
            assert answer.status_code == 302 and answer.url.startswith("/login/?next=/"), person
        else:
            assert answer.status_code == int(status), person


@pytest.mark.parametrize(("method", "route", "expected"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_a_fragment_of_a_page_whose_session_ended_is_answered_in_place(
    client, address, method, route, expected
):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/C-000001/"}
    client.defaults |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    answer = _ask(client, method, address(route))
    if method == "GET" and route in SIGN_IN_IN_PLACE:
        assert answer.url.startswith("/login/?next=/")  # no page asks for a part of these
    elif expected["anonymous"] == "login":
        assert answer.status_code == 401 and answer["HX-Retarget"] == "#session"
        assert "/login/?next=/cases/C-000001/" in answer.content.decode()
    else:
        assert answer.status_code == int(expected["anonymous"])


def test_what_was_refused_is_told_and_recorded(client, meera):
    client.force_login(meera)
    page = client.get("/cases/new/")
    assert page.status_code == 403
    assert "This page is for another role" in page.content.decode()
    assert "Meera Pillai, Auditors" in page.content.decode()
    event = AuditEvent.objects.latest("position")
    assert (event.action, event.outcome, event.actor_id) == ("page.refused", "refused", str(meera.pk))
    assert event.details == {"page": "verifications:case-new"}


def test_a_refused_admin_page_is_recorded_with_its_name(client, asha):
    client.force_login(asha)
    client.get("/admin/users/user/1/change/")
    assert AuditEvent.objects.latest("position").details == {"page": "admin:users_user_change"}


def test_an_auditor_changes_nothing_anywhere(client, meera, address):
    client.force_login(meera)
    form = {"action": "send", "documents_text": factories.lines("a.pdf"), "username": "x", "name": "x"}

    def everything():
        tables = [Case, CaseList, Batch, Document, FileRecord, AtlasAccount, Exchange, User]
        return [list(table.objects.order_by("pk").values()) for table in tables]

    own = ("login/", "logout/", "preferences/")
    posted = [route for method, route, _ in ROWS if method == "POST" and route not in own]
    addresses = [address(route) for route in posted if not route.startswith("callbacks")]
    before = everything()
    for where in addresses:
        client.post(where, form)
    assert everything() == before
    events = set(AuditEvent.objects.filter(actor_id=meera.pk).values_list("action", flat=True))
    assert events == {"user.signed_in", "page.refused", "trail.verified"}


def test_a_role_that_is_taken_away_ends_at_once(client, asha, batch):
    client.force_login(asha)
    assert client.get("/").status_code == 200
    asha.groups.clear()
    assert client.get("/").status_code == 403
    User.objects.filter(pk=asha.pk).update(is_active=False)
    assert client.get("/").url == "/login/?next=/"


def test_a_person_without_a_role_sees_nothing(client, db, address):
    client.force_login(User.objects.create_user("nobody"))
    for where in ("/", "/batches/", "/files/", "/search/?q=1", "/audit/", "/admin/"):
        page = client.get(where)
        assert page.status_code == 403
        assert "Sunil" not in page.content.decode()
