import pytest
from django.utils import timezone

from verifications.cases.pipeline import pipeline
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
    ("state", "tone", "what"),
    [
        (State.QUEUED, "blue", "Queued, nothing sent yet"),
        (State.SENDING, "blue", "Sending, waiting for the answer"),
        (State.NOT_CONFIRMED, "amber", "Not confirmed"),
        (State.REJECTED, "red", "Rejected by Atlas"),
        (State.FAILED, "red", "Not sent"),
        (State.WITHDRAWN, "", "Withdrawn"),
    ],
)
def test_until_atlas_has_it_the_upload_is_what_we_know(case, state, tone, what):
    upload = stages(case, state)["Upload"]

    assert (upload.tone, upload.what, upload.source) == (tone, what, "our record")


@pytest.mark.parametrize(
    ("field", "stage", "word", "tone", "what"),
    [
        ("upload_status", "Upload", "", "", "Not begun"),
        ("upload_status", "Upload", "IN_PROGRESS", "blue", "Atlas is downloading"),
        ("upload_status", "Upload", "FAILED", "red", "Not all files could be downloaded"),
        ("processing_status", "Extraction", "PENDING", "blue", "Waits for Atlas"),
        ("processing_status", "Extraction", "SUCCESS", "green", "Atlas has read them"),
        ("crosscheck_status", "Cross-checks", "NOT_STARTED", "", "Not begun"),
        ("crosscheck_status", "Cross-checks", "COMPLETED", "green", "All compared"),
        ("crosscheck_status", "Cross-checks", "<i>RESTING", "grey", "Atlas says <i>RESTING"),
    ],
)
def test_each_stage_is_in_atlas_s_words(case, field, stage, word, tone, what):
    found = stages(case, **{field: word})[stage]

    assert (found.tone, found.what, found.source, found.at) == (tone, what, "status poll", case.status_at)


def test_before_the_first_status_there_is_no_source(case):
    assert stages(case, status_at=None)["Extraction"].source == ""


@pytest.mark.parametrize(
    ("fields", "tone", "what"),
    [
        ({}, "", "Waits for the stages before"),
        ({"ended_at": timezone.now()}, "blue", "Fetching the results"),
        ({"master_status": "FAILED"}, "red", "Atlas ended with FAILED"),
        ({"progress": Case.Progress.READY, "progress_source": "poll"}, "green", "Ready for review"),
    ],
)
def test_the_result_comes_last(case, fields, tone, what):
    *_, result = stages(case, **fields).values()

    assert (result.name, result.tone, result.what) == ("Result", tone, what)
