"""What happens to cases and all that belongs to them, in the words of the trail."""

from audit import verbs
from verifications.models.cases import reference_of

ACTIONS = {
    "atlas_account.changed": "Changed an Atlas account",
    "atlas_account.created": "Created an Atlas account",
    "atlas_account.credential_set": "Set an Atlas account’s secret",
    "atlas_account.outage": "Atlas stopped answering",
    "atlas_account.recovered": "Atlas answers again",
    "atlas_account.tested": "Tested an Atlas account",
    "attachment.added": "Attached a file",
    "attachment.downloaded": "Downloaded a file",
    "attachment.fetched": "Fetched a file by the portal’s link",
    "attachments.encrypted": "Had stored files encrypted",
    "batch.accepted": "Batch accepted",
    "batch.failed": "Batch failed",
    "batch.not_confirmed": "Batch not confirmed",
    "batch.queued": "Queued documents",
    "batch.rejected": "Batch rejected",
    "batch.withdrawn": "Withdrew a batch",
    "case.checked": "Asked for a look at Atlas",
    "case.created": "Created a case",
    "case.discarded": "Discarded a draft",
    "case.draft_saved": "Saved a draft",
    "case.erased": "Erased what a case held",
    "case.failed": "Case failed",
    "case.flow_opened": "Opened a flow at Atlas",
    "case.not_confirmed": "Case not confirmed",
    "case.processing": "Atlas is processing",
    "case.queued": "Case queued",
    "case.ready": "Case ready for review",
    "case.rescue_closed": "Closed a kept draft, whose form went on",
    "case.sending": "Case being sent",
    "documents.discarded": "Discarded documents that were begun",
    "documents.refingerprinted": "Had links found by a new key",
    "keys.rewrapped": "Had stored keys put under a new field key",
    "list.account_changed": "Chose another account for a list",
    "list.created": "Asked for the cases of a list",
    "list.downloaded": "Downloaded the result of a list",
    "list.stopped": "Stopped the creating of cases",
    "list.uploaded": "Uploaded a list",
    "list.withdrawn": "Took a list back",
    "product_template.changed": "Changed what a product expects",
    "product_template.created": "Said what a product expects",
    "texts.moved": "Had stored texts put under keys of their own",
}
# Only a person sends; a machine puts back what did not get through.
BY_MACHINE = {"batch.queued": "Queued the batch again"}
# What is no good news is never “done”.
CAME_TO = {
    "atlas_account.outage": "no_answer",
    "atlas_account.recovered": "works",
    "batch.accepted": "accepted",
    "case.failed": "failed",
    "case.not_confirmed": "not_confirmed",
    "case.processing": "processing",
    "case.queued": "queued",
    "case.ready": "ready",
    "case.sending": "sending",
    "list.withdrawn": "withdrawn",
}
OUTCOMES = {
    "accepted": ("Accepted", "green", "ok"),
    "draft": ("Draft", "grey", "draft"),
    "failed": ("Failed", "red", "fail"),
    "no_answer": ("No answer", "amber", "alert"),
    "not_confirmed": ("Not confirmed", "amber", "unsure"),
    "processing": ("Processing", "blue", "working"),
    "queued": ("Queued", "blue", "queued"),
    "ready": ("Ready", "green", "eye"),
    "rejected": ("Rejected", "red", "slash"),
    "sending": ("Sending", "blue", "sending"),
    "withdrawn": ("Withdrawn", "grey", "withdrawn"),
    "works": ("Works", "green", "ok"),
}


def register() -> None:
    """Give the trail its words for the events of this app."""
    verbs.register(
        ACTIONS, by_machine=BY_MACHINE, came_to=CAME_TO, outcomes=OUTCOMES, targets={"case": _case_name}
    )


def _case_name(key: str) -> str:
    return reference_of(int(key)) if key.isdecimal() else f"case {key}"
