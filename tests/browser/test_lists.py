"""A list from the file on the desk to its result, as an officer does it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import button
from tests.browser.test_looks import FAINT, NARROW, assert_fits
from tests.processes.running import new_application
from tests.verifications.lists import books
from verifications.lists import sheets

pytestmark = pytest.mark.browser


def upload(page, *rows):
    """Upload a workbook of these rows; returns the address of its page."""
    page.goto("/lists/new/")
    content = books.xlsx(books.HEADER, *rows)
    page.get_by_label("List", exact=True).set_input_files(
        files=[{"name": "november.xlsx", "mimeType": "application/octet-stream", "buffer": content}]
    )
    button(page, "Upload and look at it").click()
    page.wait_for_url(re.compile(r"/lists/\d+/$"))
    return page.url


def rows_of(applications, faulty=""):
    """One row of each application, with a link that cannot be sent for the faulty one."""
    return [
        books.row(
            "101",
            application_id=each,
            url=f"{'ftp' if each == faulty else 'https'}://docs.example/{each}.pdf",
        )
        for each in applications
    ]


def test_a_list_is_uploaded_looked_at_sent_and_its_result_read(open_page):
    page = open_page()
    good, bad, left = (new_application() for _ in range(3))
    where = upload(page, *rows_of((good, bad, left), faulty=bad))
    cases = page.locator("[data-application]")
    expect(cases).to_have_count(3)
    expect(page.get_by_label(bad)).to_be_disabled()

    page.get_by_label("Only the").check()
    expect(cases.filter(visible=True)).to_have_count(1)
    page.get_by_label("Only the").uncheck()
    cases.first.get_by_text("1 document").click()
    expect(page.locator("[data-document-id]")).to_have_count(2)
    page.get_by_label(left).uncheck()
    button(page, "Send to Atlas").click()

    case = page.locator("[data-case]")
    expect(page.get_by_text("1 of 1 case created")).to_be_visible()
    expect(page.locator("#list")).not_to_have_attribute("hx-trigger", "every 2s")
    expect(case).to_have_attribute("data-progress", re.compile("processing|ready"))
    reference = case.get_attribute("data-case")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the result").click()
    with open(download.value.path(), "rb") as file:
        copied = sheets.read_sheet(file.read()).rows
    assert download.value.suggested_filename == "november-result.xlsx"
    assert copied[1][1][5:8] == [reference, "Accepted", "Accepted"]
    assert copied[2][1][7].startswith("Not a web link.") and copied[3][1][7] == "Not chosen"
    page.goto(where)
    page.get_by_role("link", name=reference).click()
    expect(page.locator("#case")).to_have_attribute("data-case", reference)


def test_the_pages_of_lists_fit_a_telephone_and_are_readable(open_page):
    page = open_page(**NARROW)
    applications = [new_application() for _ in range(3)]
    where = upload(page, *rows_of(applications, faulty=applications[1]))

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for address in ("/lists/", "/lists/new/", where, f"{where}cases/1/"):
            page.goto(address)
            assert_fits(page)
            assert page.evaluate(FAINT) == []
