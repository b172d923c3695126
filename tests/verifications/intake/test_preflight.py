"""The page asks for looks at its links until it knows of all of them; sending never waits for that."""

import pytest

from tests import factories
from tests.atlas.server import Server, answer
from tests.verifications.pages import PREVIEW, typed
from verifications.models import Batch, LinkCheck

PREFLIGHT = "/cases/new/preflight/"


@pytest.fixture
def server(loopback):
    """A server of documents, which tests may reach."""
    server = Server()
    server.on("a.pdf", answer(b"<html>", Content_Type="text/html"))
    yield server
    server.close()


def pasted(server, number):
    return {"documents_text": "\n".join(f"{n}\t{server.url}/{n}/a.pdf?sig=s" for n in range(number))}


def test_each_call_answers_with_the_rows_and_how_many_are_to_be_looked_at(officer, server):
    text = pasted(server, 18)
    assert officer.post(PREVIEW, text).context["unchecked"] == 18
    assert server.connections == 0

    pages = [officer.post(PREFLIGHT, text) for _ in range(2)]
    assert [page.context["unchecked"] for page in pages] == [2, 0]
    assert [page.status_code for page in pages] == [200, 200]
    assert 'id="rows"' in pages[0].content.decode()
    warned = "The link answers with a web page, not a document."
    assert {note.text for row in pages[1].context["understood"].rows for note in row.notes} == {warned}
    assert len(server.seen) == 18


def test_what_is_known_is_in_the_page_itself(officer, server, draft):
    draft.draft_form = draft.draft_form.replace("https://docs.example", f"{server.url}/x/a.pdf?f=")
    draft.save(update_fields=("draft_form",))
    page = officer.get(f"/cases/{draft.reference}/edit/")
    assert page.context["unchecked"] == 2


@pytest.mark.parametrize("text", ["", "nonsense", "x" * 2_000_001, "[" * 2_000])
def test_a_text_without_links_has_nothing_to_look_at(officer, server, text):
    page = officer.post(PREFLIGHT, {"documents_text": text})
    assert (page.status_code, page.context["unchecked"]) == (200, 0)


def test_more_than_can_be_sent_is_not_looked_at(officer, server):
    page = officer.post(PREFLIGHT, pasted(server, 501))
    assert (page.context["unchecked"], server.connections) == (0, 0)


def test_a_warning_never_hinders_sending(officer, server, asha, account):
    text = pasted(server, 1)
    officer.post(PREFLIGHT, text)
    assert LinkCheck.objects.get().outcome == "web_page"

    answered = officer.post("/cases/new/", typed(asha, account, action="send", **text))
    assert answered.status_code == 302
    assert Batch.objects.count() == 1


def test_switched_off_nothing_is_called(officer, server, settings):
    settings.PREFLIGHT = False
    page = officer.post(PREFLIGHT, pasted(server, 3))
    assert (page.context["unchecked"], server.connections) == (0, 0)


def test_by_default_no_link_leads_into_the_portal_s_own_network(officer, server, monkeypatch):
    monkeypatch.undo()
    page = officer.post(PREFLIGHT, pasted(server, 2))
    assert (page.context["unchecked"], server.connections) == (0, 0)
    assert page.context["understood"].warned == 2


def test_the_exact_request_says_which_link_ends_first(officer, account, asha):
    ends = "https://docs.example/end.pdf?AWSAccessKeyId=A&Signature=b&Expires=9999999999"
    text = f"{factories.lines('a.pdf')}\n7\t{ends}"
    page = officer.post("/cases/new/request/", {"documents_text": text}).content.decode()
    assert "1 of 2 links has an end. The first, end.pdf, <time" in page
    assert "has an end" not in officer.post("/cases/new/request/", {}).content.decode()


def test_the_records_and_the_new_id_page_show_the_clock(officer, account, asha, put):
    ends = "https://docs.example/end.pdf?AWSAccessKeyId=A&Signature=b&Expires=9999999999"
    batch = put(factories.batch(account=account, by=asha, text=f"7\t{ends}"), Batch.State.ACCEPTED)
    document = batch.case.documents.get()
    for address in (
        f"/batches/{batch.our_id}/",
        f"/files/{batch.files.get().our_id}/",
        f"/cases/{batch.case.reference}/documents/{document.pk}/again/",
    ):
        page = officer.get(address).content.decode()
        assert 'datetime="2286-11-20T17:46:39+00:00"' in page and "expires in" in page
