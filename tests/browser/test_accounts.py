"""New case where there are several accounts: products follow the account, and a live one is named."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.processes.running import Portal

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def accounts_portal(tmp_path_factory):
    """A portal with the demo's account, and a live one that offers another product."""
    portal = Portal(tmp_path_factory.mktemp("accounts"))
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("demo")
    offered = ("--base-url", "http://127.0.0.1:9", "--client-id", "x", "--product-types", "GOLD", "--live")
    portal.manage("atlas_account", "A live one", *offered, given="a-secret-of-many-characters")
    try:
        portal.start("web")
        yield portal
    finally:
        portal.stop()


def test_products_follow_the_account_and_a_live_one_is_named_beside_the_button(accounts_portal, open_page):
    page = open_page(username="", base_url=accounts_portal.url)
    sign_in(page)
    page.goto("/cases/new/")
    account, product = page.get_by_label("Atlas account"), page.get_by_label("Product")
    live = page.locator("#live")

    expect(account.locator("option:checked")).to_contain_text("(test)")
    expect(live).to_be_hidden()
    account.select_option(label="A live one (live)")
    expect(product).to_have_value("GOLD")
    expect(live).to_have_text("It goes to a live account: A live one.")
    account.select_option(index=0)
    expect(live).to_be_hidden()
    account.select_option(label="Sandbox (test)")
    expect(product).to_have_value("")
    expect(product.locator("option[value='GOLD']")).to_be_hidden()


def test_a_draft_is_discarded_where_it_is_written(accounts_portal, open_page):
    page = open_page(username="", base_url=accounts_portal.url)
    sign_in(page)
    page.goto("/cases/new/")
    page.get_by_label("Applicant").fill("Nobody Anymore")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/edit/")
    page.get_by_text("Discard…").click()
    page.get_by_role("button", name="Discard draft").click()
    page.wait_for_url(lambda address: address.endswith("/"))
    expect(page.get_by_text("is discarded.")).to_be_visible()
