"""What may be asked for: each app registers its own kinds in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from users.models import User

Sealed = dict[str, Any]


class Outdated(Exception):
    """What was asked for does not fit any more; the text says why, and may be shown."""


class CarryOut(Protocol):
    """Does what was asked for, in the transaction of its confirmation.

    `sealed` is what was asked for, `by` who confirmed it and `asked_by` who asked. Raises Outdated,
    with nothing done, where the target is not as it was when it was asked for.
    """

    def __call__(self, target_id: str, sealed: Sealed, *, by: User, asked_by: User) -> None: ...


@dataclass(frozen=True)
class Kind:
    """One kind of request: whose right it takes, how it reads, and what happens on confirmation."""

    name: str
    what: str
    permission: str
    # The target's kind, as the trail names it.
    target: str
    name_of: Callable[[str], str]
    # What a second person has to know: pairs of a label and a value, with no secret among them.
    facts: Callable[[str, Sealed], list[tuple[str, str]]]
    carry_out: CarryOut
    # What helps where there is nobody else.
    otherwise: str


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind; only what is registered can be asked for."""
    KINDS[kind.name] = kind
