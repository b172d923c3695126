"""Labels and their values: "Invoice No: 12", a value right of its label, or below it."""

import re
from dataclasses import dataclass
from functools import cached_property

from sandbox.understanding import garbled
from sandbox.understanding.confidence import CHECKED, confidence
from sandbox.understanding.spellings import CERTAIN, MARKS

_SET_OFF_BY_SIGN = re.compile(r"\s*[:=]")
# No paper says one label more often; a text that does is no paper.
MOST_HITS = 60
# "3. Constitution of Business" begins with its label, "01-06-1981 B.G." with a value.
_NUMBERED = re.compile(r"[^\w]*\d{0,2}[^\w]*")


@dataclass(frozen=True)
class Found:
    """A value, the lines that it was read from, and how far it is validated (0 to 1)."""

    value: object
    pieces: tuple
    validity: float

    @property
    def field(self):
        """As `extracts` gives it."""
        return {"value": self.value, "confidence_score": self.confidence}

    @property
    def confidence(self):
        # Of several lines the worst decides how far the value can be trusted.
        return confidence(min(piece.score for piece in self.pieces), self.validity)


class Labelled:
    """A paper seen through the labels of its type."""

    def __init__(self, paper, labels):
        self.paper = paper
        self._hits = {id(piece): labels.hits(piece) for piece in paper.pieces}

    @cached_property
    def _by_key(self):
        by_key = {}
        for piece in self.paper.in_order:
            for hit in self._hits[id(piece)]:
                by_key.setdefault(hit.key, []).append(hit)
        # What stands there to the letter comes first.
        return {key: sorted(hits, key=lambda hit: -hit.certainty) for key, hits in by_key.items()}

    def hits(self, key):
        """Where a label stands, the surest first and in the order of reading."""
        return self._by_key.get(key, [])[:MOST_HITS]

    def hits_in(self, piece):
        """The labels of a line, from left to right."""
        return self._hits[id(piece)]

    def begins(self, piece):
        """The key of the label that a line begins with; None where it begins with none."""
        hits = self._hits[id(piece)]
        first = hits and _NUMBERED.fullmatch(piece.text[: hits[0].start])
        return hits[0].key if first else None

    def rest(self, hit):
        """What stands behind a label in its line, up to the next label; nothing that only translates it."""
        later = [other.start for other in self._hits[id(hit.piece)] if other.start >= hit.end]
        text = hit.piece.text[hit.end : min(later, default=None)]
        if garbled.translates(text) or (hit.piece.score < CERTAIN and self._says_beside(hit, text)):
            return ""
        return text.strip(MARKS + "(")

    def whole_rest(self, hit):
        """What stands behind a label in its line, up to the next one with a colon: "Flat No. 3" has none."""
        text = hit.piece.text
        later = [
            other.start
            for other in self._hits[id(hit.piece)]
            if other.start >= hit.end and _SET_OFF_BY_SIGN.match(text, other.end)
        ]
        return text[hit.end : min(later, default=None)].strip(MARKS + "(") if self.rest(hit) else ""

    def _says_beside(self, hit, text):
        """Whether a badly read line says nothing behind its label, as the value stands in a cell beside."""
        return not _SET_OFF_BY_SIGN.match(text) and bool(self.right_of(hit))

    def right_of(self, hit):
        """The lines right of a label, up to the next label."""
        found = []
        if self._hits[id(hit.piece)][-1] is not hit:
            return found
        for piece in self.paper.right_of(hit.piece):
            if self.begins(piece):
                break
            if _said(piece.text):
                found.append(piece)
        return found

    def below(self, hit):
        """The nearest line under a label, if it is no label itself."""
        for piece in self.paper.below(hit.piece):
            if _said(piece.text):
                return [] if self.begins(piece) else [piece]
        return []

    def candidates(self, hit):
        """The texts that a label may stand for, the likeliest first, each with its line."""
        rest = self.rest(hit)
        if _said(rest):
            yield rest, hit.piece
        for piece in self.right_of(hit)[:2]:
            yield piece.text.strip(MARKS), piece
        for piece in self.below(hit):
            yield piece.text.strip(MARKS), piece

    def first(self, keys, parse):
        """The first value at one of the labels that `parse` can read; None where there is none.

        `parse` takes a text and gives (value, validity) or None. Keys are tried in their order.
        """
        for key in keys:
            for hit in self.hits(key):
                for text, piece in self.candidates(hit):
                    parsed = parse(text)
                    if parsed:
                        # A right check digit speaks for itself.
                        certainty = 1.0 if parsed[1] == CHECKED else hit.certainty
                        return Found(parsed[0], (piece,), parsed[1] * certainty)
        return None


def _said(text):
    return any(char.isalnum() for char in text)
