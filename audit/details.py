"""What an event may hold: ids, numbers, state words and names of fields, never a URL or free text."""

import math
from collections.abc import Mapping
from typing import Any

LONGEST = 128

# Above this, PostgreSQL hands a whole float back as an integer, which hashes differently.
LARGEST_FLOAT = 1e15


def checked_word(name: str, value: Any, longest: int = LONGEST) -> str:
    """The value as short plain text; ValueError if it is long, a URL or not printable."""
    text = str(value)
    if len(text) > longest:
        raise ValueError(f"An audit event's {name} holds at most {longest} characters, not {len(text)}.")
    if "://" in text:
        raise ValueError(f"An audit event's {name} may not hold a URL.")
    if not text.isprintable():
        raise ValueError(f"An audit event's {name} may hold printable characters only.")
    return text


def checked_details(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details as they are stored and hashed; ValueError for what they may not hold."""
    return {checked_word("details", name): _checked_value(name, value) for name, value in details.items()}


def _checked_value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_checked_scalar(name, item) for item in value]
    return _checked_scalar(name, value)


def _checked_scalar(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return checked_word(f"detail {name}", value)
    if isinstance(value, float) and math.isfinite(value) and abs(value) < LARGEST_FLOAT:
        # Adding zero turns -0.0 into 0.0, as PostgreSQL does.
        return value + 0.0
    raise ValueError(f"An audit event's detail {name} may not be {value!r}.")
