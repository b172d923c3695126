"""The same link twice: on two rows, or in a case that was sent before. Signatures do not count."""

from collections.abc import Sequence

from users.models import User
from verifications.models import Case, Document
from verifications.models.cases import reference_of
from verifications.text import Note, Row, link_fingerprint

# Not that it was sent: that case may be queued, refused or taken back.
ALSO_IN = "Also in"


def note_repeats(rows: Sequence[Row], *, by: User, case: Case | None = None) -> Sequence[Row]:
    """The rows with a note where a link stands in an earlier row, or in a case that was sent before."""
    links = [_link_of(row) for row in rows]
    wanted = set(links) - {""}
    lines: dict[str, int] = {}
    cases = Document.objects.sent_before(wanted, by=by, case=case).first_cases() if wanted else {}
    return [_noted(row, link, lines, cases) if link else row for row, link in zip(rows, links, strict=True)]


def _link_of(row: Row) -> str:
    """The fingerprint of a row's link; empty where it has none, or one with a fault."""
    return link_fingerprint(row.file_url) if row.has_link else ""


def _noted(row: Row, link: str, lines: dict[str, int], cases: dict[str, int]) -> Row:
    notes = []
    if link in lines:
        notes.append(Note(f"The same link as line {lines[link]}"))
    lines.setdefault(link, row.line)
    if link in cases:
        notes.append(Note(ALSO_IN, reference=reference_of(cases[link])))
    return row.noted(*notes) if notes else row
