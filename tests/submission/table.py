"""The table in docs/submission.md, read as the cases of a test."""

from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "submission.md"
HEAD = ["call", "what goes wrong", "fault", "at first", "what the officer reads", "once it is over", "trail"]


@dataclass(frozen=True)
class Row:
    """One way in which a call goes wrong, and what becomes of the batch."""

    call: str
    wrong: str
    fault: str
    first: str
    reads: str
    last: str
    trail: tuple[str, ...]

    @property
    def name(self):
        """What pytest calls the case."""
        return f"{self.call}-{self.fault}".replace(" ", "_")


def rows():
    """Every row of the table, in its order."""
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
    cells = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    start = cells.index(HEAD)
    found = []
    for row in cells[start + 2 :]:
        if len(row) != len(HEAD):
            break
        *texts, trail = row
        found.append(Row(*texts, trail=tuple(trail.split(", "))))
    return found
