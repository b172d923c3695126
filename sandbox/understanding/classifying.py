"""Which of the known types a paper is, by what its text says."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from sandbox.understanding import mrz, numbers
from sandbox.understanding.kinds import CORRESPONDENCE, KINDS, OTHERS
from sandbox.understanding.spellings import folded

# The least that a paper must show, so that a word in passing makes no type.
LEAST = 5.0
# A card has so many titles, and also what no letter that speaks of one has.
WHOLE_CARD, ON_CARDS_ONLY = 7.0, 0.6
# What must go with a title: labels, a number.
LEAST_SUPPORT = 1.0
# What must go with a number that is as good as a title.
LEAST_WORDS = 0.5
# Words in a line of their own are a title; the same words inside a sentence only mention a paper.
MENTION = 0.35
# The share of its line that a title fills.
TITLE_SHARE = 0.55
# The head of a paper says what it is, the rest what it is about.
HEAD_LINES = 12
BEYOND_HEAD = 0.6
# Lines beyond these are annexures and small print.
LINES_READ = 150
# "Sub: Delivery Order for …", "Delivery Advice cum Payment Memo": what a short line of the head begins with
# is its title, whatever goes on.
SUBJECTS = ("subject", "sub", "re")
SHORT_LINE = 3
# How alike noisy words must be, in per cent, and the shortest ones for which that means something.
FUZZY = 88
FUZZY_FROM = 9


@dataclass(frozen=True)
class _Text:
    lines: tuple
    raw: tuple


def kind_of(paper):
    """One of Atlas's types, or an empty text where the paper is none of them."""
    raw = tuple(piece.text for piece in paper.in_order[:LINES_READ])
    text = _Text(tuple(folded(line) for line in raw), raw)
    # What rules every type out must stand there to the letter.
    if _score(text, OTHERS, fuzzy=False) >= LEAST:
        return ""
    scores = {kind: _total(text, evidence) for kind, evidence in KINDS.items()}
    if _score(text, CORRESPONDENCE) >= LEAST - 1:
        # A PAN card comes attached to the letter that allots it.
        card = KINDS["PAN"]
        attached = _score(text, card.titles) >= WHOLE_CARD and _score(text, card.words) >= ON_CARDS_ONLY
        scores = {kind: scores[kind] for kind in ("DELIVERY_ORDER", *["PAN"] * attached)}
    kind = max(scores, key=scores.get)
    return kind if scores[kind] >= LEAST else ""


def _total(text, evidence):
    title = _score(text, evidence.titles)
    alone = evidence.number_alone and evidence.number_alone * _fills_a_line(evidence.number, text.raw)
    if not title + alone:
        # Numbers and labels alone are also on forms, statements and letters.
        return 0.0
    support = _score(text, evidence.words)
    if not title and support < LEAST_WORDS:
        # Anyone may write such a number down.
        return 0.0
    if evidence.number and _has_number(evidence.number, text.raw):
        support += evidence.number_weight
    if support < LEAST_SUPPORT:
        # A list of papers has all the titles and nothing else.
        return 0.0
    return title + alone + support - _score(text, evidence.against)


def _score(text, phrases, fuzzy=True):
    return sum(weight * _strength(text.lines, folded(phrase), fuzzy) for phrase, weight in phrases.items())


def _strength(lines, phrase, fuzzy=True):
    """How strongly a paper says a phrase, 0 to 1: the best of its lines."""
    best = 0.0
    for place, line in enumerate(lines):
        if best >= (1.0 if place < HEAD_LINES else BEYOND_HEAD):
            break
        if phrase in line or (fuzzy and _nearly_says(line, phrase)):
            title = 1.0 if _is_title(line, phrase, place) else MENTION
            best = max(best, title * (1.0 if place < HEAD_LINES else BEYOND_HEAD))
    return best


def _is_title(line, phrase, place):
    if len(phrase) >= TITLE_SHARE * len(line):
        return True
    if place >= HEAD_LINES:
        return False
    if any(line.startswith(folded(subject) + phrase) for subject in SUBJECTS):
        return True
    return len(phrase) >= FUZZY_FROM and line.startswith(phrase) and len(line) <= SHORT_LINE * len(phrase)


def _nearly_says(line, phrase):
    if len(phrase) < FUZZY_FROM or len(line) < len(phrase) - 1:
        return False
    return fuzz.partial_ratio(phrase, line, score_cutoff=FUZZY) >= FUZZY


def _fills_a_line(kind, lines):
    return any(numbers.fills(kind, line) for line in lines)


def _has_number(kind, lines):
    if kind == "mrz":
        return mrz.read(lines) is not None
    return any(number.validity > 0.9 for line in lines for number in numbers.find(kind, line))
