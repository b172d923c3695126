import pytest
from django.urls import reverse

from tests import factories
from tests.atlas.server import answer
from tests.verifications.parts import receipt
from verifications.history.searching import address_of, search_batches, search_cases, search_files
from verifications.models import Batch, Case, FileRecord
from verifications.sending import calling


@pytest.fixture
def taken(queued):
    """A batch that Atlas has taken, of an application CDL… and the flow LOS-1; and a case beside it."""
    calling.send(queued.pk)
    return Batch.objects.select_related("case").get(pk=queued.pk)


@pytest.fixture
def other(moody, asha):
    """Something that no search below is about."""
    return factories.batch(
        account=moody, by=asha, applicant_name="Someone Else", text=factories.lines("x", first=900)
    )


def ids(batch):
    case = batch.case
    return {
        "reference": case.reference,
        "small reference": case.reference.lower(),
        "digits": str(case.pk),
        "application": case.application_id,
        "flow": "LOS-1",
        "batch id": batch.batch_id,
        "our batch": batch.our_id,
        "file_uuid": "uuid-of-101",
        "our file": batch.files.get(document_id="101").our_id,
        "document": "101",
    }


@pytest.mark.parametrize("name", ["reference", "small reference", "application", "flow"])
def test_a_case_is_found_by_every_id(taken, other, name):
    assert list(search_cases(Case.objects.all(), f" {ids(taken)[name]} ")) == [taken.case]


def test_cases_are_found_by_a_part_of_the_name_or_application(taken, other):
    assert list(search_cases(Case.objects.all(), "sunil")) == [taken.case]
    assert set(search_cases(Case.objects.all(), "cdl0")) == {taken.case, other.case}
    assert not search_cases(Case.objects.all(), "100 %").exists()


@pytest.mark.parametrize("name", ["reference", "application", "flow", "batch id", "our batch"])
def test_a_batch_is_found_by_every_id(taken, other, name):
    assert list(search_batches(Batch.objects.all(), ids(taken)[name])) == [taken]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("reference", 2),
        ("application", 2),
        ("batch id", 2),
        ("file_uuid", 1),
        ("our file", 1),
        ("document", 1),
    ],
)
def test_a_file_is_found_by_every_id(taken, other, name, count):
    found = search_files(FileRecord.objects.all(), ids(taken)[name])

    assert (found.count(), {file.batch for file in found}) == (count, {taken})


@pytest.mark.parametrize("name", ["reference", "small reference", "digits", "application", "flow"])
def test_an_id_leads_to_its_case(taken, other, name):
    page = reverse("verifications:case", args=[taken.case.reference])
    assert address_of(ids(taken)[name], taken.sent_by) == page


@pytest.mark.parametrize("name", ["batch id", "our batch"])
def test_an_id_leads_to_its_batch(taken, other, name):
    assert address_of(ids(taken)[name], taken.sent_by) == reverse("verifications:batch", args=[taken.our_id])


@pytest.mark.parametrize("name", ["file_uuid", "our file"])
def test_an_id_leads_to_its_file(taken, other, name):
    file = taken.files.get(document_id="101")
    assert address_of(ids(taken)[name], taken.sent_by) == reverse("verifications:file", args=[file.our_id])


def test_an_id_of_any_shape_leads_to_its_page(taken):
    taken.files.update(file_uuid="../a/b")

    assert address_of("../a/b", taken.sent_by).startswith("/files/f-")


def test_an_application_with_two_cases_leads_to_neither(moody, asha, taken):
    factories.draft(account=moody, by=asha, application_id=taken.case.application_id)

    assert address_of(taken.case.application_id, taken.sent_by) is None


@pytest.mark.parametrize("text", ["", "  ", "\x00", "C-", "b-", "f-"])
def test_nothing_asked_finds_everything_or_nothing_in_particular(taken, text):
    assert address_of(text, taken.sent_by) is None
    if not text.strip("\x00 "):
        assert search_cases(Case.objects.all(), text).count() == 1
        assert search_batches(Batch.objects.all(), text).count() == 1
        assert search_files(FileRecord.objects.all(), text).count() == 2


@pytest.mark.parametrize(
    "text",
    ["x" * 300, "9" * 300, "b-" + "9" * 18, "f-" + "9" * 18, "C-" + "9" * 18, "C-²", "\u0663", "%", "'\"--"],
)
def test_what_names_nothing_finds_nothing(taken, text):
    assert address_of(text, taken.sent_by) is None
    assert not search_cases(Case.objects.all(), text).exists()
    assert not search_batches(Batch.objects.all(), text).exists()
    assert not search_files(FileRecord.objects.all(), text).exists()


def test_a_nul_in_what_was_typed_is_left_out(taken):
    assert list(search_batches(Batch.objects.all(), "\x00LOS\x00-1")) == [taken]


def test_of_several_with_one_id_the_newest_is_meant(taken, server, moody, asha):
    server.on("init", answer({"flow_uuid": "LOS-2"}))
    server.on("multiupload", answer([receipt("101", batch_id=taken.batch_id), receipt("102", batch_id="")]))
    newer = factories.batch(account=moody, by=asha)
    calling.send(newer.pk)

    assert Batch.objects.called(taken.batch_id).first() == newer
    assert FileRecord.objects.called("uuid-of-101").first().batch == newer
