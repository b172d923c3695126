"""Atlas's four statuses as one pipeline: Upload → Extraction → Cross-checks → Result."""

from dataclasses import dataclass
from datetime import datetime

from verifications.models import Batch, Case

# Atlas's words: tone, icon, how much of the bar is done. A word we do not know is shown as it came.
WORDS = {
    "": ("", "draft", 0),
    "NOT_STARTED": ("", "draft", 0),
    "PENDING": ("blue", "working", 25),
    "IN_PROGRESS": ("blue", "working", 50),
    "SUCCESS": ("green", "ok", 100),
    "COMPLETED": ("green", "ok", 100),
    "FAILED": ("red", "fail", 100),
}
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
UNSENT = {
    Batch.State.QUEUED: ("blue", "queued", 25, "Queued, nothing sent yet"),
    Batch.State.SENDING: ("blue", "sending", 50, "Sending, waiting for the answer"),
    Batch.State.NOT_CONFIRMED: ("amber", "unsure", 50, "Not confirmed"),
    Batch.State.REJECTED: ("red", "slash", 100, "Rejected by Atlas"),
    Batch.State.FAILED: ("red", "fail", 100, "Not sent"),
    Batch.State.WITHDRAWN: ("", "withdrawn", 0, "Withdrawn"),
}
# After a try whose answer was lost, less is certain.
ONCE_UNCONFIRMED = {
    Batch.State.QUEUED: "Queued, not sent again yet",
    Batch.State.FAILED: "Not taken, as far as can be known",
}


@dataclass(frozen=True)
class Stage:
    """One stage: colour, icon, how far (0 to 100), what is so, since when and how we know."""

    name: str
    tone: str
    icon: str
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
        tone, icon, done, what = UNSENT[state]
        what = ONCE_UNCONFIRMED.get(state, what) if batch.was_unconfirmed else what
        first = Stage("Upload", tone, icon, done, what, "our record", batch.state_at)
    else:
        first = _stage("Upload", case.upload_status, case)
    return [
        first,
        _stage("Extraction", case.processing_status, case),
        _stage("Cross-checks", case.crosscheck_status, case),
        _result(case),
    ]


def _stage(name: str, word: str, case: Case) -> Stage:
    tone, icon, done = WORDS.get(word, ("grey", "info", 50))
    what = SAYS[name].get(word) or (f"Atlas says {word}" if word not in WORDS else "Not begun")
    return Stage(name, tone, icon, done, what, "status poll" if case.status_at else "", case.status_at)


def _result(case: Case) -> Stage:
    if case.progress == Case.Progress.READY:
        return Stage(
            "Result",
            "green",
            "eye",
            100,
            "Ready for review",
            case.get_progress_source_display(),
            case.results_at,
        )
    if case.master_status == "FAILED":
        return Stage("Result", "red", "fail", 100, "Atlas ended with FAILED", "status poll", case.status_at)
    if case.ended_at:
        return Stage("Result", "blue", "working", 75, "Fetching the results", "status poll", case.status_at)
    return Stage("Result", "", "draft", 0, "Waits for the stages before", "", None)
