"""Reading what Atlas found: the payload of `extracts`, which is also that of the callback."""

from typing import Any

from .shapes import Check, DocumentRead, Extracts, Field
from .values import first, number, objects, text

# What stands beside the extracted fields of a document and is none of them.
NOT_FIELDS = frozenset(("document_id", "document_type", "error_code", "file_data", "file_uuid", "batch_id"))
NAME_KEYS = ("field_name", "field", "key", "name")

# Only similarity_score is documented of a cross-check; the other keys are guesses, and the payload stays.
CHECK_FIELD = ("field", "field_name", "key", "attribute", "name")
CHECK_SCORE = ("similarity_score", "similarity", "score")
CHECK_DOCUMENTS = ("documents", "document_types", "document_ids")
CHECK_VALUES = ("values",)
_DOCUMENT_WORDS = (
    *("document_{}", "document{}", "doc_{}"),
    *("document_type_{}", "document_{}_type", "document_id_{}"),
)
_VALUE_WORDS = ("value_{}", "value{}", "document_{}_value", "doc_{}_value")
SIDES = (("1", "a"), ("2", "b"))
SIDE_WORDS = (("source_document", "source", "left"), ("target_document", "target", "right"))


def extracts_from(raw: dict[str, Any]) -> Extracts:
    """Read a payload of `extracts` or of a callback, as far as it can be understood."""
    documents = tuple(_document(item) for item in objects(raw.get("ocr_data")))
    checks = tuple(_check(item) for item in objects(raw.get("cross_checks")))
    return Extracts(documents, checks, raw)


def _document(item: dict[str, Any]) -> DocumentRead:
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
    confidence = number(value.get("confidence_score"))
    if "value" not in rest:
        # A field of parts, such as formatted_address {state, city, …}: the parts are its value.
        return Field(name, rest, confidence, {})
    return Field(name, rest.pop("value"), confidence, rest)


def _check(item: dict[str, Any]) -> Check:
    return Check(
        field=text(first(item, CHECK_FIELD)),
        document_a=_side(item, 0, CHECK_DOCUMENTS, _DOCUMENT_WORDS),
        document_b=_side(item, 1, CHECK_DOCUMENTS, _DOCUMENT_WORDS),
        similarity=number(first(item, CHECK_SCORE)),
        value_a=_side(item, 0, CHECK_VALUES, _VALUE_WORDS),
        value_b=_side(item, 1, CHECK_VALUES, _VALUE_WORDS),
        raw=item,
    )


def _side(item: dict[str, Any], side: int, lists: tuple[str, ...], words: tuple[str, ...]) -> str:
    """Find what an item says of its first (0) or second (1) document, under any plausible key."""
    keys = tuple(word.format(mark) for word in words for mark in SIDES[side])
    if words is _DOCUMENT_WORDS:
        keys += SIDE_WORDS[side]
    found = first(item, keys)
    if found is None:
        pair = first(item, lists)
        found = pair[side] if isinstance(pair, list) and len(pair) > side else None
    if isinstance(found, dict):
        found = first(found, ("document_type", "document_id", "value"))
    return text(found)
