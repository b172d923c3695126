"""What we call rows: C-000123 a case, b-000123 a batch, f-000123 a file record."""

CASE, BATCH, FILE = "C-", "b-", "f-"
# More digits than any key has, and than a database column holds.
_MOST_DIGITS = 18


def our_id(prefix: str, pk: int) -> str:
    """The id of the row with this key: `our_id(BATCH, 123)` is b-000123."""
    return f"{prefix}{pk:06d}"


def key_of(prefix: str, text: str) -> int | None:
    """The key that an id of ours names; None for any other text. The prefix is taken as it is written."""
    digits = text.removeprefix(prefix)
    return _key(digits) if digits != text else None


def key_of_case(text: str) -> int | None:
    """The key that a reference names; people write it with a small letter, or as a bare number too."""
    return _key(text.removeprefix("C-").removeprefix("c-"))


def _key(digits: str) -> int | None:
    plain = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) if plain else None
