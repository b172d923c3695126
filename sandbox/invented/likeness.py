"""How alike two values are."""

from difflib import SequenceMatcher
from functools import lru_cache


# Many documents of one application say the same: few pairs of values, many pairs of documents.
@lru_cache(maxsize=4096)
def similarity(one, other):
    """A score from 0.0 to 1.0 for two texts, whatever their case."""
    return round(SequenceMatcher(None, one.casefold(), other.casefold()).ratio(), 4)
