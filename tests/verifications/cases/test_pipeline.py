import pytest
from django.utils import timezone

from verifications.cases.pipeline import StageState as Became
from verifications.cases.pipeline import pipeline
from verifications.cases.tags import LOOKS
from verifications.models import Batch, Case

State = Batch.State


def stages(case, state=State.ACCEPTED, **fields):
    for name, value in fields.items():
        setattr(case, name, value)
    batch = Batch(case=case, state=state, state_at=timezone.now())
    return {stage.name: stage for stage in pipeline(case, batch)}


@pytest.fixture
def case():
    return Case(progress=Case.Progress.PROCESSING, status_at=timezone.now())


def test_a_draft_has_no_pipeline(case):
    assert pipeline(case, None) == []


@pytest.mark.parametrize(
    ("state", "became", "what"),
    [
        (State.QUEUED, Became.QUEUED, "Queued, not sent yet"),
        (State.SENDING, Became.SENDING, "Getting ready, not sent yet"),
        (State.NOT_CONFIRMED, Became.UNSURE, "Not confirmed"),
        (State.REJECTED, Became.REJECTED, "Rejected by Atlas"),
        (State.FAILED, Became.FAILED, "Not taken"),
        (State.WITHDRAWN, Became.WITHDRAWN, "Withdrawn"),
    ],
)
def test_until_atlas_has_it_the_upload_is_what_we_know(case, state, became, what):
    upload = stages(case, state)["Upload"]

    assert (upload.state, upload.what, upload.source) == (became, what, "our record")


def test_sent_is_said_of_what_has_left(case):
    batch = Batch(case=case, state=State.SENDING, state_at=timezone.now(), left_at=timezone.now())
    assert pipeline(case, batch)[0].what == "Sent, waiting for the answer"
    batch.left_at, batch.was_unconfirmed = None, True
    assert pipeline(case, batch)[0].what == "Asking Atlas first, not sent again yet"


@pytest.mark.parametrize(
    ("field", "stage", "word", "became", "what"),
    [
        ("upload_status", "Upload", "", Became.NOT_BEGUN, "Not begun"),
        ("upload_status", "Upload", "IN_PROGRESS", Became.WORKING, "Atlas is downloading"),
        ("upload_status", "Upload", "FAILED", Became.FAILED, "Not all files could be downloaded"),
        ("processing_status", "Extraction", "PENDING", Became.WORKING, "Waits for Atlas"),
        ("processing_status", "Extraction", "SUCCESS", Became.DONE, "Atlas has read them"),
        ("crosscheck_status", "Cross-checks", "NOT_STARTED", Became.NOT_BEGUN, "Not begun"),
        ("crosscheck_status", "Cross-checks", "COMPLETED", Became.DONE, "All compared"),
        ("crosscheck_status", "Cross-checks", "<i>RESTING", Became.UNKNOWN, "Atlas says <i>RESTING"),
    ],
)
def test_each_stage_is_in_atlas_s_words(case, field, stage, word, became, what):
    found = stages(case, **{field: word})[stage]

    assert (found.state, found.what, found.source, found.at) == (became, what, "status poll", case.status_at)


DOCUMENTED = {
    "upload_status": ("Upload", "NOT_STARTED IN_PROGRESS SUCCESS FAILED"),
    "processing_status": ("Extraction", "NOT_STARTED IN_PROGRESS SUCCESS FAILED PENDING"),
    "crosscheck_status": ("Cross-checks", "NOT_STARTED PENDING COMPLETED"),
    "master_status": ("Result", "NOT_STARTED IN_PROGRESS SUCCESS FAILED"),
}
ANYWHERE = "NOT_STARTED PENDING IN_PROGRESS SUCCESS COMPLETED FAILED PARTIAL failed"


@pytest.mark.parametrize(
    ("field", "word"),
    [
        (field, word)
        for field, (_, documented) in DOCUMENTED.items()
        for word in ANYWHERE.split()
        if word not in documented.split()
    ],
)
def test_a_word_that_is_not_documented_for_its_stage_is_shown_as_it_came(case, field, word):
    found = stages(case, **{field: word})[DOCUMENTED[field][0]]

    assert found.what == f"Atlas says {word}" and found.state != Became.NOT_BEGUN


@pytest.mark.parametrize("field", DOCUMENTED)
def test_every_documented_word_has_words_of_ours(case, field):
    stage, documented = DOCUMENTED[field]
    for word in documented.split():
        assert "Atlas says" not in stages(case, **{field: word})[stage].what


def test_before_the_first_status_there_is_no_source(case):
    assert stages(case, status_at=None)["Extraction"].source == ""


@pytest.mark.parametrize(
    ("fields", "became", "what"),
    [
        ({}, Became.NOT_BEGUN, "Waits for the stages before"),
        ({"ended_at": timezone.now()}, Became.WORKING, "Fetching the results"),
        ({"master_status": "FAILED"}, Became.FAILED, "Atlas ended with FAILED"),
        ({"progress": Case.Progress.READY, "progress_source": "poll"}, Became.TO_REVIEW, "Ready for review"),
    ],
)
def test_the_result_comes_last(case, fields, became, what):
    *_, result = stages(case, **fields).values()

    assert (result.name, result.state, result.what) == ("Result", became, what)


def test_every_state_of_a_stage_has_a_look():
    assert LOOKS.keys() == set(Became)
