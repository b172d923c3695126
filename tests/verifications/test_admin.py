"""Atlas accounts in the admin: a secret goes in and never comes out."""

import pytest
from django.contrib.auth.models import Permission

from audit.models import AuditEvent
from tests import factories
from tests.stored import stored_text
from users.models import User
from verifications.models import AtlasAccount, Credential, ProductTemplate

ADD = "/admin/verifications/atlasaccount/add/"
LIST = "/admin/verifications/atlasaccount/"
SECRET = "a-very-secret-word-7731"


@pytest.fixture
def admin(client, joseph):
    """A browser in which the admin is signed in."""
    client.force_login(joseph)
    return client


def _form(**changes):
    return {
        "name": "Nilgiri live",
        "environment": "live",
        "product_types": "POC_CDL, PROD_CDL",
        "active": "on",
        "base_url": "https://api.helloatlas.in/",
        "client_id": "nilgiri",
        "client_secret": SECRET,
    } | changes


def _change(account):
    return f"{LIST}{account.pk}/change/"


def _actions():
    return list(
        AuditEvent.objects.exclude(action="user.signed_in")
        .order_by("position")
        .values_list("action", flat=True)
    )


def test_a_new_account_has_its_first_credential(admin, joseph):
    assert admin.post(ADD, _form()).status_code == 302
    account = AtlasAccount.objects.get()
    assert (account.environment, account.product_types) == ("live", ["POC_CDL", "PROD_CDL"])
    credential = account.credential
    assert (credential.version, credential.base_url) == (1, "https://api.helloatlas.in")
    assert credential.client_secret == SECRET
    assert _actions() == ["atlas_account.created", "atlas_account.credential_set"]
    assert AuditEvent.objects.latest("position").actor_id == str(joseph.pk)


def test_a_secret_is_never_in_a_page_again(admin):
    pages = [admin.post(ADD, _form(), follow=True), admin.post(ADD, _form(name="", client_secret=SECRET))]
    account = AtlasAccount.objects.get()
    pages += [admin.get(_change(account)), admin.post(_change(account), _form(base_url="x"))]
    pages += [admin.get(address) for address in (LIST, f"{LIST}{account.pk}/history/", "/admin/", "/audit/")]
    assert not any(SECRET in page.content.decode() for page in pages)
    page = pages[2].content.decode()
    assert "version 1, ends in 7731, fingerprint" in page
    assert account.credential.secret_fingerprint[:12] in page
    assert SECRET not in stored_text(Credential, "client_secret")


def test_four_characters_of_a_short_secret_are_not_shown(admin):
    admin.post(ADD, _form(client_secret="short-77"))
    page = admin.get(LIST).content.decode()
    assert "ends in" not in page and "version 1, fingerprint" in page


def test_an_empty_secret_keeps_the_present_one(admin):
    admin.post(ADD, _form(environment="test"))
    account = AtlasAccount.objects.get()
    admin.post(_change(account), _form(environment="test", client_secret="", client_id="other"))
    assert (account.credential.version, account.credential.client_id) == (2, "other")
    assert account.credential.client_secret == SECRET


def test_saving_without_a_change_makes_neither_a_credential_nor_an_event(admin):
    admin.post(ADD, _form())
    before = _actions()
    admin.post(_change(AtlasAccount.objects.get()), _form(client_secret=""))
    admin.post(_change(AtlasAccount.objects.get()), _form(product_types="POC_CDL,PROD_CDL"))
    assert Credential.objects.count() == 1 and _actions() == before


def test_a_change_is_an_event_that_names_the_fields_and_holds_no_secret(admin):
    admin.post(ADD, _form(environment="test"))
    account = AtlasAccount.objects.get()
    admin.post(_change(account), _form(client_secret="another-secret-word", active=""))
    account.refresh_from_db()
    assert (account.active, account.environment) == (False, "live")
    changed, credential = AuditEvent.objects.order_by("-position")[:2][::-1]
    assert (changed.action, changed.details) == (
        "atlas_account.changed",
        {"fields": ["active", "environment"]},
    )
    assert (credential.action, credential.details) == (
        "atlas_account.credential_set",
        {"version": 2, "host": "api.helloatlas.in:443"},
    )


def test_a_saved_credential_is_said_to_be_untried(admin):
    page = admin.post(ADD, _form(), follow=True)
    words = page.content.decode()
    assert "Nilgiri live is saved. Its credential was not tried yet" in words and "successfully" not in words
    assert page.redirect_chain[-1][0] == _change(AtlasAccount.objects.get())
    admin.post(_change(AtlasAccount.objects.get()), _form(client_secret="", name="Nilgiri two"), follow=True)
    page = admin.post(_change(AtlasAccount.objects.get()), _form(client_secret=""), follow=True)
    assert "<div>Nilgiri live is saved.</div>" in page.content.decode()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://api.helloatlas.in", "begins with https://"),
        ("https://127.0.0.1", "inside a private network"),
        ("https://2130706433", "inside a private network"),
        ("https://10.1.2.3:8443/v3", "inside a private network"),
        ("https://192.168.0.4", "inside a private network"),
        ("https://169.254.169.254", "inside a private network"),
        ("https://[::1]", "inside a private network"),
        ("https://[fe80::1]", "inside a private network"),
        ("https://localhost", "inside a private network"),
        ("https://atlas.internal", "inside a private network"),
    ],
)
def test_the_secret_goes_neither_readable_nor_inside(admin, settings, address, sentence):
    settings.ATLAS_PRIVATE_ADDRESSES = False
    assert sentence in admin.post(ADD, _form(base_url=address)).content.decode()
    assert not AtlasAccount.objects.exists()


def test_a_setting_allows_private_addresses(admin):
    assert admin.post(ADD, _form(base_url="https://10.1.2.3")).status_code == 302


def test_another_address_asks_for_the_secret_anew(admin, server):
    account = factories.account(secret=SECRET)
    page = admin.post(_change(account), _form(base_url="https://evil.example", client_secret=""))
    assert "Enter the secret again: the address is another one." in page.content.decode()
    assert account.credential.version == 1


FAULTS = [
    ({"name": ""}, "This field is required."),
    ({"name": "x" * 81}, "at most 80 characters"),
    ({"environment": "moon"}, "moon is not one of the available choices"),
    ({"product_types": " , "}, "Name at least one product type of 60 characters or fewer"),
    ({"product_types": "x" * 61}, "Name at least one product type of 60 characters or fewer"),
    ({"client_id": ""}, "This field is required."),
    ({"client_id": "a\x00"}, "Null characters are not allowed."),
    ({"client_secret": ""}, "A new account needs its client secret."),
    ({"client_secret": "x" * 501}, "at most 500 characters"),
    *(
        ({"base_url": address}, "This is no address of Atlas.")
        for address in (
            "api.helloatlas.in",
            "ftp://api.helloatlas.in",
            "javascript:alert(1)",
            "https://",
            "https://[::1",
            "https://atlas.in?x=1",
            "https://atlas.in#x",
            "https://user:word@atlas.in",
            "https://atlas.in:99999",
            "https://atlas.in:port",
            "https://atlas\nin",
            "https://atlas in",
            "https://atlas.in/'; rm -rf ~",
            "https://atlas\u2044in",
        )
    ),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_each_fault_has_its_sentence(admin, change, sentence):
    page = admin.post(ADD, _form(**change))
    assert page.status_code == 200 and sentence in page.content.decode()
    assert not AtlasAccount.objects.exists() and _actions() == []


def test_a_name_is_given_once(admin):
    factories.account("Nilgiri live")
    assert "already exists" in admin.post(ADD, _form()).content.decode()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8001", "https://atlas.example/base", "http://[::1]:80"]
)
def test_an_address_may_have_a_port_and_a_path(admin, settings, address):
    settings.DEBUG = True
    assert admin.post(ADD, _form(base_url=address)).status_code == 302


def _test(admin, *accounts):
    keys = [account.pk for account in accounts]
    page = admin.post(LIST, {"action": "test_connection", "_selected_action": keys}, follow=True)
    return page.content.decode()


def test_the_button_on_an_accounts_page_tests_it(admin, account):
    assert f'action="{LIST}{account.pk}/test/"' in admin.get(_change(account)).content.decode()
    page = admin.post(f"{LIST}{account.pk}/test/", follow=True)
    assert f"{account} works: Atlas gave a token" in page.content.decode()
    assert page.redirect_chain[-1][0] == _change(account)
    assert admin.get(f"{LIST}{account.pk}/test/").status_code == 405
    assert admin.post(f"{LIST}999/test/").status_code == 404


def test_whoever_only_reads_accounts_tests_none(client, account):
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_atlasaccount"))
    client.force_login(reader)
    assert "/test/" not in client.get(_change(account)).content.decode()
    assert client.post(f"{LIST}{account.pk}/test/").status_code == 403


def test_a_connection_that_works_says_so(admin, account):
    page = _test(admin, account)
    assert f"{account} works: Atlas gave a token that is valid until" in page
    event = AuditEvent.objects.latest("position")
    assert (event.action, event.outcome) == ("atlas_account.tested", "works")


def test_a_refused_secret_says_so_and_stays_as_the_accounts_problem(admin, sandbox_url, settings):
    settings.DEBUG = True
    account = factories.account(base_url=sandbox_url, secret="wrong-secret-word")
    page = _test(admin, account)
    assert "Atlas was reached and refused the client id or secret" in page
    account.refresh_from_db()
    assert "refused the client id or secret" in account.problem
    assert AuditEvent.objects.latest("position").outcome == "failed"
    mended = _form(client_secret="sandbox-secret", client_id="sandbox", base_url=sandbox_url)
    admin.post(_change(account), mended | {"environment": "test"})
    account.refresh_from_db()
    assert account.problem == ""


def test_an_atlas_that_cannot_be_reached_is_named_with_its_address(admin):
    account = factories.account(base_url="http://127.0.0.1:9")
    assert "The address is http://127.0.0.1:9." in _test(admin, account)


def test_an_account_without_a_credential_says_what_to_enter(admin):
    account = AtlasAccount.objects.create(name="Bare", product_types=["A", "B"])
    assert "Bare has no credential yet. Enter its client id and secret first." in _test(admin, account)
    page = admin.get(_change(account)).content.decode()
    assert "none yet" in page and 'value="A, B"' in page
    assert "<li>A new account needs" not in page


def test_several_accounts_are_tested_one_by_one(admin, account):
    page = _test(admin, account, factories.account("Away"))
    assert "works: Atlas gave a token" in page and "The address is http://127.0.0.1:9." in page


def test_an_account_cannot_be_deleted(admin, account):
    assert admin.post(f"{LIST}{account.pk}/delete/", {"post": "yes"}).status_code == 403
    page = admin.post(LIST, {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"})
    assert AtlasAccount.objects.filter(pk=account.pk).exists()
    assert "delete_selected" not in admin.get(LIST).content.decode() and page.status_code in (200, 302)


def test_an_account_of_markup_is_shown_and_not_run(admin):
    admin.post(ADD, _form(name="<b>Bold</b>", product_types="<i>"))
    page = admin.get(LIST).content.decode()
    assert "&lt;b&gt;Bold" in page and "<b>Bold" not in page and "<i>" not in page


def test_the_admin_has_accounts_and_people_only(admin):
    page = admin.get("/admin/").content.decode()
    assert "Atlas accounts" in page and "Users" in page and "Accounts and people" in page
    for model in ("case", "batch", "filerecord", "exchange", "payload", "credential"):
        assert admin.get(f"/admin/verifications/{model}/").status_code == 404
    assert User.objects.filter(is_superuser=True).count() == 0


def _template(*documents, **changes):
    """The form of a product's template with these (type, required, id pattern)."""
    data = {
        "product_type": "POC_CDL",
        "expected-TOTAL_FORMS": len(documents),
        "expected-INITIAL_FORMS": 0,
    }
    for number, (name, required, pattern) in enumerate(documents):
        data |= {f"expected-{number}-position": number, f"expected-{number}-document_type": name}
        data |= {f"expected-{number}-id_pattern": pattern} | (
            {f"expected-{number}-required": "on"} if required else {}
        )
    return data | changes


def test_an_admin_says_what_a_product_expects(admin):
    where = "/admin/verifications/producttemplate/add/"

    assert admin.post(where, _template(("INVOICE", True, "INV-*"), ("PAN", False, ""))).status_code == 302

    expected = ProductTemplate.objects.get(product_type="POC_CDL").expected
    assert list(expected.values_list("document_type", "required", "id_pattern")) == [
        ("INVOICE", True, "INV-*"),
        ("PAN", False, ""),
    ]
    assert _actions() == ["product_template.created"]
    assert AuditEvent.objects.latest("position").details == {"documents": ["INVOICE", "PAN"]}


def test_what_is_expected_is_one_of_atlas_types_and_once(admin):
    where = "/admin/verifications/producttemplate/add/"

    unknown = admin.post(where, _template(("CHEQUE", True, "")))
    twice = admin.post(where, _template(("PAN", True, ""), ("PAN", True, "")))

    assert unknown.status_code == twice.status_code == 200
    assert not ProductTemplate.objects.exists()


def test_the_list_of_templates_says_what_each_expects(admin):
    admin.post("/admin/verifications/producttemplate/add/", _template(("INVOICE", True, "")))

    assert "INVOICE" in admin.get("/admin/verifications/producttemplate/").content.decode()
