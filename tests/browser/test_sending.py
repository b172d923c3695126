"""The main job: from pasted links to results, and everything that may go wrong on the way."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.steps import await_case, box, button, expect_progress, fill_application, paste, rows
from tests.processes.running import lines, wait_until

pytestmark = pytest.mark.browser


@contextmanager
def flows_that_last(portal, seconds):
    """Within this, Atlas takes so long for every flow."""
    before = portal.environment["SANDBOX_SECONDS"]
    try:
        restart_sandbox(portal, seconds)
        yield
    finally:
        restart_sandbox(portal, before)


def restart_sandbox(portal, seconds):
    portal.environment["SANDBOX_SECONDS"] = seconds
    portal.stop("sandbox")
    portal.start("sandbox")


def test_a_case_is_sent_watched_and_read_on_one_page(portal, open_page):
    page = open_page(username="")
    sign_in(page)
    page.get_by_role("link", name="New case").first.click()
    fill_application(page)
    box(page).press_sequentially("101\thttps://docs.example/invoice.jpg?sig=a%2Bb")
    expect(rows(page)).to_have_count(1)
    names = ("mismatch-delivery-order.pdf", "aadhaar.jpg", "unreadable-pan.jpg")
    paste(page, "\n" + lines(*names, first=102))
    expect(rows(page)).to_have_count(4)
    expect(page.locator("#rows-summary")).to_have_text("4 documents ready")

    with flows_that_last(portal, "3600"):
        with portal.paused("sandbox"):
            with portal.paused("worker"):
                button(page, "Send to Atlas").click()
                await_case(page)
                page.evaluate("window.stayed = true")
                expect_progress(page, "queued")
                expect(page.get_by_text("Nothing has been sent.")).to_be_visible()
            expect_progress(page, "sending")
        expect_progress(page, "processing")
    expect_progress(page, "ready")

    expect(page.locator("#case")).not_to_have_attribute("hx-get", re.compile(".*"))
    assert page.evaluate("window.stayed"), "the page was loaded anew"
    _assert_results(page)


def _assert_results(page):
    scores = [float(text.strip(" %")) for text in page.locator(".checks .score").all_text_contents()]
    assert scores == sorted(scores)
    worst = page.locator(".checks > li").first
    expect(worst).to_contain_text("Dealer address")
    assert scores[0] < 70
    for document_id, kind in (("101", "Invoice"), ("102", "Delivery order"), ("103", "Aadhaar")):
        document = page.locator(f"details[data-document-id='{document_id}']")
        expect(document.locator("summary strong")).to_have_text(kind)
        assert document.get_attribute("data-file-uuid")
        if document.get_attribute("open") is None:
            document.locator("summary").click()
        confidences = document.locator(".conf").all_text_contents()
        assert confidences and all(0 < float(text) <= 1 for text in confidences)
    expect(page.locator("details[data-document-id='104']")).to_contain_text("INVALID_DOC")
    assert not re.search(r"9999 \d{4} \d{4}", page.content()), "a whole Aadhaar number is on the page"


def test_a_mistake_is_shown_at_its_row_and_fixed_there(officer, open_page, watch):
    watch.expected.add(422)
    page = open_page()
    page.goto("/cases/new/")
    application = fill_application(page)
    text = f"{lines('invoice.jpg', 'pan.jpg')}\n101 https://docs.example/again.jpg\n103 ftp://docs.example/x"
    paste(page, text)
    expect(page.locator("#rows [data-verdict=error]")).to_have_count(2)
    button(page, "Send to Atlas").click()
    expect(page.get_by_text("Fix or remove 2 of 4 documents, then send.")).to_be_visible()
    faults = page.locator("#rows [data-verdict=error]")
    assert [row.get_attribute("data-document-id") for row in faults.all()] == ["101", "103"]
    expect(faults.first.get_by_role("alert")).to_have_text("Duplicate id")
    expect(faults.last.get_by_role("alert")).to_have_text("Not a web link")
    assert (box(page).input_value(), page.get_by_label("Application id").input_value()) == (text, application)

    box(page).fill(text.replace("\n101 ", "\n104 ").replace("ftp:", "https:"))
    expect(rows(page)).to_have_count(4)
    expect(page.locator("#rows [data-verdict=error]")).to_have_count(0)
    button(page, "Send to Atlas").click()
    reference = await_case(page)
    assert len(officer.batches(reference)) == 1


def test_a_missing_field_is_named_and_nothing_typed_is_lost(open_page, watch):
    watch.expected.add(422)
    page = open_page()
    page.goto("/cases/new/")
    fill_application(page)
    page.get_by_label("Application id").fill("")
    text = lines("invoice.jpg")
    paste(page, text)
    button(page, "Send to Atlas").click()
    field = page.get_by_label("Application id")
    expect(field).to_have_attribute("aria-invalid", "true")
    error = page.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(error).to_have_text("Enter the application id, as in the loan system.")
    assert box(page).input_value() == text


def test_a_draft_comes_back_byte_for_byte_in_another_browser(open_page):
    text = "\n  101\thttps://docs.example/a.jpg?sig=%2B+&x=1&amp;  \n\n{ \u00e9 \u6f22 \u200b \u202e\n\t\n"
    first = open_page()
    first.goto("/cases/new/")
    application = fill_application(first, applicant="  Meera “O’Neil” & co ")
    box(first).fill(text)
    button(first, "Save draft").click()
    first.wait_for_url(re.compile("/edit/$"))
    address = first.url
    first.context.close()

    second = open_page()
    second.goto(address)
    assert box(second).input_value() == text
    assert second.get_by_label("Application id").input_value() == application
    assert second.get_by_label("Applicant").input_value() == "  Meera “O’Neil” & co "


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_a_double_click_on_send_makes_one_batch(officer, open_page, javascript):
    page = open_page(java_script_enabled=javascript)
    page.goto("/cases/new/")
    application = fill_application(page)
    box(page).fill(lines("invoice.jpg", "pan.jpg"))
    button(page, "Send to Atlas").dblclick(no_wait_after=True)
    reference = await_case(page)
    assert len(officer.batches(reference)) == 1
    assert set(re.findall(r'<tr data-case="(C-\d+)"', officer.get(f"/?q={application}"))) == {reference}


def test_everything_works_without_javascript(open_page, watch):
    watch.expected.add(422)
    page = open_page(username="", java_script_enabled=False)
    sign_in(page)
    page.get_by_role("link", name="New case").first.click()
    fill_application(page)
    box(page).fill("101 https://docs.example/invoice.jpg\nhttps://docs.example/pan.jpg")
    button(page, "Send to Atlas").click()
    expect(page.locator("#rows [data-verdict=error]")).to_have_count(1)
    box(page).fill(lines("invoice.jpg", "pan.jpg"))
    button(page, "Send to Atlas").click()
    await_case(page)

    def is_ready():
        page.reload()
        return page.locator("#case").get_attribute("data-progress") == "ready"

    wait_until(is_ready, "the case is ready")
    expect(page.locator("details[data-document-id='101'] summary strong")).to_have_text("Invoice")


def test_a_queued_batch_is_withdrawn_and_never_sent(portal, officer, open_page):
    page = open_page()
    page.goto("/cases/new/")
    fill_application(page)
    paste(page, lines("invoice.jpg"))
    portal.kill("worker")
    try:
        button(page, "Send to Atlas").click()
        reference = await_case(page)
        expect_progress(page, "queued")
        button(page, "Withdraw").click()
        expect(page.get_by_role("heading", name="Withdrawn before it was sent")).to_be_visible()
    finally:
        portal.start("worker")
    # A batch that was queued later has been taken: the worker is there and left this one alone.
    later = officer.new_case("pan.jpg")
    wait_until(lambda: officer.batch_state(later) == "accepted", "the worker works again")
    assert officer.batch_state(reference) == "withdrawn"
    ((batch, _),) = officer.batches(reference)
    assert "No call has been made." in officer.get(f"/batches/{batch}/")
