"""A newcomer's first case: one press, and papers that are really downloaded, read and compared."""

import re

import pytest
from playwright.sync_api import expect

from sandbox.papers import SETS
from sandbox.papers.writing import made
from tests.browser.conftest import sign_in
from tests.browser.steps import await_case, button
from tests.processes.running import Portal, answers, wait_until
from tests.sandbox.conftest import draw

pytestmark = pytest.mark.browser

# Reading takes seconds, and a machine that runs other tests beside takes its time.
MILLISECONDS = 600_000
COMPLETE, NAME_DIFFERS = SETS["complete"], SETS["name-differs"]


@pytest.fixture(scope="module")
def reading_portal(tmp_path_factory):
    """All processes of the Procfile, with a sandbox that reads; Atlas's files are its own."""
    portal = Portal(tmp_path_factory.mktemp("reading"), SANDBOX_INVENT="off", SANDBOX_CHECK_AUTH_URL="on")
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("demo")
    try:
        portal.start()
        for each in (COMPLETE, NAME_DIFFERS):
            draw(portal.sandbox_url, each)
        yield portal
    finally:
        portal.stop()
    assert "Traceback" not in portal.log("sandbox")


@pytest.fixture
def newcomer(reading_portal, open_page):
    """A page of someone who has just signed in for the first time."""
    page = open_page(username="", base_url=reading_portal.url)
    sign_in(page)
    return page


def await_review(page):
    await_case(page)
    expect(page.locator("#case")).to_have_attribute("data-progress", "ready", timeout=MILLISECONDS)


def document(page, name):
    """An opened document of a case, by its id."""
    found = page.locator(f"details[data-document-id='{name}']")
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def test_one_press_shows_real_words_of_real_papers(newcomer):
    page = newcomer
    page.goto("/cases/new/")
    button(page, "Try it with a sample case").click()
    await_review(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(COMPLETE.papers[0].facts["customer_name"])
    for paper in COMPLETE.papers:
        shown = document(page, paper.name)
        for field, value in paper.facts.items():
            # Of an Aadhaar number the portal shows the last four digits alone.
            expect(shown).to_contain_text(value[-4:] if field == "aadhaar_number" else value)
    expect(document(page, "imei")).to_contain_text("UNRECOGNISED")
    assert page.locator(".checks .score").count() >= 15
    assert not [text for text in page.locator(".checks .score").all_text_contents() if low(text)]
    assert not re.search(r"9999 \d{4} \d{4}", page.content()), "a whole Aadhaar number is on the page"


def test_a_planted_difference_stands_on_top(newcomer):
    page = newcomer
    page.goto("/cases/new/sample/")
    button(page, f"Send to Atlas: {NAME_DIFFERS.title}").click()
    await_review(page)
    low_ones = page.locator(".checks > li").filter(has=page.locator(".score"))
    invoice, others = NAME_DIFFERS.papers[0], NAME_DIFFERS.mismatches
    for number in range(len(others)):
        item = low_ones.nth(number)
        expect(item).to_contain_text("Name")
        expect(item).to_contain_text(invoice.facts["customer_name"])
        assert low(item.locator(".score").text_content())
    assert sum(low(text) for text in page.locator(".checks .score").all_text_contents()) == len(others)


def low(text):
    return float(text.strip(" %")) < 70


def test_a_file_of_ones_own_is_fetched_from_the_portal_and_read(newcomer, tmp_path):
    page = newcomer
    paper = COMPLETE.papers[0]
    (tmp_path / "bill.pdf").write_bytes(made(paper))
    page.goto("/cases/new/")
    page.get_by_label("Application id").fill("OWN-1")
    page.get_by_label("Applicant").fill("Ananya Deshpande")
    page.get_by_label("Product").select_option("POC_CDL")
    page.get_by_label("Attach files").set_input_files(tmp_path / "bill.pdf")
    button(page, "Use the 1 suggested id").click()
    expect(page.locator("#rows-summary")).to_have_text("1 document ready")
    button(page, "Send to Atlas").click()
    await_review(page)
    expect(page.locator("details[data-document-id]")).to_contain_text(paper.facts["invoice_number"])


def test_the_sandbox_says_that_it_reads_and_is_not_atlas(reading_portal, newcomer):
    assert wait_until(lambda: answers(reading_portal.sandbox_url), "the sandbox answers")
    newcomer.goto(reading_portal.sandbox_url)
    expect(newcomer.locator("body")).to_contain_text("not Atlas")
    expect(newcomer.locator("body")).to_contain_text("reads every document")
