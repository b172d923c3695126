"""A list that was filtered in place, left, and come back to."""

import re

import pytest
from playwright.sync_api import expect

from tests.processes.running import wait_until

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
