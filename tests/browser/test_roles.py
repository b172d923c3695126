"""The auditor who may only read, and the admin who keeps the accounts."""

import re

import pytest
from playwright.sync_api import expect

from tests.processes.running import new_application

pytestmark = pytest.mark.browser

# What everyone may do: sign out, keep their own preferences; and the auditor's check of the chain.
HARMLESS = {"/logout/", "/preferences/", "/audit/verify/"}


def test_the_auditor_reads_everything_and_has_no_button_that_changes(officer, open_page):
    sent = officer.new_case("invoice.jpg")
    draft = officer.new_case("invoice.jpg", action="draft")
    ((batch, _),) = officer.batches(sent)
    file = re.search(r"/files/f-\d+/", officer.get(f"/batches/{batch}/"))[0]
    page = open_page("auditor")
    addresses = ["/", "/batches/", "/files/", "/audit/", "/preferences/", f"/cases/{draft}/"]
    for address in [*addresses, f"/cases/{sent}/", f"/batches/{batch}/", file]:
        assert page.goto(address).status == 200
        actions = page.evaluate(
            "[...document.querySelectorAll('form[method=post]')].map((f) => new URL(f.action).pathname)"
        )
        assert set(actions) <= HARMLESS, address
        for name in ("New case", "Send to Atlas", "Save draft", "Send again", "Withdraw", "Check now"):
            assert page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).count() == 0


def test_the_auditor_is_refused_where_things_are_changed(open_page, watch):
    watch.expected.add(403)
    page = open_page("auditor")
    page.keyboard.press("n")
    assert page.goto("/cases/new/").status == 403
    expect(page.get_by_label("Paste links")).to_have_count(0)


def test_the_admin_makes_an_account_and_its_connection_works(portal, open_page):
    name = f"Zanskar {new_application()}"
    page = open_page("admin")
    page.goto("/admin/verifications/atlasaccount/add/")
    page.get_by_label("Name:", exact=True).fill(name)
    page.get_by_label("Product types").fill("POC_CDL, PROD_CDL")
    page.get_by_label("Base URL").fill(portal.sandbox_url)
    page.get_by_label("Client id").fill("sandbox")
    page.get_by_label("Client secret").fill("sandbox-secret")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".toast[data-tone=amber]")).to_contain_text(
        f"{name} is saved. Its credential was not"
    )
    assert "sandbox-secret" not in page.content()
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator(".toast[data-tone=green]")).to_contain_text(f"{name} works")

    page.goto("/admin/verifications/atlasaccount/")
    row = page.get_by_role("row").filter(has_text=name)
    row.get_by_role("checkbox").check()
    page.get_by_role("combobox", name="Action").select_option(label="Test connection")
    page.get_by_role("button", name=re.compile("Go|Run")).click()
    expect(page.locator(".toast[data-tone=green]")).to_contain_text(f"{name} works")

    row.get_by_role("link", name=name).click()
    expect(page.get_by_label("Client secret")).to_have_value("")
    assert "sandbox-secret" not in page.content()
