"""Labels that OCR garbled: "Dekvay Orde N0.7 4mke" for "Delivery Order No. / …"."""

import re

from rapidfuzz.distance import Levenshtein

# Shorter labels are like too many words; a colon behind them says that they are labels.
SHORTEST, SHORTEST_AT_COLON = 6, 4
# The part of a label's letters that may be wrong, and how much worse the next likely label must fit.
MOST_WRONG = 0.36
CLEARER_BY = 0.07
# Behind a label so many letters may come from its translation; a line with more is a sentence.
TRANSLATION = 14
# A label ends at its colon, or where its translation begins.
_ENDS = re.compile(r"\s*[:/|=]")
_TRANSLATION = re.compile(r"\s*[/|]")
_CODE = re.compile(r"\d{4}|\d[-/.]\d")


def label_part(text):
    """The part of a line that is its label, and where that ends: at a colon, if there is one, or at the end."""
    colon = text.find(":")
    if colon > 0:
        return _ENDS.split(text[:colon])[0], colon
    return _ENDS.split(text)[0], len(text)


def nearest(letters, keys, shortest=SHORTEST):
    """The key whose phrase the letters begin with, misread, and how sure that is (0 to 1); None if unclear.

    `keys` has a key for each phrase.
    """
    best = {}
    for phrase, key in keys.items():
        if len(phrase) >= shortest and abs(len(letters) - len(phrase)) <= TRANSLATION:
            wrong = _wrong(letters, phrase)
            best[key] = min(wrong, best.get(key, 1.0))
    if not best:
        return None
    key = min(best, key=best.get)
    others = min((wrong for other, wrong in best.items() if other != key), default=1.0)
    if best[key] > MOST_WRONG or others - best[key] < CLEARER_BY:
        return None
    return key, 1.0 - best[key]


def translates(text):
    """Whether what follows a label only says it again in another script: "Dealer Name / 9ttan"."""
    return bool(_TRANSLATION.match(text)) and not _CODE.search(text)


def _wrong(letters, phrase):
    """The share of a phrase's letters that are wrong in what a text begins with."""
    slack = len(phrase) // 5
    widths = range(max(len(phrase) - slack, 1), len(phrase) + slack + 1)
    return min(Levenshtein.distance(letters[:width], phrase) for width in widths) / len(phrase)
