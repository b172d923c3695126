"""What templates of every room say of rows: stamps of states and decisions, names of document types."""

from functools import cache

from django import template
from django.utils.safestring import mark_safe

from pages.tags import icon, plain
from verifications.models import Batch, Case, CaseList, FileRecord

register = template.Library()

STAMPS = {
    "draft": ("grey", "draft"),
    "queued": ("blue", "queued"),
    "sending": ("blue", "sending"),
    "not_confirmed": ("amber", "unsure"),
    "processing": ("blue", "working"),
    "ready": ("green", "eye"),
    "failed": ("red", "fail"),
    "accepted": ("green", "ok"),
    "rejected": ("red", "slash"),
    "withdrawn": ("grey", "withdrawn"),
    "answered": ("green", "ok"),
    "missing": ("amber", "alert"),
    "extra": ("amber", "plus"),
    "repeated": ("amber", "copy"),
    "new": ("grey", "draft"),
    "creating": ("blue", "working"),
    "created": ("grey", "ok"),
    "stopped": ("grey", "slash"),
}
DECISIONS = {
    "undecided": ("grey", "none"),
    "approved": ("green", "ok"),
    "declined": ("grey", "slash"),
    "documents_requested": ("amber", "file-plus"),
    "on_hold": ("grey", "pause"),
    "closed": ("grey", "closed"),
}
# Names of document types (Atlas's documentation, concepts/document-types) as lenders say them.
TYPES = {
    "AADHAAR": "Aadhaar",
    "DELIVERY_ORDER": "Delivery order",
    "DRIVING_LICENSE": "Driving licence",
    "GST_CERT": "GST certificate",
    "SHOP_ACT_LICENSE": "Shop act licence",
    "UDYAM_CERT": "Udyam certificate",
    "VOTER_ID": "Voter id",
}
# What it means where a document stands in its batch.
MEANINGS = {
    "queued": "Not sent yet",
    "sending": "Not sent yet",
    "accepted": "Atlas has it; its answer was lost",
    "rejected": "Atlas took nothing of this batch",
    "not_confirmed": "Sent; Atlas may or may not have it",
    "failed": "Not taken",
    "withdrawn": "Not sent",
    "missing": "Sent, but not in the answer",
    "extra": "Not sent by us; not used",
    "repeated": "The first entry is used",
}
LABELS = dict(
    Case.Progress.choices + Batch.State.choices + FileRecord.Comparison.choices + CaseList.State.choices
)


@register.filter
@cache
def pill(state: str, size: str = "") -> str:
    """The filled stamp of what the machine is doing."""
    tone, drawing = STAMPS[state]
    return mark_safe(f'<span class="pill {size}" data-tone="{tone}">{icon(drawing)}{LABELS[state]}</span>')


@register.filter
@cache
def decision_pill(decision: str, size: str = "") -> str:
    """The outlined stamp of what a person decided."""
    tone, drawing = DECISIONS[decision]
    label = Case.Decision(decision).label
    return mark_safe(f'<span class="pill decision {size}" data-tone="{tone}">{icon(drawing)}{label}</span>')


@register.filter
@cache
def decision_cell(decision: str) -> str:
    """A decision in a list, where Undecided is a dash."""
    if decision == Case.Decision.UNDECIDED:
        return mark_safe('<span class="faint" title="Undecided">–</span>')
    return decision_pill(decision)


@register.filter
def meaning(file: FileRecord) -> str:
    """What it means where a document stands, in a sentence; empty for one that Atlas has answered."""
    batch = file.batch
    if file.stands == Batch.State.SENDING and batch.left_at:
        return "Sent, no answer yet"
    if file.stands in (Batch.State.QUEUED, Batch.State.SENDING) and batch.was_unconfirmed:
        return "Not sent again yet"
    if file.stands == Batch.State.FAILED and batch.was_unconfirmed:
        return "Not taken, as far as can be known"
    return MEANINGS.get(file.stands, "")


@register.simple_tag(takes_context=True)
def url_of(context: template.Context, file: FileRecord) -> str:
    """The URL of a file record as whoever reads the page may have it."""
    return file.url_for(context["request"].user)


@register.filter
def type_name(name: str) -> str:
    """A document type of Atlas as words; one that is not known is shown in words as well."""
    return TYPES.get(name) or plain(name)
