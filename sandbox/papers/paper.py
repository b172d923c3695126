"""One specimen paper."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class Paper:
    """One specimen: `facts` is what a perfect reader returns, `details` what is printed besides.

    `document_type` is Atlas's word, or nothing for the label of a box. `turn` is said in manners/photo.py.
    """

    name: str
    document_type: str
    layout: Callable
    manner: str
    facts: dict
    details: dict = field(default_factory=dict)
    turn: str = ""

    @property
    def file(self):
        """The name of its file."""
        return f"{self.name}.{'pdf' if self.manner == 'pdf' else 'jpg'}"

    @property
    def error_code(self):
        """What Atlas answers to a paper of no known type."""
        return "" if self.document_type else "UNRECOGNISED"

    def drawn(self):
        """The paper as PDF."""
        return self.layout(self.facts, self.details)
