"""Where lines stand on a paper: what is beside, below and above a line."""

import re
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from unicodedata import normalize

# More lines than any of the known papers has; what comes after them is not read.
MOST_LINES = 1_000
# A line so many times as tall as the others is a watermark across the page; it would join all rows.
TALLEST = 8
_SPECKS = str.maketrans({"·": " ", "•": " ", "×": "x", "μ": "u"})
# What the models make of points, lines and scripts that they do not know.
_SIGNS_OF_NOTHING = re.compile(r"[\u0370-\u1fff\u2e80-\uff00≠→←↑↓■□●○◆★]")
# A line without a letter or a digit says nothing, but for the signs that fill up a passport's lines.
_NOTHING = re.compile(r"[^A-Za-z0-9<]*")
# How many line heights a line may lie below another and still belong to it.
NEAR = 2.2


@dataclass(frozen=True)
class Piece:
    """A line of one of the pages; all pages lie below one another on one long sheet."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float
    page: int
    page_top: float

    @property
    def height(self):
        return max(self.bottom - self.top, 1.0)

    @property
    def middle(self):
        return (self.top + self.bottom) / 2

    def beside(self, other):
        """Whether both stand in one row."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared >= 0.5 * min(self.height, other.height)

    def overlap(self, other):
        """How many pixels both share from left to right; negative where they are apart."""
        return min(self.right, other.right) - max(self.left, other.left)

    def starts_with(self, other):
        """Whether both begin at the same left edge, as lines of one block do."""
        return abs(self.left - other.left) <= 1.5 * max(self.height, other.height)


class Paper:
    """All lines of a document."""

    def __init__(self, pages):
        self.pieces = []
        page_top = 0.0
        for number, page in enumerate(pages):
            usual = median(line.bottom - line.top for line in page.lines) if page.lines else 0
            for line in page.lines[: MOST_LINES - len(self.pieces)]:
                text = _without_accents(line.text)
                if line.bottom - line.top <= TALLEST * max(usual, 1) and not _NOTHING.fullmatch(text):
                    place = (line.left, line.top + page_top, line.right, line.bottom + page_top)
                    self.pieces.append(Piece(text, line.score, *place, number, page_top))
            page_top += page.height

    @cached_property
    def rows(self):
        """The lines row by row, from top to bottom and left to right."""
        rows = []
        for piece in sorted(self.pieces, key=lambda piece: (piece.middle, piece.left)):
            if rows and rows[-1][-1].beside(piece):
                rows[-1].append(piece)
            else:
                rows.append([piece])
        return [sorted(row, key=lambda piece: piece.left) for row in rows]

    @cached_property
    def in_order(self):
        """All lines in the order of reading."""
        return [piece for row in self.rows for piece in row]

    def right_of(self, piece):
        """The lines to the right in the same row, the nearest first."""
        found = [other for other in self._around(piece) if piece.beside(other) and other.left > piece.left]
        return sorted((other for other in found if other is not piece), key=lambda other: other.left)

    def below(self, piece, reach=NEAR):
        """The lines under a line and near to it, the nearest first."""
        lowest = piece.bottom + reach * piece.height
        return [
            other
            for other in self._around(piece)
            if other.middle > piece.bottom - 0.2 * piece.height
            and other.top <= lowest
            and (piece.overlap(other) > 0 or piece.starts_with(other))
        ]

    def above(self, piece, reach=NEAR):
        """The lines over a line and near to it, the nearest first."""
        highest = piece.top - reach * piece.height
        found = [
            other
            for other in self._around(piece)
            if other.middle < piece.top + 0.2 * piece.height
            and other.bottom >= highest
            and piece.overlap(other) > 0
        ]
        return found[::-1]

    @cached_property
    def _places(self):
        return {id(piece): place for place, piece in enumerate(self._by_top)}

    @cached_property
    def _by_top(self):
        return sorted(self.pieces, key=lambda piece: piece.middle)

    def _around(self, piece):
        # Enough for a busy table, and a bound on the work for texts of thousands of lines.
        place = self._places[id(piece)]
        return self._by_top[max(place - 60, 0) : place + 61]


def _without_accents(text):
    """The Latin model knows French and Czech, but accents on Indian papers are specks of dust.

    Every letter keeps its place, as what is blacked out is found by it.
    """
    if text.isascii():
        return text
    plain = _SIGNS_OF_NOTHING.sub(" ", text.translate(_SPECKS))
    return "".join(normalize("NFKD", char)[0] for char in plain)
