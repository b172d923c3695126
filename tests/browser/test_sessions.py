"""A session that ended, or another sign-in, in the middle of the work."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.steps import await_case, box, button, fill_application, paste, rows
from tests.processes.running import lines

pytestmark = pytest.mark.browser


def filled_form(page):
    """An open form, ready to be sent; returns its application id."""
    page.goto("/cases/new/")
    application = fill_application(page)
    paste(page, lines("invoice.jpg", "pan.jpg"))
    expect(rows(page)).to_have_count(2)
    return application


def test_a_send_after_the_session_ended_signs_in_in_place_and_goes_on(officer, open_page, watch):
    watch.expected.add(401)
    page = open_page()
    application = filled_form(page)
    page.context.clear_cookies(name="sessionid")
    button(page, "Send to Atlas").click()
    expect(page.get_by_text("Your session ended.")).to_be_visible()
    sign_in(page)
    reference = await_case(page)
    assert len(officer.batches(reference)) == 1
    assert officer.get(f"/?q={application}").count("<tr data-case=") == 1


def test_a_preview_after_the_session_ended_says_so_and_keeps_what_was_typed(open_page, watch):
    watch.expected.add(401)
    page = open_page()
    filled_form(page)
    page.context.clear_cookies(name="sessionid")
    box(page).press("Control+End")
    box(page).press_sequentially("\n103 https://docs.example/more.jpg")
    expect(page.locator("#session")).to_contain_text("Your session ended.")
    expect(rows(page)).to_have_count(2)
    assert "more.jpg" in box(page).input_value()

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value)
    assert opened.value.url.endswith("/cases/new/")
    opened.value.close()
    box(page).press_sequentially(" ")
    expect(rows(page)).to_have_count(3)
    expect(page.locator("#session")).to_be_empty()


def sign_in_anew(page):
    """Sign out and in again in another tab of the same browser."""
    other = page.context.new_page()
    other.goto("/")
    other.locator("header .menu summary").click()
    other.get_by_role("button", name="Sign out").click()
    sign_in(other)
    other.close()


def test_a_send_after_a_sign_in_in_another_tab_just_works(officer, open_page, watch):
    watch.expected.add(401)  # the draft may be saved by itself between the two sign-ins
    page = open_page(username="")
    sign_in(page)
    filled_form(page)
    sign_in_anew(page)
    button(page, "Send to Atlas").click()
    assert len(officer.batches(await_case(page))) == 1


def test_without_javascript_a_stale_form_is_offered_again_with_everything_typed(officer, open_page, watch):
    watch.expected.add(403)
    page = open_page(username="", java_script_enabled=False)
    sign_in(page)
    page.goto("/cases/new/")
    fill_application(page)
    box(page).fill(lines("invoice.jpg", "pan.jpg"))
    sign_in_anew(page)
    button(page, "Send to Atlas").click()
    expect(page.get_by_role("heading", name="Not done yet")).to_be_visible()
    button(page, "Go on").click()
    assert len(officer.batches(await_case(page))) == 1
