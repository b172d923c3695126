"""How far a value can be trusted: its reading's score is multiplied by one of these."""

# The check digit is right: a wrong reading passes it one time in ten or rarer.
CHECKED = 1.0
# The form is right (a date that exists, five letters and four digits): most wrong readings break it.
FORM = 0.98
# Free text that stands at its label: nothing but the reading itself speaks for it.
LABELLED = 0.95
# Told from the points of the picture, which a bad light can deceive.
SEEN = 0.9
# Found by its place on the paper (the line above the date of birth), without a label.
PLACED = 0.88
# One of several that might be meant, or the label itself is uncertain.
GUESSED = 0.7
# It has the form, but its check digit says that one character at least is wrong.
DOUBTED = 0.45
# For each character that was read as another and put right because the form asks for it.
REPAIRED = 0.985


# A line with a few wrong letters still has nine tenths of their certainty on average. Where nothing but the
# letters speaks for a value, their doubts count so many times; where its form does as well, fewer times.
_LETTERS_ALONE, _WITH_FORM = 4, 2


def confidence(score, validity):
    """A `confidence_score` from what OCR gave the lines (0 to 1) and how far the value is validated."""
    times = (
        1 if validity >= CHECKED * REPAIRED else _WITH_FORM if validity >= FORM * REPAIRED else _LETTERS_ALONE
    )
    return round(min(max(score**times * validity, 0.0), 1.0), 3)


# Values with less confidence may differ from what is printed by some letters, or by a single one …
WELL_READ, CLEARLY_READ = 0.78, 0.94
# … and numbers with a check digit by a figure; if all are read clearly, it is wrong on the paper.
WELL_READ_NUMBER = confidence(0.97, DOUBTED)
