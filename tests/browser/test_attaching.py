"""Files brought in by choosing, dropping and pasting, and what the page says of each."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests import papers
from tests.browser.steps import await_case, box, button, fill_application, rows

pytestmark = pytest.mark.browser

# How a browser hands over files that were dropped or pasted.
HAND_OVER = """([kind, name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const options = { bubbles: true, cancelable: true };
  const event = kind === "drop"
    ? new DragEvent("drop", { ...options, dataTransfer: data })
    : new ClipboardEvent("paste", { ...options, clipboardData: data });
  document.body.dispatchEvent(event);
}"""


@pytest.fixture
def new_case(open_page):
    page = open_page()
    page.goto("/cases/new/")
    return page


def hand_over(page, kind, name, content, content_type="image/png"):
    page.evaluate(HAND_OVER, [kind, name, content_type, base64.b64encode(content).decode()])


def choose(page, *files):
    page.locator("#id_attachments").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )


def test_chosen_files_become_rows_with_a_picture_and_are_sent(new_case):
    fill_application(new_case)
    choose(new_case, ("invoice.jpg", papers.jpeg()), ("pan.png", papers.picture("PNG", (40, 20))))
    expect(rows(new_case)).to_have_count(2)
    expect(new_case.locator("#uploads li")).to_have_count(0)
    expect(new_case.locator("#rows img")).to_have_count(2)

    button(new_case, "Use the 2 suggested ids").click()
    expect(new_case.locator("#rows-summary")).to_contain_text("2 documents ready")
    button(new_case, "Send to Atlas").click()

    await_case(new_case)
    expect(new_case.get_by_text("invoice.jpg").first).to_be_visible()


def test_more_files_than_are_read_at_once_all_become_rows(new_case, watch):
    watch.expected.add(503)
    choose(new_case, *[(f"{number}.jpg", papers.jpeg((300 + number, 200))) for number in range(12)])

    expect(rows(new_case)).to_have_count(12)
    expect(new_case.locator("#uploads li")).to_have_count(0)


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_picture_that_is_dropped_or_pasted_is_attached(new_case, kind):
    hand_over(new_case, kind, "shop.png", papers.picture("PNG", (40, 20)))

    expect(rows(new_case)).to_have_count(1)
    expect(box(new_case)).to_have_value(re.compile(r"attached:[0-9a-f-]{36}/shop\.png"))


def test_what_is_no_document_is_refused_beside_the_others(new_case, watch):
    watch.expected = {422}
    choose(new_case, ("page.pdf", b"<html>Sign in</html>"), ("pan.jpg", papers.jpeg()))

    expect(new_case.get_by_role("alert").filter(has_text="page.pdf")).to_be_visible()
    expect(rows(new_case)).to_have_count(1)
    new_case.get_by_role("button", name="Dismiss").click()
    expect(new_case.locator("#uploads li")).to_have_count(0)


def test_a_file_of_more_than_25_mb_is_refused_before_it_leaves(new_case):
    new_case.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(26 * 1024 * 1024)], "big.pdf"));
          document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: data }));
        }"""
    )

    expect(new_case.get_by_role("alert")).to_contain_text("25 MB is the most")
    expect(rows(new_case)).to_have_count(0)


def test_without_javascript_a_file_comes_with_the_form(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/cases/new/")
    fill_application(page)
    choose(page, ("pan.jpg", papers.jpeg()))

    button(page, "Save draft").click()

    expect(rows(page)).to_have_count(1)
    expect(page.get_by_text("Needs an id")).to_be_visible()


def test_a_file_that_takes_long_becomes_ready_by_itself(new_case):
    choose(new_case, ("slow.pdf", papers.slow_pdf()))
    expect(rows(new_case)).to_have_count(1)
    expect(new_case.locator("#rows")).to_contain_text("This file is still being looked at")
    expect(new_case.locator("#examining")).to_be_visible()

    button(new_case, "Use the 1 suggested id").click()

    expect(new_case.locator("#rows-summary")).to_contain_text("1 document ready", timeout=60_000)
    expect(new_case.locator("#examining")).to_have_count(0)
