"""What changes by itself changes under nobody's hands: open, focused, selected and scrolled stay so."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import expect_progress
from tests.browser.test_sending import flows_that_last
from tests.processes.running import new_application, wait_until

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.textContent.trim()"


def looks(page, where, times=2):
    """Wait until the page has looked again this often, whatever it was told."""
    for _ in range(times):
        with page.expect_response(re.compile(where)) as answer:
            pass
        assert answer.value.status in (200, 204)


@pytest.fixture
def processing(portal, officer):
    """A case that Atlas goes on working at."""
    with flows_that_last(portal, "3600"):
        reference = officer.new_case("invoice.jpg", "pan.jpg")
        wait_until(lambda: officer.progress(reference) == "processing", "Atlas works at the case")
        yield reference


@pytest.fixture
def queued(portal, officer):
    """A case that waits for a worker, and none is there."""
    portal.kill("worker")
    try:
        yield officer.new_case("invoice.jpg", "pan.jpg")
    finally:
        portal.start("worker")


def test_what_is_open_focused_and_selected_on_a_case_stays_so(processing, open_page):
    page = open_page()
    page.goto(f"/cases/{processing}/")
    document = page.locator("details.doc").first
    document.locator("summary").click()
    heading = page.get_by_role("heading", name="Sunil Patil")
    heading.select_text()
    link = page.get_by_role("link", name="Add documents")
    link.focus()
    kept = page.evaluate_handle("document.querySelector('details.doc')")
    looked = page.locator("#case-looked time")
    before = looked.get_attribute("datetime")

    looks(page, "/state/")
    expect(looked).not_to_have_attribute("datetime", before)

    expect(document).to_have_attribute("open", "")
    expect(link).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "Sunil Patil"
    assert page.evaluate("kept => kept.isConnected", kept), "the document was put in place anew"


def test_a_change_of_state_arrives_under_an_open_document(portal, queued, officer, open_page):
    page = open_page()
    page.goto(f"/cases/{queued}/")
    document = page.locator("details.doc").first
    document.locator("summary").click()
    document.get_by_role("link", name="none yet").focus()
    ((batch, _),) = officer.batches(queued)

    officer.post(f"/batches/{batch}/withdraw/")

    expect_progress(page, "failed")
    expect(page.get_by_role("heading", name="Withdrawn before it was sent")).to_be_visible()
    # The document itself changed: its stamp says so.
    expect(document).to_contain_text("Withdrawn")
    expect(document).to_have_attribute("open", "")
    expect(document.get_by_role("link", name="none yet")).to_be_focused()


def test_a_look_that_fails_is_followed_by_others(queued, officer, open_page, watch):
    watch.expected.add(503)
    page = open_page()
    page.route("**/state/", lambda route: route.fulfill(status=503, body="away"))
    page.goto(f"/cases/{queued}/")
    for _ in range(2):
        with page.expect_response("**/state/"):
            pass
    page.unroute_all(behavior="wait")
    ((batch, _),) = officer.batches(queued)

    officer.post(f"/batches/{batch}/withdraw/")

    expect_progress(page, "failed")


def test_a_place_in_the_request_of_a_batch_stays(queued, officer, open_page):
    page = open_page(viewport={"width": 480, "height": 500})
    ((batch, _),) = officer.batches(queued)
    page.goto(f"/batches/{batch}/")
    request = page.locator("#curl")
    request.evaluate("code => { code.focus(); code.scrollLeft = 40; }")
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0 and request.evaluate("code => code.scrollLeft") == 40

    looks(page, "/state/")

    expect(request).to_be_focused()
    assert request.evaluate("code => code.scrollLeft") == 40 and page.evaluate("scrollY") == scrolled


def test_ages_go_on_without_an_answer(queued, open_page):
    page = open_page()
    page.clock.install()
    page.goto(f"/cases/{queued}/")
    age = page.locator("#case-stands .age time")
    page.clock.run_for(1000)
    before = age.text_content()
    page.route("**/state/", lambda route: None)

    page.clock.run_for(120_000)

    assert age.text_content() != before and "m" in age.text_content()


def test_the_queue_follows_and_the_row_at_hand_stays(queued, officer, open_page):
    applicant = f"Walker {new_application()}"
    first, second = (officer.new_case("a.jpg", applicant_name=applicant) for _ in range(2))
    page = open_page()
    page.clock.install()
    page.goto(f"/?tab=progress&q={applicant}")
    rows = page.locator("tr[data-case]")
    expect(rows).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.get_by_label("Search these cases").evaluate("box => { box.value += ' half typed'; }")
    at = page.locator(f"tr[data-case='{second}']")
    expect(at.locator("a.open")).to_be_focused()

    third = officer.new_case("a.jpg", applicant_name=applicant)
    ((batch, _),) = officer.batches(first)
    officer.post(f"/batches/{batch}/withdraw/")
    page.clock.run_for(10_000)

    # One left, one came, and the one at hand is where it was.
    expect(page.locator(f"tr[data-case='{third}']")).to_be_visible()
    expect(page.locator(f"tr[data-case='{first}']")).to_have_count(0)
    expect(page.locator("#tabs").get_by_role("link", name="Needs attention 1")).to_be_visible()
    expect(at).to_have_attribute("aria-selected", "true")
    expect(at.locator("a.open")).to_be_focused()
    expect(page.get_by_label("Search these cases")).to_have_value(f"{applicant} half typed")


def test_a_row_that_leaves_the_queue_stays_until_one_moves_on(queued, officer, open_page):
    applicant = f"Walker {new_application()}"
    first, second = (officer.new_case("a.jpg", applicant_name=applicant) for _ in range(2))
    page = open_page()
    page.clock.install()
    page.goto(f"/?tab=progress&q={applicant}")
    page.keyboard.press("j")
    ((batch, _),) = officer.batches(first)

    officer.post(f"/batches/{batch}/withdraw/")
    page.clock.run_for(10_000)

    left = page.locator(f"tr[data-case='{first}']")
    expect(left).to_have_class("gone")
    expect(left.locator("a.open")).to_be_focused()
    page.keyboard.press("j")
    expect(left).to_have_count(0)
    expect(page.locator(f"tr[data-case='{second}'] a.open")).to_be_focused()


def test_the_last_row_that_leaves_stays_under_the_hands_as_well(queued, officer, open_page):
    applicant = f"Walker {new_application()}"
    reference = officer.new_case("a.jpg", applicant_name=applicant)
    page = open_page()
    page.clock.install()
    page.goto(f"/?tab=progress&q={applicant}")
    page.keyboard.press("j")
    ((batch, _),) = officer.batches(reference)

    officer.post(f"/batches/{batch}/withdraw/")
    page.clock.run_for(10_000)

    expect(page.locator(f"tr[data-case='{reference}']")).to_have_class("gone")
    expect(page.locator("#tabs").get_by_role("link", name="In progress 0")).to_be_visible()


def test_nothing_jumps_while_a_case_is_sent(portal, officer, open_page):
    with flows_that_last(portal, "3600"):
        with portal.paused("worker"):
            reference = officer.new_case("invoice.jpg", "pan.jpg")
            page = open_page()
            page.goto(f"/cases/{reference}/")
            expect_progress(page, "queued")
            place = page.locator("#documents").bounding_box()["y"]
        expect_progress(page, "processing")
        assert page.locator("#documents").bounding_box()["y"] == place


def test_nothing_jumps_when_the_banner_of_a_case_goes(portal, officer, open_page):
    page = open_page()
    with portal.paused("worker"):
        reference = officer.new_case("invoice.jpg", "pan.jpg")
        page.goto(f"/cases/{reference}/")
        expect_progress(page, "queued")
        place = page.locator("#case-pipeline").bounding_box()["y"]
    expect_progress(page, "ready")
    assert page.locator("#case-pipeline").bounding_box()["y"] == place


def test_nothing_jumps_on_the_page_of_a_batch(portal, officer, open_page):
    page = open_page()
    with portal.paused("worker"):
        reference = officer.new_case("invoice.jpg", "pan.jpg")
        ((batch, _),) = officer.batches(reference)
        page.goto(f"/batches/{batch}/")
        expect(page.locator("#batch")).to_have_attribute("data-state", "queued")
        place = page.locator("#batch-files").bounding_box()["y"]
    expect(page.locator("#batch")).to_have_attribute("data-state", "accepted")
    assert page.locator("#batch-files").bounding_box()["y"] == place
