"""Edits in place while the portal is slow or silent: what is sent is what the cells show, in its own row."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import await_case, box, button, fill_application, rows
from tests.browser.test_intake import cell, expect_ids
from tests.processes.running import new_application

pytestmark = pytest.mark.browser


@pytest.fixture
def new_case(open_page):
    """New case with three documents without fault, of links that no other case has."""
    page = open_page()
    page.goto("/cases/new/")
    mark = new_application()
    box(page).fill("\n".join(f"{id_}\thttps://docs.example/{mark}/{id_}.pdf" for id_ in (101, 102, 103)))
    expect(rows(page)).to_have_count(3)
    return page


class Held:
    """Requests that are not answered until `let_go`."""

    def __init__(self):
        self._routes = []
        self._gone = False

    def take(self, route):
        """Hold one more, or let it pass at once."""
        if self._gone:
            route.continue_()
        else:
            self._routes.append(route)

    def let_go(self):
        """Let all pass, and hold nothing more."""
        self._gone = True
        for route in self._routes:
            route.continue_()


@pytest.fixture
def held(new_case):
    """The edits in place that the portal has not answered yet."""
    held = Held()
    new_case.route("**/rows/", lambda route: held.take(route))
    return held


def expect_sent(officer, page, *ids):
    ((batch, _),) = officer.batches(await_case(page))
    page.goto(f"/batches/{batch}/")
    for name in ids:
        expect(page.locator(f'[data-document-id="{name}"]').first).to_be_visible()


def test_a_cell_that_was_not_left_is_sent_as_it_shows(officer, new_case):
    fill_application(new_case)
    cell(new_case, 0, "document_id").fill("00999")
    new_case.keyboard.press("Control+Enter")
    expect_sent(officer, new_case, "00999", "102", "103")


def test_a_cell_that_was_not_left_is_saved_as_it_shows(new_case):
    cell(new_case, 0, "document_id").fill("00999")
    new_case.keyboard.press("Control+s")
    new_case.wait_for_url("**/edit/")
    expect_ids(new_case, "00999", "102", "103")


def test_a_press_of_send_waits_for_the_edit_before_it(officer, new_case, held):
    fill_application(new_case)
    cell(new_case, 0, "document_id").fill("00999")
    with new_case.expect_request("**/rows/"):
        button(new_case, "Send to Atlas").click()
    held.let_go()
    expect_sent(officer, new_case, "00999", "102", "103")


@pytest.mark.parametrize("how", ["silent", "broken", "signed out"])
def test_an_edit_that_is_not_answered_loses_nothing_and_comes_through_later(new_case, watch, how):
    watch.expected |= {401, 502, "net::ERR_FAILED"}
    text = box(new_case).input_value()
    cookies = new_case.context.cookies()
    if how == "signed out":
        new_case.context.clear_cookies(name="sessionid")
    else:
        answer = {"silent": lambda route: route.abort(), "broken": lambda route: route.fulfill(status=502)}
        new_case.route("**/rows/", answer[how])
    cell(new_case, 0, "document_id").fill("00999")
    new_case.keyboard.press("Tab")

    expect(new_case.get_by_text("The last change is not made")).to_be_visible()
    expect(box(new_case)).to_have_value(text)
    expect(cell(new_case, 0, "document_id")).to_have_value("00999")

    new_case.unroute_all()
    new_case.context.add_cookies(cookies)
    cell(new_case, 1, "document_id").fill("00998")
    new_case.keyboard.press("Tab")
    expect_ids(new_case, "00999", "00998", "103")
    expect(new_case.locator("#unmade")).to_be_hidden()


def test_an_edit_that_is_not_answered_is_not_sent_as_it_was(new_case, watch):
    watch.expected.add(502)
    fill_application(new_case)
    new_case.route("**/rows/", lambda route: route.fulfill(status=502))
    cell(new_case, 0, "document_id").fill("00999")
    button(new_case, "Send to Atlas").click()
    expect(new_case.get_by_text("The last change is not made")).to_be_visible()
    expect(button(new_case, "Send to Atlas")).to_be_visible()


def test_half_a_word_stays_with_its_row_when_another_is_removed(new_case, held):
    with new_case.expect_request("**/rows/"):
        new_case.get_by_label("Remove 101.pdf").click()
    cell(new_case, 1, "document_id").click()
    new_case.keyboard.press("End")
    new_case.keyboard.type("x")
    held.let_go()
    expect(rows(new_case)).to_have_count(2)
    expect(cell(new_case, 0, "document_id")).to_be_focused()
    new_case.keyboard.type("y")
    new_case.keyboard.press("Tab")
    expect_ids(new_case, "102xy", "103")


def test_an_edit_meets_its_row_though_another_is_still_being_removed(new_case, held):
    with new_case.expect_request("**/rows/"):
        new_case.get_by_label("Remove 101.pdf").click()
    cell(new_case, 1, "expected_type").fill("PAN")
    new_case.keyboard.press("Tab")
    held.let_go()
    expect(rows(new_case)).to_have_count(2)
    expect(cell(new_case, 0, "expected_type")).to_have_value("PAN")
    expect(cell(new_case, 1, "expected_type")).to_have_value("")


def test_a_double_click_removes_one_row(new_case):
    new_case.get_by_label("Remove 101.pdf").dblclick()
    expect_ids(new_case, "102", "103")


def test_a_late_preview_does_not_bring_back_an_older_text(new_case):
    late = []
    new_case.route("**/preview/", lambda route: late.append(route))
    box(new_case).press("Control+End")
    with new_case.expect_request("**/preview/"):
        box(new_case).press_sequentially("\n104 https://docs.example/104.pdf")
    new_case.unroute("**/preview/")
    cell(new_case, 0, "document_id").fill("00999")
    new_case.keyboard.press("Tab")
    expect_ids(new_case, "00999", "102", "103", "104")


def test_undo_does_not_take_what_was_typed_in_the_box_since(new_case):
    new_case.get_by_label("Remove 101.pdf").click()
    expect_ids(new_case, "102", "103")
    box(new_case).press("Control+End")
    box(new_case).press_sequentially("\n104 https://docs.example/104.pdf")
    expect_ids(new_case, "102", "103", "104")
    expect(button(new_case, "Undo")).to_be_hidden()
    button(new_case, "Send to Atlas").press("Control+z")
    # The key is the browser's own again: it takes back letters, never to the text before the edit.
    assert "101" not in box(new_case).input_value()


def test_undo_is_still_offered_after_the_product_was_chosen(new_case):
    new_case.get_by_label("Remove 101.pdf").click()
    expect_ids(new_case, "102", "103")
    with new_case.expect_response("**/preview/"):
        new_case.get_by_label("Product").select_option("PROD_CDL")
    button(new_case, "Undo").click()
    expect_ids(new_case, "101", "102", "103")


def test_nothing_is_sent_while_a_file_is_on_its_way(new_case, watch):
    watch.expected.add(422)
    fill_application(new_case)
    held = []
    new_case.route("**/attachments/", lambda route: held.append(route))
    file = {"name": "pan.png", "mimeType": "image/png", "buffer": b"\x89PNG"}
    with new_case.expect_request("**/attachments/"):
        new_case.locator("#id_attachments").set_input_files(file)
    button(new_case, "Send to Atlas").click()
    expect(new_case.get_by_text("a file is still on its way")).to_be_visible()
    held.pop().fulfill(status=422, json={"error": "No picture."})


def test_an_id_that_a_cell_cannot_show_is_changed_by_a_person_alone(new_case):
    box(new_case).fill(r'[{"document_id": "1\n2\ud800", "file_url": "https://docs.example/a.pdf"}]')
    expect(rows(new_case)).to_have_count(1)
    text = box(new_case).input_value()
    cell(new_case, 0, "document_id").focus()
    new_case.keyboard.press("Tab")
    expect(box(new_case)).to_have_value(text)

    cell(new_case, 0, "document_id").fill("12")
    new_case.keyboard.press("Tab")
    expect_ids(new_case, "12")
