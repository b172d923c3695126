"""Signing in, users and what is refused them, in the words of the trail."""

from audit import verbs


def register() -> None:
    """Give the trail its words for the events of this app."""
    verbs.register(
        {
            "page.refused": "Asked for a page",
            "user.changed": "Changed a user",
            "user.created": "Created a user",
            "user.email_changed": "Changed the address of a person’s mail",
            "user.invited": "Invited a person",
            "user.link_printed": "Printed a link for a new password",
            "user.link_sent": "Had a link for a new password sent",
            "user.password_changed": "Changed a password",
            "user.preferences": "Changed their preferences",
            "user.signed_in": "Signed in",
            "user.signed_out": "Signed out",
        },
        tried={
            "user.invited": "Tried to invite a person",
            "user.link_sent": "Tried to have a link for a new password sent",
            "user.signed_in": "Tried to sign in",
        },
        outcomes={"refused": ("Refused", "red", "lock")},
    )
