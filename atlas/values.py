"""Reading JSON that promises nothing: what is missing or of another type never raises."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any


def parse(body: bytes) -> Any:
    """Give the JSON in a body, or raise ValueError whatever is wrong with it."""
    try:
        # NaN and the infinities are no JSON, and no database column takes them.
        return json.loads(body, parse_constant=lambda _: None)
    except RecursionError:
        raise ValueError("The JSON is nested too deeply.") from None


def text(value: Any) -> str:
    """Give an id or a word as a string that every database takes; a number keeps its digits."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # JSON can name half a surrogate pair and NUL; UTF-8 has no form for the one, PostgreSQL for the other.
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode()


def number(value: Any) -> float | None:
    """Give a finite number, also when it came as a string."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def proportion(value: Any) -> tuple[float | None, str]:
    """Give a number from 0 to 1, and what came where it came as anything else.

    Above 1 it is read as per cent, as it is with that sign; what is no proportion either way is None.
    Of confidences 0–1 is documented (D), of similarities no scale (?); a 1 is the whole.
    """
    said = text(value).strip()
    bare = said.removesuffix("%").rstrip()
    found = number(bare)
    if found is None:
        return None, said
    in_percent = bare != said or found > 1
    share = round(found / 100, 9) if in_percent else found
    return (share, said if in_percent else "") if 0 <= share <= 1 else (None, said)


def objects(value: Any) -> list[dict[str, Any]]:
    """Give the objects of an array; an object alone counts as an array of one."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def first(item: Mapping[str, Any], keys: Iterable[str]) -> Any:
    """Give the value of the first key that has one; an empty text is none."""
    return next((item[key] for key in keys if item.get(key) not in (None, "")), None)
