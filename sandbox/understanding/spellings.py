"""The spellings of labels, found in lines of text: also misread, broken off, or behind a translation."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from sandbox.understanding import garbled

# The key of what is no label, and may begin like one.
TITLE = "title"
# What may stand between a label and what comes before it in the same line.
_BREAKS = ("  ", "|", "/", ":", "\t", "(", ".")
MARKS = " \t:.-–—=|*;,#/)"
# Lines whose letters are less certain may say a label with many letters wrong, and noise behind it.
CERTAIN = 0.96
# A label may have one letter wrong, lost or added for each so many letters that it has.
_FUZZY_FROM = 6
# A misread first letter makes another word of a shorter label.
_FIRST_LETTER_WRONG = 10
_NUMBER = ("no", "mo")
_LOOK_ALIKE = str.maketrans("01l58", "oiisb")
_WITH_THE = re.compile(r" of (?!the )")
# So many words of a label's beginning are no title and no other label.
_BROKEN_FROM = 4
# "Name of", "Name and": the label has more words.
_GOES_ON = re.compile(r"\s*(?:of|and|&|or|as)\b", re.IGNORECASE)
# What follows a label that stands inside a line.
_SET_OFF = re.compile(r"\s*(?:[^\w\s]|\d|no\b|$)|\s{2}", re.IGNORECASE)
_A_DATE = re.compile(r" \d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
# Labels up to this many letters must be set off by a sign.
_SHORT = 3


@dataclass(frozen=True)
class Hit:
    """A label found in a line: whose it is, where in the text it begins and ends, and how sure that is."""

    key: str
    piece: object
    start: int
    end: int
    certainty: float = 1.0


class Labels:
    """The labels of a type of paper: for each key its spellings, in plain words."""

    def __init__(self, spellings):
        self._by_length = {}
        for key, phrases in spellings.items():
            # "Name & Address" is "Name and Address", "Address of Dealer" is "Address of the Dealer".
            for phrase in {*phrases, *(phrase.replace(" and ", " ") for phrase in phrases)}:
                for plain in {folded(phrase), folded(_WITH_THE.sub(" of the ", phrase))}:
                    self._by_length.setdefault(len(plain), {})[plain] = key
        self._lengths = sorted(self._by_length, reverse=True)
        self._garbled_keys = {
            phrase: key
            for phrases in self._by_length.values()
            for phrase, key in phrases.items()
            if key != TITLE
        }

    def hits(self, piece):
        """The labels in a line, from left to right."""
        found = [Hit(key, piece, start, end) for key, start, end in _labels_in(piece.text, self)]
        return found or self._garbled(piece)

    def _garbled(self, piece):
        """The label that a line most likely is, as long as no other one is as likely."""
        parts, end = garbled.label_parts(piece.text)
        clear = piece.score >= CERTAIN
        set_off = end < len(piece.text) and not clear
        shortest = garbled.SHORTEST_AT_COLON if set_off else garbled.SHORTEST
        near = garbled.nearest([folded(part) for part in parts], self._garbled_keys, shortest, clear)
        return [Hit(near[0], piece, 0, end, near[1])] if near else []

    def in_text(self, text):
        """The labels in a text: (key, where it begins, where it ends)."""
        letters, places = _letters(text)
        found, end = [], 0
        head = next((place for place in places if _is_letter(text, place)), None)
        for at, place in enumerate(places):
            if place < end or not _is_letter(text, place) or not _starts_word(text, place):
                continue
            first = place == head
            if not (first or (found and _separate(text, end, place)) or _after_break(text, place)):
                continue
            for key, length in self._matches(letters, at, first, text[place:]):
                if _ends_label(text, place, places[at + length - 1], first):
                    end = places[at + length - 1] + 1
                    found.append((key, place, end))
                    break
        return found

    def _matches(self, letters, at, first, text):
        """The labels that may stand at a place, the longest first, each with its length there."""
        # What stands behind a slash is another label or a translation, and no misread end of the first.
        slash = at + len(folded(text.partition("/")[0]))
        if first and len(text.split()) >= _BROKEN_FROM and (broken := self._broken_off(letters[at:])):
            yield broken
        for length in self._lengths:
            key = self._by_length[length].get(letters[at : at + length])
            if key:
                yield key, length
            elif first and length >= _FUZZY_FROM and (near := self._near(letters[:slash], at, length)):
                yield near

    def _broken_off(self, line):
        """A long label of which a narrow column leaves only the beginning in this line, with its length."""
        if line in self._by_length.get(len(line), ()):
            return None
        keys = {
            key
            for length in self._lengths
            if length > len(line)
            for phrase, key in self._by_length[length].items()
            if phrase.startswith(line)
        }
        return (keys.pop(), len(line)) if len(keys) == 1 else None

    def _near(self, letters, at, length):
        phrases = self._by_length[length]
        best, wrong = None, length // _FUZZY_FROM
        for width in sorted(range(length - wrong, length + wrong + 1), key=lambda width: abs(width - length)):
            part = letters[at : at + width]
            if len(part) < width:
                continue
            near = process.extractOne(part, phrases.keys(), scorer=Levenshtein.distance, score_cutoff=wrong)
            # "Registration Certificate of" is not "Registration Certificate No".
            # Folded, "Order No" ends in "mo".
            if near and (near[0][-2:] not in _NUMBER or part[-2:] in _NUMBER) and _may_mean(part, near[0]):
                best, wrong = (phrases[near[0]], width), near[1] - 1
        return best


@lru_cache(maxsize=2048)
def _labels_in(text, labels):
    # A paper says much of what it says twice.
    return labels.in_text(text)


def squeezed(text):
    """The letters and digits of a text in small letters: OCR loses spaces and points."""
    return "".join(char for char in text.lower() if char.isalnum())


def folded(text):
    """A squeezed text in which signs that OCR takes for one another are the same."""
    return _letters(text)[0]


def _letters(text):
    """The folded letters of a text, and the place of each in it."""
    letters, places = [], []
    for place, char in enumerate(text):
        small = char.lower()
        if not char.isalnum() or len(small) > 1:
            continue
        if small == "n" and letters and letters[-1] == "r":
            # "rn" and "m" look the same.
            letters[-1], places[-1] = "m", place
        else:
            letters.append(small.translate(_LOOK_ALIKE))
            places.append(place)
    return "".join(letters), places


def _may_mean(part, phrase):
    # "Ward No" is a word of its own, and no misread "Card No".
    return len(phrase) >= _FIRST_LETTER_WRONG or part[0] == phrase[0]


def _is_letter(text, place):
    """Whether a letter stands there, or a figure that looks like one at the beginning of a word: "1MEI"."""
    following = text[place + 1 : place + 2]
    return text[place].isalpha() or (text[place] in "015" and following.isalpha())


def _starts_word(text, place):
    return (
        place == 0 or not text[place - 1].isalnum() or (text[place].isupper() and text[place - 1].islower())
    )


def _ends_label(text, start, last, first):
    """Whether a label may end here: "NameRavi" is a label and its value, "Names" is not."""
    following = text[last + 1 : last + 2]
    # "Jagdamba Mobile Point" is a name; "…, Mobile: 98" is a label.
    if not first and not _SET_OFF.match(text, last + 1):
        return False
    if _GOES_ON.match(text, last + 1):
        return False
    if last - start < _SHORT and any(char.isdigit() for char in text[start : last + 1]):
        # "T/0" of a running number is no "To".
        return False
    if last - start < _SHORT and text[start : last + 1].isalpha():
        if text[start : last + 1].isupper() and _A_DATE.match(text, last + 1):
            # "DOB 04-09-1987"
            return True
        # "To" and "for" are words of any sentence.
        return following in ("", ":", ",", ".") or text[last + 1 : last + 3] in (" :", " -")
    glued = following.isupper() and (text[last].islower() or not text[last].isalpha())
    return not following.isalpha() or glued


def _separate(text, end, place):
    # Behind another label and its value: "Invoice No. 12 Dated 1-4-25".
    return text[end:place].strip(MARKS) != "" or any(mark in text[end:place] for mark in _BREAKS)


def _after_break(text, place):
    return text[:place].rstrip(" ").endswith(("|", "/", "\t", ":", "(")) or text[:place].endswith("  ")
