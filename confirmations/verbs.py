"""Asking for a second person and what came of it, in the words of the trail."""

from audit import verbs


def register() -> None:
    """Give the trail its words for the events of this app."""
    verbs.register(
        {
            "confirmation.asked": "Asked for a second person",
            "confirmation.confirmed": "Confirmed as the second person",
            "confirmation.expired": "Nobody confirmed in time",
            "confirmation.refused": "Refused as the second person",
            "confirmation.withdrawn": "Took a request back",
        },
        came_to={"confirmation.expired": "expired", "confirmation.refused": "refused"},
        outcomes={
            "expired": ("Expired", "amber", "clock"),
            "outdated": ("Outdated", "amber", "alert"),
        },
    )
