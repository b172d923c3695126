"""A kind of request whose target is a user, and what was carried out of it."""

import pytest

from confirmations import kinds
from confirmations.kinds import Kind, Outdated


@pytest.fixture
def done(monkeypatch):
    """What was carried out, with who confirmed and who asked; what is sealed as “gone” fits no more."""
    carried_out = []

    def carry_out(target_id, sealed, *, by, asked_by):
        carried_out.append((target_id, sealed, by.username, asked_by.username))
        if sealed.get("what") == "gone":
            raise Outdated("The kite has flown since.")

    kind = Kind(
        name="kite.colour",
        what="Colour of a kite",
        permission="users.change_user",
        target="user",
        name_of=lambda key: f"K-{key}",
        facts=lambda key, sealed: [("Colour", sealed["what"])],
        carry_out=carry_out,
        otherwise="Ask the wind.",
    )
    monkeypatch.setitem(kinds.KINDS, kind.name, kind)
    return carried_out
