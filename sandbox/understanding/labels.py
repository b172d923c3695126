"""Labels and their values: "Invoice No: 12", a value right of its label, or below it."""

from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from sandbox.understanding.confidence import confidence

# What may stand between a label and what comes before it in the same line.
_BREAKS = ("  ", "|", "/", ":", "\t", "(", ".")
_MARKS = " \t:.-–—=|*;,#/)"
# A label of this many letters may have one letter wrong, and two from twice as many on.
_FUZZY_FROM = 7
# Labels up to this many letters must be set off by a sign.
_SHORT = 3


@dataclass(frozen=True)
class Hit:
    """A label found in a line: whose it is, and where in the text it begins and ends."""

    key: str
    piece: object
    start: int
    end: int


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
        score = sum(piece.score for piece in self.pieces) / len(self.pieces)
        return confidence(score, self.validity)


class Labels:
    """The labels of a type of paper: for each key its spellings, in plain words."""

    def __init__(self, spellings):
        self._by_length = {}
        for key, phrases in spellings.items():
            for phrase in phrases:
                plain = squeezed(phrase)
                self._by_length.setdefault(len(plain), {})[plain] = key
        self._lengths = sorted(self._by_length, reverse=True)

    def hits(self, piece):
        """The labels in a line, from left to right."""
        text, letters, places = piece.text, *_letters(piece.text)
        hits, end = [], 0
        for at, place in enumerate(places):
            if place < end or not _starts_word(text, place):
                continue
            first = not any(char.isalpha() for char in text[:place])
            if not (first or (hits and _separate(text, end, place)) or _after_break(text, place)):
                continue
            match = self._match(letters, at, fuzzy=first)
            if match and _ends_label(text, place, places[at + match[1] - 1]):
                end = places[at + match[1] - 1] + 1
                hits.append(Hit(match[0], piece, place, end))
        return hits

    def _match(self, letters, at, fuzzy):
        for length in self._lengths:
            key = self._by_length[length].get(letters[at : at + length])
            if key:
                return key, length
        return self._near(letters, at) if fuzzy else None

    def _near(self, letters, at):
        for length in self._lengths:
            if length < _FUZZY_FROM:
                return None
            part = letters[at : at + length]
            if len(part) == length:
                wrong = 1 if length < 2 * _FUZZY_FROM else 2
                near = process.extractOne(
                    part, self._by_length[length].keys(), scorer=Levenshtein.distance, score_cutoff=wrong
                )
                # "Registration Certificate of" is not "Registration Certificate No".
                if near and near[0][-2:] == part[-2:]:
                    return self._by_length[length][near[0]], length
        return None


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
        return by_key

    def hits(self, key):
        """Where a label stands, in the order of reading."""
        return self._by_key.get(key, [])

    def begins(self, piece):
        """The key of the label that a line begins with; None where it begins with none."""
        hits = self._hits[id(piece)]
        first = hits and not any(char.isalpha() for char in piece.text[: hits[0].start])
        return hits[0].key if first else None

    def rest(self, hit):
        """What stands behind a label in its line, up to the next label."""
        later = [other.start for other in self._hits[id(hit.piece)] if other.start >= hit.end]
        return hit.piece.text[hit.end : min(later, default=None)].strip(_MARKS + "(")

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
            yield piece.text.strip(_MARKS), piece
        for piece in self.below(hit):
            yield piece.text.strip(_MARKS), piece

    def first(self, keys, parse):
        """The first value at one of the labels that `parse` can read; None where there is none.

        `parse` takes a text and gives (value, validity) or None. Keys are tried in their order.
        """
        for key in keys:
            for hit in self.hits(key):
                for text, piece in self.candidates(hit):
                    parsed = parse(text)
                    if parsed:
                        return Found(parsed[0], (piece,), parsed[1])
        return None


def squeezed(text):
    """The letters and digits of a text in small letters: OCR loses spaces and points."""
    return "".join(char for char in text.lower() if char.isalnum())


def _letters(text):
    letters, places = [], []
    for place, char in enumerate(text):
        small = char.lower()
        if char.isalnum() and len(small) == 1:
            letters.append(small)
            places.append(place)
    return "".join(letters), places


def _starts_word(text, place):
    return (
        place == 0 or not text[place - 1].isalnum() or (text[place].isupper() and text[place - 1].islower())
    )


def _ends_label(text, start, last):
    """Whether a label may end here: "NameRavi" is a label and its value, "Names" is not."""
    following = text[last + 1 : last + 2]
    if last - start < _SHORT and text[start : last + 1].isalpha():
        # "To" and "for" are words of any sentence.
        return following in ("", ":", ",", ".") or text[last + 1 : last + 3] in (" :", " -")
    glued = following.isupper() and (text[last].islower() or not text[last].isalpha())
    return not following.isalpha() or glued


def _separate(text, end, place):
    # Behind another label and its value: "Invoice No. 12 Dated 1-4-25".
    return text[end:place].strip(_MARKS) != "" or any(mark in text[end:place] for mark in _BREAKS)


def _after_break(text, place):
    return text[:place].rstrip(" ").endswith(("|", "/", "\t", ":")) or text[:place].endswith("  ")


def _said(text):
    return any(char.isalnum() for char in text)
