"""Reading what Atlas found: the payload of `extracts`, which is also that of the callback."""

from typing import Any

from .shapes import Check, DocumentRead, Extracts, Field
from .values import first, objects, proportion, text

# What stands beside the extracted fields of a document and is none of them.
NOT_FIELDS = frozenset(("document_id", "document_type", "error_code", "file_data", "file_uuid", "batch_id"))
NAME_KEYS = ("field_name", "field", "key", "name")

# Only similarity_score is documented of a cross-check; the other keys are guesses, and the payload stays.
CHECK_FIELD = ("field", "field_name", "key", "attribute", "name")
CHECK_SCORE = ("similarity_score", "similarity", "score")
SIDES = (("1", "a"), ("2", "b"))


def _keys(*patterns: str) -> tuple[tuple[str, ...], ...]:
    """The keys for the first and for the second document of a check."""
    return tuple(tuple(pattern.format(mark) for pattern in patterns for mark in marks) for marks in SIDES)


def _either(*kinds: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """The keys of several kinds, those of the first kind before the others."""
    return tuple(tuple(key for kind in kinds for key in kind[side]) for side in (0, 1))


_NAMED = _keys("document_{}", "document{}", "doc_{}")
_PLACED = (("source_document", "source", "left"), ("target_document", "target", "right"))
_IDS = _keys("document_id_{}", "document_{}_id", "doc_id_{}", "doc_{}_id")
_DOCUMENTS = _either(_NAMED, _keys("document_type_{}", "document_{}_type"), _IDS, _PLACED)
_WHOLE = _either(_NAMED, _PLACED)
_VALUES = _keys("value_{}", "value{}", "document_{}_value", "doc_{}_value")


def extracts_from(raw: dict[str, Any]) -> Extracts:
    """Read a payload of `extracts` or of a callback, as far as it can be understood."""
    documents = tuple(_document(item) for item in objects(raw.get("ocr_data")))
    checks = tuple(_check(item) for item in objects(raw.get("cross_checks")))
    return Extracts(documents, checks, raw)


def _document(item: dict[str, Any]) -> DocumentRead:
    # The concept pages have the fields beside the type, the sister API has them in file_data (D, both).
    inner = item.get("file_data")
    both = {**inner, **item} if isinstance(inner, dict) else item
    fields = [_field(name, value) for name, value in both.items() if name not in NOT_FIELDS]
    if isinstance(inner, list):
        fields += [_field(text(first(entry, NAME_KEYS)), entry) for entry in objects(inner)]
    return DocumentRead(
        document_id=text(both.get("document_id")),
        document_type=text(both.get("document_type")),
        error_code=text(both.get("error_code")),
        fields=tuple(fields),
        raw=item,
    )


def _field(name: str, value: Any) -> Field:
    if not isinstance(value, dict):
        return Field(name, value, None, {})
    rest = {key: part for key, part in value.items() if key != "confidence_score"}
    confidence, said = proportion(value.get("confidence_score"))
    if "value" not in rest:
        # A field of parts, such as formatted_address {state, city, …}: the parts are its value.
        return Field(name, rest, confidence, {}, said)
    return Field(name, rest.pop("value"), confidence, rest, said)


def _check(item: dict[str, Any]) -> Check:
    similarity, said = proportion(first(item, CHECK_SCORE))
    return Check(
        field=text(first(item, CHECK_FIELD)),
        document_a=_document_of(item, 0),
        document_b=_document_of(item, 1),
        document_id_a=_document_id_of(item, 0),
        document_id_b=_document_id_of(item, 1),
        similarity=similarity,
        similarity_said=said,
        value_a=_value_of(item, 0),
        value_b=_value_of(item, 1),
        raw=item,
    )


def _document_of(item: dict[str, Any], side: int) -> str:
    found = _of_side(item, side, _DOCUMENTS, ("documents", "document_types", "document_ids"))
    return text(first(found, ("document_type", "document_id", "value")) if isinstance(found, dict) else found)


def _document_id_of(item: dict[str, Any], side: int) -> str:
    found = _of_side(item, side, _IDS, ("document_ids",))
    if found is None:
        whole = _of_side(item, side, _WHOLE, ("documents",))
        found = whole.get("document_id") if isinstance(whole, dict) else None
    return text(found)


def _value_of(item: dict[str, Any], side: int) -> str:
    found = _of_side(item, side, _VALUES, ("values",))
    return text(found.get("value") if isinstance(found, dict) else found)


def _of_side(
    item: dict[str, Any], side: int, keys: tuple[tuple[str, ...], ...], lists: tuple[str, ...]
) -> Any:
    """Find what an item says of its first (0) or second (1) document, by its own key or in a list of both."""
    found = first(item, keys[side])
    if found is None:
        pair = first(item, lists)
        found = pair[side] if isinstance(pair, list) and len(pair) > side else None
    return found
