"""Labels that OCR garbled: "Dekvay Orde N0.7 4mke" for "Delivery Order No. / …"."""

import re

from rapidfuzz.distance import Levenshtein

# Shorter labels are like too many words; a colon behind them says that they are labels.
SHORTEST, SHORTEST_AT_COLON = 6, 4
# Labels of so many letters may have one wrong.
SHORT = 7
# The part of a label's letters that may be wrong: of a badly read line, and of one that seems well read. The
# next likely label must fit so much worse.
MOST_WRONG, MOST_WRONG_OF_CLEAR = 0.36, 0.23
CLEARER_BY = 0.07
# Behind a badly read label so many letters may come from its translation; a line with more is a sentence.
TRANSLATION = 14
# No label with its translations has more letters or more parts.
LONGEST, MOST_PARTS = 80, 3
# "Delivery Order No / …", "… / Date of Birth": a label and its translation.
_PARTS = re.compile(r"[/|()=]")
_TRANSLATION = re.compile(r"[\s.]*[/|]")


def label_parts(text):
    """The parts of a line that may be its label, and where it ends: at a colon, or at the line's end."""
    colon = text.find(":")
    end = colon if colon > 0 else len(text)
    return _PARTS.split(text[:end])[:MOST_PARTS] if end <= LONGEST else [], end


def nearest(parts, keys, shortest, clear):
    """The key whose phrase one of the parts says or begins with, misread, and how sure that is (0 to 1).

    `keys` has a key for each phrase; of a line that seems well read a part must be the whole label.
    None where no phrase is near enough, or none is the nearest.
    """
    best = {}
    for phrase, key in keys.items():
        for letters in parts if len(phrase) >= shortest else ():
            more = len(letters) - len(phrase)
            if (-1 <= more <= 1) if clear else (-len(phrase) // 2 <= more <= TRANSLATION):
                best[key] = min(_wrong(letters, phrase), best.get(key, 1.0))
    key = min(best, key=best.get, default=None)
    others = min((wrong for other, wrong in best.items() if other != key), default=1.0)
    most = MOST_WRONG_OF_CLEAR if clear else MOST_WRONG
    if key is None or best[key] > most or others - best[key] < CLEARER_BY:
        return None
    return key, 1.0 - best[key]


def translates(text):
    """Whether what follows a label only says it again in another script: "Dealer Name / 9ttan"."""
    return _TRANSLATION.match(text) is not None


def _wrong(letters, phrase):
    """The share of a phrase's letters that are wrong in what a text begins with."""
    slack = len(phrase) // 5
    most = int(MOST_WRONG * len(phrase)) + 1 if len(phrase) > SHORT else 1
    wrong = most + 1
    for width in range(max(len(phrase) - slack, 1), min(len(phrase) + slack, len(letters)) + 1):
        wrong = min(Levenshtein.distance(letters[:width], phrase, score_cutoff=most), wrong)
    return wrong / len(phrase) if wrong <= most else 1.0
