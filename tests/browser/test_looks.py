"""Narrow and wide, light and dark, long names, and markup that stays text."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.steps import box, button, fill_application, rows
from tests.processes.running import Visitor, lines, new_application, wait_until

pytestmark = pytest.mark.browser

NARROW = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WIDE = {"viewport": {"width": 1440, "height": 900}}
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])

# Texts whose contrast to what is behind them is below what WCAG asks for; what is disabled is exempt.
FAINT = """() => {
  const parse = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    const linear = (v) => v <= 10 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
    return { light: .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b), solid: a === 1 };
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.solid) return colour.light;
    }
    return 1;
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = texts.map((node) => node.data.trim()).join("");
    if (!text || element.closest("[aria-disabled=true], :disabled, svg, datalist, option")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    if (!/^rgba?\\(/.test(style.color)) continue;
    const [one, other] = [parse(style.color).light, behind(element)].sort((a, b) => b - a);
    const ratio = (one + .05) / (other + .05);
    if (ratio < 4.5) found.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return found;
}"""


# Font and colours of the page, and everything about its frame that a foreign stylesheet would change.
COLOURS = """() => ["body", ".side", ".side a:not([aria-current])", ".side li", ".top", ".top .input", "h1"]
  .map((which) => getComputedStyle(document.querySelector(which)))
  .map((its) => [its.font, its.color, its.backgroundColor, its.margin, its.padding, its.listStyleType])
"""


def make_ready(officer, *names, **fields):
    """A case whose results are there; returns the addresses of its pages."""
    reference = officer.new_case(*names, **fields)
    wait_until(lambda: officer.progress(reference) == "ready", "the case is ready")
    return pages_of(officer, reference)


def pages_of(officer, reference):
    """The addresses that show a case: itself, its batch, a file record, and the lists that have them."""
    ((batch, _),) = officer.batches(reference)
    file = re.search(r"/files/f-\d+/", officer.get(f"/batches/{batch}/"))[0]
    lists = [f"/?q={reference}", f"/batches/?q={reference}", f"/files/?q={reference}"]
    return [f"/cases/{reference}/", f"/batches/{batch}/", file, *lists]


@pytest.fixture(scope="module")
def case_pages(officer):
    """The pages of a case with results of every kind; tests only look at them."""
    return make_ready(officer, "invoice.jpg", "mismatch-do.jpg", "aadhaar.jpg", "unreadable.jpg")


def assert_fits(page):
    """Nothing makes the page wider than its window."""
    # What a press leads to can be read before its stylesheet is there.
    page.wait_for_load_state()
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate("document.body.scrollWidth") <= width, page.url


def test_no_page_is_wider_than_a_telephone(open_page, case_pages):
    assert_fits(open_page(username="", **NARROW))
    page = open_page(**NARROW)
    for address in ("/", "/batches/", "/files/", "/preferences/", "/?q=nothing-has-this", *case_pages):
        page.goto(address)
        assert_fits(page)
    page.goto("/cases/new/")
    box(page).fill(lines("invoice.jpg", "pan.jpg") + "\nno link\nhttps://docs.example/without-an-id.jpg")
    expect(rows(page)).to_have_count(4)
    assert_fits(page)


def test_the_trail_is_no_wider_than_a_telephone(open_page, case_pages):
    page = open_page("auditor", **NARROW)
    page.goto("/audit/")
    assert_fits(page)
    button(page, "Verify").click()
    expect(page.get_by_text("The chain is whole.")).to_be_visible()
    assert_fits(page)


def test_the_menu_of_a_telephone_opens_and_leads_on(open_page):
    page = open_page(**NARROW)
    button(page, "Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Batches").click()
    page.wait_for_url("**/batches/")


@pytest.fixture(scope="module")
def long_pages(officer):
    """The pages of a sent case and of a draft whose names are as long as they may be, and without a space."""
    long = "W" * 200
    fields = {
        "applicant_name": long,
        "application_id": f"{new_application()}-{long}"[:100],
        "text": f"{long[:100]}\thttps://docs.example/{long}\n2\thttps://docs.example/unreadable{long}",
    }
    draft = officer.new_case(action="draft", **fields)
    return [*make_ready(officer, **fields), f"/cases/{draft}/edit/", f"/?q={long}", f"/files/?q={long}"]


@SIZES
def test_long_names_do_not_widen_any_page(open_page, long_pages, size):
    page = open_page(**size)
    for address in long_pages:
        page.goto(address)
        assert_fits(page)


def test_dark_and_light_differ_and_both_can_be_read(open_page, case_pages):
    backgrounds = []
    for scheme in ("light", "dark"):
        page = open_page(color_scheme=scheme)
        for address in ("/", "/cases/new/", "/preferences/", *case_pages):
            page.goto(address)
            assert page.evaluate(FAINT) == [], f"{address} in {scheme}"
        backgrounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert backgrounds[0] != backgrounds[1]


@pytest.fixture(scope="module")
def admin_pages(portal):
    """Every kind of page of the admin, one person in it with names as long as they may be."""
    name = f"{new_application()}{'W' * 150}"[:150]
    with Visitor(portal.url, "admin") as admin:
        page = admin.get("/admin/users/user/add/")
        role = re.search(r'name="groups" value="(\d+)"', page)[1]
        fields = {"username": name, "first_name": name, "last_name": name, "groups": role}
        admin.post("/admin/users/user/add/", **fields)
        lists = [f"/admin/{name}/" for name in ("users/user", "verifications/atlasaccount")]
        lists.append("/admin/verifications/producttemplate/")
        found = {re.search(rf"{each}(\d+)/change/", admin.get(each))[0] for each in lists}
        person = re.search(rf"/admin/users/user/(\d+)/change/[^>]*>{name}", admin.get(lists[0]))[1]
    things = [*found, f"{lists[0]}{person}/change/", f"{lists[0]}{person}/history/"]
    return ["/admin/", "/admin/users/", *lists, *(f"{each}add/" for each in lists), *things]


def _save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_be_visible()
    page.wait_for_load_state()


@SIZES
def test_no_page_of_the_admin_is_wider_than_its_window(open_page, admin_pages, size):
    page = open_page("admin", **size)
    for address in admin_pages:
        page.goto(address)
        assert_fits(page)
    page.goto("/admin/verifications/atlasaccount/add/")
    _save(page)
    assert_fits(page)


def test_the_admin_has_the_portals_colours_and_can_be_read_in_both_themes(open_page, admin_pages):
    for scheme in ("light", "dark"):
        page = open_page("admin", color_scheme=scheme)
        there = page.evaluate(COLOURS)
        for address in admin_pages:
            page.goto(address)
            assert page.evaluate(FAINT) == [], f"{address} in {scheme}"
            assert page.evaluate(COLOURS) == there, f"{address} in {scheme}"
        page.goto("/admin/verifications/atlasaccount/add/")
        _save(page)
        assert page.evaluate(FAINT) == []


MARKUP = '"><img src=x onerror=alert(1)><script>alert(2)</script>'


def assert_is_text(page):
    """Nothing on the page was made by the markup."""
    assert page.locator("img, main script, script:not([src])").count() == 0, page.url


def test_markup_in_any_field_stays_text(officer, open_page, watch):
    watch.expected.add(422)
    page = open_page()
    page.goto("/cases/new/")
    application = fill_application(page, applicant=MARKUP)
    page.get_by_label("Application id").fill(f"{application}{MARKUP[:60]}")
    page.get_by_label("Flow").fill(MARKUP)
    box(page).fill(
        f"{MARKUP}\n101\thttps://docs.example/{MARKUP}\n{MARKUP}\thttps://docs.example/a.jpg?{MARKUP}"
    )
    expect(rows(page)).to_have_count(3)
    assert_is_text(page)
    button(page, "Send to Atlas").click()
    expect(page.get_by_text("Nothing was sent.")).to_be_visible()
    assert_is_text(page)
    button(page, "Save draft").click()
    page.wait_for_url(re.compile("/edit/$"))
    assert_is_text(page)
    assert page.get_by_label("Flow").input_value() == MARKUP


def test_markup_that_was_sent_stays_text_wherever_it_is_shown(officer, open_page):
    reference = officer.new_case(
        applicant_name=MARKUP,
        application_id=new_application() + MARKUP[:70],
        text=f"{MARKUP}\thttps://docs.example/{quote(MARKUP)}/invoice{quote(MARKUP)}",
    )
    wait_until(lambda: officer.progress(reference) == "ready", "the case is ready")
    page = open_page()
    for address in (*pages_of(officer, reference), f"/?q={quote(MARKUP)}", f"/batches/?q={quote(MARKUP)}"):
        page.goto(address)
        assert_is_text(page)
    page.goto(f"/cases/{reference}/")
    expect(page.get_by_role("heading", name=MARKUP)).to_be_visible()
