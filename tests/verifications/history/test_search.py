"""The box in the top bar: any id goes to what it names."""

import pytest

from tests import factories
from verifications.models import Batch


def _to(officer, q):
    answer = officer.get("/search/", {"q": q})
    assert answer.status_code == 302
    return answer.url


@pytest.fixture
def known(batch):
    """A batch whose case, batch and first file record have every id there is."""
    Batch.objects.filter(pk=batch.pk).update(batch_id="BATCH-30732-SIYKJ-20251121113228")
    batch.case.flow_uuid = "LOS-17cab13b"
    batch.case.save()
    file = batch.files.order_by("pk")[0]
    file.file_uuid = "03f0341d-aaaa"
    file.save()
    return batch, file


def test_every_id_leads_to_its_page(officer, known):
    batch, file = known
    case = f"/cases/{batch.case.reference}/"
    for text in (
        batch.case.reference,
        f" {batch.case.reference} ",
        batch.case.application_id,
        "LOS-17cab13b",
    ):
        assert _to(officer, text) == case
    for text in (batch.our_id, "BATCH-30732-SIYKJ-20251121113228"):
        assert officer.get(_to(officer, text)).context["batch"] == batch
    for text in (file.our_id, "03f0341d-aaaa"):
        assert officer.get(_to(officer, text)).context["file"] == file


def test_an_application_of_two_cases_leads_to_both(officer, account, asha):
    for _ in range(2):
        factories.draft(account=account, by=asha, application_id="SAME")
    assert _to(officer, "SAME") == "/?q=SAME"
    assert len(officer.get("/?q=SAME").context["page"]) == 2


@pytest.mark.parametrize(
    ("q", "where"),
    [
        ("", "/?q="),
        ("nothing has this", "/?q=nothing+has+this"),
        ("\x00", "/?q="),
        ("a\x00b", "/?q=ab"),
        ("//evil.example", "/?q=%2F%2Fevil.example"),
        ("x\r\nSet-Cookie: a=b", "/?q=x%0D%0ASet-Cookie%3A+a%3Db"),
        ("b-" + "9" * 40, "/?q=b-" + "9" * 40),
        ("C-" + "9" * 18, "/?q=C-" + "9" * 18),
        ("²", "/?q=%C2%B2"),
        ("x" * 5000, "/?q=" + "x" * 200),
    ],
)
def test_what_names_nothing_is_searched_for_in_the_cases(officer, batch, q, where):
    assert _to(officer, q) == where
    assert officer.get(where).status_code == 200


def test_the_box_without_a_text_leads_to_the_cases(officer):
    assert officer.get("/search/").url == "/?q="


@pytest.mark.parametrize("name", ["a?b#c", "%00", "..", "ü 🙂"])
def test_an_id_of_atlas_of_whatever_form_leads_to_its_page(officer, batch, name):
    Batch.objects.filter(pk=batch.pk).update(batch_id=name)
    batch.files.update(file_uuid=f"{name}-file")
    assert officer.get(_to(officer, name)).context["batch"] == batch
    assert officer.get(_to(officer, f"{name}-file")).context["file"].batch == batch
