"""Everything by keyboard alone, and always visible where it is."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import await_case, button, copy, fill_application, paste, rows
from tests.browser.test_looks import NARROW
from tests.processes.running import lines, new_application

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    name: element.outerHTML.slice(0, 120),
    kind: element.localName,
    id: element.id,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    seen: box.width > 0 && box.height > 0,
  };
}"""


def tab_to(page, wanted, limit=60):
    """Press Tab until the element with this id has the focus; returns all that had it on the way."""
    passed = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(FOCUSED))
        if passed[-1]["id"] == wanted:
            return passed
    pytest.fail(f"Tab does not reach {wanted} in {limit} steps: {[at['name'] for at in passed]}")


def test_a_case_is_made_and_sent_with_the_keyboard_alone(officer, open_page):
    page = open_page()
    page.keyboard.press("n")
    page.wait_for_url("**/cases/new/")
    application = new_application()
    copy(page, lines("invoice.jpg", "pan.jpg"))
    # The first field that is wanting has the focus: the only account is chosen already.
    expect(page.get_by_label("Application id")).to_be_focused()
    page.keyboard.type(application)
    tab_to(page, "id_applicant_name", 1)
    page.keyboard.type("Nina Nair")
    tab_to(page, "id_product_type", 1)
    page.keyboard.type("POC")
    tab_to(page, "id_flow_uuid", 1)
    tab_to(page, "id_documents_text", 1)
    page.keyboard.press("Control+v")
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("Control+Enter")
    reference = await_case(page)
    assert len(officer.batches(reference)) == 1
    assert "Nina Nair" in officer.get(f"/?q={application}")


def test_ctrl_s_saves_a_draft(open_page):
    page = open_page()
    page.goto("/cases/new/")
    fill_application(page)
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/cases/C-\d+/edit/$"))


def test_a_slash_goes_to_the_search_and_any_id_to_its_page(officer, open_page):
    reference = officer.new_case("invoice.jpg")
    page = open_page()
    page.keyboard.press("/")
    expect(page.get_by_label("Go to any id")).to_be_focused()
    page.keyboard.type(reference)
    page.keyboard.press("Enter")
    assert await_case(page) == reference


def test_j_k_and_enter_move_in_a_list_and_open(officer, open_page):
    applicant = f"Walker {new_application()}"
    references = [officer.new_case("a.jpg", applicant_name=applicant) for _ in range(3)]
    page = open_page()
    page.goto(f"/?q={applicant}")
    listed = [row.get_attribute("data-case") for row in page.locator("tr[data-case]").all()]
    assert sorted(listed) == sorted(references)
    for key in "jjk":
        page.keyboard.press(key)
    expect(page.locator("tr[aria-selected=true]")).to_have_attribute("data-case", listed[0])
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert await_case(page) == listed[1]


def test_a_question_mark_opens_the_shortcuts_and_escape_closes_them(open_page):
    page = open_page()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_single_keys_rest_while_someone_types(open_page):
    page = open_page()
    page.goto("/cases/new/")
    for field in ("Applicant", "Paste links", "Go to any id"):
        page.get_by_label(field).press_sequentially("n?/jgb")
        assert page.get_by_label(field).input_value() == "n?/jgb"
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith("/cases/new/")


@pytest.mark.parametrize(
    ("address", "kinds"),
    [
        ("/", {"a", "input", "summary"}),
        ("/cases/new/", {"a", "input", "select", "textarea", "button"}),
        ("/batches/", {"a", "input", "select", "button"}),
        ("/preferences/", {"a", "input", "select", "button"}),
    ],
)
def test_whatever_has_the_focus_shows_it(officer, open_page, address, kinds):
    officer.new_case("invoice.jpg")
    page = open_page()
    page.goto(address)
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["kind"] == "body":
            continue
        seen.append(at)
    hidden = [at["name"] for at in seen if not (at["outlined"] and at["seen"])]
    assert not hidden
    assert kinds <= {at["kind"] for at in seen}


def test_after_a_refused_send_the_focus_is_at_the_first_fault(open_page, watch):
    watch.expected.add(422)
    page = open_page()
    page.goto("/cases/new/")
    fill_application(page)
    page.get_by_label("Application id").fill("")
    paste(page, "101 https://docs.example/a.jpg\n101 https://docs.example/b.jpg")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Nothing was sent.").first).to_be_visible()
    expect(page.get_by_label("Application id")).to_be_focused()
    page.keyboard.press("Control+.")
    expect(page.locator("tr[data-verdict=error] [data-cell]").first).to_be_focused()


def test_a_refusal_without_a_field_has_the_focus_itself(open_page, watch):
    watch.expected.add(422)
    page = open_page()
    page.goto("/cases/new/")
    fill_application(page)
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("alert").filter(has_text="Nothing was sent.")).to_be_focused()


def test_a_telephone_keeps_its_keyboard_down(open_page, watch):
    watch.expected.add(422)
    page = open_page(**NARROW)
    page.goto("/cases/new/")
    assert page.evaluate("document.activeElement.localName") == "body"
    button(page, "Send to Atlas").click()
    expect(page.get_by_role("alert").filter(has_text="Nothing was sent.")).to_be_focused()


def test_any_other_form_opens_at_what_it_wants(open_page):
    page = open_page()
    page.goto("/preferences/password/")
    expect(page.locator("main form input[type=password]").first).to_be_focused()


@pytest.fixture
def three(officer):
    """Three cases of an applicant of their own, in the order of the queue, and its address."""
    applicant = f"Walker {new_application()}"
    references = [officer.new_case("a.jpg", applicant_name=applicant, action="draft") for _ in range(3)]
    return references, f"/?q={applicant.replace(' ', '+')}"


@pytest.mark.parametrize("way", ["back", "crumbs"])
def test_coming_back_to_a_list_finds_the_row_that_was_opened(three, open_page, way):
    references, address = three
    page = open_page("auditor", viewport={"width": 1000, "height": 330})
    page.goto(address)
    page.locator(f"tr[data-case='{references[2]}'] a.open").click()
    await_case(page)
    if way == "back":
        page.go_back()
    else:
        page.get_by_role("link", name="Cases").last.click()
        page.wait_for_url("**/")
        page.goto(address)

    row = page.locator(f"tr[data-case='{references[2]}']")
    expect(row).to_have_attribute("aria-selected", "true")
    expect(row).to_be_in_viewport()
    expect(row.locator("a.open")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("tr[aria-selected=true]")).to_have_attribute("data-case", references[1])


def test_j_and_k_go_on_through_the_list_from_a_case(three, open_page):
    references, address = three
    page = open_page("auditor")
    page.goto(address)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert await_case(page) == references[0]
    for key, reference in (("j", references[1]), ("j", references[2]), ("k", references[1])):
        page.keyboard.press(key)
        page.wait_for_url(f"**/cases/{reference}/")


def test_keys_lead_to_the_search_of_a_list_and_to_any_id(open_page):
    page = open_page()
    page.keyboard.press("f")
    expect(page.get_by_label("Search these cases")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Go to any id")).to_be_focused()


def test_escape_closes_a_menu_and_leads_back_to_its_button(open_page):
    page = open_page()
    menu = page.locator("details.menu summary")
    menu.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Preferences")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Preferences")).to_be_hidden()
    expect(menu).to_be_focused()
