import pytest

from tests import factories
from tests.verifications.pages import PREVIEW, alerts, elements, tags, typed

HOSTILE = "<img src=x onerror=alert(1)>"


def _rows(page):
    return [
        (row["data-document-id"], row["data-file-url"], row["data-verdict"])
        for row in elements(page, "data-verdict")
    ]


def test_the_rows_are_shown_as_they_are_understood(officer, asha, account):
    page = officer.post(PREVIEW, typed(asha, account, documents_text="101\thttps://docs.example/a.pdf?s=1"))
    assert page.status_code == 200
    assert "<html" not in page.content.decode()
    assert _rows(page) == [("101", "https://docs.example/a.pdf?s=1", "ok")]
    assert elements(page, "id")[0]["id"] == "rows"


def test_rows_keep_the_order_of_the_text_and_a_fault_is_an_alert(officer):
    text = "101\thttps://docs.example/a.pdf\n102\thttps://docs.example/b.pdf\n102\thttps://docs.example/c.pdf"
    page = officer.post(PREVIEW, {"documents_text": text})
    assert [row[2] for row in _rows(page)] == ["ok", "ok", "error"]
    assert "Duplicate id" in alerts(page) and "2 documents ready, 1 to mend" in alerts(page)


@pytest.mark.parametrize("text", ["", "   \n\t\n"])
def test_nothing_pasted_is_no_fault(officer, text):
    page = officer.post(PREVIEW, {"documents_text": text})
    assert "No documents yet" in page.content.decode()
    assert 'role="alert"' not in page.content.decode()


def test_a_preview_without_its_field_is_an_empty_one(officer):
    assert officer.post(PREVIEW, {}).status_code == 200


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://docs.example/a", "data:,x"]
)
def test_a_link_that_is_none_of_the_web_is_a_fault_and_never_a_link(officer, link):
    page = officer.post(PREVIEW, {"documents_text": f"101\t{link}"})
    assert [row[2] for row in _rows(page)] == ["error"]
    assert "Not a web link" in alerts(page)
    assert not tags(page, "a") and not elements(page, "src")


def test_markup_is_shown_and_never_run(officer):
    page = officer.post(PREVIEW, {"documents_text": f"{HOSTILE}\thttps://docs.example/{HOSTILE}"})
    assert HOSTILE not in page.content.decode()
    assert elements(page, "data-verdict")[0]["data-document-id"] == HOSTILE


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("10\x001\thttps://docs.example/a.pdf", "Hidden characters"),
        ("\u202e101\thttps://docs.example/a.pdf", "Hidden characters"),
        (f"{'x' * 300}\thttps://docs.example/a.pdf", "Id too long"),
        (f"101\thttps://docs.example/{'x' * 9000}", "Link too long"),
        ("101\thttps://[docs.example/a.pdf", "Not a web link"),
        ("https://docs.example/a.pdf", "Needs an id"),
    ],
)
def test_what_cannot_be_sent_is_a_fault_at_its_row(officer, row, fault):
    page = officer.post(PREVIEW, {"documents_text": row})
    assert page.status_code == 200 and fault in alerts(page)


@pytest.mark.parametrize("half", ["\\ud800", "a\\u0000", "\\u202e"])
def test_json_may_name_characters_that_cannot_be_written(officer, half):
    entries = [
        f'{{"document_id": "{half}", "file_url": "{url}"}}' for url in (f"https://d.example/{half}", half)
    ]
    text = f'{{"file_urls": [{", ".join(entries)}]}}'
    page = officer.post(PREVIEW, {"documents_text": text})
    assert page.status_code == 200 and "Hidden characters" in alerts(page)


def test_five_thousand_lines_are_answered_with_the_limit(officer):
    text = factories.lines(*(f"{number}.pdf" for number in range(5000)))
    page = officer.post(PREVIEW, {"documents_text": text})
    assert "5,000 documents. A batch takes 500 at most" in alerts(page)
    assert len(_rows(page)) <= 500


def test_an_ended_session_answers_under_the_top_bar(client, account):
    page = client.post(PREVIEW, {"documents_text": "x"}, headers={"HX-Request": "true"})
    assert page.status_code == 401
    assert (page["HX-Retarget"], page["HX-Reswap"]) == ("#session", "innerHTML")
    assert "Your session ended." in alerts(page)


def test_the_counts_of_rows_add_up(officer):
    # The same link twice wants a look, the same id twice has to be mended.
    links = ["one.jpg", "twice.jpg", "twice.jpg"]
    lines = [f"{number}\thttps://docs.example/{name}" for number, name in enumerate(links, 101)]
    page = officer.post(PREVIEW, {"documents_text": "\n".join([*lines, "101\thttps://docs.example/x.jpg"])})

    verdicts = sorted(row[2] for row in _rows(page))
    assert verdicts == ["error", "ok", "ok", "warning"]
    assert "2 documents ready, 1 to look at, 1 to mend" in alerts(page)


def test_the_cell_of_an_attached_file_has_its_name_and_is_not_typed_in(officer, asha):
    file = factories.attachment(by=asha, name="scan 1.jpg")
    page = officer.post(PREVIEW, {"documents_text": f"7\t{file.text}\n8\thttps://docs.example/a.pdf"})
    attached, link = (cell for cell in elements(page, "data-cell") if cell["data-cell"] == "file_url")
    assert attached["value"] == "scan 1.jpg" and "readonly" in attached
    assert attached["aria-label"] == "Attached file"
    # Its script takes it from the row.
    assert "value" not in link and "readonly" not in link
