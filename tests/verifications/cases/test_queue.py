"""The queue of cases."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tests import factories
from tests.verifications.pages import elements, fields, tags
from verifications.models import Case

HTMX = {"HX-Request": "true"}


@pytest.fixture
def queue(account, asha, ravi):
    """One case in each progress, sent cases of Asha's and Ravi's, a closed one, and one of nobody."""
    made = {}
    progresses = ("queued", "sending", "not_confirmed", "processing", "ready", "failed")
    for number, progress in enumerate(progresses):
        case = factories.batch(account=account, by=(asha, ravi)[number % 2]).case
        moment = timezone.now() - timedelta(hours=number)
        Case.objects.filter(pk=case.pk).update(progress=progress, progress_at=moment)
        made[progress] = case
    made["draft"] = factories.draft(account=account, by=asha)
    made["closed"] = factories.batch(account=account, by=asha).case
    Case.objects.filter(pk=made["closed"].pk).update(progress="ready", decision="closed")
    made["nobody"] = factories.draft(account=account, by=ravi)
    Case.objects.filter(pk=made["nobody"].pk).update(owner=None)
    return made


def _cases(page):
    return [row["data-case"] for row in elements(page, "data-case")]


def _references(queue, *names):
    return {queue[name].reference for name in names}


TABS = {
    "mine": ("queued", "not_confirmed", "ready", "draft"),
    "unassigned": ("nobody",),
    "attention": ("not_confirmed", "failed"),
    "progress": ("queued", "sending", "processing"),
    "review": ("ready",),
    "all": (
        "queued",
        "sending",
        "not_confirmed",
        "processing",
        "ready",
        "failed",
        "draft",
        "closed",
        "nobody",
    ),
}


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_has_its_cases_and_its_count(officer, queue, tab):
    page = officer.get("/", {"tab": tab})
    assert set(_cases(page)) == _references(queue, *TABS[tab])
    counts = {name: count for name, _, count in page.context["tabs"]}
    assert counts == {name: str(len(names)) for name, names in TABS.items()}
    current = [attrs["href"] for attrs in tags(page, "a") if attrs.get("aria-current") == "page"]
    assert f"?tab={tab}" in current


def test_the_counts_and_links_are_those_of_the_search(officer, queue):
    Case.objects.filter(pk=queue["failed"].pk).update(applicant_name="Anjali Rao")
    Case.objects.filter(pk=queue["ready"].pk).update(applicant_name="Anjali Iyer")
    found = {"mine": "1", "unassigned": "0", "attention": "1", "progress": "0", "review": "1", "all": "2"}

    for headers in ({}, HTMX):
        page = officer.get("/", {"tab": "review", "q": "anjali"}, headers=headers)
        assert {name: count for name, _, count in page.context["tabs"]} == found
        links = [attrs["href"] for attrs in tags(page, "a") if attrs.get("href", "").startswith("?")]
        assert len(links) == 7 and all("q=anjali" in link for link in links)


@pytest.mark.parametrize("tab", ["", "nonsense", "\x00", "ALL"])
def test_an_unknown_tab_is_all_of_them(officer, queue, tab):
    page = officer.get("/", {"tab": tab})
    assert page.status_code == 200 and set(_cases(page)) == _references(queue, *TABS["all"])


def test_a_row_says_where_its_case_stands(officer, queue):
    rows = {row["data-case"]: row for row in elements(officer.get("/"), "data-case")}
    row = rows[queue["closed"].reference]
    assert (row["data-progress"], row["data-decision"]) == ("ready", "closed")
    assert rows[queue["draft"].reference]["data-progress"] == "draft"


def test_the_longest_waiting_is_first_unless_the_newest_is_asked_for(officer, queue):
    oldest = _cases(officer.get("/"))
    assert oldest[0] == queue["failed"].reference
    assert _cases(officer.get("/", {"sort": "newest"})) == oldest[::-1]
    assert _cases(officer.get("/", {"sort": "nonsense"})) == oldest


def test_search_finds_by_reference_application_flow_and_part_of_a_name(officer, account, asha):
    case = factories.draft(
        account=account, by=asha, applicant_name="Anjali Rao", application_id="X-77", flow_uuid="LOS-9"
    )
    factories.draft(account=account, by=asha)
    for q in (case.reference, case.reference.lower(), "X-77", "LOS-9", "anjali", " Rao "):
        assert _cases(officer.get("/", {"q": q})) == [case.reference], q


@pytest.mark.parametrize(
    "q", ["%", "_", "'", '"', "\\", "(", "x" * 5000, "🙂", "\u202e", "C-" + "9" * 30, "²"]
)
def test_no_search_is_an_error(officer, draft, q):
    page = officer.get("/", {"q": q})
    assert page.status_code == 200 and _cases(page) == []
    assert "No case here matches" in page.content.decode()
    assert fields(page)["q"] is not None


def test_nul_in_a_search_is_left_out(officer, draft):
    assert _cases(officer.get("/", {"q": f"{draft.application_id}\x00"})) == [draft.reference]


def test_pages_lead_through_all_cases_and_back(officer, account, asha):
    drafts = [factories.draft(account=account, by=asha).reference for _ in range(7)]
    Case.objects.update(progress_at=timezone.now())  # equal times: the key decides
    seen, page = [], officer.get("/", {"size": "3"})
    pages = [_cases(page)]
    while following := page.context["page"].following:
        page = officer.get("/", {"size": "3", "after": following})
        pages.append(_cases(page))
    seen = [reference for each in pages for reference in each]
    assert seen == drafts and [len(each) for each in pages] == [3, 3, 1]
    page = officer.get("/", {"size": "3", "before": page.context["page"].previous})
    assert _cases(page) == drafts[3:6]
    page = officer.get("/", {"size": "3", "before": page.context["page"].previous})
    assert _cases(page) == drafts[:3]
    assert page.context["page"].previous == "" != page.context["page"].following


@pytest.mark.parametrize(
    "cursor", ["x", "1", "-", "1-", "-1", "9" * 18 + "-1", "1-" + "9" * 30, "1\x00-1", "²-²"]
)
@pytest.mark.parametrize("side", ["after", "before"])
def test_a_cursor_that_cannot_be_read_is_ignored(officer, draft, side, cursor):
    page = officer.get("/", {side: cursor})
    assert page.status_code == 200 and _cases(page) == [draft.reference]


@pytest.mark.parametrize(
    ("size", "rows"),
    [("0", 1), ("1", 1), ("-1", 3), ("x", 3), ("9" * 50, 3), ("²", 3), ("99999", 3), ("", 3)],
)
def test_a_size_that_cannot_be_is_ignored(officer, account, asha, size, rows):
    for _ in range(3):
        factories.draft(account=account, by=asha)
    assert len(_cases(officer.get("/", {"size": size}))) == rows


def test_links_keep_the_rest_of_the_state(officer, account, asha):
    for _ in range(3):
        factories.draft(account=account, by=asha)
    page = officer.get("/", {"tab": "mine", "q": "Sunil & Co?"[:5], "sort": "newest", "size": "2"})
    links = [attrs["href"] for attrs in tags(page, "a") if attrs.get("href", "").startswith("?")]
    queries = [{key: value[0] for key, value in parse_qs(urlsplit(link).query).items()} for link in links]
    assert {query["tab"] for query in queries} == set(TABS)
    assert all(query["q"] == "Sunil" and query["size"] == "2" for query in queries)
    assert [query for query in queries if "after" in query][0]["sort"] == "newest"
    assert any("sort" not in query for query in queries)  # the other order
    assert fields(page)["tab"] == "mine" and fields(page)["sort"] == "newest"


def test_htmx_gets_the_rows_alone(officer, queue):
    page = officer.get("/", {"tab": "review"}, headers=HTMX)
    assert "<html" not in page.content.decode()
    assert elements(page, "id")[0]["id"] == "cases"
    assert _cases(page) == [queue["ready"].reference]
    swapped = [attrs["id"] for attrs in elements(page, "hx-swap-oob")]
    assert swapped == ["tabs", "order"]
    assert "HX-Request" in page["Vary"]


def test_going_back_in_the_browser_gets_the_whole_page(officer, queue):
    page = officer.get("/", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in page.content.decode()


def test_an_empty_queue_says_what_to_do(officer):
    page = officer.get("/").content.decode()
    assert "No cases here" in page and page.count('href="/cases/new/"') == 2


def test_an_auditor_is_offered_no_new_case(auditor):
    assert "/cases/new/" not in auditor.get("/").content.decode()


def test_a_search_without_a_match_offers_all_cases(officer, draft):
    page = officer.get("/", {"tab": "review", "q": 'a&b="<'})
    assert "No case here matches “a&amp;b=&quot;&lt;”" in page.content.decode()
    assert "?tab=all&q=a%26b%3D%22%3C" in [attrs.get("href") for attrs in tags(page, "a")]
