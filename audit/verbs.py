"""The words of the trail: each app registers those of its own events in `AppConfig.ready()`."""

from collections.abc import Callable, Mapping

ACTIONS: dict[str, str] = {}
# Where no person did it.
BY_MACHINE: dict[str, str] = {}
# Where it was refused or failed, what somebody only tried.
TRIED: dict[str, str] = {}
# By an action, what it came to when all went its way, where that is more than done.
CAME_TO: dict[str, str] = {}
# What an outcome is called, its tone and its icon.
OUTCOMES: dict[str, tuple[str, str, str]] = {}
# What a target of some kind is called, given its key.
TARGETS: dict[str, Callable[[str], str]] = {}


def register(
    actions: Mapping[str, str],
    *,
    by_machine: Mapping[str, str] | None = None,
    tried: Mapping[str, str] | None = None,
    came_to: Mapping[str, str] | None = None,
    outcomes: Mapping[str, tuple[str, str, str]] | None = None,
    targets: Mapping[str, Callable[[str], str]] | None = None,
) -> None:
    """Add an app's words; `trail.record` takes no action without them."""
    ACTIONS.update(actions)
    BY_MACHINE.update(by_machine or {})
    TRIED.update(tried or {})
    CAME_TO.update(came_to or {})
    OUTCOMES.update(outcomes or {})
    TARGETS.update(targets or {})


def register_own() -> None:
    """Add the words of the trail's own events, and of one that was done, as far as it says.

    Only what has proved good is green: to have been done is no such proof.
    """
    register(
        {"trail.verified": "Checked the chain"},
        outcomes={
            "broken": ("Broken", "red", "fail"),
            "done": ("Done", "grey", "ok"),
            "whole": ("Whole", "green", "ok"),
        },
    )
