"""How the stages of a case look."""

from django import template

from verifications.cases.pipeline import StageState

register = template.Library()

# A tone of the stylesheet, empty for none, and an icon.
LOOKS = {
    StageState.NOT_BEGUN: ("", "draft"),
    StageState.QUEUED: ("blue", "queued"),
    StageState.SENDING: ("blue", "sending"),
    StageState.WORKING: ("blue", "working"),
    StageState.UNSURE: ("amber", "unsure"),
    StageState.DONE: ("green", "ok"),
    StageState.TO_REVIEW: ("green", "eye"),
    StageState.REJECTED: ("red", "slash"),
    StageState.FAILED: ("red", "fail"),
    StageState.WITHDRAWN: ("", "withdrawn"),
    StageState.UNKNOWN: ("grey", "info"),
}


@register.filter
def stage_tone(state: StageState) -> str:
    """The tone of a stage in this state; empty for one that has nothing to tell."""
    return LOOKS[state][0]


@register.filter
def stage_icon(state: StageState) -> str:
    """The icon of a stage in this state."""
    return LOOKS[state][1]
