"""Bringing documents in: cells edited in place, undo, rich pastes, autosave, two tabs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import box, button, fill_application, rows
from tests.processes.running import new_application

pytestmark = pytest.mark.browser

LINES = "101\thttps://docs.example/a.pdf\n102\thttps://docs.example/b.pdf\n102\thttps://docs.example/c.pdf"


@pytest.fixture
def new_case(open_page):
    """New case with three documents, of which the third has the id of the second."""
    page = open_page()
    page.goto("/cases/new/")
    box(page).fill(LINES)
    expect(rows(page)).to_have_count(3)
    return page


def cell(page, row, name):
    return page.locator(f'tr[data-row="{row}"] [data-cell="{name}"]')


def expect_ids(page, *wanted):
    for number, name in enumerate(wanted):
        expect(page.locator(f'tr[data-row="{number}"]')).to_have_attribute("data-document-id", name)
    expect(rows(page)).to_have_count(len(wanted))


def test_a_fault_is_mended_in_its_cell_and_the_text_follows(new_case):
    expect(cell(new_case, 2, "document_id")).to_have_attribute("aria-invalid", "true")

    new_case.keyboard.press("Control+.")
    expect(cell(new_case, 2, "document_id")).to_be_focused()
    new_case.keyboard.press("Control+a")
    new_case.keyboard.type("00103")
    new_case.keyboard.press("Enter")

    expect(new_case.locator("#rows-summary")).to_contain_text("3 documents ready")
    expect(box(new_case)).to_have_value(re.compile(r"00103\thttps://docs\.example/c\.pdf"))


def test_arrows_walk_the_cells_and_alt_moves_a_row(new_case):
    cell(new_case, 0, "document_id").focus()
    new_case.keyboard.press("ArrowDown")
    expect(cell(new_case, 1, "document_id")).to_be_focused()
    new_case.keyboard.press("End")
    new_case.keyboard.press("ArrowRight")
    expect(cell(new_case, 1, "file_url")).to_be_focused()
    new_case.keyboard.press("Tab")
    expect(cell(new_case, 1, "expected_type")).to_be_focused()

    cell(new_case, 0, "document_id").focus()
    new_case.keyboard.press("Alt+ArrowDown")
    expect_ids(new_case, "102", "101", "102")
    expect(cell(new_case, 1, "document_id")).to_be_focused()


def test_what_was_removed_comes_back_with_undo(new_case):
    new_case.get_by_label("Remove b.pdf").click()
    expect_ids(new_case, "101", "102")
    new_case.get_by_label("Remove a.pdf").click()
    expect_ids(new_case, "102")

    button(new_case, "Undo").click()
    expect_ids(new_case, "101", "102")
    new_case.locator("body").press("Control+z")
    expect_ids(new_case, "101", "102", "102")
    expect(box(new_case)).to_have_value(LINES)
    expect(button(new_case, "Undo")).to_be_hidden()


def test_only_rows_that_need_attention_are_shown(new_case):
    new_case.get_by_label("Show only rows that need attention").check()
    expect(new_case.locator('tr[data-row="0"]')).to_be_hidden()
    expect(new_case.locator('tr[data-row="2"]')).to_be_visible()

    cell(new_case, 2, "document_id").fill("103")
    new_case.keyboard.press("Enter")

    expect(new_case.get_by_text("No row needs attention.")).to_be_visible()


def test_what_is_typed_in_a_cell_survives_the_edit_of_another(new_case):
    held = []
    new_case.route("**/rows/", lambda route: held.append(route))
    cell(new_case, 2, "document_id").fill("103")
    with new_case.expect_request("**/rows/"):
        cell(new_case, 0, "document_id").click()
    new_case.keyboard.press("End")
    new_case.keyboard.type("x")
    held.pop().continue_()

    expect_ids(new_case, "101", "102", "103")
    expect(cell(new_case, 0, "document_id")).to_be_focused()
    expect(cell(new_case, 0, "document_id")).to_have_value("101x")


def test_the_first_edit_of_a_draft_that_was_opened_again_can_be_undone(new_case):
    fill_application(new_case)
    button(new_case, "Save draft").click()
    new_case.wait_for_url(re.compile(r"/cases/C-\d+/edit/"))
    expect(rows(new_case)).to_have_count(3)

    new_case.get_by_label("Remove b.pdf").click()
    expect_ids(new_case, "101", "102")
    button(new_case, "Undo").click()

    expect_ids(new_case, "101", "102", "102")


def test_suggested_ids_are_taken_with_one_press(open_page):
    page = open_page()
    page.goto("/cases/new/")
    box(page).fill("https://docs.example/invoice.pdf\nhttps://docs.example/pan.pdf")
    expect(page.locator("#rows-summary")).to_contain_text("2 to mend")

    button(page, "Use the 2 suggested ids").click()

    expect_ids(page, "invoice", "pan")


def test_a_table_on_the_clipboard_keeps_the_links_behind_its_words(open_page):
    page = open_page()
    source = page.context.new_page()
    source.set_content(
        "<table><tr><td>0101</td><td><a href='https://docs.example/a.pdf?s=1&amp;t=2'>Invoice</a></td></tr></table>"
    )
    source.locator("body").press("Control+a")
    source.locator("body").press("Control+c")
    source.close()
    page.goto("/cases/new/")
    box(page).focus()
    page.keyboard.press("Control+v")

    expect_ids(page, "0101")
    expect(page.locator('tr[data-row="0"]')).to_have_attribute(
        "data-file-url", "https://docs.example/a.pdf?s=1&t=2"
    )


def test_what_was_typed_is_there_after_the_browser_crashed(open_page):
    page = open_page()
    page.goto("/cases/new/")
    application = new_application()
    page.get_by_label("Application id").fill(application)
    box(page).fill(LINES)
    expect(page.locator("#saved")).to_contain_text("Draft saved")
    page.wait_for_url(re.compile(r"/cases/C-\d+/edit/"))
    where = page.url
    page.close()

    again = open_page()
    again.goto("/cases/new/")
    again.get_by_role("link", name=application).click()

    assert again.url == where
    expect(box(again)).to_have_value(LINES)
    expect(again.get_by_label("Application id")).to_have_value(application)


def test_the_second_of_two_tabs_on_one_draft_is_told(open_page, watch):
    watch.expected = {409}
    one = open_page()
    one.goto("/cases/new/")
    fill_application(one)
    expect(one.locator("#saved")).to_contain_text("Draft saved")
    one.wait_for_url(re.compile(r"/cases/C-\d+/edit/"))
    two = open_page()
    two.goto(one.url)
    one.get_by_label("Applicant").fill("One")
    expect(one.locator("#saved")).to_contain_text("Draft saved")
    with one.expect_response("**/autosave/"):
        one.get_by_label("Applicant").fill("One more")

    two.get_by_label("Applicant").fill("Two")

    expect(two.locator("#saved")).to_contain_text("was saved elsewhere")
    expect(two.get_by_label("Applicant")).to_have_value("Two")


def test_documents_are_added_to_a_running_case(officer, open_page):
    reference = officer.new_case("invoice.jpg", "pan.jpg")
    page = open_page()
    page.goto(f"/cases/{reference}/")
    page.get_by_role("link", name="Add documents").click()
    box(page).fill("101\thttps://docs.example/again.pdf")
    expect(rows(page)).to_have_attribute("data-verdict", "error")
    expect(page.get_by_text("Id is taken")).to_be_visible()

    cell(page, 0, "document_id").fill("201")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_attribute("data-verdict", "ok")
    button(page, "Send to Atlas").click()

    page.wait_for_url(f"**/cases/{reference}/")
    assert len(officer.batches(reference)) == 2


def test_one_press_takes_the_link_that_was_meant(new_case):
    box(new_case).fill("101 https://docs.example/a.pdf?v=1&amp;n=2")
    row = new_case.locator('tr[data-row="0"]')
    expect(row).to_have_attribute("data-verdict", "warning")
    row.get_by_role("button", name="Use the link that was meant").click()
    expect(row).to_have_attribute("data-file-url", "https://docs.example/a.pdf?v=1&n=2")
    expect(row).to_have_attribute("data-verdict", "ok")
    expect(box(new_case)).to_have_value(re.compile(r"\?v=1&n=2\s*$"))
