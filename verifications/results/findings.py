"""What a case's page shows of what Atlas read and compared; nothing is changed here."""

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from atlas import Check, DocumentRead, Extracts, extracts_from, masked
from audit import trail, words
from verifications.models import Case, FileRecord, Payload
from verifications.results.comparing import compare
from verifications.results.keeping import FULL_SIMILARITY, LOW_SIMILARITY

LOW_CONFIDENCE = 0.8
ACTIVITY_SHOWN = 15
# Tries that ended alike are one line, so more events are read than lines are shown.
ACTIVITY_READ = 100
# JSON may be nested deeper than Python can call; the page has to end well all the same.
DEEPEST = 20
# A case of hundreds of documents has tens of thousands of comparisons: as many of the low ones and of
# the others are shown at first.
CHECKS_SHOWN = 100
# Signs that turn what follows around, so that a page would show another value than was sent: as their number.
_TURNS = {code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_ALL_BUT_LAST4 = re.compile(r"\d(?=(?:\D*\d){4})")


@dataclass(frozen=True)
class Reading:
    """One field that Atlas read, with how sure its OCR is (0 to 1, None if it did not say).

    `said` is what Atlas said of that, where it was a percentage or no number.
    """

    name: str
    value: str
    confidence: float | None
    said: str

    @property
    def low(self) -> bool:
        return self.confidence is not None and self.confidence < LOW_CONFIDENCE


@dataclass(frozen=True)
class DocumentFinding:
    """One document of a case: its newest file record, and what was read; `file` is None for a stranger."""

    document_id: str
    file: FileRecord | None
    document_type: str
    error_code: str
    readings: tuple[Reading, ...]

    @property
    def low_count(self) -> int:
        return sum(reading.low for reading in self.readings)

    @property
    def instead_of(self) -> str:
        """The type that the officer expected where Atlas read another; empty otherwise."""
        origin = self.file.origin if self.file else None
        expected = origin.expected_type if origin else ""
        return expected if self.document_type and self.document_type != expected else ""


class Match(StrEnum):
    """How a comparison came out, in the order in which a person wants to see them."""

    NO_MATCH = "no_match"
    UNSCORED = "unscored"
    PARTIAL = "partial"
    MATCH = "match"


@dataclass(frozen=True)
class CheckFinding:
    """One comparison: similarity in per cent (None if Atlas gave none), and both readings in pieces.

    `id_a` and `id_b` are given where several documents of the case are of that type, `said` where Atlas
    said a percentage or no number for the similarity.
    """

    field: str
    percent: float | None
    said: str
    document_a: str
    document_b: str
    id_a: str
    id_b: str
    pieces_a: list[tuple[str, bool]]
    pieces_b: list[tuple[str, bool]]

    @property
    def match(self) -> Match:
        return _match_of(self)

    @property
    def low(self) -> bool:
        """Whether it is scored so low that a person has to look."""
        return self.match is Match.NO_MATCH


@dataclass(frozen=True)
class Findings:
    """What Atlas said of a case, the worst first; of very many comparisons, the first of them."""

    documents: list[DocumentFinding]
    checks: list[CheckFinding]
    counts: Counter[Match]

    @property
    def check_count(self) -> int:
        return self.counts.total()

    @property
    def low_count(self) -> int:
        return self.counts[Match.NO_MATCH]

    @property
    def unscored_count(self) -> int:
        return self.counts[Match.UNSCORED]

    @property
    def good_count(self) -> int:
        return self.counts[Match.PARTIAL] + self.counts[Match.MATCH]

    @property
    def low_checks(self) -> list[CheckFinding]:
        return [check for check in self.checks if check.low]

    @property
    def unscored_checks(self) -> list[CheckFinding]:
        return [check for check in self.checks if check.match is Match.UNSCORED]

    @property
    def good_checks(self) -> list[CheckFinding]:
        return [check for check in self.checks if check.match in (Match.PARTIAL, Match.MATCH)]

    @property
    def hidden_count(self) -> int:
        return self.check_count - len(self.checks)

    @property
    def field_count(self) -> int:
        return sum(len(document.readings) for document in self.documents)

    @property
    def low_fields(self) -> int:
        return sum(document.low_count for document in self.documents)


def findings_of(case: Case, *, every_check: bool = False) -> Findings:
    """The newest payload of a case beside its newest file records."""
    extracts = _extracts(case)
    # Without a score nothing is known of a comparison: it is no low one, and none that is well.
    of_each: dict[Match, list[Check]] = {match: [] for match in Match}
    for check in sorted(extracts.checks, key=lambda check: check.percent or 0):
        of_each[_match_of(check)].append(check)
    counts = Counter({match: len(checks) for match, checks in of_each.items()})
    good = of_each[Match.PARTIAL] + of_each[Match.MATCH]
    shown = [of_each[Match.NO_MATCH], of_each[Match.UNSCORED], good]
    if not every_check:
        shown = [checks[:CHECKS_SHOWN] for checks in shown]
    types = Counter(document.document_type for document in extracts.documents)
    return Findings(
        _documents(case, extracts), [_check(check, types) for checks in shown for check in checks], counts
    )


def finding_of(file: FileRecord) -> DocumentFinding:
    """What the newest payload says of one file record's document."""
    found = {finding.document_id: finding for finding in _documents(file.case, _extracts(file.case))}
    return found.get(file.document_id) or _document(file.document_id, file, None)


def activity_of(case: Case) -> list[words.Line]:
    """The latest events about a case, in words; what happened again and again is one line."""
    return words.folded(words.in_words(trail.events(case)[:ACTIVITY_READ]))[:ACTIVITY_SHOWN]


def _shown(value: object, *, is_number: bool = False) -> str:
    """A value as a page shows it, without an Aadhaar number; of one that is a number, four digits stay."""
    text = masked(_text(value))
    if is_number:
        # A number that was misread has a wrong check digit, and may have come in pieces.
        text = _ALL_BUT_LAST4.sub("X", text)
    # Only now: between the digits of a number such a sign would be read as digits itself.
    return text.translate(_TURNS)


def _names_aadhaar(name: str) -> bool:
    return "aadha" in name.lower()


def _extracts(case: Case) -> Extracts:
    if case.erased_at:
        return extracts_from({})
    payload = case.payloads.filter(kind=Payload.Kind.EXTRACTS).order_by("-pk").first()
    return extracts_from(payload.data if payload else {})


def _match_of(check: Check | CheckFinding) -> Match:
    if check.percent is None:
        return Match.UNSCORED
    if check.percent < LOW_SIMILARITY:
        return Match.NO_MATCH
    return Match.PARTIAL if check.percent < FULL_SIMILARITY else Match.MATCH


def _documents(case: Case, extracts: Extracts) -> list[DocumentFinding]:
    newest = {}
    # By the case, whose key then opens every link.
    files = case.files.sent().select_related("batch", "origin__replaces", "attachment")
    # The last record of an id wins: what was sent again is what Atlas speaks of.
    for file in files.order_by("pk"):
        newest[file.document_id] = file
    read = {document.document_id: document for document in extracts.of(newest).documents}
    found = [_document(file.document_id, file, read.pop(file.document_id, None)) for file in newest.values()]
    return found + [_document(document_id, None, document) for document_id, document in read.items()]


def _document(document_id: str, file: FileRecord | None, document: DocumentRead | None) -> DocumentFinding:
    readings = (
        tuple(
            Reading(
                _shown(field.name),
                _shown(field.value, is_number=_names_aadhaar(field.name)),
                field.confidence,
                _shown(field.confidence_said),
            )
            for field in document.fields
        )
        if document
        else ()
    )
    return DocumentFinding(
        document_id=document_id,
        file=file,
        document_type=_shown(document.document_type) if document else "",
        error_code=_shown(document.error_code) if document else "",
        readings=tuple(sorted(readings, key=lambda reading: not reading.low)),
    )


def _check(check: Check, types: Counter[str]) -> CheckFinding:
    """One comparison; `types` counts the documents of each type."""
    values = _text(check.value_a), _text(check.value_b)
    # What stands beside a number is the same one, perhaps with a digit misread, and would tell it.
    is_number = _names_aadhaar(check.field) or any(masked(value) != value for value in values)
    pieces_a, pieces_b = compare(*(_shown(value, is_number=is_number) for value in values))
    return CheckFinding(
        field=_shown(check.field),
        percent=check.percent,
        said=_shown(check.similarity_said),
        document_a=_shown(check.document_a),
        document_b=_shown(check.document_b),
        id_a=check.document_id_a if types[check.document_a] > 1 else "",
        id_b=check.document_id_b if types[check.document_b] > 1 else "",
        pieces_a=pieces_a,
        pieces_b=pieces_b,
    )


def _text(value: object, depth: int = 0) -> str:
    """A value of whatever shape Atlas sent, as one line that can be written as UTF-8."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        if depth == DEEPEST:
            return "…"
        return ", ".join(filter(None, (_text(part, depth + 1) for part in value)))
    return "" if value is None else str(value).encode(errors="replace").decode()
