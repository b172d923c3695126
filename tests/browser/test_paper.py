"""On paper a time has its date and zone, and neither a body nor a hash is cut."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_looks import make_ready

pytestmark = pytest.mark.browser

SAID = """time => {
  const after = getComputedStyle(time, "::after").content;
  return after.startsWith('"') || after.startsWith("attr") ? time.title : "";
}"""
CUT = """() => [...document.querySelectorAll("main :is(.code, .id, td, th)")]
  .filter((one) => one.checkVisibility() && one.clientWidth)
  .filter((one) => {
    const hides = getComputedStyle(one).overflow !== "visible";
    return hides && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
  }).map((one) => one.textContent.slice(0, 60))"""


def test_nothing_is_cut_on_paper(officer, open_page):
    addresses = make_ready(officer, *(f"invoice-{number}.jpg" for number in range(30)))
    page = open_page(viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    for address in (*addresses, "/batches/", "/files/"):
        page.goto(address)
        times = page.locator("main time[title]").all()
        assert times and all(time.evaluate(SAID).endswith(" IST") for time in times[:20])
        assert page.evaluate(CUT) == [], address


def test_nothing_of_the_calls_is_cut_on_paper(officer, open_page):
    make_ready(officer, f"{'W' * 120}.jpg", applicant_name="W" * 120)
    page = open_page("auditor", viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    page.goto("/calls/")
    assert page.evaluate(CUT) == []
    page.locator("a.open").first.click()
    expect(page.get_by_role("heading", name="Record")).to_be_visible()
    assert page.evaluate(CUT) == []


def test_a_hash_of_the_trail_is_whole_on_paper(open_page):
    page = open_page("auditor", viewport={"width": 794, "height": 1123})
    page.goto("/audit/")
    page.emulate_media(media="print")
    cut = page.locator(".cut").first
    assert len(cut.get_attribute("title")) == 64
    assert cut.evaluate("hash => getComputedStyle(hash).fontSize") == "0px"
