"""What every page keeps to: no inline script or style, and a policy that would refuse them."""

import json
import re

import pytest
from django.utils import timezone

from tests import factories
from tests.verifications.pages import NEW, PREVIEW, elements, typed
from verifications.models import Batch, Case, Exchange, Payload

INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.fixture
def everything(batch, draft, put):
    """A case with results and a batch with an exchange, and a draft; the addresses that show them."""
    now = timezone.now()
    put(batch, Batch.State.ACCEPTED, batch_id="BATCH-1")
    batch.files.update(file_uuid="03f0", comparison="answered")
    data = {
        "ocr_data": [{"document_id": "101", "document_type": "PAN", "pan_number": {"value": "A"}}],
        "cross_checks": [{"field": "name", "similarity_score": 50, "value_1": "a b", "value_2": "a c"}],
    }
    Payload.objects.create(case=batch.case, kind="extracts", body=json.dumps(data), sha256="0" * 64)
    Case.objects.filter(pk=batch.case_id).update(flow_uuid="LOS-1", look_at=now, look_problem="Away.")
    Exchange.objects.create(case=batch.case, batch=batch, endpoint="multiupload", method="POST", url="u")
    case, file = batch.case.reference, batch.files.first()
    pages = f"""
        / /?tab=mine&q=x /?q=Sunil /batches/ /batches/?q=x /files/ /files/?q=x {NEW}
        /cases/{case}/ /cases/{case}/state/ /cases/{draft.reference}/edit/
        /batches/{batch.our_id}/ /batches/{batch.our_id}/state/ /files/{file.our_id}/
        /preferences/ /audit/ /nothing/
    """
    return pages.split()


@pytest.fixture
def case_list_address(asha, account):
    """A list that was uploaded and not pressed."""
    return f"/lists/{factories.case_list(by=asha, account=account).pk}/"


def _check(page):
    policy = page["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert not INLINE.search(page.content.decode())
    assert page["X-Frame-Options"] == "DENY" and page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("person", ["asha", "meera", "joseph"])
def test_no_page_has_inline_script_or_style(client, request, everything, person):
    client.force_login(request.getfixturevalue(person))
    for address in everything:
        page = client.get(address)
        assert page.status_code in (200, 302, 403, 404)
        _check(page)


@pytest.mark.parametrize("state", ["sending", "rejected", "not_confirmed", "failed", "withdrawn"])
def test_no_state_of_a_batch_needs_inline_script_or_style(officer, batch, put, state):
    put(batch, Batch.State(state), left_at=timezone.now() if state == "not_confirmed" else None)
    _check(officer.get(f"/cases/{batch.case.reference}/"))


def test_no_answer_to_a_form_has_inline_script_or_style(client, asha, account, settings):
    form = typed(asha, account, documents_text="101")
    _check(client.post(NEW, form))
    _check(client.post("/login/", {"username": "x", "password": "y"}))
    _check(client.get("/login/"))
    client.force_login(asha)
    _check(client.post(NEW, form | {"action": "send"}))
    _check(client.post(PREVIEW, form))
    _check(client.post("/preferences/", {"theme": "pink"}))
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert (
        client.post(PREVIEW, "a=" + "x" * 99, content_type="application/x-www-form-urlencoded").status_code
        == 413
    )
    _check(client.post(PREVIEW, "a=" + "x" * 99, content_type="application/x-www-form-urlencoded"))


def test_the_policy_holds_in_djangos_own_admin_which_may_have_style_attributes(client, joseph, account):
    client.force_login(joseph)
    for address in ("", "verifications/atlasaccount/", f"verifications/atlasaccount/{account.pk}/change/"):
        page = client.get(f"/admin/{address}")
        assert page.status_code == 200
        assert "unsafe" not in page["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]*\ssrc=)|\son[a-z]+=", page.content.decode())


def test_every_fault_can_be_heard(officer, asha, account):
    page = officer.post(NEW, typed(asha, account, applicant_name="", documents_text="101", action="send"))
    ids = {attrs["id"] for attrs in elements(page, "id")}
    described = [attrs["aria-describedby"] for attrs in elements(page, "aria-invalid")]
    assert described and set(described) <= ids


def _headings(page):
    """The levels of a page's headings, in its order, without those of a dialog."""
    html = page.content.decode().partition("<dialog")[0]
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]


def test_no_page_leaves_a_level_of_headings_out(officer, everything, batch, case_list_address):
    pages = [address for address in everything if "/state/" not in address]
    pages += [f"/cases/{batch.case.reference}/documents/add/", "/lists/", "/lists/new/", case_list_address]
    for address in pages:
        levels = _headings(officer.get(address, follow=True))
        assert levels[0] == 1 and levels.count(1) == 1, address
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), address


def test_every_link_and_button_has_a_name(officer, everything, batch):
    pages = [*everything, f"/cases/{batch.case.reference}/documents/add/"]
    for address in pages:
        html = officer.get(address, follow=True).content.decode()
        for attributes, inside in re.findall(
            r"<(?:a|button|summary)\b([^>]*)>(.*?)</(?:a|button|summary)>", html, re.S
        ):
            name = "aria-label=" in attributes or re.sub(r"<[^>]*>|\s", "", inside)
            assert name, f"{address}: {attributes}"
