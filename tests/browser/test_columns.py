"""However long a name or an id is, every list keeps its columns inside the window."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import box, button, rows
from tests.browser.test_looks import NARROW, assert_fits
from tests.processes.running import new_application, wait_until
from tests.verifications.lists import books

pytestmark = pytest.mark.browser

SIZES = {
    "1440": {"viewport": {"width": 1440, "height": 900}},
    "1024": {"viewport": {"width": 1024, "height": 768}},
    "390": NARROW,
}
LONG = "W" * 120
# Cells that are shown and do not lie within the window, or that are too narrow to say anything.
OUTSIDE = """() => [...document.querySelectorAll("main table :is(td, th)")].flatMap((cell) => {
  if (!cell.checkVisibility() || cell.closest("caption, thead.vh") || !cell.textContent.trim()) return [];
  const { left, right, width } = cell.getBoundingClientRect();
  const clipped = innerWidth < 720 && cell.closest("thead");
  if (clipped || (left >= 0 && right <= innerWidth && width >= 12)) return [];
  return [`${cell.textContent.trim().slice(0, 40)}: ${left} to ${right}`];
})"""
# A pill, a word or an age says all of itself.
CUT = """() => {
  const marks = document.querySelectorAll("main table.fixed tbody :is(.pill, .word, .age, time)");
  return [...marks].flatMap((mark) => {
    if (!mark.checkVisibility()) return [];
    const edge = mark.closest("td, th").getBoundingClientRect().right + 1;
    const cut = mark.clientWidth && mark.scrollWidth > mark.clientWidth + 1;
    return cut || mark.getBoundingClientRect().right > edge ? [mark.textContent.trim()] : [];
  });
}"""


def upload(page):
    """Upload a list whose names and ids are long; returns its address."""
    application = f"{new_application()}-{LONG}"[:100]
    rows = [
        books.row(LONG[:100], application_id=application, applicant=LONG, url=f"https://docs.example/{LONG}"),
        books.row(LONG[:100], application_id="X" * 120, applicant=LONG, url=f"ftp://docs.example/{LONG}"),
    ]
    page.goto("/lists/new/")
    page.get_by_label("List", exact=True).set_input_files(
        files=[
            {
                "name": f"{LONG}.xlsx",
                "mimeType": "application/octet-stream",
                "buffer": books.xlsx(books.HEADER, *rows),
            }
        ]
    )
    button(page, "Upload and look at it").click()
    page.wait_for_url(re.compile(r"/lists/\d+/$"))
    return page.url


@pytest.fixture(scope="module")
def sent(officer):
    """A case of long names with results, and its batch."""
    reference = officer.new_case(
        applicant_name=LONG,
        application_id=f"{new_application()}-{LONG}"[:100],
        text=f"{LONG[:100]}\thttps://docs.example/{LONG}\n2\thttps://docs.example/unreadable{LONG}",
    )
    wait_until(lambda: officer.progress(reference) == "ready", "the case is ready")
    ((batch, _),) = officer.batches(reference)
    return reference, batch


@pytest.fixture(scope="module")
def asked(portal):
    """Changes of a live account that want a second person: one waits, one ended; the names are long."""
    code = f"""
from confirmations import asking
from tests import factories
from users.models import User
from verifications.models import AtlasAccount
account = factories.account("{LONG[:80]}")
asker = factories.admin("asker")
asking.withdraw(factories.confirmation(account, by=asker).pk, by=asker)
factories.confirmation(account, by=asker)
AtlasAccount.objects.filter(pk=account.pk).update(active=False)
User.objects.filter(pk=asker.pk).update(first_name="{LONG}", last_name="{LONG}", is_active=False)
"""
    portal.manage("shell", "--command", code)


def assert_columns_are_seen(page):
    assert_fits(page)
    assert page.evaluate(OUTSIDE) == [], page.url
    assert page.evaluate(CUT) == [], page.url


@pytest.mark.parametrize("size", SIZES)
def test_every_list_keeps_its_columns_in_the_window(sent, open_page, size):
    reference, batch = sent
    page = open_page(**SIZES[size])
    uploaded = upload(page)
    for address in (uploaded, f"{uploaded}cases/1/"):
        page.goto(address)
        assert_columns_are_seen(page)
    page.goto(uploaded)
    button(page, "Save as drafts").click()
    expect(page.get_by_text("1 of 1 case created")).to_be_visible()
    assert_columns_are_seen(page)
    of_case = (f"/cases/{reference}/", f"/cases/{reference}/calls/", f"/batches/{batch}/")
    for address in ("/", "/?sort=newest", "/batches/", "/files/", "/lists/", *of_case):
        page.goto(address)
        assert_columns_are_seen(page)


@pytest.mark.parametrize("size", SIZES)
def test_the_lists_of_auditors_keep_their_columns_in_the_window(sent, open_page, size):
    page = open_page("auditor", **SIZES[size])
    for address in ("/audit/", "/calls/"):
        page.goto(address)
        assert_columns_are_seen(page)


@pytest.mark.parametrize("size", SIZES)
def test_what_waits_for_a_second_person_keeps_its_columns_in_the_window(asked, open_page, size):
    page = open_page("admin", **SIZES[size])
    page.goto("/settings/confirmations/")
    expect(page.locator("tr[data-confirmation]")).to_have_count(1)
    assert_columns_are_seen(page)


@pytest.mark.parametrize("size", SIZES)
def test_the_rows_of_a_form_keep_their_columns_in_the_window(open_page, size):
    page = open_page(**SIZES[size])
    page.goto("/cases/new/")
    box(page).fill(f"{LONG[:100]}\thttps://docs.example/{LONG}.pdf\n{LONG[:100]}\tftp://docs.example/{LONG}")
    expect(rows(page)).to_have_count(2)
    assert_columns_are_seen(page)


@pytest.mark.parametrize("size", ["1440", "1024"])
def test_what_is_cut_has_its_title(sent, open_page, size):
    page = open_page(**SIZES[size])
    reference, batch = sent
    for address in (
        f"/?q={reference}",
        f"/batches/?q={reference}",
        f"/files/?q={reference}",
        f"/batches/{batch}/",
    ):
        page.goto(address)
        untold = page.evaluate(
            """() => [...document.querySelectorAll("main table.fixed tbody :is(td, th)")].filter((cell) =>
              cell.checkVisibility() && cell.scrollWidth > cell.clientWidth + 1 &&
              !cell.title && !cell.querySelector("[title]")).map((cell) => cell.textContent.trim())"""
        )
        assert untold == []
