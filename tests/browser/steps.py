"""What an officer does in the browser, step by step."""

import re

from playwright.sync_api import expect

from tests.processes.running import new_application


def fill_application(page, applicant="Sunil Patil"):
    """Fill in the left side of an open form; returns the application id."""
    application = new_application()
    page.get_by_label("Atlas account").select_option(label="Sandbox (test)")
    page.get_by_label("Application id").fill(application)
    page.get_by_label("Applicant").fill(applicant)
    page.get_by_label("Product").select_option("POC_CDL")
    return application


def copy(page, text):
    """Put a text on the clipboard the way a person does: from another page."""
    source = page.context.new_page()
    source.set_content("<textarea autofocus></textarea>")
    source.locator("textarea").fill(text)
    source.locator("textarea").press("Control+a")
    source.locator("textarea").press("Control+c")
    source.close()


def paste(page, text):
    """Paste a text into the box for links."""
    copy(page, text)
    box(page).focus()
    page.keyboard.press("Control+v")


def box(page):
    """Where links are pasted."""
    return page.get_by_label("Paste links")


def rows(page):
    """The documents as they were understood."""
    return page.locator("#rows [data-verdict]")


def button(page, name):
    """A button or link that does something."""
    return page.get_by_role("button", name=name)


def await_case(page):
    """Wait until a case's own page is open; returns its reference."""
    page.wait_for_url(re.compile(r"/cases/C-\d+/$"))
    return page.locator("#case").get_attribute("data-case")


def expect_progress(page, progress):
    """Wait until the case's page, left to itself, shows this state."""
    expect(page.locator("#case")).to_have_attribute("data-progress", progress)
