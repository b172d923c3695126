"""Two readings side by side, cut into what is the same and what differs."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

# Two differing runs of words this much alike are compared letter by letter.
ALIKE = 0.6
# Longer texts are shown without a comparison, which would take minutes.
LONGEST_COMPARED = 2_000
# A text in pieces, each with whether it differs from the other text there.
Pieces = list[tuple[str, bool]]
_WORD = re.compile(r"\s+|[^\s\w]|\w+")


def compare(left: str, right: str) -> tuple[Pieces, Pieces]:
    """Both texts cut into pieces `(text, differs)`; capitals and spaces at the ends are ignored.

    Compared word by word, and letter by letter where two words are alike.
    """
    if len(left) + len(right) > LONGEST_COMPARED:
        return [(left, left != right)], [(right, left != right)]
    pieces_a: Pieces = []
    pieces_b: Pieces = []
    for words_a, words_b, same in _runs(_WORD.findall(left.strip()), _WORD.findall(right.strip())):
        a, b = "".join(words_a), "".join(words_b)
        # With autojunk, difflib passes over whatever is frequent in texts of 200 signs and more.
        letters = SequenceMatcher(None, a.lower(), b.lower(), autojunk=False)
        if same or letters.ratio() < ALIKE:
            runs = [(a, b, same)]
        else:
            runs = [("".join(x), "".join(y), equal) for x, y, equal in _runs(list(a), list(b))]
        for x, y, equal in runs:
            pieces_a += [(x, not equal)] if x else []
            pieces_b += [(y, not equal)] if y else []
    return pieces_a, pieces_b


def _runs(left: list[str], right: list[str]) -> Iterator[tuple[list[str], list[str], bool]]:
    """The runs of two lists of texts that are the same, or stand for each other."""
    matcher = SequenceMatcher(
        None, [part.lower() for part in left], [part.lower() for part in right], autojunk=False
    )
    for kind, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        yield left[a_from:a_to], right[b_from:b_to], kind == "equal"
