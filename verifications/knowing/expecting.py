"""What a product is expected to bring, and which of it a case has so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verifications.models import Case, ExpectedDocument
from verifications.text.guessing import guess
from verifications.text.rows import Row


@dataclass(frozen=True)
class Expectation:
    """One expected document and the rows that are it; `guessed` where no row says so itself."""

    document_type: str
    required: bool
    rows: tuple[Row, ...]

    @property
    def missing(self) -> bool:
        return self.required and not self.rows

    @property
    def guessed(self) -> bool:
        return bool(self.rows) and not any(row.expected_type for row in self.rows)


def checklist(
    rows: Sequence[Row], product_type: str, *, case: Case | None = None
) -> tuple[tuple[Row, ...], list[Expectation]]:
    """The rows with their guessed types, and the product's expectations in the admin's order.

    `case` has documents already, to which the rows are added. Returns (rows, expectations); a
    product that no admin has described has no expectations.
    """
    # PostgreSQL takes no NUL, not even to look for it; the form has its own sentence about one.
    named = "\x00" not in product_type
    expected = list(ExpectedDocument.objects.filter(template__product_type=product_type)) if named else []
    patterns = {each.document_type: each.id_pattern for each in expected if each.id_pattern}
    rows = _guessed(rows, patterns)
    by_type: dict[str, list[Row]] = {}
    for row in (*_guessed(_rows_of(case), patterns), *rows):
        by_type.setdefault(row.expected_type or row.guessed_type, []).append(row)
    return rows, [
        Expectation(each.document_type, each.required, tuple(by_type.get(each.document_type, ())))
        for each in expected
    ]


def _guessed(rows: Iterable[Row], patterns: dict[str, str]) -> tuple[Row, ...]:
    return tuple(
        row.but(guessed_type=kind) if not row.expected_type and (kind := guess(row, patterns)) else row
        for row in rows
    )


def _rows_of(case: Case | None) -> list[Row]:
    """The documents that a case has already, each of the type that Atlas has read, else of the officer's."""
    if case is None:
        return []
    read = dict(case.files.read_types().values_list("origin", "document_type"))
    return [
        Row(
            number,
            document.document_id,
            document.text,
            expected_type=read.get(document.pk, document.expected_type),
        )
        for number, document in enumerate(case.documents.select_related("attachment"), 1)
    ]
