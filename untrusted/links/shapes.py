"""What a look at a link brings."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What was found behind a link, or why nothing was."""

    GOOD = "good"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    WEB_PAGE = "web_page"
    OTHER = "other"
    EMPTY = "empty"
    REFUSED = "refused"
    MISLED = "misled"
    UNREACHABLE = "unreachable"
    PRIVATE = "private"


@dataclass(frozen=True)
class Look:
    """One look: its outcome, a sentence about it without the link's query, and what the file is.

    `size` is in bytes, None where the server did not say; `content_type` is “PDF”, “JPEG” …, by content.
    """

    outcome: Outcome
    sentence: str
    size: int | None = None
    content_type: str = ""
    status: int | None = None

    @property
    def good(self) -> bool:
        return self.outcome is Outcome.GOOD


class Trouble(Exception):
    """A look ends here; its sentence may be shown."""

    def __init__(self, outcome: Outcome, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.look = Look(outcome, sentence, status=status)
