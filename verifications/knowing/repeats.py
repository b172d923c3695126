"""The same link twice: on two rows, or in a case that was sent before. Signatures do not count."""

from django.db.models import Min

from verifications.models import Document
from verifications.models.cases import reference_of
from verifications.text import Note, link_fingerprint


def sent_before(links, *, case=None):
    """The documents with one of these links (by their fingerprints) in other cases that were sent."""
    sent = Document.objects.sent_with(links)
    return sent.exclude(case=case) if case else sent


def note_repeats(rows, *, by, case=None):
    """The rows with a note where a link stands in an earlier row, or in a case that was sent before."""
    links = [_link_of(row) for row in rows]
    wanted, cases = set(links) - {""}, {}
    if wanted:
        earlier = sent_before(wanted, case=case).values("url_fingerprint").order_by()
        cases = dict(earlier.annotate(first=Min("case")).values_list("url_fingerprint", "first"))
    lines = {}
    return [_noted(row, link, lines, cases) if link else row for row, link in zip(rows, links, strict=True)]


def _link_of(row):
    """The fingerprint of a row's link; empty where it has none, or one with a fault."""
    return link_fingerprint(row.file_url) if row.has_link else ""


def _noted(row, link, lines, cases):
    notes = []
    if link in lines:
        notes.append(Note(f"The same link as line {lines[link]}"))
    lines.setdefault(link, row.line)
    if link in cases:
        notes.append(Note("Sent before in", reference=reference_of(cases[link])))
    return row.noted(*notes) if notes else row
