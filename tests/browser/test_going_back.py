"""Going back: to a list that was filtered in place, to a form, and after signing out."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.steps import await_case, box, button, fill_application, paste, rows
from tests.processes.running import lines, wait_until

pytestmark = pytest.mark.browser


def test_going_back_to_filtered_calls_shows_the_whole_page(officer, open_page):
    reference = officer.new_case("invoice.jpg")
    wait_until(lambda: officer.progress(reference) == "ready", "the case is ready")
    page = open_page("auditor")
    page.goto("/calls/")
    page.get_by_label("Endpoint").select_option("multiupload")
    page.wait_for_url(re.compile(r"/calls/\?.*endpoint=multiupload"))
    page.get_by_role("link", name="POST multiupload").first.click()
    page.wait_for_url(re.compile(r"/calls/\d+/$"))

    page.go_back()

    expect(page.get_by_role("heading", name="Calls")).to_be_visible()
    expect(page.get_by_label("Endpoint")).to_have_value("multiupload")
    expect(page.get_by_role("link", name="POST multiupload").first).to_be_visible()
    expect(page.get_by_role("link", name="GET status")).to_have_count(0)


def kept(page):
    """All that the page's scripts have left in the browser, as one text."""
    return page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")


def test_going_back_through_a_list_that_was_filtered_twice_leaves_no_name_in_the_browser(open_page):
    page = open_page()
    for words in ("Sunil", "Sunilata"):
        page.get_by_placeholder("Applicant, reference, application").fill(words)
        page.wait_for_url(re.compile(f"q={words}$"))
        assert "Sunil" not in kept(page)

    page.go_back()

    page.wait_for_url(re.compile(r"q=Sunil$"))
    expect(page.get_by_placeholder("Applicant, reference, application")).to_have_value("Sunil")
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()
    assert "Sunil" not in kept(page)


def test_going_back_after_signing_out_shows_the_login_and_no_case(officer, open_page):
    reference = officer.new_case("invoice.jpg")
    page = open_page(username="")
    sign_in(page)
    page.goto(f"/cases/{reference}/")
    page.goto("/")
    page.evaluate("sessionStorage.setItem('kept', 'yes')")
    page.locator("header .menu summary").click()
    button(page, "Sign out").click()
    page.wait_for_url("**/login/")

    assert "yes" not in kept(page)
    for _ in range(2):
        page.go_back()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        expect(page.get_by_text(reference)).to_have_count(0)


def test_a_page_out_of_the_browsers_memory_is_asked_for_anew(open_page):
    page = open_page()
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()


def test_going_back_to_a_form_finds_what_was_typed(officer, open_page):
    page = open_page()
    page.goto("/cases/new/")
    application = fill_application(page, applicant="Back Again")
    paste(page, lines("invoice.jpg", "pan.jpg"))
    page.wait_for_url(re.compile(r"/cases/C-\d+/edit/$"))
    page.get_by_label("Applicant").fill("Back Once More")
    page.goto("/files/")

    page.go_back()

    expect(page.get_by_label("Application id")).to_have_value(application)
    expect(page.get_by_label("Applicant")).to_have_value("Back Once More")
    expect(rows(page)).to_have_count(2)


def test_going_back_to_documents_that_are_being_added_finds_them_and_so_does_a_reload(officer, open_page):
    reference = officer.new_case("invoice.jpg")
    wait_until(lambda: officer.progress(reference) == "ready", "the case is ready")
    page = open_page()
    page.goto(f"/cases/{reference}/documents/add/")
    paste(page, "201\thttps://docs.example/more.jpg")
    expect(page.locator("#saved")).to_contain_text("Saved for you")
    box(page).press("End")
    box(page).press_sequentially("\n202\thttps://docs.example/most.jpg")
    page.get_by_role("link", name="Back to the case").click()
    expect(page.get_by_text("You have begun to add documents")).to_be_visible()

    page.go_back()

    expect(box(page)).to_have_value(re.compile("more.jpg.*most.jpg", re.DOTALL))
    expect(rows(page)).to_have_count(2)
    page.reload()
    expect(rows(page)).to_have_count(2)
    button(page, "Send to Atlas").click()
    await_case(page)
    assert len(officer.batches(reference)) == 2


def test_leaving_a_form_that_could_not_be_saved_asks_first(open_page, watch):
    watch.expected |= {"beforeunload", "net::ERR_INTERNET_DISCONNECTED"}
    page = open_page()
    page.goto("/cases/new/")
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_label("Applicant").press_sequentially("Not saved")
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Files").click()
    assert asked.value.type == "beforeunload"
    expect(page.get_by_label("Applicant")).to_have_value("Not saved")
