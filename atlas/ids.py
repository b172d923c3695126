"""Which of our document ids Atlas means, where it gives one back in another form of the same letters.

A letter with a sign, as in Devanagari, may be one character or two; to people both are the same, and a
program that stores texts may make the one of the other (Unicode Standard Annex 15, form NFC).
"""

from collections import defaultdict
from collections.abc import Iterable
from unicodedata import normalize


def named(said: Iterable[str], ours: Iterable[str]) -> dict[str, str]:
    """By each id that was said, ours that it means: the very same, or the only one of the same letters.

    What means none of ours, or one of several, stays what it is.
    """
    said, ours = set(said), set(ours)
    meant = {each: each for each in said}
    strange = [each for each in said - ours if not each.isascii()]
    if strange:
        forms: dict[str, list[str]] = defaultdict(list)
        for own in ours - said:
            forms[normalize("NFC", own)].append(own)
        for each in strange:
            # Taken, so that two that were said never mean one.
            alike = forms.pop(normalize("NFC", each), [])
            if len(alike) == 1:
                meant[each] = alike[0]
    return meant
