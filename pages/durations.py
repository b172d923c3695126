"""Spans of time as people say them."""

_UNITS = ((86400, "d", 3600, "h"), (3600, "h", 60, "m"), (60, "m", 1, "s"))


def in_words(seconds: float) -> str:
    """Seconds in their two largest units: `52 s`, `4 m 12 s`, `1 h 37 m` or `1 d 3 h`.

    Negative spans are `0 s`. The clock of links in the browser goes on counting in the same words.
    """
    whole = max(int(seconds), 0)
    for size, unit, below, smaller in _UNITS:
        if whole >= size:
            rest = whole % size // below
            return f"{whole // size:,} {unit} {rest} {smaller}" if rest else f"{whole // size:,} {unit}"
    return f"{whole} s"


def of_call(seconds: float) -> str:
    """How long one call took: `350 ms` or `2.31 s`."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
