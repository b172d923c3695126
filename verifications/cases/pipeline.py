"""Atlas's four statuses as one pipeline: Upload → Extraction → Cross-checks → Result."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from verifications.models import Batch, Case


class StageState(StrEnum):
    """What has become of a stage."""

    NOT_BEGUN = "not_begun"
    QUEUED = "queued"
    SENDING = "sending"
    WORKING = "working"
    UNSURE = "unsure"
    DONE = "done"
    TO_REVIEW = "to_review"
    REJECTED = "rejected"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


# Atlas's words: what they say of a stage, and how much of its bar is done.
WORDS = {
    "": (StageState.NOT_BEGUN, 0),
    "NOT_STARTED": (StageState.NOT_BEGUN, 0),
    "PENDING": (StageState.WORKING, 25),
    "IN_PROGRESS": (StageState.WORKING, 50),
    "SUCCESS": (StageState.DONE, 100),
    "COMPLETED": (StageState.DONE, 100),
    "FAILED": (StageState.FAILED, 100),
}
NOT_BEGUN = ("", "NOT_STARTED")
SAYS = {
    "Upload": {
        "IN_PROGRESS": "Atlas is downloading",
        "SUCCESS": "All files downloaded",
        "FAILED": "Not all files could be downloaded",
    },
    "Extraction": {
        "IN_PROGRESS": "Atlas is reading",
        "PENDING": "Waits for Atlas",
        "SUCCESS": "Atlas has read them",
        "FAILED": "Atlas could not read them",
    },
    "Cross-checks": {"PENDING": "Atlas is comparing", "COMPLETED": "All compared"},
}
# What the roll-up over all stages may say.
MASTER = (*NOT_BEGUN, "IN_PROGRESS", "SUCCESS", "FAILED")
UNSENT = {
    Batch.State.QUEUED: (StageState.QUEUED, 25, "Queued, not sent yet"),
    Batch.State.SENDING: (StageState.SENDING, 50, "Getting ready, not sent yet"),
    Batch.State.NOT_CONFIRMED: (StageState.UNSURE, 50, "Not confirmed"),
    Batch.State.REJECTED: (StageState.REJECTED, 100, "Rejected by Atlas"),
    Batch.State.FAILED: (StageState.FAILED, 100, "Not taken"),
    Batch.State.WITHDRAWN: (StageState.WITHDRAWN, 0, "Withdrawn"),
}
# After a try whose answer was lost, less is certain.
ONCE_UNCONFIRMED = {
    Batch.State.QUEUED: "Queued, not sent again yet",
    Batch.State.SENDING: "Asking Atlas first, not sent again yet",
    Batch.State.FAILED: "Not taken, as far as can be known",
}


@dataclass(frozen=True)
class Stage:
    """One stage: what became of it, how far it is (0 to 100), in words, how we know and since when."""

    name: str
    state: StageState
    done: int
    what: str
    source: str
    at: datetime | None


def pipeline(case: Case, batch: Batch | None) -> list[Stage]:
    """The four stages of a case; `batch` is its newest, or None for a draft."""
    if batch is None:
        return []
    state = Batch.State(batch.state)
    if state in UNSENT:
        became, done, what = UNSENT[state]
        what = ONCE_UNCONFIRMED.get(state, what) if batch.was_unconfirmed else what
        if state == Batch.State.SENDING and batch.left_at:
            what = "Sent, waiting for the answer"
        first = Stage("Upload", became, done, what, "our record", batch.state_at)
    else:
        first = _stage("Upload", case.upload_status, case)
    return [
        first,
        _stage("Extraction", case.processing_status, case),
        _stage("Cross-checks", case.crosscheck_status, case),
        _result(case),
    ]


def _stage(name: str, word: str, case: Case) -> Stage:
    state, done = WORDS.get(word, (StageState.UNKNOWN, 50))
    # A word that is not documented for this stage is shown as it came.
    says = "Not begun" if word in NOT_BEGUN else f"Atlas says {word}"
    what = SAYS[name].get(word, says)
    return Stage(name, state, done, what, "status poll" if case.status_at else "", case.status_at)


def _result(case: Case) -> Stage:
    name = "Result"
    if case.progress == Case.Progress.READY:
        source = case.get_progress_source_display()
        return Stage(name, StageState.TO_REVIEW, 100, "Ready for review", source, case.results_at)
    if case.master_status == "FAILED":
        return Stage(name, StageState.FAILED, 100, "Atlas ended with FAILED", "status poll", case.status_at)
    if case.master_status not in MASTER:
        return Stage(
            name, StageState.UNKNOWN, 50, f"Atlas says {case.master_status}", "status poll", case.status_at
        )
    if case.ended_at:
        return Stage(name, StageState.WORKING, 75, "Fetching the results", "status poll", case.status_at)
    return Stage(name, StageState.NOT_BEGUN, 0, "Waits for the stages before", "", None)
