"""Aadhaar numbers and virtual ids, found in whatever form somebody wrote them.

An Aadhaar number has twelve digits and does not begin with 0 or 1; a virtual id has sixteen. The last digit
of both is a check digit by Verhoeff (UIDAI), and by it one is told from an account or a telephone number.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from stdnum import verhoeff

LENGTHS = (12, 16)
# So many signs may stand between two digits of one number, as in `1234 - 5678`.
WIDEST_GAP = 3
# Signs of direction, of joining and of breaking take no room: nobody sees how many there are.
_ROOMLESS = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_UNSEEN = re.compile(f"[{_ROOMLESS}]")
_GROUP = re.compile(f"\\d(?:[{_ROOMLESS}]*+\\d)*+")
_TWELVE = re.compile(r"(?:\d\D*+){12}")


@dataclass(frozen=True)
class _Group:
    """Digits that follow each other, and where they stand; `gap`: how many signs before them are seen."""

    digits: str
    start: int
    end: int
    gap: int


def replaced(text: str, put: Callable[[str], str]) -> str:
    """The text with every number in it replaced by what `put` makes of its digits.

    Between digits may stand up to three signs of any kind, and any number of those that take no room. A
    longer row of digits is never taken apart.
    """
    plain = text if text.isascii() else "".join(map(_plain, text))
    if not _TWELVE.search(plain):
        return text
    groups = _groups(plain, text)
    pieces, at, first = [], 0, 0
    while first < len(groups):
        after = _end_of_number(groups, first)
        if after is None:
            first += 1
            continue
        number = groups[first:after]
        pieces += [text[at : number[0].start], put("".join(group.digits for group in number))]
        at, first = number[-1].end, after
    return "".join([*pieces, text[at:]])


def masked(text: str) -> str:
    """The text with every such number in it masked to its last four digits."""
    return replaced(text, lambda digits: "XXXX " * (len(digits) // 4 - 1) + digits[-4:])


@lru_cache(maxsize=10_000)
def _plain(sign: str) -> str:
    """A digit of any script or width as the ASCII one; all else as it is."""
    compatible = unicodedata.normalize("NFKC", sign)
    digit = unicodedata.decimal(compatible, None) if len(compatible) == 1 else None
    return sign if digit is None else str(digit)


def _groups(plain: str, text: str) -> list[_Group]:
    groups, end = [], 0
    for found in _GROUP.finditer(plain):
        for start, after in _alike(text, found.start(), found.end()):
            digits, between = (_UNSEEN.sub("", part) for part in (plain[start:after], plain[end:start]))
            groups.append(_Group(digits, start, after, len(between)))
            end = after
    return groups


def _alike(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The pieces of a row of digits that are raised, lowered or neither: a footnote's mark is no part."""
    if text.isascii():
        return [(start, end)]
    edges = [at for at in range(start + 1, end) if _is_raised(text[at]) != _is_raised(text[at - 1])]
    return list(zip([start, *edges], [*edges, end], strict=True))


@lru_cache(maxsize=10_000)
def _is_raised(sign: str) -> bool:
    return unicodedata.decomposition(sign).startswith(("<super>", "<sub>"))


def _end_of_number(groups: list[_Group], first: int) -> int | None:
    """The place after the last group of the number that begins with this one; None if none begins."""
    digits, end = "", None
    for at in range(first, len(groups)):
        digits += groups[at].digits
        if len(digits) > LENGTHS[-1] or (at > first and groups[at].gap > WIDEST_GAP):
            break
        if len(digits) in LENGTHS and digits[0] not in "01" and verhoeff.is_valid(digits):
            # Of a virtual id the first twelve may be right by chance: the longest counts.
            end = at + 1
    return end
